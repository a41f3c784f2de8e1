"""Indicators beside the figures of audits: what a file would bring in, and what there is of a time."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet

from goldenthread.people.actors import Actor
from goldenthread.people.models import Person, Team
from goldenthread.people.queries import managed_team_ids
from goldenthread.people.roles import Permission
from goldenthread.programme.models import Indicator, IndicatorFile
from goldenthread.readers.export_sheets import ExportRead
from goldenthread.readers.indicators import IndicatorProblem, IndicatorRow, rows_read
from goldenthread.readers.reading import from_json

USED = IndicatorFile.State.USED


@dataclass(frozen=True)
class IndicatorPlan:
    """What a file would bring in; with a problem, nothing."""

    rows: tuple[IndicatorRow, ...]
    problems: tuple[IndicatorProblem, ...]


@dataclass(frozen=True)
class Beside:
    """A value as a page shows it."""

    name: str
    period: str
    value: str
    team: str
    source: str
    read_on: date


def indicator_files(by: Actor) -> QuerySet[IndicatorFile]:
    found = IndicatorFile.objects.order_by("-id").defer("reading")
    return found if by.may(Permission.ROUND_RUN) else found.none()


def visible_indicator_file(by: Actor, ref: str) -> IndicatorFile | None:
    return indicator_files(by).filter(ref=ref).first()


def indicator_reading(held: IndicatorFile) -> ExportRead | None:
    """What was read of the file, while nobody has decided."""
    if held.reading is None:
        return None
    found: ExportRead = from_json(ExportRead, held.reading)
    return found


def indicator_plan(read: ExportRead, columns: Mapping[str, str]) -> IndicatorPlan:
    """Every row, and what is wrong: in the file, or that the same value came in with another file."""
    rows, problems = rows_read(read, columns, list(Team.objects.values_list("name", flat=True)))
    there = _there(rows)
    again = [
        IndicatorProblem(
            row.row, "Indicator", row.indicator[:80],
            f"{there[row.key]} has a value of this period; take that import back first",
        )
        for row in rows if row.key in there
    ]  # fmt: skip
    return IndicatorPlan(tuple(rows), (*problems, *again))


def _there(rows: list[IndicatorRow]) -> dict[tuple[str, date, date, str], str]:
    """The files that have values already of the periods of these rows, by what there is one value of."""
    if not rows:
        return {}
    first, last = min(row.from_on for row in rows), max(row.to_on for row in rows)
    found = Indicator.objects.filter(held_in__state=USED, from_on__gte=first, to_on__lte=last)
    values = found.values_list("name", "from_on", "to_on", "team__name", "held_in__file")
    return {(n.casefold(), a, z, (team or "").casefold()): file for n, a, z, team, file in values}


def indicators_between(by: Actor, from_on: date, to_on: date, team: str = "") -> list[Beside]:
    """Values of periods that touch these days, of the authority and of teams whose figures this person
    sees; of one team, where it is named, and of the authority. In the order of their names and time."""
    if not by.may(Permission.FIGURES_SEE):
        return []
    found = Indicator.objects.filter(held_in__state=USED, from_on__lte=to_on, to_on__gte=from_on)
    if team:
        found = found.filter(Q(team=None) | Q(team__name=team))
    if (
        isinstance(by, Person)
        and not by.may(Permission.AUDITS_ALL)
        and (mine := managed_team_ids(by))
    ):
        found = found.filter(Q(team=None) | Q(team__in=mine))
    found = found.select_related("team", "held_in").defer("held_in__reading")
    return [_beside(each) for each in found.order_by("name", "from_on", "team__name", "pk")]


def _beside(held: Indicator) -> Beside:
    ended = held.held_in.ended_at
    assert ended is not None
    return Beside(
        held.name, held.period, value_said(held.value, held.unit),
        held.team.name if held.team else "", held.source, ended.date(),
    )  # fmt: skip


def value_said(value: Decimal, unit: str) -> str:
    """
    >>> value_said(Decimal("83.5000"), "%"), value_said(Decimal("1204"), "children")
    ('83.5%', '1,204 children')
    """
    number = f"{value:,f}"
    if "." in number:
        number = number.rstrip("0").rstrip(".")
    return f"{number}{unit}" if unit == "%" else f"{number} {unit}".rstrip()


def values_of(held: IndicatorFile) -> list[Any]:
    """The values that a file brought in, in its order."""
    return list(held.values.select_related("team").order_by("row"))
