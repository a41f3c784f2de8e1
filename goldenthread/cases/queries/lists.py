"""Case lists and the cases in them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import BooleanField, CharField, Count, F, Func, Q, QuerySet, Value
from django.db.models.functions import Coalesce, Lower, Reverse, Upper
from django.db.models.lookups import StartsWith

from goldenthread.cases.mapping import UNKNOWN
from goldenthread.cases.models import CaseEntry, CaseList, CaseListFile, Status, Subject
from goldenthread.people.actors import Actor
from goldenthread.people.models import Team
from goldenthread.people.roles import Permission
from goldenthread.tools.form.subjects import CASE_FILE, SUBJECTS, fits

__all__ = [
    "CaseEntry",
    "CaseList",
    "Filters",
    "case_lists",
    "counts",
    "current_case_list",
    "entries",
    "find_numbers",
    "frame",
    "list_already_there",
    "list_before",
    "lists_for",
    "lists_to_select_from",
    "seen_by",
    "teams_of",
    "visible_case_list",
    "visible_case_lists",
]


@dataclass(frozen=True)
class Filters:
    """Which cases of a list to show. Empty means any; "none" means those without one."""

    number: str = ""
    worker: str = ""
    status: str = ""
    case_type: str = ""
    team: str = ""
    flag: str = ""


def case_lists(kind: str = CASE_FILE) -> QuerySet[CaseList]:
    """Lists of a kind of subject that stand and are whole, the newest first."""
    return CaseList.objects.filter(kind=kind, withdrawn_at=None, reduced_at=None)


def current_case_list(kind: str = CASE_FILE) -> CaseList | None:
    """The case list of the latest day; of two of one day, the one read last."""
    return case_lists(kind).first()


def lists_to_select_from(person: Actor) -> QuerySet[CaseList]:
    """Every list that stands and is whole, of whatever kind of subject, that this person may see."""
    found = CaseList.objects.filter(withdrawn_at=None, reduced_at=None)
    return found.filter(seen_by(person, "read_by")).defer("report")


def lists_for(person: Actor, subject: str) -> list[CaseList]:
    """The current lists in which the numbers of a tool's subject are looked up, its own list first."""
    kinds = [kind for kind in dict.fromkeys((subject, CASE_FILE)) if fits(subject, kind)]
    found = (lists_to_select_from(person).filter(kind=kind).first() for kind in kinds)
    return [each for each in found if each is not None]


def seen_by(person: Actor, loaded_by: str) -> Q:
    """Of lists about named adults, only those that this person loaded; every other list.

    `loaded_by` is the column that says who did.
    """
    restricted = [kind for kind, each in SUBJECTS.items() if each.is_restricted]
    return ~Q(kind__in=restricted) | Q(**{loaded_by: person.actor_label})


def visible_case_lists(person: Actor) -> QuerySet[CaseList]:
    """All case lists, withdrawn ones too, the newest first; for those who load them."""
    if not person.may(Permission.CASES_IMPORT):
        return CaseList.objects.none()
    return CaseList.objects.filter(seen_by(person, "read_by")).prefetch_related("files")


def visible_case_list(person: Actor, ref: str) -> CaseList | None:
    return visible_case_lists(person).filter(ref=ref).first()


def list_already_there(fingerprint: str, taken_on: Any, kind: str = CASE_FILE) -> CaseList | None:
    """The case list that these files have made before, if it stands."""
    return case_lists(kind).filter(fingerprint=fingerprint, taken_on=taken_on).first()


def list_before(taken_on: Any, fingerprint: str, kind: str = CASE_FILE) -> CaseList | None:
    """The latest other list up to this day: the last time, seen from a new list."""
    return case_lists(kind).filter(taken_on__lte=taken_on).exclude(fingerprint=fingerprint).first()


def entries(case_list: CaseList, filters: Filters | None = None) -> QuerySet[CaseEntry]:
    """The cases of a list by number, with what a row of a page shows of them; not reduced ones."""
    found = CaseEntry.objects.filter(case_list=case_list, is_reduced=False).select_related(
        "subject", "case_type", "practitioner", "team"
    )
    return found.filter(_condition(filters or Filters())).order_by("subject__number")


def _condition(filters: Filters) -> Q:
    condition = Q()
    if filters.number:
        condition &= Q(subject__number__icontains=filters.number.strip())
    if filters.worker == "none":
        condition &= Q(practitioner=None)
    elif filters.worker:
        condition &= Q(practitioner__name__icontains=filters.worker.strip())
    if filters.status:
        condition &= Q(status=filters.status)
    if filters.case_type:
        code = None if filters.case_type == UNKNOWN else filters.case_type
        condition &= Q(case_type__code=code) if code else Q(case_type=None)
    if filters.team:
        condition &= Q(team=None) if filters.team == "none" else Q(team__ref=filters.team)
    if filters.flag:
        condition &= Q(flags__contains=[filters.flag])
    return condition


def teams_of(case_list: CaseList) -> QuerySet[Team]:
    return Team.objects.filter(id__in=case_list.entries.order_by().values("team"))


def frame(case_list: CaseList) -> QuerySet[CaseEntry, Any]:
    """The rows of a list as a selection takes them, in an order that is always the same."""
    found = CaseEntry.objects.filter(case_list=case_list).order_by("subject__number")
    return found.values(
        "status", "flags", "family", "sex", "ethnicity", "age_band", "disability",
        number=F("subject__number"),
        case_type_code=Coalesce("case_type__code", Value(UNKNOWN)),
        practitioner_ref=F("practitioner__ref"),
        team_ref=F("team__ref"),
    )  # fmt: skip


def subjects_numbered(text: str) -> QuerySet[Subject]:
    """Subjects whose case number begins or ends like this, capital or not; both have an index."""
    ends_so = StartsWith(Reverse(Upper("number")), text.upper()[::-1])
    return Subject.objects.filter(Q(number__istartswith=text) | Q(ends_so))


def numbers_among(found: Iterable[str]) -> set[str]:
    """Which of these are case numbers, of any case there is."""
    return set(Subject.objects.filter(number__in=set(found)).values_list("number", flat=True))


def find_numbers(numbers: Iterable[str]) -> dict[str, CaseEntry]:
    """Entries of the current list by case number in lower case, however many are asked for."""
    case_list = current_case_list()
    wanted = [number.strip().lower() for number in numbers]
    if case_list is None or not wanted:
        return {}
    array = Value(wanted, output_field=ArrayField(CharField()))
    found = entries(case_list).filter(_AnyOf(Lower("subject__number"), array))
    return {entry.subject.number.lower(): entry for entry in found}


class _AnyOf(Func):
    """value = ANY(array): one parameter, where IN would need one for each of five hundred."""

    template = "(%(expressions)s))"
    arg_joiner = " = ANY("
    output_field = BooleanField()


def counts(case_list: CaseList) -> Mapping[str, dict[str, int]]:
    """Cases of a list by status, case type and flag, each in the order of pages and papers."""
    found = CaseEntry.objects.filter(case_list=case_list).order_by()
    by_status = dict(found.values_list("status").annotate(n=Count("id")))
    code = Coalesce("case_type__code", Value(UNKNOWN))
    by_type = found.annotate(code=code).values_list("code").annotate(n=Count("id"))
    flag = Func(F("flags"), function="unnest", output_field=CharField())
    by_flag = found.annotate(flag=flag).values_list("flag").annotate(n=Count("id"))
    return {
        "status": {s.value: by_status[s.value] for s in Status if s.value in by_status},
        "case_type": dict(by_type.order_by("case_type__order", "code")),
        "flag": dict(by_flag.order_by("flag")),
        "file": {"files": CaseListFile.objects.filter(case_list=case_list).count()},
    }
