"""Which cells to hide so that no small count can be worked out: as few and as cheap as will do.

Small counts are hidden (primary), and other cells with them (secondary), so that for each of the
small ones two tables fit what is printed that differ there by the threshold at least. After Fischetti
and Salazar (2001), as one integer programme: hide or print, and for each count to be protected those
two tables beside it. What it finds is then attacked by something that shares nothing with it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Literal

from goldenthread.method.disclosure.attacking import attack, limits
from goldenthread.method.disclosure.choosing import Choice, Target
from goldenthread.method.disclosure.editions import Link, Relations, links
from goldenthread.method.disclosure.linked import Attack, Found, attack_all, relations_of
from goldenthread.method.disclosure.table import Place, Table
from goldenthread.method.programme import Solver
from goldenthread.method.solving import solved

THRESHOLD = 5
SECONDS, NODES, NEAR = 60.0, 4000, 1e-6
ROUNDS = 5  # how often what the attack still finds is protected as well

# small: 1 to the threshold; difference: a small one, from what was published before;
# protects: hidden so that the others cannot be worked out.
Why = Literal["small", "difference", "protects"]


class CannotProtect(Exception):
    """Nothing that can still be hidden keeps a count from being worked out; the message says why."""


@dataclass(frozen=True)
class Suppressed:
    """``table`` as it may be published; ``why`` each hidden cell is; what an attack finds of it.

    ``relations``: how it is related to what was published before, the table itself being number 0.
    """

    table: Table
    why: dict[Place, Why]
    attack: Attack
    relations: Relations


exactly: Solver = partial(solved, nodes=NODES, near=NEAR)


def suppress(
    table: Table,
    *,
    threshold: int = THRESHOLD,
    published: Sequence[Table] = (),
    solver: Solver = exactly,
) -> Suppressed:
    """Hide the counts of 1 to ``threshold`` of a whole table, and what would tell them.

    ``published``: earlier editions, hidden cells and all, that a reader may lay beside this one.
    What they hide stays hidden, and so does a small difference from what they print.

    Raises CannotProtect where an earlier edition has told already, or the table is too large.

    >>> whole = Table(("2017", "2018", "All"), ("Good", "Other", "All"),
    ...     ((10, 6, 16), (12, 4, 16), (22, 10, 32)))
    >>> suppress(whole).table.cells
    ((None, None, 16), (None, None, 16), (22, 10, 32))
    """
    tables = [table, *published]
    relations = relations_of(tables)
    linked = links(tables, relations)
    small = [place for place in table.places if 1 <= _count(table, place) <= threshold]
    _require_untold(table, published, linked, small)
    differing = _small_differences(tables, linked, threshold)
    targets: list[Target] = [((((0, place), 1),), threshold) for place in [*small, *differing]]
    targets += _hidden_before(published, linked, threshold)
    for attempt in range(ROUNDS):
        choice = Choice(tables, linked, small, targets, step=threshold)
        hidden = choice.made(solver, SECONDS, is_whole=attempt > 0)
        if hidden is None:
            break
        done = _without(table, hidden)
        found = attack_all(done, published, threshold, relations)
        if not found.found:
            why = {place: _why(place, small, differing) for place in hidden}
            return Suppressed(done, why, found, relations)
        targets += [_again(each, threshold) for each in found.found]
    raise CannotProtect(
        "No choice of cells to hide was found that protects every small count. Publish fewer rows "
        "or columns, or put small ones together."
    )


def _count(table: Table, place: Place) -> int:
    return table.cells[place[0]][place[1]] or 0


def _without(table: Table, hidden: Sequence[Place]) -> Table:
    cells = tuple(
        tuple(None if (r, c) in hidden else cell for c, cell in enumerate(row))
        for r, row in enumerate(table.cells)
    )
    return replace(table, cells=cells)


def _why(place: Place, small: Sequence[Place], differing: Sequence[Place]) -> Why:
    return "small" if place in small else "difference" if place in differing else "protects"


def _require_untold(
    table: Table, published: Sequence[Table], linked: Sequence[Link], small: Sequence[Place]
) -> None:
    """A small count that an earlier edition prints cannot be hidden any more."""
    for link in linked:
        for here, there in ((link.first, link.second), (link.second, link.first)):
            if link.is_same and here[0] == 0 and here[1] in small and there[0] > 0:
                row, column = there[1]
                if published[there[0] - 1].cells[row][column] is not None:
                    raise CannotProtect(
                        f"The count in {table.name(here[1])} was published before: hiding it now "
                        "protects nobody. Leave the row out, or publish no new edition."
                    )


def _small_differences(
    tables: Sequence[Table], linked: Sequence[Link], threshold: int
) -> list[Place]:
    """The cells whose difference from a count published before is small."""
    found = []
    for link in linked:
        ((one, a), (other, b)) = link.first, link.second
        more, less = _printed(tables[one], a), _printed(tables[other], b)
        if 0 not in (one, other) or more is None or less is None:
            continue
        if 1 <= more - less <= threshold:
            found.append(a if one == 0 else b)
    return sorted(set(found))


def _printed(table: Table, place: Place) -> int | None:
    low, high = limits(table, place)
    return low if low == high else None


def _hidden_before(
    published: Sequence[Table], linked: Sequence[Link], threshold: int
) -> list[Target]:
    """What earlier editions hide is to stay as uncertain as it is, up to the threshold."""
    used = {spot[0] for link in linked for spot in (link.first, link.second)}
    found: list[Target] = []
    for n, edition in enumerate(published, start=1):
        for each in attack(edition) if n in used else ():
            width = threshold if each.most is None else min(threshold, each.most - each.least)
            found.append(((((n, each.place), 1),), width))
    return found


def _again(found: Found, threshold: int) -> Target:
    """What the attack found, as something to protect."""
    since = ((found.since, -1),) if found.since else ()
    return ((found.spot, 1), *since), threshold
