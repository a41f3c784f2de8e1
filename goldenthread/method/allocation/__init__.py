"""Who audits what: hard rules kept, everything placed that can be, loads as level as they can be.

Cases are placed one after another; where that may not be the best there is, the best is searched
for, unless the round is too large to try or the search is not done in its time. Both ways keep the hard rules: nobody is given what
they are barred from, or more than they can take, and a family goes to one auditor. The answer says
which way it was made, what could not be placed and why. Nothing is random: the same question has
the same answer.
"""

from collections import Counter
from dataclasses import dataclass
from typing import Literal

from goldenthread.method.allocation.desk import Desk
from goldenthread.method.allocation.greedy import improve, place_all
from goldenthread.method.allocation.optimum import give_optimum
from goldenthread.method.allocation.question import (
    WHOLE,
    Auditor,
    Case,
    Question,
    Weights,
    families,
    fit_costs,
    presence,
)
from goldenthread.method.programme import Solver
from goldenthread.method.solving import solved, solved_apart

# nobody_may: every auditor is barred; all_full: those who may have as much as they can take;
# family_elsewhere: a sibling's audit is locked to somebody who may not or cannot take this one.
Why = Literal["nobody_may", "all_full", "family_elsewhere"]
# at_once: one after another, and nothing can be better; search: searched for; greedy: one after
# another, because the search was not done in time or the round is too large for it.
Way = Literal["at_once", "search", "greedy"]
SECONDS = 8.0
MOST_PAIRS = 60_000  # beyond this many (family, auditor) pairs no optimum is found in seconds


@dataclass(frozen=True)
class Unplaced:
    """Cases that no auditor could be given, why, and what stood in the way of how many auditors.

    ``against`` counts auditors by code: that of their bar, "away", "externals_only",
    "internals_only", "full", or "family_elsewhere".
    """

    cases: tuple[str, ...]
    why: Why
    against: dict[str, int]


@dataclass(frozen=True)
class Load:
    """What an auditor has: cases, expected minutes, and the minutes that would be their share."""

    audits: int = 0
    minutes: int = 0
    target: int = 0


@dataclass(frozen=True)
class Allocation:
    """``assigned``: case to auditor, locked ones included.

    ``locked_against_rules``: (auditor, case) pairs that were kept because they are locked although
    the pair is barred or the auditor has more than they can take: for a person to look at.
    ``poor_fits``: cases given to somebody for whom their type costs more than it does for another.
    """

    assigned: dict[str, str]
    unplaced: tuple[Unplaced, ...]
    loads: dict[str, Load]
    locked_against_rules: tuple[tuple[str, str], ...]
    poor_fits: tuple[str, ...]
    way: Way


def allocation(
    question: Question, *, solver: Solver = solved_apart, seconds: float = SECONDS
) -> Allocation:
    """Give each family one auditor. Case and auditor keys are unique.

    >>> done = allocation(
    ...     Question(
    ...         cases=[Case("a"), Case("b"), Case("c")],
    ...         auditors=[Auditor("Ama", audits=1), Auditor("Ben")],
    ...         barred={("Ben", "a"): "own_team", ("Ben", "b"): "own_team"},
    ...     ),
    ...     solver=solved,
    ... )
    >>> done.assigned
    {'a': 'Ama', 'c': 'Ben'}
    >>> done.unplaced
    (Unplaced(cases=('b',), why='all_full', against={'full': 1, 'own_team': 1}),)
    """
    quick = in_turn(question)
    if quick.is_at_its_best():
        return answer(quick, "at_once")
    if sum(len(unit.may) for unit in quick.units) > MOST_PAIRS:
        return answer(quick, "greedy")
    found = searched(question, quick, solver, seconds)
    return answer(found, "search") if found else answer(quick, "greedy")


def in_turn(question: Question) -> Desk:
    """The cases placed one after another."""
    desk = Desk(question)
    place_all(desk)
    improve(desk)
    return desk


def searched(question: Question, quick: Desk, solver: Solver, seconds: float) -> Desk | None:
    """The cases placed as the search says; None where it has no answer, or none as good."""
    desk = Desk(question)
    if not give_optimum(desk, solver, seconds, quick.holder) or not desk.keeps_rules():
        return None
    improve(desk)
    return desk if desk.price() <= quick.price() else None


def answer(desk: Desk, way: Way) -> Allocation:
    given = {
        case.key: desk.places[place].auditor.key
        for unit, place in desk.holder.items()
        for case in desk.units[unit].cases
    }
    return Allocation(
        assigned=dict(sorted([*given.items(), *desk.question.locked.items()])),
        unplaced=tuple(_unplaced(desk, n) for n in range(len(desk.units)) if n not in desk.holder),
        loads={p.auditor.key: Load(p.audits, p.minutes, p.target) for p in desk.places},
        locked_against_rules=_locked_against_rules(desk),
        poor_fits=_poor_fits(desk),
        way=way,
    )


def _unplaced(desk: Desk, number: int) -> Unplaced:
    unit = desk.units[number]
    family = next(found for found in desk.families if unit.cases[0] in found)
    is_bound = any(case.key in desk.question.locked for case in family)
    why: Why = "family_elsewhere" if is_bound else "all_full" if unit.may else "nobody_may"
    against = Counter(_against(desk, family, place) for place in range(len(desk.places)))
    return Unplaced(tuple(case.key for case in unit.cases), why, dict(sorted(against.items())))


def _against(desk: Desk, family: tuple[Case, ...], place: int) -> str:
    """What keeps one auditor from a family that nobody was given."""
    auditor = desk.places[place].auditor
    bars = [desk.bars.get(case.key, {}).get(auditor.key, "") for case in family]
    bound = {desk.question.locked[c.key] for c in family if c.key in desk.question.locked}
    reasons = [
        *filter(None, bars),
        desk.kept_from(auditor, {case.only for case in family}),
        "" if auditor.presence else "away",
        "family_elsewhere" if bound and auditor.key not in bound else "",
        "full",
    ]
    return next(filter(None, reasons))


def _locked_against_rules(desk: Desk) -> tuple[tuple[str, str], ...]:
    """Locked pairs that a rule forbids, in the order of the cases."""
    return tuple(
        (auditor, case)
        for case, auditor in sorted(desk.question.locked.items())
        if auditor in desk.bars.get(case, ())
        or (auditor in desk.number and not desk.places[desk.number[auditor]].has_room(0, 0))
    )


def _poor_fits(desk: Desk) -> tuple[str, ...]:
    found = []
    for unit, place in desk.holder.items():
        one = desk.units[unit]
        if one.fit[place] > min(one.fit[n] for n in one.may):
            found += [case.key for case in one.cases]
    return tuple(sorted(found))


__all__ = [
    "WHOLE", "Allocation", "Auditor", "Case", "Load", "Question", "Unplaced", "Weights", "allocation",
    "families", "fit_costs", "presence", "solved", "solved_apart",
]  # fmt: skip
