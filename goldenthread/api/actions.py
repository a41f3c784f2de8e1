"""Actions: a list in pages, and one by its reference."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from goldenthread.actions.queries.tabled import days_late, tabled_actions
from goldenthread.api.entrance import reads, shows
from goldenthread.api.problems import NOT_THERE, Problem
from goldenthread.api.tables import REF, WORD, Asked, Format, PageAsked, next_address, only, sheet
from goldenthread.people.tokens import ACTIONS

router = Router(tags=["actions"])


class ActionState(StrEnum):
    PROPOSED = "proposed"
    OPEN = "open"
    DONE = "done"
    CLOSED = "closed"
    NOT_DONE = "not_done"


class ActionsAsked(PageAsked):
    after: str = Field(
        "", pattern=rf"{REF}|^$", description="the last reference of the page before"
    )
    round: str = Field("", max_length=40, pattern=WORD, description="a round by its code")
    state: ActionState | None = Field(None, description="how far the action is")
    team: str = Field("", max_length=120, pattern=WORD, description="a team by its name")


class Action(Schema):
    """One action: codes and dates. It names nobody, and has no case number and no words."""

    ref: str
    audit_ref: str | None
    from_ref: str
    case_ref: str | None
    round_code: str | None
    team: str | None
    section: str
    priority: str
    state: str
    due_on: date
    first_due_on: date
    carried: int
    days_overdue: int
    proposed_at: datetime
    opened_at: datetime | None
    done_on: date | None
    ended_at: datetime | None
    difference: str


class Actions(Schema):
    actions: list[Action]
    next: str | None = Field(description="the address of the next page; null on the last")


COLUMNS = tuple(Action.model_fields)


@router.get("", response=Actions, url_name="actions", operation_id="actions")
def actions(request: HttpRequest, asked: Query[ActionsAsked]) -> Any:
    """The actions of the tracker of the token's person, in the order of their references."""
    person = reads(request, ACTIONS).person
    only(request, ActionsAsked)
    wanted = asked.dict(exclude={"format", "limit"}, exclude_none=True)
    found = [_row(each) for each in tabled_actions(person, **wanted)[: asked.limit + 1]]
    more, rows = found[asked.limit :], found[: asked.limit]
    following = next_address(request, rows[-1]["ref"]) if more else ""
    _shown(request, rows)
    if asked.format is Format.CSV:
        return sheet("actions", rows, COLUMNS, following)
    return {"actions": rows, "next": following or None}


@router.get("/{ref}", response=Action, url_name="action", operation_id="action")
def action(request: HttpRequest, ref: str, asked: Query[Asked]) -> Any:
    """One action by its reference."""
    person = reads(request, ACTIONS).person
    only(request, Asked)
    found = tabled_actions(person, ref=ref).first()
    if found is None:
        raise Problem(404, NOT_THERE)
    row = _row(found)
    _shown(request, [row])
    return sheet(ref, [row], COLUMNS) if asked.format is Format.CSV else row


def _row(found: dict[str, Any]) -> dict[str, Any]:
    return {**found, "team": found["team_name"], "days_overdue": days_late(found)}


def _shown(request: HttpRequest, rows: list[dict[str, Any]]) -> None:
    """As on the tracker: the cases that these actions are of, and the actions themselves."""
    shows(request, "actions", *(r for row in rows for r in (row["ref"], row["case_ref"]) if r))
