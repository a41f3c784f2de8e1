"""Actions as rows of a table for other programs: codes and dates; no name, number or word."""

from typing import Any

from django.db.models import F, QuerySet

from goldenthread.actions.models import Action
from goldenthread.actions.queries.standing import visible_actions
from goldenthread.journal.changes import today
from goldenthread.people.models import Person


def tabled_actions(
    person: Person, *, ref: str = "", after: str = "", round: str = "", state: str = "",
    team: str = "",
) -> QuerySet[Action, Any]:  # fmt: skip
    """The actions of this person's tracker, in the order of their references, as rows of a table."""
    wanted = {
        "ref": ref, "ref__gt": after, "audit__round__code": round, "state": state,
        "team__name": team,
    }  # fmt: skip
    seen = visible_actions(person).select_related(None).exclude(state=Action.State.WITHDRAWN)
    seen = seen.filter(**{name: value for name, value in wanted.items() if value})
    return seen.order_by("ref").values(
        "ref", "state", "priority", "section", "due_on", "first_due_on", "carried", "proposed_at",
        "opened_at", "done_on", "ended_at", "difference", "from_ref", audit_ref=F("audit__ref"),
        case_ref=F("audit__subject__ref"), round_code=F("audit__round__code"),
        team_name=F("team__name"),
    )  # fmt: skip


def days_late(row: dict[str, Any]) -> int:
    """How many days late an open action is; 0 if it is not."""
    is_open = row["state"] == Action.State.OPEN
    return max(0, (today() - row["due_on"]).days) if is_open else 0
