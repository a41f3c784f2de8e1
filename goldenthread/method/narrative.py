"""Which sentences of a paper a second person must read before it is published, and why each.

Rules over words: they list what may tell a reader who a child or a worker is. They miss what no list
holds (`BLIND_TO`), so a person reads every sentence all the same.
"""

import hashlib
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from goldenthread.method import telling
from goldenthread.method.themes import STOP

END = re.compile(r"(?<=[.!?])[\"'\u2019\u201d)]*\s+|\n+")
ABBREVIATED = re.compile(r"\b(?:e\.g|i\.e|etc|vs|no|dr|mr|mrs|ms|st|cllr|approx)\.$", re.IGNORECASE)
WORD = re.compile(r"[^\W\d_]+(?:['\u2019-][^\W\d_]+)*")
TOKEN = re.compile(r"\w+(?:[/_-]\w+)*")
REFERENCE = re.compile(r"\b[A-Z]{3}-[0-9A-Z]{10}\b")
POSTCODE = re.compile(r"\b[A-Z]{1,2}[0-9][0-9A-Z]?\s?[0-9][A-Z]{2}\b")
LONG_NUMBER = re.compile(r"(?<![\d.,/-])\d{5,}(?![.,/-]?\d)")
FEWEST = 3

BLIND_TO = (
    "a name that is also a common word, or that is spelt with a small letter",
    "a child who can be recognised by what happened, with no name, place or date",
    "a worker or a team described by what they do",
    "what a reader already knows, or can put together from two papers",
    "pictures, and words in files that are attached",
)


def _any_of(words: Collection[str]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


def _whole(words: Collection[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-])(?:{_any_of(words)})(?![\w-])", re.IGNORECASE)


_MONTH = _any_of(telling.MONTHS)
_NUMBER = "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen"
# What a pattern finds, and how the page says it.
PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("a reference", REFERENCE),
    ("a long number", LONG_NUMBER),
    ("an age", re.compile(
        rf"\b(?:aged?|age of)\s+(?:\d{{1,2}}|{_NUMBER})\b"
        rf"|\b(?:\d{{1,2}}|{_NUMBER})[\s-](?:day|week|month|year)s?[\s-]olds?\b", re.IGNORECASE,
    )),
    ("an age", _whole(telling.AGES)),
    ("a school", _whole(telling.PLACES_OF_LEARNING)),
    ("a school", re.compile(r"\byear\s+(?:[1-9]|1[0-3])\b", re.IGNORECASE)),
    ("a place", _whole(telling.PLACES)),
    ("a place", POSTCODE),
    ("a date", re.compile(
        rf"\b\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?(?:{_MONTH})\b|\b(?:{_MONTH})\s+\d{{1,2}}(?:st|nd|rd|th)?\b(?!\d)"
        r"|\b\d{1,2}[./]\d{1,2}[./](?:\d{2}|\d{4})\b|\b\d{4}-\d{2}-\d{2}\b", re.IGNORECASE,
    )),
    ("a date", _whole(telling.DAYS)),
    ("a nationality, a faith or a language", _whole(telling.ORIGINS)),
    ("an illness or a disability", _whole(telling.ILLNESSES)),
    ("a sibling", _whole(telling.SIBLINGS)),
    ("fewer than 3 cases", re.compile(
        rf"(?<![\w-])(?:{_any_of(telling.SMALL)})(?:\s+(?:of|out of)\s+(?:the\s+|these\s+|our\s+)?[\w-]+)?"
        rf"\s+(?:[\w-]+\s+)?(?:{_any_of(telling.COUNTED)})(?![\w-])"
        r"|\bin\s+one\b(?!\s+(?:place|way|word))|\b(?:1|2|one|two)\s+(?:of|out\s+of)\s+(?:the\s+)?\d+\b"
        r"|\bthis\s+(?:child|family|case|young\s+person)\b", re.IGNORECASE,
    )),
)  # fmt: skip


@dataclass(frozen=True)
class Listed:
    """A sentence to be read, where it stands, and why: "an age: aged 7"."""

    where: str
    text: str
    why: tuple[str, ...]

    @property
    def reasons(self) -> str:
        """Why, as one sentence."""
        said = "; ".join(self.why)
        return said[:1].upper() + said[1:]

    @property
    def digest(self) -> str:
        """Of place and words; another word makes it another sentence."""
        return hashlib.sha256(f"{self.where}\n{self.text}".encode()).hexdigest()


@dataclass(frozen=True)
class Reader:
    """What is known beforehand: names by what they name, and words that name nobody.

    `names` maps a name to what it is ("the worker"); `numbers` are case numbers; `known` are words in
    small letters; `allowed` are words or phrases that may stand with a capital.
    """

    names: Mapping[str, str] = field(default_factory=dict)
    numbers: Collection[str] = ()
    known: frozenset[str] = frozenset()
    allowed: Collection[str] = ()

    def listed(self, where: str, text: str) -> list[Listed]:
        """The sentences of a text that say something telling, in their order."""
        found = ((sentence, tuple(self.reasons(sentence))) for sentence in sentences(text))
        return [Listed(where, sentence, why) for sentence, why in found if why]

    def reasons(self, sentence: str) -> Iterator[str]:
        """Why a sentence is listed: each kind with what was found, once."""
        found = dict.fromkeys((*self._numbered(sentence), *self._named(sentence)))
        for kind, pattern in PATTERNS:
            found |= dict.fromkeys(f"{kind}: {match[0]}" for match in pattern.finditer(sentence))
        told = {_bare(word) for why in found for word in WORD.findall(why.partition(": ")[2])}
        for word in self._capitals(sentence):
            if _bare(word) not in told:
                found[f"a capital letter: {word}"] = None
        yield from found

    def _numbered(self, sentence: str) -> Iterator[str]:
        known = {number.casefold() for number in self.numbers}
        for token in number_like(sentence):
            if token.casefold() in known:
                yield f"a case number: {token}"

    def _named(self, sentence: str) -> Iterator[str]:
        """Whole names, and each word of a name that is no word of the field."""
        words = list(WORD.finditer(sentence))
        place = 0
        while place < len(words):
            for end in range(min(len(words), place + self._longest), place, -1):
                said = sentence[words[place].start() : words[end - 1].end()]
                if kind := self._kinds.get(_bare(said)):
                    yield f"{kind}: {said}"
                    place = end - 1
                    break
            place += 1

    @cached_property
    def _kinds(self) -> dict[str, str]:
        """By name and by each of its words, in small letters, what it names."""
        parts = {
            _bare(part): kind
            for name, kind in self.names.items()
            for part in WORD.findall(name)
            if len(part) > 2 and not self._is_known(part)
        }
        whole = {_bare(name): kind for name, kind in self.names.items()}
        return parts | {name: kind for name, kind in whole.items() if not self._is_known(name)}

    @cached_property
    def _longest(self) -> int:
        return max((len(WORD.findall(name)) for name in self._kinds), default=0)

    @cached_property
    def _allowed(self) -> re.Pattern[str]:
        return _whole([*telling.CAPITALISED, *telling.MONTHS, *self.allowed])

    def _capitals(self, sentence: str) -> Iterator[str]:
        """Words with a capital that are neither the field's nor allowed."""
        plain = self._allowed.sub(lambda match: " " * len(match[0]), sentence)
        for match in WORD.finditer(plain):
            word = re.sub("['\u2019]s$", "", match[0])
            if word[0].isupper() and (_bare(word) in telling.NAMES or not self._is_known(word)):
                yield word

    def _is_known(self, word: str) -> bool:
        low = _bare(word)
        return low in self._known or all(part in self._known for part in low.split("-"))

    @cached_property
    def _known(self) -> frozenset[str]:
        return self.known | STOP | frozenset(telling.COMMON)


def _bare(word: str) -> str:
    """A word or name in small letters, without the ending of whose it is."""
    return re.sub("'s$", "", " ".join(word.casefold().replace("\u2019", "'").split()))


def number_like(text: str) -> list[str]:
    """What may be a case number: words with a digit in them.

    >>> number_like("Case 1001/A, then C-17; 5 of 12.")
    ['1001/A', 'C-17', '5', '12']
    """
    return [token for token in TOKEN.findall(text) if any(letter.isdigit() for letter in token)]


def sentences(text: str) -> list[str]:
    """The sentences of a text, one line each; headings and lines of a list are sentences.

    >>> sentences("Seen alone, e.g. at home. Plans are late!\\n\\nMore next year")
    ['Seen alone, e.g. at home.', 'Plans are late!', 'More next year']
    """
    found: list[str] = []
    parts = END.split(text.replace("\r\n", "\n"))
    for part in (" ".join(part.split()) for part in parts):
        if found and ABBREVIATED.search(found[-1]) and part:
            found[-1] = f"{found[-1]} {part}"
        elif part:
            found.append(part)
    return found
