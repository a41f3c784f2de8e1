"""Who holds what while cases are placed and moved; every rule and every price is asked here."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import gcd, inf

from goldenthread.method.allocation.question import Auditor, Case, Question, families

Price = tuple[int, int]  # what it costs, then how uneven it is


@dataclass
class Unit:
    """The cases of a family that are to be placed, and the places (by number) that may take them."""

    cases: tuple[Case, ...]
    may: list[int]
    fit: list[int]  # by place
    minutes: int = 0
    size: int = 0
    workers: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        self.minutes = sum(case.minutes for case in self.cases)
        self.size = len(self.cases)
        self.workers = tuple(dict.fromkeys(case.worker for case in self.cases if case.worker))


@dataclass(slots=True)
class Place:
    """One auditor's desk: what they have, the most they can have, and what would be their share.

    Loads no further from ``target`` than ``band`` count as level. All but audits in minutes.
    """

    auditor: Auditor
    target: int = 0
    band: int = 0
    audits: int = 0
    minutes: int = 0
    most_audits: float = inf
    most_minutes: float = inf
    workers: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        if self.auditor.audits is not None:
            self.most_audits = self.auditor.audits
        if self.auditor.minutes is not None:
            self.most_minutes = self.auditor.minutes

    def has_room(self, audits: int, minutes: int) -> bool:
        return (
            self.audits + audits <= self.most_audits and self.minutes + minutes <= self.most_minutes
        )

    def off(self) -> int:
        """How far its load is from the target, beyond what counts as level."""
        return max(0, abs(self.minutes - self.target) - self.band)

    def uneven(self) -> int:
        return (self.minutes - self.target) ** 2


class Desk:
    """The places of a question, its units, and who holds which."""

    def __init__(self, question: Question) -> None:
        self.question = question
        self.weights = question.weights
        self.places = [Place(auditor) for auditor in question.auditors]
        self.number = {place.auditor.key: n for n, place in enumerate(self.places)}
        self.bars: dict[str, dict[str, str]] = {}
        for (auditor, case), why in question.barred.items():
            self.bars.setdefault(case, {})[auditor] = why
        self.families = families(question.cases)
        self._fits: dict[tuple[str, ...], list[int]] = {}
        self._lock()
        self.units = self._units()
        self.held: list[dict[int, None]] = [{} for _ in self.places]
        self.holder: dict[int, int] = {}
        self._set_targets()

    # What stands

    def _lock(self) -> None:
        """Put what is locked on the desks of those who have it; others than the auditors have none."""
        locked = self.question.locked
        for family in self.families:
            workers: dict[str, set[str]] = {}
            for case in family:
                if case.key in locked and locked[case.key] in self.number:
                    place = self.places[self.number[locked[case.key]]]
                    place.audits += 1
                    place.minutes += case.minutes
                    workers.setdefault(locked[case.key], set()).add(case.worker)
            for auditor, found in workers.items():
                self.places[self.number[auditor]].workers.update(found - {""})

    def _units(self) -> list[Unit]:
        units = []
        for family in self.families:
            cases = tuple(case for case in family if case.key not in self.question.locked)
            if cases:
                units.append(Unit(cases, self._permitted(family), self._fit(cases)))
        return units

    def _permitted(self, family: Sequence[Case]) -> list[int]:
        bound = {self.question.locked.get(case.key) for case in family} - {None}
        barred = {auditor for case in family for auditor in self.bars.get(case.key, ())}
        only = {case.only for case in family} - {""}
        return [
            n
            for n, place in enumerate(self.places)
            if place.auditor.key not in barred
            and (not bound or place.auditor.key in bound)
            and not (only and self.kept_from(place.auditor, only))
            and place.auditor.presence > 0
        ]

    @staticmethod
    def kept_from(auditor: Auditor, only: Iterable[str]) -> str:
        """Why a family that only some may take is not for this auditor; empty where it is."""
        wrong = "internal" if auditor.is_external else "external"
        return f"{wrong}s_only" if wrong in only else ""

    def _fit(self, cases: Sequence[Case]) -> list[int]:
        kinds = tuple(sorted(case.kind for case in cases))
        if kinds not in self._fits:
            self._fits[kinds] = [sum(map(place.auditor.cost, kinds)) for place in self.places]
        return self._fits[kinds]

    def _set_targets(self) -> None:
        """Equal shares by presence; whoever cannot take theirs has their most, the rest share it."""
        minutes = [case.minutes for case in self.question.cases]
        there = [n for n, place in enumerate(self.places) if place.auditor.presence > 0]
        for n, target in shares(
            sum(unit.minutes for unit in self.units) + sum(p.minutes for p in self.places),
            {n: self.places[n].auditor.presence for n in there},
            {n: self._most(self.places[n]) for n in there},
        ).items():
            self.places[n].target = target
        step = gcd(*minutes) if minutes else 0
        usual = sum(minutes) // len(minutes) // 2 if minutes else 0
        for place in self.places:
            # Where all cases are alike, the numbers on both sides of a target are level.
            over = place.target % step if step else 0
            place.band = max(usual, over, step - over if over else 0)

    def _most(self, place: Place) -> float:
        if place.auditor.audits is None or not self.question.cases:
            return place.most_minutes
        usual = sum(case.minutes for case in self.question.cases) / len(self.question.cases)
        return min(place.most_minutes, place.auditor.audits * usual)

    # What it costs

    def price_of(self, unit: int, place: int) -> Price:
        """What it adds to give a unit to a place, where it is not yet."""
        one, desk, weights = self.units[unit], self.places[place], self.weights
        before = desk.minutes - desk.target
        after = before + one.minutes
        cost = weights.fit * one.fit[place] + weights.load * (
            max(0, abs(after) - desk.band) - max(0, abs(before) - desk.band)
        )
        for worker in one.workers:
            if worker in desk.workers:
                cost += weights.same_worker
        return cost, after * after - before * before

    def price(self) -> tuple[int, int, int]:
        """Cases left over, then the price of all that is placed, then how uneven the loads are."""
        left = sum(unit.size for n, unit in enumerate(self.units) if n not in self.holder)
        fit = sum(self.units[unit].fit[place] for unit, place in self.holder.items())
        again = sum(n - 1 for place in self.places for n in place.workers.values())
        off = sum(place.off() for place in self.places)
        weights = self.weights
        cost = weights.fit * fit + weights.load * off + weights.same_worker * again
        return left, cost, sum(place.uneven() for place in self.places)

    def is_at_its_best(self) -> bool:
        """Whether all is placed, each with a best fit, no load off and no worker twice: nothing is better."""
        left, cost, _ = self.price()
        if left:
            return False
        return cost == self.weights.fit * sum(
            min(unit.fit[place] for place in unit.may) for unit in self.units
        )

    # What moves

    def fits(self, unit: int, place: int) -> bool:
        one = self.units[unit]
        return self.places[place].has_room(one.size, one.minutes)

    def give(self, unit: int, place: int) -> None:
        self._count(unit, place, 1)
        self.holder[unit] = place
        self.held[place][unit] = None

    def take(self, unit: int) -> int:
        place = self.holder.pop(unit)
        del self.held[place][unit]
        self._count(unit, place, -1)
        return place

    def _count(self, unit: int, place: int, sign: int) -> None:
        one, desk = self.units[unit], self.places[place]
        desk.audits += sign * one.size
        desk.minutes += sign * one.minutes
        for worker in one.workers:
            desk.workers[worker] += sign
            if not desk.workers[worker]:
                del desk.workers[worker]

    def keeps_rules(self) -> bool:
        """Whether nobody who was given something has more than they can, or what they may not have."""
        return all(
            place in self.units[unit].may and self.places[place].has_room(0, 0)
            for unit, place in self.holder.items()
        )


def shares(total: int, presences: Mapping[int, int], most: Mapping[int, float]) -> dict[int, int]:
    """What each is to have of a total: equal by presence, nobody above their most.

    >>> shares(600, {0: 1000, 1: 1000, 2: 500}, {0: 60, 1: inf, 2: inf})
    {0: 60, 1: 360, 2: 180}
    """
    rest, sharing = total, dict(presences)
    given: dict[int, int] = {}
    while sharing:
        whole = sum(sharing.values())
        full = [n for n, part in sharing.items() if most[n] * whole < rest * part]
        if not full:
            given |= {n: rest * part // whole for n, part in sharing.items()}
            break
        for n in full:
            given[n] = int(most[n])
            rest -= given[n]
            del sharing[n]
    return dict(sorted(given.items()))
