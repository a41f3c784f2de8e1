"""The case list that is drawn from, as rows of text, and its fingerprint."""

import csv
import io
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from goldenthread.method.numbers import csv_line, frame_sha256
from goldenthread.method.sampling.refusing import Refused, listed

ID = "person_id"
# What a spreadsheet program takes for a formula; and the same behind the mark that stops it.
_FORMULA, _MARKED = re.compile(r"'*[=+\-@\t\r]"), re.compile(r"'+[=+\-@\t\r]")


class FrameRefused(Refused):
    """A case list that nothing can be drawn from; the message says where and why."""


@dataclass(frozen=True)
class Frame:
    """Rows in the order of their ids, whatever order they came in."""

    columns: tuple[str, ...]
    rows: tuple[Sequence[str], ...]

    @cached_property
    def sha256(self) -> str:
        return frame_sha256(self.columns, self.rows)

    @cached_property
    def _columns(self) -> dict[str, tuple[str, ...]]:
        return dict(zip(self.columns, zip(*self.rows, strict=True), strict=True))

    def column(self, name: str) -> tuple[str, ...]:
        """One column's texts; empty ones where the case list has no such column."""
        return self._columns.get(name) or ("",) * len(self.rows)

    @cached_property
    def refs(self) -> tuple[str, ...]:
        return self.column(ID)


def frame_of(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> Frame:
    """A case list, checked. Nothing is trimmed or corrected: the fingerprint is of the texts as
    they stand.

    Raises FrameRefused.

    >>> frame_of(["person_id", "status"], [["2", "cp"], ["1", "cin"]]).refs
    ('1', '2')
    """
    if twice := _repeated(columns):
        raise FrameRefused(f"The case list has more than one column named {listed(twice)}.")
    if ID not in columns:
        raise FrameRefused(f"The case list has no column {ID}.")
    if not rows:
        raise FrameRefused("The case list is empty: it has no rows below its header.")
    for number, row in enumerate(rows, 2):
        if len(row) != len(columns):
            raise FrameRefused(
                f"Row {number} of the case list has {len(row)} cells, its header {len(columns)}."
            )
    place = list(columns).index(ID)
    frame = Frame(tuple(columns), tuple(sorted(rows, key=lambda row: row[place])))
    if not all(frame.refs):
        empty = next(n for n, row in enumerate(rows, 2) if not row[place])
        raise FrameRefused(f"Row {empty} of the case list has no {ID}.")
    if twice := _repeated(frame.refs):
        raise FrameRefused(f"The case list holds {listed(twice)} more than once.")
    return frame


def frame_from_csv(data: bytes) -> Frame:
    """A case list from the bytes of a CSV file: UTF-8, a header, commas; marks as ``row_written``.

    Raises FrameRefused.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = 1 + data[: error.start].count(b"\n")
        raise FrameRefused(f"Row {line} of the case list is not UTF-8; save it as UTF-8.") from None
    # A row could otherwise be ended by a character that nobody sees.
    if "\r" in text.replace("\r\n", "") or "\0" in text:
        raise FrameRefused("The case list holds characters that do not belong in a CSV file.")
    try:
        rows = [row for row in csv.reader(io.StringIO(text, newline=""), strict=True) if row]
        if "'" in text:
            rows = [[cell[1:] if _MARKED.match(cell) else cell for cell in row] for row in rows]
    except csv.Error as error:
        raise FrameRefused(f"The case list is not a CSV file ({error}).") from None
    if not rows:
        raise FrameRefused("The case list is empty.")
    return frame_of(rows[0], rows[1:])


def row_written(cells: Sequence[str]) -> str:
    """One row of a CSV file that people open: a text that a spreadsheet program would run as a
    formula stands behind an apostrophe, which reading takes away again.

    >>> row_written(["=1+1", "'@", "cp"])
    "'=1+1,''@,cp\\n"
    """
    return csv_line([f"'{cell}" if _FORMULA.match(cell) else cell for cell in cells])


def _repeated(texts: Sequence[str]) -> list[str]:
    if len(set(texts)) == len(texts):
        return []
    return [text for text, times in Counter(texts).items() if times > 1]
