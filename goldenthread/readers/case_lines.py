"""Cases on their way from the child that read them to whoever asked: some hundred to a line.

A hundred thousand cases say few different things, so what is the same is held once.
"""

import datetime as dt
import itertools
from collections.abc import Iterator, Sequence
from typing import Any

from goldenthread.readers.reading import CaseRow

CASES_IN_A_LINE = 500
_DATES = tuple(CaseRow._fields.index(n) for n in CaseRow._fields if n.endswith("_on"))
_FLAGS, _SOURCES = CaseRow._fields.index("flags"), CaseRow._fields.index("source_values")


def lines_of(cases: Sequence[CaseRow]) -> Iterator[list[CaseRow]]:
    """The cases by lines; each is written as a list of its values."""
    rest = iter(cases)
    while line := list(itertools.islice(rest, CASES_IN_A_LINE)):
        yield line


def as_plain(value: Any) -> Any:
    """A date or a mapping of a case as a value of JSON."""
    return value.isoformat() if isinstance(value, dt.date) else dict(value)


class Cases:
    """The cases of all lines so far."""

    def __init__(self) -> None:
        self.all: list[CaseRow] = []
        self._texts: dict[str, str] = {}
        self._days: dict[str, dt.date] = {}
        self._flags: dict[tuple[str, ...], tuple[str, ...]] = {}
        self._sources: dict[tuple[tuple[str, str], ...], dict[str, str]] = {}

    def add(self, line: list[list[Any]]) -> None:
        """One more line of them."""
        texts = self._texts
        for values in line:
            flags, sources = tuple(values[_FLAGS]), values[_SOURCES]
            values[_FLAGS], values[_SOURCES] = "", ""
            for at in _DATES:
                if (day := values[at]) is not None:
                    values[at] = self._days.get(day) or self._day(day)
            kept = [texts.setdefault(v, v) if type(v) is str else v for v in values[1:]]
            kept[_FLAGS - 1] = self._flags.setdefault(flags, flags)
            kept[_SOURCES - 1] = self._sources.setdefault(tuple(sources.items()), sources)
            self.all.append(CaseRow._make((values[0], *kept)))

    def _day(self, text: str) -> dt.date:
        return self._days.setdefault(text, dt.date.fromisoformat(text))
