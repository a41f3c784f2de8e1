"""Who the children audited are, beside those of the case list: whole inside the authority, suppressed outside.

Counts of 1 to a threshold are hidden, as few others with them as will do, and percentages with their
counts. Totals stand in the paper anyway and are never hidden: a table that could not do without is left
out. What earlier public editions printed of the same case list is taken into account.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import count
from typing import Any

from goldenthread.figures.queries import CHARACTERISTICS, ETHNIC_GROUPS, ChildGroup
from goldenthread.method.disclosure import CannotProtect, Table, suppress
from goldenthread.method.disclosure.parts_of_a_list import Published, recovered
from goldenthread.method.disclosure.table import HIDDEN
from goldenthread.method.proportions import Basis, share
from goldenthread.reports.build.boxes import Box
from goldenthread.reports.build.gathered import Gathered, counted
from goldenthread.reports.models import Edition
from goldenthread.writers import document as tree
from goldenthread.writers.document import Block, Document, FigureText, Inline, Note

COLUMNS = {"audited": "Audited", "not_audited": "Not audited", "listed": "On the case list"}
ALL = "All"
SEXES = {"f": "Female", "m": "Male"}
SHOWN = Box(
    "children", "Children audited beside the case list", "choice", "no",
    "By ethnic group, disability, sex and age. The public version hides small counts.",
    choices={"no": "Leave out", "yes": "Show the tables"},
)  # fmt: skip
NONE_TO_SHOW = (
    "The children audited cannot be set beside the case list: there is none, it says nothing of the "
    "children, or it was reduced since."
)


def characteristics_table(
    g: Gathered, *, is_public: bool, numbers: Iterator[int] | None = None
) -> Iterator[Block]:
    """A table of each characteristic of the children audited beside the case list; `numbers` the tables."""
    numbers = numbers or count(1)
    held = g.children().groups
    if not held:
        yield Note(NONE_TO_SHOW)
    for name, groups in held.items():
        table = _whole(name, groups)
        shown = _public(g, name, table) if is_public else table
        if shown is None:
            yield Note(f"{CHARACTERISTICS[name]}: left out, as small numbers could be worked out.")
        else:
            yield _printed(g, name, groups, shown, next(numbers))


def _whole(name: str, groups: Sequence[ChildGroup]) -> Table:
    rows = [(each.audited, each.listed - each.audited, each.listed) for each in groups]
    total = tuple(map(sum, zip(*rows, strict=True)))
    names = (*(_label(name, each.key) for each in groups), ALL)
    return Table(names, tuple(COLUMNS.values()), (*rows, (total[0], total[1], total[2])))


def _label(name: str, key: str) -> str:
    known = {"ethnicity": ETHNIC_GROUPS, "sex": SEXES}.get(name, {})
    return known.get(key, known.get(key.casefold(), key)) or "Not known"


def _public(g: Gathered, name: str, table: Table) -> Table | None:
    """The table as anybody may have it; None where it cannot be protected."""
    before = _before(name, _list(g), table.rows)
    threshold = g.authority.hide_up_to
    for known in ((), tuple(each.table for each in before)):
        shown = _suppressed(table, threshold, known)
        if shown and not recovered([Published(shown, g.children().audited), *before], threshold):
            return shown
    return None


@lru_cache(maxsize=64)
def _suppressed(table: Table, threshold: int, published: tuple[Table, ...]) -> Table | None:
    """The table with its small counts hidden; None where its totals would have to be."""
    if len(table.rows) < 3:
        return table if min(filter(None, table.cells[0]), default=0) > threshold else None
    try:
        shown = suppress(table, threshold=threshold, published=published).table
    except CannotProtect:
        return None
    return None if None in shown.cells[-1] else shown


def _before(name: str, listed: str, rows: Sequence[str]) -> list[Published]:
    """The tables of a characteristic and a case list that public editions have printed."""
    kept = Edition.objects.filter(figures__published__has_key="children").order_by("pk")
    return [
        _as_published(each)
        for tables in kept.values_list("figures__published__children", flat=True)
        for each in tables
        if _about(each) == (name, listed, list(rows))
    ]


def _as_published(kept: dict[str, Any]) -> Published:
    cells = tuple(tuple(row) for row in kept["cells"])
    table = Table(tuple(kept["rows"]), tuple(kept["columns"]), cells)
    return Published(table, frozenset(kept["audited"]))


def children_told(
    kept: dict[str, Any], threshold: int, beside: Sequence[dict[str, Any]] = ()
) -> str:
    """The first row of a table from which a small count can be worked out; empty where none can.

    `beside`: the tables of children that the same paper prints before it.
    """
    near = [_as_published(each) for each in beside if _about(each) == _about(kept)]
    tables = [_as_published(kept), *near, *_before(*_about(kept))]
    for number, (row, _), _ in recovered(tables, threshold):
        name = tables[number].table.rows[row]
        return f"The table by {CHARACTERISTICS[kept['by']].lower()}, row “{name}”,"
    return ""


def _about(kept: dict[str, Any]) -> tuple[str, str, list[str]]:
    """Of which characteristic, of which case list, by which groups: only such tables are added up."""
    return kept["by"], kept["list"], list(kept["rows"])


def _list(g: Gathered) -> str:
    return g.round.case_list.ref if g.round.case_list else ""


def _printed(
    g: Gathered, name: str, groups: Sequence[ChildGroup], shown: Table, number: int
) -> tree.Table:
    notes = ["Cases of the round that are not on the case list are not in this table."]
    if shown.hidden:
        most = g.authority.hide_up_to
        notes.append(f"{HIDDEN}: hidden, as 1 to {most} children could be told by it.")
    keys = [*(each.key for each in groups), None]
    rows = tuple(
        (label, *_cells(g, name, key, shown, row))
        for row, (label, key) in enumerate(zip(shown.rows, keys, strict=True))
    )
    title = CHARACTERISTICS[name]
    caption = f"Table {number}: {title.lower()} of the children audited and on the case list"
    align: tuple[tree.Align, ...] = ("left", "right", "right", "right")
    return tree.Table(caption, (title, *shown.columns), rows, tuple(notes), align)


def _cells(g: Gathered, name: str, key: str | None, shown: Table, row: int) -> Iterator[Inline]:
    """Counts with their part of the column; `key` is None for all together."""
    for column, of in enumerate(COLUMNS):
        printed, whole = shown.cells[row][column], shown.cells[-1][column]
        if printed is None or whole is None:
            yield HIDDEN
            continue
        text = f"{printed:,}"
        if key is not None and whole:
            text = counted(share(printed, whole, basis=Basis("census")))
        yield FigureText(text, g.key("children", of=of, by=name, group=key))


def children_kept(g: Gathered, paper: Document) -> list[dict[str, Any]]:
    """What a public paper prints of children, as later editions are held against it."""
    keys = {run.figure_key for run in tree.figures(paper)}
    kept = []
    for each in g.rounds:
        names = [n for n in CHARACTERISTICS if each.key("children", of="listed", by=n) in keys]
        for name in names:
            held = each.children()
            shown = _public(each, name, _whole(name, held.groups[name]))
            if shown:
                kept.append({
                    "round": each.round.code, "list": _list(each), "by": name, "rows": shown.rows,
                    "columns": shown.columns, "cells": shown.cells, "audited": sorted(held.audited),
                })  # fmt: skip
    return kept
