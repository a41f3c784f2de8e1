"""Case lists for tests."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from goldenthread.method.sampling.design import design_of
from goldenthread.method.sampling.drawing import Draw, draw
from goldenthread.method.sampling.frame import Frame, frame_of

COLUMNS = ("person_id", "status", "worker", "team", "service", "family_id", "last_audited_on")


def frame(*rows: str, more: Sequence[str] = ()) -> Frame:
    """Rows such as "1 cin W1 T1", each in the order of COLUMNS, a dash for an empty text."""
    columns = (*COLUMNS, *more)
    cells = [["" if cell == "-" else cell for cell in row.split()] for row in rows]
    return frame_of(columns, [row + [""] * (len(columns) - len(row)) for row in cells])


def of_table(table: Sequence[Sequence[int]], teams: Sequence[int]) -> Frame:
    """So many cases of each type from each practitioner."""
    rows, case = [], 0
    for h, line in enumerate(table):
        for p, cases in enumerate(line):
            for _ in range(cases):
                case += 1
                rows.append(f"C{case:04} type{h} W{p} T{teams[p]} S")
    return frame(*rows)


def drawn(case_list: Frame, seed: str = "autumn", **design: Any) -> Draw:
    return draw(case_list, design_of(design), seed)


def refs(made: Draw, *reasons: str) -> list[str]:
    """The cases drawn, in order; of some reasons alone if they are named."""
    return [made.frame.refs[r.row] for r in made.rows if not reasons or r.reason in reasons]


def by(made: Draw, column: str) -> Counter[str]:
    values = made.frame.column(column)
    return Counter(values[each.row] for each in made.rows)
