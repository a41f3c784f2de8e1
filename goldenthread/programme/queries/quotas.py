"""Who has done what was asked of them, month by month: a count of audits, never of grades."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import TruncMonth

from goldenthread.journal.changes import today
from goldenthread.people.models import Person, RoleHeld
from goldenthread.people.roles import Permission, Role
from goldenthread.programme.models import Assignment, Outcome, Quota, QuotaExemption
from goldenthread.programme.queries.schedule import month_after, months_from

__all__ = ["LONGEST_MONTHS", "months_from"]
LONGEST_MONTHS = 24
QUOTA_WHY = QuotaExemption.Why.choices
STATES = {
    "met": "Met", "to_do": "To do", "not_met": "Not met", "not_given": "Not given enough",
    "exempt": "Exempt", "ahead": "Still to come",
}  # fmt: skip
AUDITING = tuple(role.code for role in Role if Permission.AUDIT_ANSWER in role.value.permissions)


@dataclass(frozen=True)
class Asked:
    """What was asked of a person in a month. `given`: audits due in it that they had, or made."""

    person: Person
    month: date
    asked: int
    done: int
    given: int
    exemption: QuotaExemption | None = None

    @property
    def state(self) -> str:
        """A key of STATES. Who was given fewer than were asked could not have met the quota."""
        if self.exemption:
            return "exempt"
        if self.done >= self.asked:
            return "met"
        if self.month > today():
            return "ahead"
        if max(self.given, self.done) < self.asked and self.done >= self.given:
            return "not_given"
        return "to_do" if month_after(self.month) > today() else "not_met"

    @property
    def missing(self) -> int:
        return max(0, self.asked - self.done)


@dataclass(frozen=True)
class Completion:
    """How many people met what was asked of them in a month; the exempt stand apart from both."""

    month: date
    met: int
    asked: int
    exempt: int
    not_given: int
    audits_done: int
    audits_asked: int


def asked_in_year(person: Person, year: int) -> list[Asked]:
    """What was asked of everybody in each month of a year, for whoever runs rounds, in four queries."""
    if not person.may(Permission.ROUND_RUN):
        return []
    return _asked(date(year, 1, 1), date(year, 12, 1), Quota.objects.all())


def asked_of(person: Person, months_back: int = 5) -> list[Asked]:
    """What is and was asked of oneself: this month and those before, the latest first."""
    last = today().replace(day=1)
    own = _asked(months_from(last, -months_back), last, Quota.objects.filter(person=person))
    return own[::-1]


def has_quota(person: Person) -> bool:
    """Whether anything was ever asked of them."""
    return Quota.objects.filter(person=person).exists()


def completion(rows: Iterable[Asked]) -> dict[date, Completion]:
    """The counts of each month that has begun."""
    by_month: dict[date, list[Asked]] = {}
    for each in rows:
        by_month.setdefault(each.month, []).append(each)
    return {month: _completion(month, found) for month, found in by_month.items()}


def _completion(month: date, rows: list[Asked]) -> Completion:
    states = Counter(each.state for each in rows)
    bound = [each for each in rows if each.exemption is None]
    return Completion(
        month=month, met=states["met"], asked=len(bound), exempt=states["exempt"],
        not_given=states["not_given"], audits_done=sum(min(e.done, e.asked) for e in bound),
        audits_asked=sum(e.asked for e in bound),
    )  # fmt: skip


def unfinished(rows: Iterable[Asked]) -> list[Asked]:
    """Those who were given enough and have not finished it, in months that have begun."""
    return [each for each in rows if each.state in ("to_do", "not_met")]


def to_chase(person: Person, month: date) -> list[Asked]:
    """Whom to remind of a month's audits, for whoever runs rounds."""
    rows = asked_in_year(person, month.year)
    return unfinished(each for each in rows if each.month == month)


def _asked(first: date, last: date, quotas: QuerySet[Quota]) -> list[Asked]:
    """Each person's months from one first day to another, by month and name."""
    rows = quotas.filter(from_month__lte=last, person__is_active=True).select_related("person")
    held: dict[int, list[Quota]] = {}
    for row in rows.order_by("from_month", "id"):
        held.setdefault(row.person_id, []).append(row)
    if not held:
        return []
    people = list(held)
    done, given = _done(people, first, last), _given(people, first, last)
    free = _exemptions(people, first, last)
    found, month = [], first
    while month <= last:
        for key, mine in held.items():
            in_force = [each for each in mine if each.from_month <= month]
            if in_force and in_force[-1].audits:
                exemption = next((e for e in free.get(key, ()) if e.holds_in(month)), None)
                made = done[key, month]
                found.append(
                    Asked(
                        mine[0].person, month, in_force[-1].audits, made,
                        max(given[key, month], made), exemption,
                    )
                )  # fmt: skip
        month = month_after(month)
    return sorted(found, key=lambda each: (each.month, each.person.name, each.person.id))


def _done(people: list[int], first: date, last: date) -> Counter[tuple[int, date]]:
    """Audits handed in, by auditor and month; none of a restricted or a training round."""
    rows = Outcome.objects.filter(
        Q(auditor__in=people), audited_on__gte=first, audited_on__lt=month_after(last),
        round__is_restricted=False, round__is_training=False,
    )  # fmt: skip
    counted = (
        rows.order_by().annotate(month=TruncMonth("audited_on")).values_list("auditor", "month")
    )
    return Counter({(who, month): n for who, month, n in counted.annotate(n=Count("pk"))})


def _given(people: list[int], first: date, last: date) -> Counter[tuple[int, date]]:
    """Audits that a person has or had until they handed them in, by the month they are due in: not
    those that they had handed in before that month, since nothing of them was left to do in it."""
    rows = Assignment.objects.filter(
        Q(auditor__in=people), ended_at=None, due_on__gte=first, due_on__lt=month_after(last),
        round_case__round__is_restricted=False, round_case__round__is_training=False,
        round_case__removed_at=None,
    )  # fmt: skip
    earlier = Outcome.objects.filter(
        round_case=OuterRef("round_case"), auditor=OuterRef("auditor"),
        audited_on__lt=OuterRef("month"),
    )  # fmt: skip
    rows = rows.order_by().annotate(month=TruncMonth("due_on")).filter(~Exists(earlier))
    counted = rows.values_list("auditor", "month")
    return Counter({(who, month): n for who, month, n in counted.annotate(n=Count("pk"))})


def _exemptions(people: list[int], first: date, last: date) -> dict[int, list[QuotaExemption]]:
    rows = QuotaExemption.objects.filter(
        person__in=people, is_approved=True, from_month__lte=last, until_month__gte=first
    )
    found: dict[int, list[QuotaExemption]] = {}
    for row in rows:
        found.setdefault(row.person_id, []).append(row)
    return found


def people_to_ask() -> QuerySet[Person]:
    """Everybody who may be given audits today."""
    able = RoleHeld.in_force().filter(role__in=AUDITING)
    return Person.objects.filter(is_active=True, id__in=able.values("person")).order_by("name")


def asked_person(person: Person, ref: str) -> Person | None:
    """Somebody of whom audits are or were asked, or may be: for whoever runs rounds."""
    if not person.may(Permission.ROUND_RUN):
        return None
    held = Q(id__in=people_to_ask().values("id")) | Q(id__in=Quota.objects.values("person"))
    return Person.objects.filter(held, ref=ref).first()


def quotas_of(asked: Person) -> QuerySet[Quota]:
    """Every number that was ever set, the latest first."""
    return Quota.objects.filter(person=asked).order_by("-from_month", "-id")


def quota_exemptions_of(asked: Person) -> QuerySet[QuotaExemption]:
    return asked.quota_exemptions.all()


def quota_exemption_by_ref(asked: Person, ref: str) -> QuotaExemption | None:
    """One that waits or holds; not one that was refused, ended, or is over."""
    month = today().replace(day=1)
    held = asked.quota_exemptions.filter(ref=ref, ended_at=None, until_month__gte=month)
    return held.exclude(is_approved=False).select_related("person").first()


def exemptions_to_decide(person: Person) -> QuerySet[QuotaExemption]:
    """Asked for and waiting, for whoever may decide them: never their own."""
    if not person.may(Permission.ROUND_RUN):
        return QuotaExemption.objects.none()
    waiting = QuotaExemption.objects.filter(is_approved=None, ended_at=None)
    return waiting.exclude(person=person).select_related("person").order_by("asked_at", "id")
