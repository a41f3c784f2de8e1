"""Week by week: how many actions were agreed, how many ended, and how many were still to be closed at its end."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, Q
from django.db.models.functions import TruncWeek
from django.utils import timezone

from goldenthread.actions.queries import how_far_conditions
from goldenthread.figures.queries.actions_by import traced_actions
from goldenthread.journal.changes import today
from goldenthread.people.actors import Actor

WEEKS = 26  # half a year, this week the last
WEEK = timedelta(days=7)
AGREED, ENDED, STANDING = "agreed", "ended", "standing"
OF_A_WEEK = (AGREED, ENDED, STANDING)


@dataclass(frozen=True)
class ActionWeek:
    """The week that begins on this Monday. `standing` were agreed by its end and had not ended."""

    monday: date
    agreed: int
    ended: int
    standing: int


def actions_by_week(by: Actor, where: Mapping[str, str]) -> list[ActionWeek]:
    """The last weeks from the first with an action on, the oldest first.

    Opened again, an action has not ended. Raises UnknownDimension.
    """
    this = today() - timedelta(days=today().weekday())
    first = this - (WEEKS - 1) * WEEK
    agreed, ended = (_by_week(by, where, each, first) for each in ("opened_at", "ended_at"))
    standing = traced_actions(by, where).filter(are_such(STANDING, f"{this}")).count()
    rows: list[ActionWeek] = []
    for back in range(WEEKS):
        monday = this - back * WEEK
        rows.append(ActionWeek(monday, agreed.get(monday, 0), ended.get(monday, 0), standing))
        standing += ended.get(monday, 0) - agreed.get(monday, 0)
    while rows and not (rows[-1].agreed or rows[-1].ended or rows[-1].standing):
        rows.pop()
    return rows[::-1]


def _by_week(by: Actor, where: Mapping[str, str], name: str, first: date) -> dict[date, int]:
    later = Q(**{f"{name}__gte": _midnight(first)}) & are_such("total")
    found: Any = traced_actions(by, where).filter(later).order_by().values(week=TruncWeek(name))
    rows = found.annotate(n=Count("pk")).values_list("week", "n")
    return {timezone.localdate(week): n for week, n in rows}


def are_such(of: str, week: str = "") -> Q:
    """The actions that a number counts, in the week of this Monday ("2026-05-04") where it is of one."""
    if not week:
        return Q(**how_far_conditions()[of])
    monday = date.fromisoformat(week)
    begins, ends = _midnight(monday), _midnight(monday + WEEK)
    if of == AGREED:
        return are_such("total") & Q(opened_at__gte=begins, opened_at__lt=ends)
    if of == ENDED:
        return are_such("total") & Q(ended_at__gte=begins, ended_at__lt=ends)
    not_ended = Q(ended_at=None) | Q(ended_at__gte=ends)
    return are_such("total") & Q(opened_at__lt=ends) & not_ended


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
