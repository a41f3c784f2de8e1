"""The best allocation there is, as a mixed-integer programme (HiGHS, by way of scipy).

Each permitted (unit, auditor) pair is a yes or a no; every unit goes to one auditor, nobody above
their most. What is made small: bad fits, minutes off one's share beyond a usual case, and further
cases of one worker with the same auditor. A search that time stops gives no answer, because what
it had found by then would hang on the machine's speed.
"""

from collections.abc import Mapping
from math import inf

from goldenthread.method.allocation.desk import Desk
from goldenthread.method.programme import Programme, Solver

HOUR = 60
ALL_PAIRS = 2_000  # up to here every permitted pair is tried
LIKELIEST = 6
Pair = tuple[int, int]


def likely_pairs(desk: Desk, known: Mapping[int, int]) -> list[Pair]:
    """The pairs to try: all, or of a large round each unit's place as known and its best fits.

    Equally good places are taken in turn, so that every place is tried with some units.
    """
    pairs = [(n, place) for n, unit in enumerate(desk.units) for place in unit.may]
    if len(pairs) <= ALL_PAIRS:
        return pairs
    likely = []
    for n, unit in enumerate(desk.units):
        turn = n * LIKELIEST % (len(unit.may) or 1)
        in_turn = unit.may[turn:] + unit.may[:turn]
        best = sorted(in_turn, key=lambda place: unit.fit[place])[:LIKELIEST]
        likely += [(n, place) for place in sorted({*best, *({known[n]} if n in known else ())})]
    return likely


def programme(desk: Desk, pairs: list[Pair]) -> Programme:
    """The programme of a desk: its first columns are the pairs."""
    made = Programme([], [], 0, [], [], [])
    for unit, place in pairs:
        made.column(desk.weights.fit * desk.units[unit].fit[place] / HOUR, 1)
    made.whole = len(pairs)
    _each_unit_once(made, desk, pairs)
    for place in range(len(desk.places)):
        _one_place(made, desk, place, [(n, u) for n, (u, p) in enumerate(pairs) if p == place])
    if desk.weights.same_worker:
        _spread_workers(made, desk, pairs)
    return made


def _each_unit_once(made: Programme, desk: Desk, pairs: list[Pair]) -> None:
    columns: dict[int, list[int]] = {}
    for n, (unit, _) in enumerate(pairs):
        columns.setdefault(unit, []).append(n)
    # Leaving a case over costs more than anything that placing it could.
    dear = 10 * (1 + sum(made.cost) / (len(pairs) or 1)) + sum(u.minutes for u in desk.units) / HOUR
    for unit, found in columns.items():
        left_over = made.column(dear * desk.units[unit].size, 1)
        made.row([*((n, 1.0) for n in found), (left_over, 1.0)], 1, 1)


def _one_place(made: Programme, desk: Desk, place: int, found: list[Pair]) -> None:
    one, units = desk.places[place], desk.units
    if one.most_audits < inf:
        room = max(0, one.most_audits - one.audits)
        made.row([(n, float(units[u].size)) for n, u in found], -inf, room)
    minutes = [(n, units[u].minutes / HOUR) for n, u in found]
    if one.most_minutes < inf:
        made.row(minutes, -inf, max(0, one.most_minutes - one.minutes) / HOUR)
    if desk.weights.load:
        over, under = made.column(desk.weights.load), made.column(desk.weights.load)
        to_go, band = (one.target - one.minutes) / HOUR, one.band / HOUR
        made.row([*minutes, (over, -1.0)], -inf, to_go + band)
        made.row([*minutes, (under, 1.0)], to_go - band, inf)


def _spread_workers(made: Programme, desk: Desk, pairs: list[Pair]) -> None:
    """One column for each worker and auditor: how many cases beyond the first."""
    together: dict[tuple[str, int], list[int]] = {}
    for n, (unit, place) in enumerate(pairs):
        for worker in desk.units[unit].workers:
            together.setdefault((worker, place), []).append(n)
    for (worker, place), found in together.items():
        has = desk.places[place].workers[worker]
        if len(found) + has > 1:
            again = made.column(desk.weights.same_worker / HOUR)
            made.row([*((n, 1.0) for n in found), (again, -1.0)], -inf, 0 if has else 1)


def give_optimum(desk: Desk, solver: Solver, seconds: float, known: Mapping[int, int]) -> bool:
    """Place everything as the solver says; False, and nothing placed, where it has no answer.

    ``known``: the place of each unit in an allocation that keeps the rules.
    """
    pairs = likely_pairs(desk, known)
    values = solver(programme(desk, pairs), seconds) if pairs else None
    if values is None:
        return False
    for (unit, place), value in zip(pairs, values, strict=False):
        if value > 0.5:
            desk.give(unit, place)
    return True
