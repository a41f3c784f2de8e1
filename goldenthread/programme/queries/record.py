"""Whether the record of a selection still holds, also when the case numbers in it have gone."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from goldenthread.cases.models import DISPOSED
from goldenthread.method.numbers import frame_sha256, number
from goldenthread.method.selection import PURPOSE
from goldenthread.programme.models import Selection, SelectionRow
from goldenthread.programme.queries.seeds import seed_sha256

CASE_SYSTEM = "case_system"
COLUMNS = ("case", "case_type")


def reference_of(id_scheme: str, number: str) -> str:
    """The text that a case's number is computed from: its case number as it stands in the list."""
    return number if id_scheme == CASE_SYSTEM else f"{id_scheme}:{number}"


@dataclass(frozen=True)
class Checked:
    """`made_again` cases had their number computed anew; of `gone` only the number drawn is left."""

    made_again: int
    gone: int
    faults: tuple[str, ...]


def check_selection(selection: Selection) -> Checked:
    """Follow a selection from its rows: seed, list, each case's number, and who came first."""
    rows = list(selection.rows.select_related("entry__subject").order_by("position"))
    known = [row for row in rows if row.entry.subject.id_scheme != DISPOSED]
    faults = [*_seed(selection), *_numbers(selection, known), *_order(selection, rows)]
    if len(known) == len(rows):
        faults += _frame(selection, known)
    return Checked(len(known), len(rows) - len(known), tuple(faults))


def _seed(selection: Selection) -> Iterator[str]:
    committed = selection.design.get("seed_committed")
    if committed and seed_sha256(selection.seed) != committed:
        yield "The seed is not the one that was committed."


def _reference(row: SelectionRow) -> str:
    return reference_of(row.entry.subject.id_scheme, row.entry.subject.number)


def _numbers(selection: Selection, known: list[SelectionRow]) -> Iterator[str]:
    for row in known:
        if row.number != number(selection.seed, selection.frame_sha256, PURPOSE, _reference(row)):
            yield f"The number of place {row.position} is not its case's."


def _frame(selection: Selection, known: list[SelectionRow]) -> Iterator[str]:
    listed = [(_reference(row), row.stratum) for row in known]
    if frame_sha256(COLUMNS, listed) != selection.frame_sha256:
        yield "The cases are not those of the list that was selected from."


def _order(selection: Selection, rows: list[SelectionRow]) -> Iterator[str]:
    """In each case type the lowest numbers are selected, as many as its counts say."""
    queues: dict[str, list[SelectionRow]] = defaultdict(list)
    for row in rows:
        if row.reason != "named":
            queues[row.stratum].append(row)
    for stratum, count in selection.counts.items():
        queue = sorted(queues[stratum], key=lambda row: row.number)
        reasons = [row.reason for row in queue]
        taken = count["selected"]
        if reasons != ["selected"] * taken + ["reserve"] * (count["open"] - taken):
            yield f"The selected cases of {stratum} are not those with the lowest numbers."
