"""Words that a spreadsheet program would run as a formula, and how papers keep them from it.

A workbook says of each cell that it is text. A Word or HTML file cannot: opened in a spreadsheet
program, or pasted into one, its words are read as if somebody typed them there. So words that begin
like a formula get a space of no width in front, which no reader sees and no program runs.
"""

import re

GUARD = "\u200b"
_STARTS = r"[\s\u200b\ufeff]*[=+\-@\uff1d\uff0b\uff0d\uff20]"
_NUMBER = re.compile(r"\s*[+-][\d.,]+%?\s*")
_IN_HTML = re.compile(rf">(?={_STARTS})([^<]*)")


def is_formula(words: str) -> bool:
    """Whether the words begin as a formula does; a number with its sign is none.

    >>> [is_formula(words) for words in ("=1+1", " @SUM(A1)", "-1+1", "-3.5", "+12%", "a=b")]
    [True, True, True, False, False, False]
    """
    return re.match(_STARTS, words) is not None and not _NUMBER.fullmatch(words)


def guarded(words: str) -> str:
    """The words, with the guard before them where they begin as a formula does."""
    return GUARD + words if is_formula(words) else words


def guarded_html(body: str) -> str:
    """HTML in which the words of no element begin as a formula does."""
    return _IN_HTML.sub(lambda found: f">{guarded(found[1])}", body)
