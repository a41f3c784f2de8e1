"""Where the actions of audits stand, by round, case type, team or section, and how late the late ones are."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import timedelta
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from goldenthread.actions.models import Action
from goldenthread.actions.queries import how_far, how_far_conditions
from goldenthread.cases.queries import case_type_places
from goldenthread.figures.queries.loop import ActionCounts
from goldenthread.figures.queries.standing import DIMENSIONS, UnknownDimension, having, reach
from goldenthread.journal.changes import today
from goldenthread.people.actors import Actor

# dimension -> where it stands, from an action. Its section is what an audit calls a domain.
PATHS = {**DIMENSIONS, "domain": "section"}
# Days late, from and to; the last band has no end.
BANDS: tuple[tuple[int, int | None], ...] = ((1, 7), (8, 28), (29, 91), (92, None))


@dataclass(frozen=True)
class ActionRow:
    """The actions of one value of a dimension; `late`: the overdue ones by BANDS."""

    code: str
    counts: ActionCounts
    late: tuple[int, ...]


def traced_actions(by: Actor, where: Mapping[str, str]) -> QuerySet[Action]:
    """Every action of the audits that figures count. Raises UnknownDimension."""
    found = Action.objects.filter(reach(by), audit__round_case__removed_at=None)
    for name, value in where.items():
        if name not in PATHS:
            raise UnknownDimension(name)
        found = found.filter(having(PATHS[name], name, value))
    return found


@dataclass(frozen=True)
class ActionsBy:
    """Actions by one dimension; case types in the authority's order, all else by its code. An action
    has one value of it, so that the rows add up to all."""

    rows: tuple[ActionRow, ...]

    @property
    def total(self) -> ActionCounts:
        held = [row.counts for row in self.rows]
        return ActionCounts(*(sum(getattr(c, f.name) for c in held) for f in fields(ActionCounts)))

    @property
    def late(self) -> list[tuple[str, int]]:
        """How many open actions are how many days late, band by band."""
        return [
            (_band(*band), sum(row.late[place] for row in self.rows))
            for place, band in enumerate(BANDS)
        ]


def actions_by(by: Actor, dimension: str, where: Mapping[str, str]) -> ActionsBy:
    """How far they are and how late, of one reading: of hundreds of thousands that is what takes time.

    Raises UnknownDimension.
    """
    if dimension not in PATHS:
        raise UnknownDimension(dimension)
    found: Any = traced_actions(by, where).order_by().values(group=F(PATHS[dimension]))
    rows = [_row(**row) for row in found.annotate(**how_far(), **_bands_counted())]
    places = case_type_places() if dimension == "case_type" else {}
    shown = sorted(
        (row for row in rows if row.counts.total),
        key=lambda row: (places.get(row.code, len(places)), row.code),
    )
    return ActionsBy(tuple(shown))


def _row(group: str | None, **counted: int) -> ActionRow:
    late = tuple(counted.pop(f"late_{low}") for low, _ in BANDS)
    return ActionRow(group or "", ActionCounts(**counted), late)


def _bands_counted() -> dict[str, Count]:
    """The overdue ones by how many days late they are; the bands are all that are overdue."""
    overdue = Q(**how_far_conditions()["overdue"])
    return {f"late_{low}": Count("pk", filter=overdue & _late(low, high)) for low, high in BANDS}


def all_actions(by: Actor, where: Mapping[str, str]) -> ActionCounts:
    return ActionCounts(**traced_actions(by, where).aggregate(**how_far()))


def how_late(by: Actor, where: Mapping[str, str]) -> list[tuple[str, int]]:
    """How many open actions are how many days late, band by band."""
    counted = traced_actions(by, where).aggregate(**_bands_counted())
    return [(_band(low, high), counted[f"late_{low}"]) for low, high in BANDS]


def _late(low: int, high: int | None) -> Q:
    days = Q(due_on__lte=today() - timedelta(days=low))
    return days & Q(due_on__gte=today() - timedelta(days=high)) if high else days


def days_late(text: str) -> Q:
    """Open actions that are late by so many days, as a key says it: "8-28", "92-"."""
    low, high = text.split("-")
    return _late(int(low), int(high) if high else None)


def bands() -> list[tuple[str, str]]:
    """The bands of lateness, each as a key says it and in words."""
    return [(f"{low}-{high or ''}", _band(low, high)) for low, high in BANDS]


def _band(low: int, high: int | None) -> str:
    """
    >>> _band(8, 28), _band(92, None)
    ('8 to 28 days', '92 days or more')
    """
    return f"{low} to {high} days" if high else f"{low} days or more"
