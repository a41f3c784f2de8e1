"""Counts with their percentages as people write them: "17 (80%)", "5 of 17 (30%)", "81% (17 of 21)"."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_TENS = ["ten", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_ONES = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
WORDS = {word: n for n, word in enumerate(_ONES)} | {
    word: 10 * n for n, word in enumerate(_TENS, start=1)
}
_SPELT = rf"(?:{'|'.join(_TENS[1:])})-(?:{'|'.join(_ONES[1:10])})|" + "|".join(
    sorted(WORDS, key=len, reverse=True)
)
# A whole number that is no part of a date, a decimal, a sum of money, a range or a fraction.
NUMBER = rf"(?<![\w.,£$%/+–-])(?:\d{{1,3}}(?:,\d{{3}})+|\d{{1,6}}|(?:{_SPELT})\b)(?![\d%/–]|[.,-]\d| ?per ?cent)"
PERCENT = r"(?<![\d.])\d{1,3}(?:\.\d{1,2})?(?= ?(?:%|per ?cent\b)) ?(?:%|per ?cent\b)"
_WORD = rf"(?:\s+(?!(?:{_SPELT})\b)['‘’\"“”]?[A-Za-z][\w'’&-]*['’\"”]?,?)"
_THE = r"(?:the\s+|all\s+|these\s+|those\s+|our\s+|a\s+|total\s+of\s+|total\s+)*"
_OF = rf"(?:{_WORD}{{1,2}}\s+out\s+of\s+{_THE}|\s+(?:of|out\s+of|from|in)\s+{_THE}|\s*/\s*)"
_PART = rf"(?<![\w.,£$%/+–-])(?:\d{{1,3}}(?:,\d{{3}})+|\d{{1,6}}|(?:{_SPELT})\b)"
_BASE = rf"(?:\d{{1,3}}(?:,\d{{3}})+|\d{{1,6}}|(?:{_SPELT})\b)(?![.,]\d|%)"
_OPENS = r"\s*(?:[:–—]\s*|,?\s*\(\s*|\[\s*|=\s*|,\s*(?:or\s+)?|\s+or\s+)"

# The most telling first; what one has found, the next leaves alone.
_PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"(?P<count>{_PART}){_OF}(?P<base>{_BASE})(?P<between>{_WORD}{{0,6}}?){_OPENS}(?P<percent>{PERCENT})",
        rf"(?P<percent>{PERCENT})(?P<between>{_WORD}{{0,6}}?)\s*[(,]\s*(?P<count>{_PART}){_OF}(?P<base>{_BASE})",
        rf"(?P<count>{NUMBER})\s*\(\s*(?P<percent>{PERCENT})\s*\)\s+of\s+{_THE}(?P<base>{_BASE})",
        rf"(?P<all>\b(?:all|both|none))(?:\s+of\s+(?:them|these|those|whom))?\s*\(\s*(?P<percent>{PERCENT})",
        rf"(?P<count>{NUMBER})(?P<between>{_WORD}{{0,6}}?)\s*\(\s*(?P<percent>{PERCENT})\s*[);,]",
        rf"(?P<percent>{PERCENT})(?P<between>{_WORD}{{0,4}}?)\s*\(\s*(?P<count>{NUMBER})(?:\s+[a-z]+){{0,2}}\s*\)",
    )
)
_EXPLICIT = re.compile(
    rf"\b(?:of|out\s+of|from|among|in|across|total)\s+{_THE}(?P<base>{NUMBER})(?!\s*\()"
    rf"|(?P<those>{NUMBER}){_WORD}{{0,4}}?\s+(?:audited|reviewed|completed|sampled|examined|undertaken)\b",
    re.IGNORECASE,
)
_ANY = re.compile(NUMBER, re.IGNORECASE)
# What a number stands for that is no count of cases: a name, a length of time, a change.
_NAMED = re.compile(
    r"\b(?:level|section|grade|year|years|age|aged|phase|tier|band|quarter|week|month|step|stage|table|"
    r"figure|paragraph|page|appendix|question|standard|domain|kpi|indicator|outcome|cohort|group|priority|"
    r"recommendation|objective|theme|ward|area|cluster|number|no\.|by|within|under|over|than|least|most|up|"
    r"about|around|nearly|almost|approximately|every|\d\s+to)\s+$",
    re.IGNORECASE,
)
_CAPITAL = re.compile(r"\b[A-Z]\w*\s+$")
_LENGTH = re.compile(r"\b(?:days?|weeks?|months?|years?|hours?|minutes?|points?)\b", re.IGNORECASE)
_OF_THESE = re.compile(r"\b(?:of|among|amongst)\s+(?:these|those|them|whom|which)\b", re.IGNORECASE)
_YEARS = range(1900, 2101)
CLOSE = (
    3  # so many words between a base and its percentage leave no doubt that they belong together
)


@dataclass(frozen=True)
class Statement:
    """A count and its percentage, as it stands at ``start``; ``quote`` is that text alone.

    ``count`` is None for "all". ``base``: what it says it is a share of; None where it does not say.
    ``is_loose``: so many words stand between that the percentage may be of something else.
    ``may_be_name``: a word with a capital stands right before, so that it may be no count.
    """

    quote: str
    start: int
    count: int | None
    percent: str
    base: int | None = None
    is_loose: bool = False
    may_be_name: bool = False


def number(text: str) -> int:
    """A whole number in figures or in a word.

    >>> number("1,204"), number("Seventeen"), number("twenty-two")
    (1204, 17, 22)
    """
    if text[:1].isalpha():
        return sum(WORDS[part] for part in text.lower().split("-"))
    return int(text.replace(",", ""))


def statements(text: str) -> list[Statement]:
    """Every count with a percentage, in the order of the text.

    >>> [(s.quote, s.base) for s in statements("5 of 17 (30%) were good, and 6 cases (35%) better.")]
    [('5 of 17 (30%)', 17), ('6 cases (35%)', None)]
    """
    found: list[Statement] = []
    taken: list[range] = []
    for pattern in _PATTERNS:
        for match in pattern.finditer(text):
            span = range(*match.span())
            if any(span.start < other.stop and other.start < span.stop for other in taken):
                continue
            if statement := _statement(match, text):
                found.append(statement)
                taken.append(span)
    return sorted(found, key=lambda each: each.start)


def _statement(match: re.Match[str], text: str) -> Statement | None:
    said = match.groupdict()
    between, base = said.get("between") or "", said.get("base")
    percent = re.match(r"[\d.]+", said["percent"])
    if percent is None or float(percent[0]) > 100:
        return None
    quote = re.sub(r"\s+", " ", match[0]).strip(" ,;").replace("( ", "(")
    for opens, closes in ("()", "[]"):
        quote += closes * (quote.count(opens) - quote.count(closes))
    if said.get("all"):
        is_none = said["all"].lower() == "none"
        return Statement(quote, match.start(), 0 if is_none else None, percent[0])
    count = number(said["count"])
    before = text[: match.start("count")]
    is_year = base is None and count in _YEARS and "," not in said["count"]
    if is_year or (base is None and _NAMED.search(before)) or _LENGTH.search(between):
        return None
    whole = number(base) if base else None
    if "/" in match[0] and whole is not None and count > whole:
        return None  # a year of two halves
    is_loose, is_named = len(between.split()) > CLOSE, _CAPITAL.search(before) is not None
    return Statement(quote, match.start(), count, percent[0], whole, is_loose, is_named)


def explicit_bases(text: str) -> Iterator[tuple[int, int]]:
    """Of how many a text says it speaks, and where that number stands: "Of the 9", "31 were audited".

    >>> list(explicit_bases("Of the total 21 cases audited, 1 (5%) was outstanding in 2018."))
    [(13, 21)]
    """
    for match in _EXPLICIT.finditer(text):
        kind = "base" if match["base"] else "those"
        if (n := number(match[kind])) not in _YEARS and n > 0:
            yield match.start(kind), n


def any_numbers(text: str) -> set[int]:
    """Every whole number of a text that may be a base."""
    return {number(match[0]) for match in _ANY.finditer(text)}


def speaks_of_these(text: str) -> bool:
    """Whether a share is of those just counted: "of these", "of whom"."""
    return _OF_THESE.search(text) is not None
