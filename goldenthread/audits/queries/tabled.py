"""Audits as rows of a table for other programs: codes, dates and grades; no name, number or word."""

from typing import Any

from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from goldenthread.audits.models import Audit, Stage, Standing
from goldenthread.audits.queries.visible import is_overdue, visible_audits
from goldenthread.people.models import Person
from goldenthread.tools.form import OVERALL

State = Audit.State


def _given(stage: Stage) -> Subquery:
    given = Standing.objects.filter(audit=OuterRef("pk"), section=OVERALL, stage=stage)
    return Subquery(given.values("grade")[:1])


def tabled_audits(
    person: Person, *, ref: str = "", after: str = "", round: str = "", state: str = "",
    case_type: str = "", team: str = "",
) -> QuerySet[Audit, Any]:  # fmt: skip
    """The audits this person may open, in the order of their references, as rows of a table.

    `after`: the reference behind which to go on; `round` and `case_type` by code, `team` by name.
    """
    wanted = {
        "ref": ref, "ref__gt": after, "round__code": round, "state": state,
        "header__case_type__code": case_type, "header__team__name": team,
    }  # fmt: skip
    seen = visible_audits(person).select_related(None).defer(None)
    seen = seen.filter(**{name: value for name, value in wanted.items() if value})
    return seen.order_by("ref").values(
        "ref", "state", "mode", "due_on", "submitted_at", "moderated_at", "shared_at", "closed_at",
        case_ref=F("subject__ref"), subject_kind=F("subject__kind"), round_code=F("round__code"),
        round_title=F("round__title"), case_type=F("header__case_type__code"),
        case_status=F("header__status"), team=F("header__team__name"),
        tool=F("tool_version__tool__code"), tool_version_number=F("tool_version__number"),
        came=F("round_case__came"), is_second_audit=Q(round_case__second_of__isnull=False),
        is_overdue=is_overdue(), grade_auditor=_given(Stage.AUDITOR),
        grade_moderator=_given(Stage.MODERATOR),
        grade_standing=Coalesce(_given(Stage.MODERATOR), _given(Stage.AUDITOR)),
    )  # fmt: skip
