"""Collects what was wrong with the rows, without repeating a child's details."""

import re
from collections import Counter
from typing import Protocol

from goldenthread.readers.cells import Cell, text_of
from goldenthread.readers.reading import Problem

LONGEST_VALUE = 80
# Harmless problems of one kind in one column that are listed one by one. Rejected rows always are.
LISTED = 200


class _Column(Protocol):
    @property
    def name(self) -> str: ...
    @property
    def key(self) -> str: ...


class Problems:
    """Rejected rows, each explained, and cells that could not be read."""

    def __init__(self) -> None:
        self.rejected: list[Problem] = []
        self._noted: list[Problem] = []
        self._counts: Counter[tuple[str, str, str]] = Counter()

    def reject(self, sheet: str, row: int, column: str, value: str, why: str) -> None:
        """A row left out, and why. A reason that goes on from the value gets it in front."""
        shown = value[:LONGEST_VALUE]
        self.rejected.append(Problem(sheet, row, column, shown, _sentence(shown, why), True))

    def note(self, sheet: str, row: int, column: _Column, cell: Cell, why: str) -> None:
        """A cell that could not be used; the row was."""
        self._counts[(sheet, column.name, why)] += 1
        if self._counts[(sheet, column.name, why)] <= LISTED:
            value = text_of(cell)[:LONGEST_VALUE]
            if column.key == "date_of_birth":
                value = re.sub(r"\d", "#", value)  # enough to find the cell, no date of birth
            self._noted.append(Problem(sheet, row, column.name, value, _sentence(value, why)))

    def note_sheet(self, sheet: str, why: str) -> None:
        """Something about a sheet as a whole."""
        self._noted.append(Problem(sheet, 0, "", "", why))

    def listed(self) -> tuple[Problem, ...]:
        """The rejected rows first, then the rest; where many are alike, how many more there are."""
        more = (
            Problem(sheet, 0, column, "", f"{count - LISTED:,} more cells of this column: {why}.")
            for (sheet, column, why), count in self._counts.items()
            if count > LISTED
        )
        return (*self.rejected, *self._noted, *more)


def _sentence(value: str, why: str) -> str:
    if why[:1].isupper():
        return why
    return f"“{value}” {why}{'' if why.endswith('.') else '.'}"
