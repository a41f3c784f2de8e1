"""Whose work was looked at when: practitioners by quarter. A map of cover, never of grades."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from goldenthread.cases.models import CaseEntry, CaseList
from goldenthread.cases.queries import case_lists
from goldenthread.journal.changes import today
from goldenthread.people.models import Person, Practitioner
from goldenthread.people.roles import Permission
from goldenthread.programme.models import Outcome
from goldenthread.programme.queries.frame import OPEN_STATUSES

QUARTERS = 4


@dataclass(frozen=True)
class Quarter:
    """`case_list` is the newest taken by its end; None where there is none that still names workers."""

    first: date
    last: date
    case_list: CaseList | None

    @property
    def words(self) -> str:
        return f"{self.first:%b} to {self.last:%b %Y}"


@dataclass(frozen=True)
class Cell:
    """`audited`: how many audits. `had_cases` is None where no case list says."""

    audited: int
    had_cases: bool | None

    @property
    def state(self) -> str:
        if self.audited:
            return "audited"
        return {True: "not_audited", False: "no_case", None: "not_known"}[self.had_cases]


@dataclass(frozen=True)
class Worker:
    name: str
    team: str
    cells: tuple[Cell, ...]


def quarters() -> list[Quarter]:
    """The calendar quarter that is running and those before it, the oldest first."""
    lists = list(case_lists())
    first = date(today().year, 3 * ((today().month - 1) // 3) + 1, 1)
    found: list[Quarter] = []
    for _ in range(QUARTERS):
        last = (first + timedelta(days=92)).replace(day=1) - timedelta(days=1)
        newest = next((each for each in lists if each.taken_on <= last), None)
        is_known = newest is not None and newest.reduced_at is None
        found.insert(0, Quarter(first, last, newest if is_known else None))
        first = (first - timedelta(days=1)).replace(day=1)
        first = date(first.year, 3 * ((first.month - 1) // 3) + 1, 1)
    return found


def workers(person: Person, within: list[Quarter]) -> QuerySet[Practitioner]:
    """Practitioners with open cases now, or audited in these quarters; none for who runs no rounds."""
    if not person.may(Permission.ROUND_RUN):
        return Practitioner.objects.none()
    now = CaseEntry.objects.filter(
        practitioner=OuterRef("pk"), case_list=within[-1].case_list, status__in=OPEN_STATUSES
    )
    audited = _audits(within).filter(round_case__header__practitioner=OuterRef("pk"))
    found = Practitioner.objects.filter(Exists(now) | Exists(audited))
    return found.select_related("team").order_by("name", "id")


def covered(page: Iterable[Practitioner], within: list[Quarter]) -> list[Worker]:
    """A page of practitioners with each quarter's cell."""
    people = list(page)
    ids = [each.id for each in people]
    dates = _audits(within).filter(round_case__header__practitioner__in=ids)
    pairs = dates.values_list("round_case__header__practitioner", "audited_on")
    audits = Counter((worker, _place(within, day)) for worker, day in pairs)
    lists = [each.case_list.id for each in within if each.case_list]
    had = set(
        CaseEntry.objects.filter(
            Q(case_list__in=lists), practitioner__in=ids, status__in=OPEN_STATUSES
        ).values_list("practitioner", "case_list")
    )
    return [
        Worker(
            each.name, each.team.name if each.team else "",
            tuple(
                Cell(
                    audits[each.id, place],
                    (each.id, q.case_list.id) in had if q.case_list else None,
                )
                for place, q in enumerate(within)
            ),
        )
        for each in people
    ]  # fmt: skip


def _audits(within: list[Quarter]) -> QuerySet[Outcome]:
    # A restricted round leaves no trace for those who are not named on it, not even here.
    days = (within[0].first, within[-1].last)
    return Outcome.objects.filter(
        audited_on__range=days, round__is_restricted=False, round__is_training=False
    )


def _place(within: list[Quarter], day: date) -> int:
    return next(n for n, each in enumerate(within) if each.first <= day <= each.last)
