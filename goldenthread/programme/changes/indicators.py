"""Indicators come in by spreadsheet, all of a file or nothing, and can be taken back."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from goldenthread.journal.changes import change, now, record
from goldenthread.people.actors import Actor, require
from goldenthread.people.models import Team
from goldenthread.people.roles import Permission
from goldenthread.programme.models import Indicator, IndicatorFile
from goldenthread.programme.queries.indicators import (
    IndicatorPlan,
    indicator_plan,
    indicator_reading,
)
from goldenthread.readers.export_sheets import ExportRead
from goldenthread.readers.indicators import FIELDS, IndicatorProblem, suggested
from goldenthread.readers.reading import as_json
from goldenthread.readers.run_child import describe

State = IndicatorFile.State
WAITS = timedelta(days=7)


@dataclass(unsafe_hash=True)
class IndicatorProblems(Exception):
    """The file has problems, so nothing of it was imported."""

    problems: tuple[IndicatorProblem, ...]

    def __str__(self) -> str:
        n = len(self.problems)
        said = "\n".join(f"  {each.text}" for each in self.problems[:50])
        more = f"\n  and {n - 50} more" if n > 50 else ""
        what = "1 problem" if n == 1 else f"{n} problems"
        return f"Nothing was imported: the file has {what}.\n{said}{more}"


@dataclass(unsafe_hash=True)
class IndicatorsDecided(Exception):
    """The file was imported, deleted or taken back since the page was opened."""

    ref: str

    def __str__(self) -> str:
        return "This file has been dealt with already. Upload it again if you need to."


@change
def keep_indicators(*, by: Actor, read: ExportRead, path: Path, name: str) -> IndicatorFile:
    """Keep what was read of a file until somebody decides, a week at most."""
    require(by, Permission.ROUND_RUN)
    old = IndicatorFile.objects.filter(state=State.READ, read_at__lt=now() - WAITS)
    old.update(state=State.DROPPED, reading=None, ended_at=now(), ended_by=by.actor_label)
    held = IndicatorFile.objects.create(
        file=name[-200:], sha256=describe(path, name).sha256, columns=suggested(read.headings),
        reading=as_json(read), read_at=now(), read_by=by.actor_label,
    )  # fmt: skip
    record(by, "keep_indicators", held.ref, rows=len(read.rows), sha256=held.sha256)
    return held


@change
def match_indicators(*, by: Actor, held: IndicatorFile, columns: Mapping[str, str]) -> None:
    """Say which heading is what. Raises IndicatorsDecided."""
    require(by, Permission.ROUND_RUN)
    current = _locked(held, State.READ)
    current.columns = {name: columns[name] for name in FIELDS if columns.get(name)}
    current.save(update_fields=["columns"])
    record(by, "match_indicators", current.ref)


@change
def import_indicators(*, by: Actor, held: IndicatorFile) -> IndicatorPlan:
    """Import the whole file, or nothing of it. Raises IndicatorProblems, IndicatorsDecided."""
    require(by, Permission.ROUND_RUN)
    current = _locked(held, State.READ)
    read = indicator_reading(current)
    if read is None:
        raise IndicatorsDecided(held.ref)
    plan = indicator_plan(read, current.columns)
    if plan.problems or not plan.rows:
        empty = IndicatorProblem(1, "Rows", "", "no row has a value")
        raise IndicatorProblems(plan.problems or (empty,))
    teams = {team.name: team for team in Team.objects.all()}
    Indicator.objects.bulk_create(
        Indicator(
            held_in=current, row=row.row, name=row.indicator, period=row.period,
            from_on=row.from_on, to_on=row.to_on, value=row.value, unit=row.unit,
            source=row.source, team=teams.get(row.team),
        )
        for row in plan.rows
    )  # fmt: skip
    current.made = len(plan.rows)
    _end(by, current, State.USED)
    record(by, "import_indicators", current.ref, made=current.made, sha256=current.sha256)
    return plan


@change
def drop_indicators(*, by: Actor, held: IndicatorFile) -> None:
    """Somebody decided against a file: nothing of it is kept but its name and hash."""
    require(by, Permission.ROUND_RUN)
    current = _locked(held, State.READ)
    _end(by, current, State.DROPPED)
    record(by, "drop_indicators", current.ref)


@change
def withdraw_indicators(*, by: Actor, held: IndicatorFile, why: str) -> None:
    """Take an import back: its values stand beside no figure any more. Raises IndicatorsDecided."""
    require(by, Permission.ROUND_RUN)
    current = _locked(held, State.USED)
    current.state, current.withdrawn_why = State.WITHDRAWN, why.strip()[:300]
    current.withdrawn_at, current.withdrawn_by = now(), by.actor_label
    current.save(update_fields=["state", "withdrawn_why", "withdrawn_at", "withdrawn_by"])
    record(by, "withdraw_indicators", current.ref)


def _locked(held: IndicatorFile, state: str) -> IndicatorFile:
    current = IndicatorFile.objects.select_for_update().get(pk=held.pk)
    if current.state != state:
        raise IndicatorsDecided(held.ref)
    return current


def _end(by: Actor, held: IndicatorFile, state: State) -> None:
    held.state, held.reading = state, None
    held.ended_at, held.ended_by = now(), by.actor_label
    held.save(update_fields=["state", "reading", "made", "ended_at", "ended_by"])
