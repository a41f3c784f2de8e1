"""Numbers typed into a paper that contradict its figures: "we audited 18 cases" where it was 17.

A sentence is read only where it plainly speaks of the whole round: one that names another time, a
group, a plan or a rough number is left alone. Better one slip missed than an alarm about what is right.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from goldenthread.method.printed.statements import NUMBER, PERCENT, number
from goldenthread.method.proportions import half_up

_CASES = r"(?:case files|cases|audits|files)"
_DONE = r"(?:were|was|have been|has been|had been)"
_N = rf"(?P<n>{NUMBER})"
_OR_NO = rf"(?P<n>{NUMBER}|(?<!\w)no(?=\s))"
_MET = (
    r"(?:met the standard|(?:(?:were|was)\s+)?(?:(?:graded|judged|rated)\s+)?(?:as\s+)?['‘]?good['’]?\s+or\s+"
    r"['‘]?(?:better|above|outstanding)\b['’]?)"
)
_STATES = {"actions_open": "open", "actions_overdue": "overdue", "actions_closed": "closed"}
# What a sentence may count, and how people write it.
PATTERNS: dict[str, tuple[str, ...]] = {
    "audited": (
        rf"\b(?:audited|reviewed)\s+(?:in\s+all\s+|a\s+total\s+of\s+|the\s+)?{_N}"
        rf"(?:\s+of\s+[\d,…]+)?\s+(?:open\s+)?{_CASES}\b",
        rf"{_N}\s+{_CASES}\s+{_DONE}\s+(?:audited|reviewed|completed|undertaken|carried out)\b",
    ),
    "moderated": (
        rf"{_N}(?:\s+(?:of\s+(?:the\s+)?[\d,…]+\s+)?{_CASES})?\s+{_DONE}\s+moderated\b",
        rf"\bmoderated\s+{_N}(?:\s+of\s+[\d,…]+)?\s+(?:audits|cases)\b",
    ),
    "changed": (
        rf"\bmoderat\w+\s+changed\s+(?:the\s+(?:overall\s+)?grades?\s+(?:of|in)\s+)?{_N}\b",
        rf"{_N}\s+(?:overall\s+)?grades?\s+{_DONE}\s+changed\b",
    ),
    "concerns": (rf"{_OR_NO}\s+immediate\s+(?:safeguarding\s+)?concerns?\b",),
    "actions": (rf"{_OR_NO}\s+actions?\s+{_DONE}\s+(?:agreed|set)\b",),
    **{
        name: (
            rf"{_OR_NO}\s+(?:of\s+the\s+)?actions?\s+(?:are|is|were|was|remain|remains)\s+(?:still\s+)?{state}\b",
            rf"{_OR_NO}\s+{state}\s+actions?\b",
        )
        for name, state in _STATES.items()
    },
    "practitioners": (
        rf"\bwork\s+of\s+{_N}\s+(?:different\s+)?(?:practitioners|social workers|workers)\b",
    ),
    "good_or_better": (
        rf"{_N}(?:\s+(?:out\s+)?of\s+(?:the\s+)?[\d,…]+)?(?:\s*\([^)]*\))?(?:\s+{_CASES})?\s+{_MET}",
    ),
}  # fmt: skip
_READ = {
    thing: tuple(re.compile(each, re.IGNORECASE) for each in patterns)
    for thing, patterns in PATTERNS.items()
}
_SHARE = re.compile(
    rf"(?P<percent>{PERCENT})(?:\s*\([^)]*\))?(?:\s+(?:of\s+)?(?:the\s+|all\s+)?{_CASES})?\s+{_MET}",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"(?<=[.!?;])\s+|\n+")
# A sentence with one of these may speak of something other than the whole round, or of a rough number.
_ELSE = re.compile(
    r"\b(?:of (?:these|those|them|which|whom)|last|previous|previously|earlier|before|since|next|aim\w*|"
    r"plan(?:s|ned)?|will|would|should|could|target|expect\w*|each|every|per|least|most|than|about|around|"
    r"approximately|nearly|almost|over|up to|another|others?|further|additional|first|second|among|where|"
    r"if|half|both|until|already|so far|sections?|domains?|within)\b",
    re.IGNORECASE,
)
_MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
_TIME = re.compile(
    rf"\b(?:(?:19|20)\d\d|{'|'.join(_MONTHS[:4] + _MONTHS[5:])})\b|\bMay(?= \d)", re.IGNORECASE
)


@dataclass(frozen=True)
class Known:
    """The counts that the figures say of one thing, the first of them first; of shares, of how many."""

    counts: tuple[int, ...]
    of: tuple[int, ...] = ()

    @property
    def says(self) -> str:
        return f"{self.counts[0]:,} of {self.of[0]:,}" if self.of else f"{self.counts[0]:,}"

    def percents(self) -> set[int]:
        """The whole percentages that these shares may be printed as."""
        return {half_up(n, of) for n, of in zip(self.counts, self.of, strict=True) if of}


@dataclass(frozen=True)
class Contradiction:
    """What is typed, what it is about, and what the figures say of that."""

    quote: str
    thing: str
    says: str


def contradictions(
    text: str, known: Mapping[str, Known], *, groups: Collection[str] = (), times: str = ""
) -> list[Contradiction]:
    """Typed counts and percentages that the figures say otherwise, each once.

    `groups`: names of parts of the round (case types, domains, teams), of which a sentence may speak
    instead; `times`: words that name the round's own time.

    >>> contradictions("We audited 18 cases.", {"audited": Known((17,))})
    [Contradiction(quote='audited 18 cases', thing='audited', says='17')]
    >>> contradictions("Last year we audited 18 cases.", {"audited": Known((17,))})
    []
    """
    found: dict[Contradiction, None] = {}
    for sentence in _SENTENCE.split(text):
        if not _is_of_another(sentence, groups, times):
            found |= dict.fromkeys(_in_sentence(sentence, known))
    return list(found)


def _is_of_another(sentence: str, groups: Collection[str], times: str) -> bool:
    low = sentence.casefold()
    own = times.casefold()
    return (
        _ELSE.search(sentence) is not None
        or any(match[0].casefold() not in own for match in _TIME.finditer(sentence))
        or any(name and re.search(rf"\b{re.escape(name.casefold())}\b", low) for name in groups)
    )


def _in_sentence(sentence: str, known: Mapping[str, Known]) -> Iterator[Contradiction]:
    for thing, patterns in _READ.items():
        held = known.get(thing)
        if held is None:
            continue
        for pattern in patterns:
            for match in pattern.finditer(sentence):
                if _count(match["n"]) not in held.counts:
                    yield Contradiction(_quote(match[0]), thing, held.says)
    held = known.get("good_or_better")
    for match in _SHARE.finditer(sentence) if held else ():
        typed = re.match(r"[\d.]+", match["percent"])
        if held and typed and round(float(typed[0])) not in held.percents():
            yield Contradiction(_quote(match[0]), "good_or_better", held.says)


def _count(text: str) -> int:
    return 0 if text.casefold() == "no" else number(text)


def _quote(text: str) -> str:
    return " ".join(text.split())
