"""Whose work was looked at when: practitioners by quarter. A map of cover, never of grades."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from goldenthread.cases.models import CaseEntry, CaseList
from goldenthread.cases.queries import case_lists
from goldenthread.journal.changes import today
from goldenthread.people.models import Person, Practitioner
from goldenthread.people.roles import Permission
from goldenthread.programme.models import Exemption, Outcome
from goldenthread.programme.queries.frame import OPEN_STATUSES

QUARTERS = 4
EXEMPT_BECAUSE = Exemption.Why.choices


@dataclass(frozen=True)
class Quarter:
    """`case_list` is the newest taken by its end; None where there is none that still names workers."""

    first: date
    last: date
    case_list: CaseList | None

    @property
    def words(self) -> str:
        return f"{self.first:%b} to {self.last:%b %Y}"

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    def is_exempt(self, exemptions: Iterable[Exemption]) -> bool:
        """Whether exemptions that do not overlap take up half of the quarter or more."""
        return 2 * sum(self._days_of(each) for each in exemptions) >= self.days

    def _days_of(self, exemption: Exemption) -> int:
        first, last = max(exemption.from_on, self.first), min(exemption.last_on, self.last)
        return max(0, (last - first).days + 1)


@dataclass(frozen=True)
class Cell:
    """`audited`: how many audits. `had_cases` is None where no case list says."""

    audited: int
    had_cases: bool | None
    is_exempt: bool = False

    @property
    def state(self) -> str:
        if self.audited:
            return "audited"
        if self.is_exempt:
            return "exempt"
        return {True: "not_audited", False: "no_case", None: "not_known"}[self.had_cases]


@dataclass(frozen=True)
class Counted:
    """Practitioners in the quarter that is running, each under one state; `no_case`: nor known."""

    audited: int
    exempt: int
    not_audited: int
    no_case: int


@dataclass(frozen=True)
class Worker:
    ref: str
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
    free = _by_worker(_exemptions(within).filter(practitioner__in=ids))
    return [
        Worker(
            each.ref, each.name, each.team.name if each.team else "",
            tuple(
                Cell(
                    audits[each.id, place],
                    (each.id, q.case_list.id) in had if q.case_list else None,
                    q.is_exempt(free.get(each.id, ())),
                )
                for place, q in enumerate(within)
            ),
        )
        for each in people
    ]  # fmt: skip


def counted(person: Person, within: list[Quarter]) -> Counted:
    """Everybody on the map, by how they stand in the quarter that is running."""
    now, ids = within[-1], set(workers(person, within).values_list("id", flat=True).order_by())
    of_now = _audits([now]).values_list("round_case__header__practitioner", flat=True)
    audited = ids & set(of_now.distinct().order_by())
    free = _by_worker(_exemptions([now]))
    exempt = {each for each in ids - audited if now.is_exempt(free.get(each, ()))}
    held = CaseEntry.objects.filter(case_list=now.case_list, status__in=OPEN_STATUSES)
    had = ids & set(held.values_list("practitioner", flat=True).distinct().order_by())
    left = ids - audited - exempt
    return Counted(len(audited), len(exempt), len(left & had), len(left - had))


def exemptions_over(first: date, last: date) -> QuerySet[Exemption]:
    """Exemptions that hold or held on any day between two dates."""
    held_on = Q(ended_at__date__gt=first) & Q(ended_at__date__gt=F("from_on"))
    found = Exemption.objects.filter(from_on__lte=last, until_on__gte=first)
    return found.filter(Q(ended_at=None) | held_on)


def exemptions_of(practitioner: Practitioner) -> QuerySet[Exemption]:
    """Every exemption that is kept, the latest first."""
    return practitioner.exemptions.all()


def exemption_by_ref(practitioner: Practitioner, ref: str) -> Exemption | None:
    """One that holds or is to come; those ended or over are no longer changed."""
    found = practitioner.exemptions.filter(ref=ref, ended_at=None, until_on__gte=today())
    return found.first()


def _exemptions(within: list[Quarter]) -> QuerySet[Exemption]:
    return exemptions_over(within[0].first, within[-1].last)


def _by_worker(exemptions: Iterable[Exemption]) -> dict[int, list[Exemption]]:
    found: dict[int, list[Exemption]] = {}
    for each in exemptions:
        found.setdefault(each.practitioner_id, []).append(each)
    return found


def _audits(within: list[Quarter]) -> QuerySet[Outcome]:
    # A restricted round leaves no trace for those who are not named on it, not even here.
    days = (within[0].first, within[-1].last)
    return Outcome.objects.filter(
        audited_on__range=days,
        round__is_restricted=False,
        round_case__second_of=None,
        round__is_training=False,
    )


def _place(within: list[Quarter], day: date) -> int:
    return next(n for n, each in enumerate(within) if each.first <= day <= each.last)
