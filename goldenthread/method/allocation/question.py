"""What is asked of an allocation: the cases, who may take them, and what a bad fit costs.

Times are whole minutes, so that every comparison is exact. Everything is in the order handed in:
hand the cases in in the order of the selection to keep an allocation neutral.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Literal

Only = Literal["", "external", "internal"]
WHOLE = 1000  # a presence of a whole round, in thousandths
FRIDAY = 4


@dataclass(frozen=True)
class Case:
    """A case to be audited. Cases of one family (where it is known) go to one auditor.

    ``kind`` is its case type, ``minutes`` what auditing it is expected to take, ``only`` who may:
    only external or only internal auditors.
    """

    key: str
    family: str = ""
    kind: str = ""
    minutes: int = 60
    worker: str = ""
    only: Only = ""


@dataclass(frozen=True)
class Auditor:
    """Somebody who may be given cases. ``audits`` and ``minutes``: the most they can take, if any.

    ``presence``: thousandths of the round's days that they are here; 0 is given nothing, and half
    is given half of what the others are. ``costs``: how badly a case type fits them, 0 being well;
    ``usual_cost`` for every other type.
    """

    key: str
    audits: int | None = None
    minutes: int | None = None
    presence: int = WHOLE
    is_external: bool = False
    costs: Mapping[str, int] = field(default_factory=dict)
    usual_cost: int = 0

    def cost(self, kind: str) -> int:
        return self.costs.get(kind, self.usual_cost)


@dataclass(frozen=True)
class Weights:
    """What things are worth against each other.

    A minute further from one's share than a usual case is ``load``; each point of a bad fit is
    ``fit``, each further case of one worker with the same auditor ``same_worker``.
    """

    load: int = 1
    fit: int = 30
    same_worker: int = 30


@dataclass(frozen=True)
class Question:
    """``barred``: why (a code) an auditor may not have a case, by (auditor, case).

    One bar keeps the whole family away. ``locked``: case to auditor, kept whatever the rules say;
    the rest of a locked family can only go to an auditor that one of its cases is locked to.
    """

    cases: Sequence[Case]
    auditors: Sequence[Auditor]
    barred: Mapping[tuple[str, str], str] = field(default_factory=dict)
    locked: Mapping[str, str] = field(default_factory=dict)
    weights: Weights = Weights()


def families(cases: Iterable[Case]) -> list[tuple[Case, ...]]:
    """The cases by family, in the order of each one's first case; an unknown family is one case.

    >>> made = families([Case("a", "Smith"), Case("b"), Case("c", "Smith")])
    >>> [[case.key for case in family] for family in made]
    [['a', 'c'], ['b']]
    """
    members: dict[tuple[bool, str], list[Case]] = {}
    for case in cases:
        members.setdefault((bool(case.family), case.family or case.key), []).append(case)
    return [tuple(found) for found in members.values()]


def fit_costs(specialisms: Iterable[str]) -> tuple[dict[str, int], int]:
    """Costs and usual cost of an auditor: 0 in a specialism of theirs, 3 outside; 1 without any.

    Cases so go to those who know their type, then to those who take any, then to the rest.

    >>> fit_costs(["cp"]), fit_costs([])
    (({'cp': 0}, 3), ({}, 1))
    """
    costs = dict.fromkeys(specialisms, 0)
    return costs, 3 if costs else 1


def presence(first: date, last: date, away: Iterable[tuple[date, date]]) -> int:
    """Thousandths of the weekdays from one day to another on which somebody is not away.

    >>> presence(date(2026, 11, 2), date(2026, 11, 13), [(date(2026, 11, 9), date(2026, 11, 20))])
    500
    """
    gone = list(away)
    span = (last - first).days + 1
    days = [day for n in range(span) if (day := first + timedelta(n)).weekday() <= FRIDAY]
    here = sum(not any(begun <= day <= ended for begun, ended in gone) for day in days)
    return WHOLE * here // len(days) if days else WHOLE
