"""Who met the standard in which domain: teams, or the services above them, beside each other."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from goldenthread.figures.queries.grades import GradeRow, grades
from goldenthread.method.proportions import Basis, Share, share
from goldenthread.people.actors import Actor
from goldenthread.tools.form import Scale

FEWEST_IN_CELL = 5  # audits graded in a domain; teams with fewer are shown together
BY = ("team", "service")


@dataclass(frozen=True)
class HeatRow:
    """One team, or several together that have too few audits to stand alone; by domain, what met the
    standard. No cell where none was graded."""

    codes: tuple[str, ...]
    cells: Mapping[str, Share]


@dataclass(frozen=True)
class Heat:
    """Every cell has none or at least five audits behind it, and the rows add up to `total`.

    `rare`: domains graded too seldom to be shown by team. `other_scales`: grades on other scales, which
    are in no cell.
    """

    scale: Scale
    has_scales: bool
    domains: tuple[str, ...]
    rows: tuple[HeatRow, ...]
    total: HeatRow
    rare: tuple[str, ...]
    other_scales: int


def heat(
    by: Actor, dimension: str, *, stage: str = "auditor", where: Mapping[str, str] | None = None
) -> Heat | None:
    """Domains by team or service, on the scale most grades are on; None where nothing is graded.

    Not applicable is no grade. Raises UnknownDimension, UnknownStage, NotAllowed.
    """
    found = grades(by, (dimension, "domain"), stage=stage, where=where, with_audits=False)
    if not found:
        return None
    scales: dict[Scale, int] = {}
    for row in found:
        scales[row.scale] = scales.get(row.scale, 0) + row.n
    scale = max(scales, key=lambda each: scales[each])
    held = [row for row in found if row.scale == scale]
    domains = list(dict.fromkeys(row.group["domain"] for row in held))
    single = [
        HeatRow((code,), {r.group["domain"]: _met([r]) for r in held if r.group[dimension] == code})
        for code in sorted({row.group[dimension] for row in held}, key=_place)
    ]
    rare = tuple(each for each in domains if _is_rare(each, single))
    shown = tuple(each for each in domains if each not in rare)
    rows = apart([HeatRow(row.codes, _of(row, shown)) for row in single])
    rows = tuple(sorted(rows, key=lambda row: row.codes == ("",)))
    total = {each: _met([r for r in held if r.group["domain"] == each]) for each in shown}
    others = sum(n for each, n in scales.items() if each != scale)
    return Heat(
        scale, len(scales) > 1, shown, rows, HeatRow((), total), rare, others
    )  # fmt: skip


def _place(code: str) -> tuple[bool, str]:
    """By the alphabet; what is not known stands last."""
    return not code, code


def _met(rows: Sequence[GradeRow]) -> Share:
    return _sum([row.meeting for row in rows])


def _sum(shares: Sequence[Share]) -> Share:
    """Several together; what describes the audited cases alone, since nothing is inferred from it."""
    met, n = sum(each.count for each in shares), sum(each.n for each in shares)
    return share(met, n, basis=Basis("purposive"))


def _of(row: HeatRow, domains: Sequence[str]) -> dict[str, Share]:
    return {each: row.cells[each] for each in domains if each in row.cells}


def _is_rare(domain: str, rows: Sequence[HeatRow]) -> bool:
    """Graded so seldom that fewer than half of those it was graded for have enough audits."""
    ns = [row.cells[domain].n for row in rows if domain in row.cells]
    return 2 * sum(n >= FEWEST_IN_CELL for n in ns) < len(ns)


def _is_small(row: HeatRow) -> bool:
    return not row.cells or any(each.n < FEWEST_IN_CELL for each in row.cells.values())


def apart(rows: Sequence[HeatRow]) -> tuple[HeatRow, ...]:
    """The rows, with those too small to stand alone joined into one at the end.

    Never blanked: a blank could be worked out from the total. Where the joined are still too small, the
    smallest other row joins them; where none is left, no row stands apart from the total.
    """
    kept = [row for row in rows if not _is_small(row)]
    small = [row for row in rows if _is_small(row)]
    while small and kept and _is_small(_joined(small)):
        smallest = min(kept, key=_size)
        kept.remove(smallest)
        small.append(smallest)
    if small and not kept:
        return ()
    return (*kept, *([_joined(small)] if small else []))


def _size(row: HeatRow) -> tuple[int, tuple[str, ...]]:
    return sum(each.n for each in row.cells.values()), row.codes


def _joined(rows: Sequence[HeatRow]) -> HeatRow:
    domains = dict.fromkeys(each for row in rows for each in row.cells)
    cells = {each: _sum([r.cells[each] for r in rows if each in r.cells]) for each in domains}
    return HeatRow(tuple(sorted((code for row in rows for code in row.codes), key=_place)), cells)
