"""The list of audits: what it can be narrowed to, and what it says of each."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from goldenthread.audits.models import Audit, Stage, Standing
from goldenthread.audits.queries.moderation import last_return
from goldenthread.audits.queries.visible import by_need, is_overdue
from goldenthread.people.models import Person
from goldenthread.people.roles import Permission
from goldenthread.tools.form import OVERALL

LISTS = (
    Permission.AUDITS_ALL, Permission.AUDIT_ANSWER, Permission.AUDIT_MODERATE, Permission.TEAM_SEE,
)  # fmt: skip
OVERDUE = "overdue"


@dataclass(frozen=True)
class ListChoices:
    """What occurs among the audits a person may see: (ref, name) pairs, and codes."""

    rounds: list[tuple[str, str]]
    teams: list[tuple[str, str]]
    auditors: list[tuple[str, str]]
    states: list[str]
    grades: list[str]


def may_list(person: Person) -> bool:
    """Whether there is a list of audits for this person at all."""
    return any(person.may(permission) for permission in LISTS)


def list_choices(seen: QuerySet[Audit]) -> ListChoices:
    seen = seen.select_related(None).defer(None).order_by()
    present = set(seen.values_list("state", flat=True).distinct())
    grades = Standing.objects.filter(audit__in=seen.values("pk"), section=OVERALL)
    return ListChoices(
        rounds=_pairs(seen, "round__ref", "round__title"),
        teams=_pairs(seen, "header__team__ref", "header__team__name"),
        auditors=_pairs(seen, "auditor__ref", "auditor__name"),
        states=[state for state in Audit.State.values if state in present],
        grades=sorted(set(grades.values_list("grade", flat=True).distinct())),
    )


def filtered_audits(
    seen: QuerySet[Audit], *, case: str = "", state: str = "", round: str = "", team: str = "",
    auditor: str = "", grade: str = "",
) -> QuerySet[Audit]:  # fmt: skip
    """The audits a filter lets through, by need. `state` is a state's code, or `overdue`."""
    if state == OVERDUE:
        seen, state = seen.filter(is_overdue()), ""
    wanted = {
        "subject__number__icontains": case.strip(), "state": state, "round__ref": round,
        "header__team__ref": team, "auditor__ref": auditor,
    }  # fmt: skip
    found = seen.filter(**{key: value for key, value in wanted.items() if value})
    if grade:
        given = Standing.objects.filter(section=OVERALL, stage=Stage.AUDITOR, grade=grade)
        found = found.filter(pk__in=given.values("audit"))
    return by_need(found)


def overall_grades(audits: Iterable[Audit]) -> dict[str, str]:
    """The auditor's overall grade of each audit of a page of audits that has been submitted."""
    rows = Standing.objects.filter(
        audit__in=[audit.pk for audit in audits], section=OVERALL, stage=Stage.AUDITOR
    )
    return dict(rows.values_list("audit__ref", "grade"))


def return_note(audit: Audit) -> str:
    """What the moderator wrote when the audit was last returned to its auditor; empty if it was not."""
    last = last_return(audit) if audit.state == Audit.State.RETURNED else None
    return last.to_auditor.body if last and last.to_auditor else ""


def _pairs(seen: QuerySet[Audit], ref: str, name: str) -> list[tuple[str, str]]:
    rows = seen.exclude(**{ref: None}).values_list(ref, name).distinct()
    return sorted(rows, key=lambda row: row[1].casefold())
