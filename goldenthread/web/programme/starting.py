"""A round set up from an activity of the schedule: what comes filled in."""

from datetime import date
from typing import Any

from django.http import HttpRequest

from goldenthread.journal.changes import today
from goldenthread.programme.queries import Activity, months_before, working_day_after
from goldenthread.programme.queries.schedule import activity_to_start, month_after
from goldenthread.tools.queries import form as tool_form
from goldenthread.tools.queries import newest_version
from goldenthread.web.guards import Person, found
from goldenthread.web.programme.planning import below_standard


def started_from(request: HttpRequest, by: Person) -> Activity | None:
    """The activity named in the address; 404 where it is none that a round may be made from."""
    ref = request.GET.get("activity", "")
    return found(activity_to_start(by, ref)) if ref else None


def _title(activity: Activity) -> str:
    return f"{activity.title}, {activity.month:%B %Y}"[:120]


def due_in(activity: Activity) -> date:
    """The last day of its month; where that is near or past, 20 working days from today."""
    last = date.fromordinal(month_after(activity.month).toordinal() - 1)
    return max(last, working_day_after(today(), 20))


def quick_start(activity: Activity | None) -> dict[str, Any]:
    """What the form of a quick round begins with."""
    if activity is None:
        return {}
    version = newest_version(activity.tool.code) if activity.tool else None
    return {
        "title": _title(activity), "moderation": activity.moderation,
        "rate": activity.moderation_rate, "due": "other", "due_on": due_in(activity),
        **({"tool": version.ref} if version else {}),
    }  # fmt: skip


def selected_start(activity: Activity | None) -> dict[str, Any]:
    """What the form of a selected round begins with."""
    return {"title": _title(activity)} if activity else {}


def planned_by(activity: Activity | None, usual: Any) -> dict[str, Any]:
    """What an activity says of the plan of a selected round, to be looked at in the steps that follow.

    `usual`: the version of the tool that is used where the activity names no tool.
    """
    if activity is None:
        return {}
    version = found(newest_version(activity.tool.code) if activity.tool else usual)
    return {
        "activity": activity, "due_on": due_in(activity), "tool_version": version,
        "period_from": months_before(today(), tool_form(version).look_back_months),
        "moderation_rule": _rule(activity, version),
    }  # fmt: skip


def _rule(activity: Activity, version: Any) -> dict[str, Any]:
    chosen, rate = activity.moderation, activity.moderation_rate
    grades = below_standard(version) if chosen in ("below", "both") else []
    return {"rate": {"rate": rate, "both": rate, "all": 100}.get(chosen, 0), "grades": grades}
