"""How long things are kept, what is held, what is due, and what was disposed of: counts and references."""

from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.db.models import Count, F, QuerySet

from goldenthread.audits.models import Audit, Concern
from goldenthread.cases.models import DISPOSED, CaseEntry, CaseList, Subject
from goldenthread.journal.models import Retention
from goldenthread.people.actors import Actor
from goldenthread.people.roles import Permission
from goldenthread.programme.models import Round, RoundCase
from goldenthread.reports.models import Report
from goldenthread.retention.models import Disposal, Hold, Period

__all__ = ["Hold", "Retention"]

# docs/runbook/retention.md gives the source of each.
DEFAULTS = {
    Retention.AUDIT: 72,
    Retention.CONCERN: 300,
    Retention.REPORT: 72,
    Retention.CASE_LIST: 12,
}
BEGINS = {
    Retention.AUDIT: "the day the audit, or else its round, is closed and its actions have ended",
    Retention.CONCERN: "the same day as for its audit",
    Retention.REPORT: "the day the report is finalised, or else its round is closed",
    Retention.CASE_LIST: "the day a newer list takes its place, or it is withdrawn",
}
TARGETS = {
    Hold.Kind.SUBJECT: Subject.objects.exclude(id_scheme=DISPOSED),
    Hold.Kind.AUDIT: Audit.objects.all(),
    Hold.Kind.ROUND: Round.objects.all(),
    Hold.Kind.CASE_LIST: CaseList.objects.all(),
}
# What a disposal counts, in words.
COUNTED = {
    "audits": "Audit records",
    "concerns": "Immediate concerns",
    "reports": "Finalised reports",
    "cases_of_lists": "Cases of case lists that no round took",
    "texts": "Texts",
    "texts_written_over": "Texts that had been written over",
    "case_numbers": "Case numbers",
    "names": "Names of practitioners",
    "uploads": "Notes of old uploads",
}


@dataclass(frozen=True)
class Kept:
    """A retention class: its period in months, when that begins, and who changed it last, if anybody."""

    retention: Retention
    months: int
    default: int
    begins: str
    last: Period | None

    @property
    def code(self) -> str:
        return self.retention.value

    @property
    def label(self) -> str:
        return self.retention.label


def months() -> dict[str, int]:
    """The period in force of each class, in months."""
    newest = Period.objects.order_by("retention", "-id").distinct("retention")
    return {k.value: n for k, n in DEFAULTS.items()} | {p.retention: p.months for p in newest}


def kept_classes(person: Actor) -> list[Kept]:
    if not person.may(Permission.RETENTION_MANAGE):
        return []
    now = months()
    newest = {
        p.retention: p for p in Period.objects.order_by("retention", "-id").distinct("retention")
    }
    return [
        Kept(each, now[each.value], DEFAULTS[each], BEGINS[each], newest.get(each.value))
        for each in DEFAULTS
    ]


def kept_class(person: Actor, code: str) -> Kept | None:
    return next((each for each in kept_classes(person) if each.code == code), None)


def period_changes(person: Actor) -> QuerySet[Period]:
    """Every change of a period, the newest first."""
    found = Period.objects.all()
    return found if person.may(Permission.RETENTION_MANAGE) else found.none()


def holds(person: Actor) -> QuerySet[Hold]:
    """Holds in force first, then those that have ended."""
    found = Hold.objects.select_related("why", "ended_why").order_by(
        F("ended_at").desc(nulls_first=True), "-id"
    )
    return found if person.may(Permission.RETENTION_MANAGE) else found.none()


def hold_by_ref(person: Actor, ref: str) -> Hold | None:
    return holds(person).filter(ref=ref).first()


def target_of(person: Actor, text: str) -> tuple[str, str] | None:
    """(kind, reference) of what a case number or a reference names; None where there is no such thing."""
    wanted = text.strip()
    if not person.may(Permission.RETENTION_MANAGE) or not wanted:
        return None
    for kind in TARGETS:
        if is_there(kind.value, wanted.upper()):
            return kind.value, wanted.upper()
    numbered = (
        TARGETS[Hold.Kind.SUBJECT].filter(number__iexact=wanted).values_list("ref", flat=True)
    )
    ref = numbered.first()
    return (Hold.Kind.SUBJECT.value, ref) if ref else None


def is_there(kind: str, ref: str) -> bool:
    """Whether there is such a thing to hold, by its reference alone."""
    return kind in Hold.Kind and TARGETS[Hold.Kind(kind)].filter(ref=ref).exists()


def disposals(person: Actor) -> QuerySet[Disposal]:
    found = Disposal.objects.select_related("why")
    return found if person.may(Permission.RETENTION_MANAGE) else found.none()


@dataclass(frozen=True)
class Due:
    """What a disposal on a day would take: counts, and the references of rounds; never content."""

    as_at: date
    audits: int
    concerns: int
    reports: int
    cases_of_lists: int
    held: int
    rounds: tuple[tuple[str, int], ...]

    @property
    def total(self) -> int:
        return self.audits + self.concerns + self.reports + self.cases_of_lists


def due(person: Actor, as_at: date) -> Due | None:
    if not person.may(Permission.RETENTION_MANAGE):
        return None
    cases = RoundCase.objects.filter(header__is_reduced=False, due_to_go_on__lte=as_at)
    lists = CaseEntry.objects.filter(is_reduced=False, header__isnull=True, due_to_go_on__lte=as_at)
    concerns = Concern.objects.filter(due_to_go_on__lte=as_at, what__emptied_at=None)
    reports = Report.objects.filter(due_to_go_on__lte=as_at).exclude(edition__pdf=b"")
    going = cases.filter(is_on_hold=False).order_by()
    by_round = going.values_list("round__ref").annotate(n=Count("id")).order_by("round__ref")
    return Due(
        as_at=as_at,
        audits=going.count(),
        concerns=concerns.filter(is_on_hold=False).count(),
        reports=reports.filter(is_on_hold=False).count(),
        cases_of_lists=lists.filter(is_on_hold=False).count(),
        held=sum(found.filter(is_on_hold=True).count() for found in (cases, lists, reports)),
        rounds=tuple(by_round),
    )


def due_by_year(person: Actor) -> list[tuple[int, int]]:
    """How many audits are due to go in each year to come, and in years past where holds keep them."""
    if not person.may(Permission.RETENTION_MANAGE):
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT extract(year FROM rc.due_to_go_on)::int, count(*) FROM programme_roundcase rc "
            "JOIN cases_header h ON h.id = rc.header_id "
            "WHERE NOT h.is_reduced AND rc.due_to_go_on IS NOT NULL GROUP BY 1 ORDER BY 1"
        )
        return [(year, n) for year, n in cursor.fetchall()]
