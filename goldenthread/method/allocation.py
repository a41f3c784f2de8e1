"""Who audits what: hard rules kept, everything placed that can be, loads as equal as they can be.

Units are placed one at a time, each by the shortest chain of moves that ends at the least loaded
auditor within reach: an optimal semi-matching (Harvey, Ladner, Lovasz and Tamir, 2006,
Semi-matchings for bipartite graphs and load balancing). Where all units are of one size the
outcome is exact: as many placed as possible, and the loads then the most equal there are (the
largest as small as possible, then the next, and so on). Families of different sizes make the
problem as hard as bin packing: the largest go first, then units are moved for as long as that
evens the loads. The hard rules hold in every case.

Nothing is random: of two equally good places the shorter chain, then the auditor handed in first,
wins. Hand the units in in the order of the selection to keep this neutral.
"""

from collections import deque
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import inf
from typing import Literal

# nobody_may: every auditor is barred; all_full: those who may are at their cap;
# family_elsewhere: a sibling's audit is locked to somebody who may not or cannot take this one.
Why = Literal["nobody_may", "all_full", "family_elsewhere"]


@dataclass(frozen=True)
class Unit:
    """Cases that go to one auditor together: a family, or one case on its own."""

    cases: tuple[str, ...]


@dataclass(frozen=True)
class Unplaced:
    """Cases that no auditor could be given, and why."""

    cases: tuple[str, ...]
    why: Why


@dataclass(frozen=True)
class Allocation:
    """``assigned``: case to auditor, locked ones included; ``loads``: cases by auditor.

    ``locked_against_rules`` lists the (auditor, case) pairs that were kept because they are locked
    although the pair is forbidden or the auditor is over their cap: for a person to look at.
    """

    assigned: dict[str, str]
    unplaced: tuple[Unplaced, ...]
    loads: dict[str, int]
    locked_against_rules: tuple[tuple[str, str], ...]


def families(cases: Iterable[tuple[str, str | None]]) -> list[Unit]:
    """The units of (case, family) pairs, in the order of each one's first case.

    A family of None, or of no text, is not known: such a case stands alone.

    >>> families([("a", "Smith"), ("b", None), ("c", "Smith"), ("d", None)])
    [Unit(cases=('a', 'c')), Unit(cases=('b',)), Unit(cases=('d',))]
    """
    members: dict[tuple[bool, str], list[str]] = {}
    for case, family in cases:
        members.setdefault((bool(family), family or case), []).append(case)
    return [Unit(tuple(refs)) for refs in members.values()]


def allocation(
    units: Iterable[Unit],
    auditors: Sequence[str],
    forbidden: Collection[tuple[str, str]] = (),
    caps: Mapping[str, int] | None = None,
    locked: Mapping[str, str] | None = None,
) -> Allocation:
    """Give each unit one auditor. No case may stand in two units.

    ``forbidden``: (auditor, case) pairs; one bars the whole family. ``caps``: the most cases an
    auditor may have, locked ones counted; an auditor not named there has no cap, one who is absent
    has 0. ``locked``: case to auditor, kept whatever the rules say; the rest of a locked family
    can only go to an auditor one of its cases is locked to. Loads count cases, not units.

    >>> done = allocation(
    ...     families([("a", None), ("b", None), ("c", None)]),
    ...     ["Ama", "Ben"],
    ...     forbidden={("Ben", "a"), ("Ben", "b")},
    ...     caps={"Ama": 1},
    ... )
    >>> done.assigned
    {'a': 'Ama', 'c': 'Ben'}
    >>> done.unplaced
    (Unplaced(cases=('b',), why='all_full'),)
    """
    desk = _Desk(auditors, frozenset(forbidden), caps or {}, locked or {})
    unplaced = desk.place_all(units)
    desk.even_out()
    return Allocation(
        assigned=desk.assigned(),
        unplaced=tuple(unplaced),
        loads=desk.loads,
        locked_against_rules=desk.locked_against_rules(),
    )


# A chain of moves: each unit and the auditor it goes to, from the last desk back to the newcomer.
_Chain = list[tuple[Unit, str]]


class _Desk:
    """Who holds what while units are placed and moved."""

    def __init__(
        self,
        auditors: Sequence[str],
        forbidden: frozenset[tuple[str, str]],
        caps: Mapping[str, int],
        locked: Mapping[str, str],
    ) -> None:
        self.auditors = auditors
        self.forbidden = forbidden
        self.caps = caps
        self.locked = locked
        # Somebody who is no longer an auditor keeps their locked audits, and is given no more.
        self.loads = dict.fromkeys([*auditors, *locked.values()], 0)
        for auditor in locked.values():
            self.loads[auditor] += 1
        # Dictionaries for sets that keep their order: the outcome must not depend on hashing.
        self.held: dict[str, dict[Unit, None]] = {auditor: {} for auditor in auditors}
        self.holder: dict[Unit, str] = {}
        self.may: dict[Unit, list[str]] = {}

    def place_all(self, families: Iterable[Unit]) -> list[Unplaced]:
        unplaced = []
        open_units = [
            (unit, family) for family in families if (unit := self._unlocked(family)).cases
        ]
        for unit, family in sorted(open_units, key=lambda pair: -len(pair[0].cases)):
            self.may[unit] = self._permitted(family)
            chain = self._best_chain(unit, any_size=False) or self._best_chain(unit, any_size=True)
            self._move(chain)
            if not chain:
                unplaced.append(Unplaced(unit.cases, self._why(family, unit)))
        return unplaced

    def even_out(self) -> None:
        """Take each unit out and place it again, for as long as that lowers the unevenness.

        It always comes to an end, and finds nothing to do where all units are of one size.
        """
        while sum(map(self._place_again, list(self.holder))):
            pass

    def assigned(self) -> dict[str, str]:
        placed = {case: self.holder[unit] for unit in self.holder for case in unit.cases}
        return dict(sorted([*placed.items(), *self.locked.items()]))

    def locked_against_rules(self) -> tuple[tuple[str, str], ...]:
        return tuple(
            (auditor, case)
            for case, auditor in sorted(self.locked.items())
            if (auditor, case) in self.forbidden or self._room(auditor) < 0
        )

    def _unlocked(self, family: Unit) -> Unit:
        return Unit(tuple(case for case in family.cases if case not in self.locked))

    def _permitted(self, family: Unit) -> list[str]:
        bound_to = self._locked_to(family)
        return [
            auditor
            for auditor in self.auditors
            if (not bound_to or auditor in bound_to)
            and not any((auditor, case) in self.forbidden for case in family.cases)
        ]

    def _locked_to(self, family: Unit) -> set[str]:
        return {self.locked[case] for case in family.cases if case in self.locked}

    def _why(self, family: Unit, unit: Unit) -> Why:
        if self._locked_to(family):
            return "family_elsewhere"
        return "all_full" if self.may[unit] else "nobody_may"

    def _room(self, auditor: str) -> float:
        return self.caps.get(auditor, inf) - self.loads[auditor]

    def _place_again(self, unit: Unit) -> bool:
        was, before = self._unevenness(), self.holder[unit]
        self._take(unit)
        chain = self._best_chain(unit, any_size=True)
        back = [(moved, self.holder.get(moved, before)) for moved, _ in chain]
        self._move(chain)
        is_evener = self._unevenness() < was
        self._move([] if is_evener else back)
        return is_evener

    def _unevenness(self) -> int:
        return sum(load * load for load in self.loads.values())

    def _best_chain(self, unit: Unit, *, any_size: bool) -> _Chain:
        """The shortest chain to the least loaded desk with room within reach; empty if none.

        A breadth-first search. A desk that is reached passes on one of its units: one of the
        newcomer's size, which leaves its load as it was, or, with ``any_size``, any that makes
        room enough for the newcomer.
        """
        came: dict[str, tuple[Unit, str | None]] = dict.fromkeys(self.may[unit], (unit, None))
        queue = deque(came)
        best = None
        while queue:
            auditor = queue.popleft()
            newcomer, _ = came[auditor]
            if self._room(auditor) >= len(newcomer.cases) and (
                best is None or self.loads[auditor] < self.loads[best]
            ):
                best = auditor
            if len(came) < len(self.auditors):  # else there is nobody left to reach
                for passed_on in self._passed_on(auditor, newcomer, any_size):
                    for after in self.may[passed_on]:
                        if after not in came:
                            came[after] = (passed_on, auditor)
                            queue.append(after)
        return _back(came, best)

    def _passed_on(self, auditor: str, newcomer: Unit, any_size: bool) -> list[Unit]:
        size, room = len(newcomer.cases), self._room(auditor)
        return [
            unit
            for unit in self.held[auditor]
            if len(unit.cases) == size or (any_size and room + len(unit.cases) >= size)
        ]

    def _move(self, chain: _Chain) -> None:
        for unit, auditor in chain:
            if unit in self.holder:
                self._take(unit)
            self.holder[unit] = auditor
            self.held[auditor][unit] = None
            self.loads[auditor] += len(unit.cases)

    def _take(self, unit: Unit) -> None:
        auditor = self.holder.pop(unit)
        del self.held[auditor][unit]
        self.loads[auditor] -= len(unit.cases)


def _back(came: Mapping[str, tuple[Unit, str | None]], end: str | None) -> _Chain:
    chain = []
    while end is not None:
        unit, giver = came[end]
        chain.append((unit, end))
        end = giver
    return chain
