"""Audits: a list in pages, and one by its reference."""

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from goldenthread.api.entrance import reads, shows
from goldenthread.api.problems import NOT_THERE, Problem
from goldenthread.api.tables import REF, WORD, Asked, Format, PageAsked, next_address, only, sheet
from goldenthread.audits.queries.tabled import State, tabled_audits
from goldenthread.people.tokens import AUDITS

router = Router(tags=["audits"])


class AuditsAsked(PageAsked):
    after: str = Field(
        "", pattern=rf"{REF}|^$", description="the last reference of the page before"
    )
    round: str = Field("", max_length=40, pattern=WORD, description="a round by its code")
    state: State | None = Field(None, description="how far the audit is")
    case_type: str = Field("", max_length=40, pattern=WORD, description="a case type by its code")
    team: str = Field("", max_length=120, pattern=WORD, description="a team by its name")


class Audit(Schema):
    """One audit: codes, dates and grades. It names nobody, and has no case number and no words."""

    ref: str
    case_ref: str
    subject_kind: str
    round_code: str
    round_title: str
    case_type: str | None
    case_status: str
    team: str | None
    tool: str
    tool_version_number: int
    mode: str
    came: str
    state: str
    is_second_audit: bool
    is_overdue: bool
    due_on: date
    submitted_at: datetime | None
    moderated_at: datetime | None
    shared_at: datetime | None
    closed_at: datetime | None
    grade_auditor: str | None
    grade_moderator: str | None
    grade_standing: str | None


class Audits(Schema):
    audits: list[Audit]
    next: str | None = Field(description="the address of the next page; null on the last")


COLUMNS = tuple(Audit.model_fields)


@router.get("", response=Audits, url_name="audits", operation_id="audits")
def audits(request: HttpRequest, asked: Query[AuditsAsked]) -> Any:
    """The audits that the token's person may open, in the order of their references."""
    person = reads(request, AUDITS).person
    only(request, AuditsAsked)
    wanted = asked.dict(exclude={"format", "limit"}, exclude_none=True)
    rows = list(tabled_audits(person, **wanted)[: asked.limit + 1])
    more, rows = rows[asked.limit :], rows[: asked.limit]
    following = next_address(request, rows[-1]["ref"]) if more else ""
    _shown(request, rows)
    if asked.format is Format.CSV:
        return sheet("audits", rows, COLUMNS, following)
    return {"audits": rows, "next": following or None}


@router.get("/{ref}", response=Audit, url_name="audit", operation_id="audit")
def audit(request: HttpRequest, ref: str, asked: Query[Asked]) -> Any:
    """One audit by its reference."""
    person = reads(request, AUDITS).person
    only(request, Asked)
    row = tabled_audits(person, ref=ref).first()
    if row is None:
        raise Problem(404, NOT_THERE)
    _shown(request, [row])
    return sheet(ref, [row], COLUMNS) if asked.format is Format.CSV else row


def _shown(request: HttpRequest, rows: list[dict[str, Any]]) -> None:
    shows(request, "audit_list", *(ref for row in rows for ref in (row["ref"], row["case_ref"])))
