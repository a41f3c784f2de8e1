"""Case numbers as people paste them: one a line, several on a line, or with type, worker and team."""

import re
from dataclasses import dataclass, field

MOST_CASES = 500
SEPARATORS = re.compile(r"[,;\t]")


@dataclass(frozen=True)
class Typed:
    """One case of the pasted text: its number, and what stood beside it on its line."""

    line: int
    number: str
    case_type: str = ""
    worker: str = ""
    team: str = ""


@dataclass(frozen=True)
class Pasted:
    """What was read: each number once, in its order, and the numbers that came more than once."""

    cases: tuple[Typed, ...] = ()
    repeated: tuple[str, ...] = ()
    problems: tuple[str, ...] = field(default=())


def pasted(text: str) -> Pasted:
    """The cases in a pasted text.

    >>> [case.number for case in pasted("1001, 1002\\n1003").cases]
    ['1001', '1002', '1003']
    >>> pasted("1004, Child in need, R. Shah, North").cases[0].worker
    'R. Shah'
    """
    found: dict[str, Typed] = {}
    repeated: list[str] = []
    problems: list[str] = []
    for line, words in enumerate(text.splitlines(), 1):
        parts = [part.strip() for part in SEPARATORS.split(words)]
        if not any(parts):
            continue
        for case in _cases(line, parts, problems):
            key = case.number.lower()
            if key in found:
                repeated.append(case.number)
            found.setdefault(key, case)
    if len(found) > MOST_CASES:
        problems.append(f"There are {len(found)} case numbers. A round takes at most {MOST_CASES}.")
    return Pasted(tuple(found.values()), tuple(dict.fromkeys(repeated)), tuple(problems))


def _cases(line: int, parts: list[str], problems: list[str]) -> list[Typed]:
    """The cases of one line: a list of numbers, or a number with its type, worker and team."""
    if all(_is_number(part) for part in parts if part):
        return [Typed(line, part) for part in parts if part]
    if not _is_number(parts[0]):
        problems.append(
            f"Line {line}: “{parts[0][:40]}” is not a case number. Start the line with one."
        )
        return []
    if len(parts) > 4:
        problems.append(
            f"Line {line}: too many commas. Give the number, case type, worker and team, no more."
        )
        return []
    return [Typed(line, *parts)]


def _is_number(text: str) -> bool:
    """A case number has a digit in it, no space, and at most 60 characters."""
    return len(text) <= 60 and any(c.isdigit() for c in text) and not re.search(r"\s", text)
