"""Which themes a sentence may be about: a short list for a person to choose from, never a decision.

Two scores are put together. Cues: words or short phrases that stand for a theme, each worth more the
fewer themes share it. Likeness: the cosine between the sentence and all that stands for a theme (its
name, what it is about, its cues, the sentences people have put to it), words weighted by TF-IDF
(Salton and Buckley 1988). A third, where it is handed in: how near sentence and theme are in meaning
(`meaning.likeness`). Nothing leaves the process: no model is fetched, no service asked.
"""

import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

WORD = re.compile(r"[a-z]+(?:'[a-z]+)?|[0-9]+")
MOST = 3
# Two texts that have nothing to do with each other are still about this near in meaning.
FAR = 0.2
STOP = frozenset(
    WORD.findall(
        "a about above after again all also an and any are as at be because been before being below "
        "between both but by can could did do does doing down during each few for from further had has "
        "have having he her here hers him his how i if in into is it its itself just me more most my no "
        "nor not now of off on once only or other our out over own same she should so some such than "
        "that the their them then there these they this those through to too under until up very was we "
        "were what when where which while who whom why will with would you your"
    )
)
# Endings in the order they are tried, and what takes their place; the rest keeps three letters at least.
ENDINGS = (
    ("isations", "is"), ("isation", "is"), ("ologies", "olog"), ("ology", "olog"), ("ically", "ic"),
    ("ements", "e"), ("ement", "e"), ("ments", ""), ("ment", ""), ("nesses", ""), ("ness", ""),
    ("ations", "at"), ("ation", "at"), ("ions", ""), ("ion", ""), ("ingly", ""), ("ings", ""),
    ("ing", ""), ("edly", ""), ("ies", "y"), ("ied", "y"), ("ers", "er"), ("ed", ""), ("ly", ""),
    ("es", "e"), ("s", ""),
)  # fmt: skip


@dataclass(frozen=True)
class Theme:
    """What stands for a theme. `accepted` are sentences that people have put to it."""

    key: str
    name: str
    about: str = ""
    cues: tuple[str, ...] = ()
    accepted: tuple[str, ...] = ()


@dataclass(frozen=True)
class Suggestion:
    """A theme for one sentence, from 0 (exclusive) to 1, and the cues that the sentence holds."""

    key: str
    score: float
    cues: tuple[str, ...] = ()


def stem(word: str) -> str:
    """A word without its ending, roughly: enough that "plans" and "planning" meet.

    >>> [stem(word) for word in ("plans", "planning", "chronologies", "chronology", "visited", "is")]
    ['plan', 'plan', 'chronolog', 'chronolog', 'visit', 'is']
    """
    word = word.removesuffix("'s").replace("'", "")
    for ending, instead in ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3 and not word.endswith("ss"):
            word = word[: -len(ending)] + instead
            break
    if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "aeiouls":
        return word[:-1]
    return word.removesuffix("e") if len(word) > 3 else word


def stems(text: str) -> tuple[str, ...]:
    """The stems of a text's words in their order, small words and all.

    >>> stems("The child's wishes weren't sought.")
    ('the', 'child', 'wish', 'werent', 'sought')
    """
    return tuple(map(stem, WORD.findall(text.lower().replace("\u2019", "'"))))


@dataclass(frozen=True)
class Suggester:
    """The themes as they stand, made ready once for many sentences.

    `nearness` says of a sentence how near it is in meaning to each of some texts, from -1 to 1.
    """

    themes: Sequence[Theme]
    nearness: Callable[[str, Sequence[str]], Sequence[float]] | None = None

    @cached_property
    def _cues(self) -> Mapping[str, list[tuple[tuple[str, ...], str, str]]]:
        """By a cue's first stem: its stems, its theme, as it is written."""
        found: dict[str, list[tuple[tuple[str, ...], str, str]]] = {}
        for theme in self.themes:
            for words, cue in {stems(cue): cue for cue in theme.cues}.items():
                if words:
                    found.setdefault(words[0], []).append((words, theme.key, cue))
        return found

    @cached_property
    def _worth(self) -> Mapping[tuple[str, ...], float]:
        """What each cue is worth: its words, and more of it the fewer themes have it."""
        shared = Counter(words for rows in self._cues.values() for words, _, _ in rows)
        return {
            words: len(words) * (1 + math.log(len(self.themes) / n)) for words, n in shared.items()
        }

    @cached_property
    def _rarity(self) -> Mapping[str, float]:
        """The inverse document frequency of each stem, the themes being the documents."""
        held = Counter(stem for texts in self._texts.values() for stem in set(texts))
        return {each: 1 + math.log((1 + len(self.themes)) / (1 + n)) for each, n in held.items()}

    @cached_property
    def _texts(self) -> Mapping[str, list[str]]:
        return {
            theme.key: _telling(" ".join((theme.name, theme.about, *theme.cues, *theme.accepted)))
            for theme in self.themes
        }

    @cached_property
    def _vectors(self) -> Mapping[str, Mapping[str, float]]:
        return {key: self._vector(texts) for key, texts in self._texts.items()}

    def _vector(self, words: Iterable[str]) -> dict[str, float]:
        """Weights of length one; empty where no word is known."""
        counts = Counter(word for word in words if word in self._rarity)
        weights = {word: (1 + math.log(n)) * self._rarity[word] for word, n in counts.items()}
        length = math.sqrt(sum(weight**2 for weight in weights.values()))
        return {word: weight / length for word, weight in weights.items()} if length else {}

    def suggestions(self, text: str, most: int = MOST) -> list[Suggestion]:
        """At most `most` themes, the likeliest first; none where nothing in the text speaks for any.

        The same text always has the same list; of two alike, the theme that stands first leads.
        """
        words = stems(text)
        held = self._held(words)
        asked = self._vector(_telling(text))
        found = []
        for theme, near in zip(self.themes, self._near(text), strict=True):
            cues = held.get(theme.key, {})
            worth = sum(self._worth[cue] for cue in cues)
            vector = self._vectors[theme.key]
            like = sum(weight * vector.get(word, 0.0) for word, weight in asked.items())
            scores = (worth / (worth + 2), like, *near)
            score = sum(scores) / len(scores)
            if score > 0:
                found.append(Suggestion(theme.key, min(score, 1.0), tuple(cues.values())))
        return sorted(found, key=lambda each: -each.score)[:most]

    def _near(self, text: str) -> list[tuple[float, ...]]:
        """By theme the score of meaning, from 0 to 1; nothing where nobody says it."""
        if self.nearness is None:
            return [() for _ in self.themes]
        names = [f"{theme.name}. {theme.about}" for theme in self.themes]
        return [(max(0.0, (near - FAR) / (1 - FAR)),) for near in self.nearness(text, names)]

    def _held(self, words: tuple[str, ...]) -> dict[str, dict[tuple[str, ...], str]]:
        """The cues that stand in these stems, by theme."""
        found: dict[str, dict[tuple[str, ...], str]] = {}
        for place, first in enumerate(words):
            for cue, key, written in self._cues.get(first, ()):
                if words[place : place + len(cue)] == cue:
                    found.setdefault(key, {})[cue] = written
        return found


def _telling(text: str) -> list[str]:
    """The stems that say something: no small words, no single letters."""
    plain = WORD.findall(text.lower().replace("\u2019", "'"))
    return [stem(word) for word in plain if word not in STOP and len(word) > 1]
