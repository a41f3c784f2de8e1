"""What several editions tell together: the attack on a table and on those published before it.

Linked tables are no single flow, so the least and the most of each cell, and of each difference
between two editions, is asked of an integer programme, a question for each.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import inf
from typing import Any

from goldenthread.method.disclosure.attacking import UNLIMITED, Range, attack, limits
from goldenthread.method.disclosure.editions import (
    Link,
    Relation,
    Relations,
    Spot,
    couples,
    links,
    pairs,
    possible_relations,
)
from goldenthread.method.disclosure.table import Place, Table, lines

Terms = tuple[tuple[Spot, int], ...]


@dataclass(frozen=True)
class Found:
    """A count that was not to be known and can be worked out.

    ``spot``: the edition, 0 for the table itself and 1 for the first published before it, and the
    place. ``since``: the cell from which it differs by that; None where a hidden cell was recovered.
    """

    spot: Spot
    value: int
    since: Spot | None = None


@dataclass(frozen=True)
class Attack:
    """``ranges`` of the table's own hidden cells; ``found``: all that was recovered."""

    ranges: tuple[Range, ...]
    found: tuple[Found, ...]


def attack_all(
    table: Table,
    published: Sequence[Table] = (),
    threshold: int = 5,
    relations: Relations | None = None,
) -> Attack:
    """Try to recover every hidden cell, and every difference of 1 to ``threshold`` between editions.

    ``relations`` between the editions, where they are known; else they follow from the counts.

    Raises NothingFits where a table does not add up.

    >>> now = Table(("A", "All"), ("x", "All"), ((9, 9), (9, 9)))
    >>> before = Table(("A", "All"), ("x", "All"), ((7, 7), (7, 7)))
    >>> [(found.spot, found.value) for found in attack_all(now, [before]).found][:2]
    [((0, (0, 0)), 2), ((0, (0, 1)), 2)]
    """
    tables = [table, *published]
    alone = [attack(each) for each in tables]
    if relations is None:
        relations = relations_of(tables)
    asked = _Questions(tables, links(tables, relations))
    together = [
        [asked.range_of(n, found.place) for found in ranges] if n in asked.linked else ranges
        for n, ranges in enumerate(alone)
    ]
    differences = _differences(tables, relations, asked, threshold)
    return Attack(tuple(together[0]), (*_recovered(together), *differences))


def relations_of(
    tables: Sequence[Table], known: Mapping[tuple[int, int], Relation | None] | None = None
) -> Relations:
    """Of each two tables the most telling relation that their printed and hidden cells allow.

    ``known``: those that need no guessing; None where two tables have nothing to do with each other.
    """
    known = known or {}
    found: Relations = {couple: relation for couple, relation in known.items() if relation}
    for one, other in couples(tables):
        if (one, other) in known:
            continue
        for relation in possible_relations(tables[one], tables[other]):
            tried = found | {(one, other): relation}
            if _Questions(tables, links(tables, tried)).fits():
                found = tried
                break
    return found


def _recovered(ranges: Sequence[Sequence[Range]]) -> list[Found]:
    return [
        Found((n, each.place), each.least)
        for n, edition in enumerate(ranges)
        for each in edition
        if each.is_recovered
    ]


def _differences(
    tables: Sequence[Table],
    relations: Relations,
    asked: "_Questions",
    threshold: int,
) -> Iterator[Found]:
    for (one, other), relation in relations.items():
        for a, b in pairs(tables[one], tables[other]) if relation != "same" else ():
            (more, less) = ((one, a), (other, b)) if relation == "more" else ((other, b), (one, a))
            known = asked.known_difference(more, less, threshold)
            if known is not None:
                yield Found(more, known, less)


class _Questions:
    """All that is known of the linked tables, as an integer programme."""

    def __init__(self, tables: Sequence[Table], linked: Sequence[Link]) -> None:
        self.tables = tables
        self.linked = {spot[0] for link in linked for spot in (link.first, link.second)}
        self.spots = [(n, place) for n in sorted(self.linked) for place in tables[n].places]
        self.number = {spot: n for n, spot in enumerate(self.spots)}
        self.known: list[tuple[Terms, float, float]] = []
        for n in sorted(self.linked):
            for parts, total in lines(len(tables[n].rows), len(tables[n].columns)):
                terms = (*(((n, part), 1) for part in parts), ((n, total), -1))
                self.known.append((terms, 0, 0))
        for link in linked:
            self.known.append((((link.first, 1), (link.second, -1)), 0, 0 if link.is_same else inf))

    def fits(self) -> bool:
        return self._least(()) is not None

    def range_of(self, number: int, place: Place) -> Range:
        """The range of a cell, given all tables, which fit."""
        least = self._least((((number, place), 1),))
        most = self._least((((number, place), -1),))
        return Range(place, least or 0, None if most is None else -most)

    def known_difference(self, more: Spot, less: Spot, threshold: int) -> int | None:
        """By how much one count is above another, where that is certain and 1 to ``threshold``."""
        least = self._least(((more, 1), (less, -1)))
        if least is None or not 1 <= least <= threshold:
            return None
        most = self._least(((more, -1), (less, 1)))
        return least if most == -least else None

    @cached_property
    def _conditions(self) -> dict[str, Any]:
        from scipy.optimize import Bounds, LinearConstraint
        from scipy.sparse import csr_array

        entries = [
            (row, self.number[spot], sign)
            for row, (parts, _, _) in enumerate(self.known)
            for spot, sign in parts
        ]
        rows, columns, values = zip(*entries, strict=True)
        held = csr_array((values, (rows, columns)), shape=(len(self.known), len(self.spots)))
        said = [limits(self.tables[n], place) for n, place in self.spots]
        return {
            "integrality": [1] * len(self.spots),
            "bounds": Bounds(
                [low for low, _ in said], [inf if high == UNLIMITED else high for _, high in said]
            ),
            "constraints": LinearConstraint(
                held, [low for _, low, _ in self.known], [high for _, _, high in self.known]
            ),
        }

    def _least(self, terms: Terms) -> int | None:
        """The least value of a sum of cells; None where nothing fits, or nothing limits it."""
        from scipy.optimize import milp

        cost = [0.0] * len(self.spots)
        for spot, sign in terms:
            cost[self.number[spot]] += sign
        found = milp(cost, **self._conditions)
        return None if found.x is None else round(found.fun)
