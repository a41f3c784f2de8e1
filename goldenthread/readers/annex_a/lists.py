"""Which list a sheet is: told by its headings, never by its name or position."""

from collections.abc import Sequence
from dataclasses import dataclass

from goldenthread.readers.annex_a.spec import Column, ListSpec, Spec
from goldenthread.readers.cells import heading_key, text_of
from goldenthread.readers.sheets import Row

# A sheet needs the child's number and two headings that only its list has: the sheet of codes in
# the official template carries many List 8 headings, but no child's number.
FEWEST_OWN_COLUMNS = 2


@dataclass(frozen=True)
class Match:
    """A sheet recognised: its list, the row of its headings and where each column stands."""

    list: ListSpec
    header_row: int
    columns: dict[int, Column]
    missing: tuple[str, ...]
    thrown_away: tuple[str, ...]


def find_list(first_rows: Sequence[tuple[int, Row]], spec: Spec) -> Match | None:
    """The best match of any of the sheet's first rows with any list, None where there is none."""
    best: tuple[tuple[int, float], Match] | None = None
    for number, row in first_rows:
        headings = [heading_key(text_of(cell)) for cell in row]
        for candidate in spec.lists:
            columns = _columns_at(headings, candidate)
            score = _score(columns, candidate)
            if score and (best is None or score > best[0]):
                best = score, _match(candidate, number, row, columns)
    return best[1] if best else None


def _columns_at(headings: Sequence[str], candidate: ListSpec) -> dict[int, Column]:
    found: dict[int, Column] = {}
    for column in candidate.columns:
        place = next((at for at, key in enumerate(headings) if key in column.headings), None)
        if place is not None and place not in found:
            found[place] = column
    return found


def _score(columns: dict[int, Column], candidate: ListSpec) -> tuple[int, float] | None:
    own = [c for c in columns.values() if not c.is_shared and c.key != "person_id"]
    has_person = any(column.key == "person_id" for column in columns.values())
    if not has_person or len(own) < FEWEST_OWN_COLUMNS:
        return None
    return len(own), len(columns) / len(candidate.columns)


def _match(candidate: ListSpec, number: int, row: Row, columns: dict[int, Column]) -> Match:
    found = {column.name for column in columns.values()}
    wanted = (column for column in candidate.columns if column.key and not column.is_added)
    missing = tuple(column.name for column in wanted if column.name not in found)
    kept = {at for at, column in columns.items() if column.key}
    thrown_away = tuple(text for at, c in enumerate(row) if at not in kept and (text := text_of(c)))
    return Match(candidate, number, columns, missing, thrown_away)
