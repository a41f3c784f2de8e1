"""Counts with their percentages in a table, and what each may be a share of."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from goldenthread.method.grim import is_possible
from goldenthread.method.printed.statements import Statement, any_numbers, statements

_TOTAL = re.compile(r"^\W*(?:grand\s+)?(?:total|totals|all|overall|sum)\b", re.IGNORECASE)
_NOT_A_SHARE = re.compile(
    r"\b(?:change|difference|variance|target|average|england|national|benchmark|neighbours?|previous|"
    r"last|trend)\b",
    re.IGNORECASE,
)
_SHARE_HEADING = re.compile(r"%|\bper\s?cent|\bpercentage", re.IGNORECASE)
_WHOLE = re.compile(r"\d{1,3}(?:,\d{3})+|\d{1,6}")
_BOTH = re.compile(
    r"(?P<count>\d{1,3}(?:,\d{3})+|\d{1,6})\s*[\s(\[/,;:]\s*(?P<percent>\d{1,3}(?:\.\d{1,2})?)\s?%\s*[)\]]?"
)
_TURNED = re.compile(r"(?P<percent>\d{1,3}(?:\.\d{1,2})?)\s?%\s*[(\[]\s*(?P<count>\d{1,6})\s*[)\]]")
_SHARE = re.compile(r"(?P<percent>\d{1,3}(?:\.\d{1,2})?)\s?%?")
AROUND_ALL = (97, 103)


@dataclass(frozen=True)
class Cell:
    """What a cell says: a count, a count and its percentage, or neither; and its text."""

    text: str
    count: int | None
    percent: str | None


Asked = tuple[Statement, set[int], int | None]  # what it may be a share of, and the likeliest


def table_statements(rows: Sequence[Sequence[str]]) -> Iterator[Asked]:
    """Every count with a percentage, the bases that it may have, and the likeliest of them.

    >>> table = [["", "All", "Good", "Other"], ["2018", "17", "12 (71%)", "5 (30%)"]]
    >>> [(each.quote, likely) for each, _, likely in table_statements(table)]
    [('12 (71%)', 17), ('5 (30%)', 17)]
    """
    width = max(map(len, rows), default=0)
    cells = [[_cell(text) for text in [*row, *[""] * (width - len(row))]] for row in rows]
    for r, row in enumerate(cells):
        for c, cell in enumerate(row):
            if cell.count is not None and cell.percent is not None:
                yield _asked(cells, r, c, Statement(cell.text, 0, cell.count, cell.percent))
            elif c and cell.text:
                for statement in statements(cell.text):
                    bases = {statement.base} if statement.base else any_numbers(cell.text)
                    yield statement, bases, statement.base
    for grid in (cells, [list(column) for column in zip(*cells, strict=True)]):  # or in two rows
        for c in range(2, len(grid[0]) if grid else 0):
            yield from _in_two_columns(grid, c)


def _cell(text: str) -> Cell:
    said = " ".join(text.split())
    both = _BOTH.fullmatch(said) or _TURNED.fullmatch(said)
    if both:
        return Cell(said, _int(both["count"]), both["percent"])
    return Cell(said, _int(said) if _WHOLE.fullmatch(said) else None, None)


def _int(text: str) -> int:
    return int(text.replace(",", ""))


def _asked(cells: list[list[Cell]], r: int, c: int, statement: Statement) -> Asked:
    count = statement.count or 0
    beside = [
        o.count for o in cells[r][1:] if o.percent is None and (o.count or 0) >= max(count, 1)
    ]
    totals = [
        row[c].count for row in cells if _TOTAL.search(row[0].text) and (row[c].count or 0) >= count
    ]
    heading = cells[0][c] if r else Cell("", None, None)
    named = any_numbers(cells[r][0].text) | (
        set() if heading.percent else any_numbers(heading.text)
    )
    named = {n for n in named if n >= max(count, 1) and not 1900 <= n <= 2100}
    across = [_both(o) for o in cells[r][1:]]
    down = [_both(row[c]) for row in cells if not _TOTAL.search(row[0].text)]
    lines = [[each for each in line if each] for line in (across, down)]
    sums = [sum(n for n, _ in line) for line in lines if _is_whole(line)]
    likely = [n for n in (*beside[:1], *totals, *sorted(named), *sums) if n]
    possible = {n for n in (*beside, *totals, *named, *sums) if n}
    return statement, possible, likely[0] if likely else None


def _both(cell: Cell) -> tuple[int, float] | None:
    """A count and its percentage, where a cell has both."""
    if cell.count is None or cell.percent is None:
        return None
    return cell.count, float(cell.percent)


def _is_whole(line: Sequence[tuple[int, float]]) -> bool:
    """Whether the shares of a line are of one whole."""
    low, high = AROUND_ALL
    return len(line) > 1 and low <= sum(percent for _, percent in line) <= high


@dataclass(frozen=True)
class _Line:
    """A count and the percentage in the next column; ``before``: the counts further left."""

    count: int
    percent: str
    is_total: bool
    before: tuple[int | None, ...]


def _in_two_columns(cells: list[list[Cell]], c: int) -> Iterator[Asked]:
    """A column of percentages beside a column of counts, where it is clear what they are shares of."""
    lines = _lines(cells, c)
    for line, base in _of_one_whole(lines) or _of_a_column(lines):
        quote = f"{line.count:,} | {line.percent}%"
        yield Statement(quote, 0, line.count, line.percent), {base}, base


def _lines(cells: list[list[Cell]], c: int) -> list[_Line]:
    heading = cells[0][c].text
    if _NOT_A_SHARE.search(heading):
        return []
    is_headed = _SHARE_HEADING.search(heading) is not None
    found = []
    for row in cells[1:]:
        share, count = _SHARE.fullmatch(row[c].text), row[c - 1]
        is_share = is_headed or row[c].text.endswith("%")
        if share and is_share and count.count is not None and count.percent is None:
            before = tuple(cell.count for cell in row[1 : c - 1])
            is_total = _TOTAL.search(row[0].text) is not None
            found.append(_Line(count.count, share["percent"], is_total, before))
    return found


def _of_one_whole(lines: Sequence[_Line]) -> list[tuple[_Line, int]]:
    """Shares that add up to all, or whose total says that it is all."""
    parts = [line for line in lines if not line.is_total]
    total = next((line for line in lines if line.is_total), None)
    base = total.count if total else sum(line.count for line in parts)
    is_all = total is not None and float(total.percent) == 100
    if base and (is_all or _is_whole([(line.count, float(line.percent)) for line in parts])):
        return [(line, base) for line in parts]
    return []


def _of_a_column(lines: Sequence[_Line]) -> list[tuple[_Line, int]]:
    """Shares of the counts in one column further left, as all but one of them are at least."""
    for n in range(min((len(line.before) for line in lines), default=0)):
        known = [(line, base) for line in lines if (base := line.before[n])]
        right = sum(is_possible(line.percent, line.count, base) for line, base in known)
        if right >= max(2, len(known) - 1) and len(known) == len(lines):
            return known
    return []
