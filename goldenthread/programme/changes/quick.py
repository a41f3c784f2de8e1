"""A quick round: its cases and their auditors in one go."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from goldenthread.journal.changes import change
from goldenthread.people.actors import Actor, require
from goldenthread.people.models import Person
from goldenthread.people.roles import Permission
from goldenthread.programme.changes.auditors import assign
from goldenthread.programme.changes.cases import add_listed_case, add_typed_case
from goldenthread.programme.changes.restricting import create_restricted_round, name_person
from goldenthread.programme.changes.rounds import RoundEmpty, _require_restriction_for, create_round
from goldenthread.programme.models import Activity, Round, RoundCase
from goldenthread.programme.queries.quick import Recognised
from goldenthread.tools.models import ToolVersion


@change
def create_quick_round(
    *, by: Actor, title: str, mode: str, tool_version: ToolVersion, period_from: date,
    period_to: date, due_on: date, moderation_rule: dict[str, Any],
    cases: Sequence[Recognised], auditors: Mapping[str, Person], named_by: str = "",
    restricted_why: str = "", is_training: bool = False, activity: Activity | None = None,
) -> Round:  # fmt: skip
    """A round of cases given by hand; `auditors` says by case number who audits each.

    With a reason it is restricted, and its auditors are named on it.
    """
    require(by, Permission.ROUND_RUN)
    if not cases:
        raise RoundEmpty(title)
    _require_restriction_for(tool_version, is_restricted=bool(restricted_why))
    plan: dict[str, Any] = {
        "title": title, "way": Round.Way.QUICK, "mode": mode, "tool_version": tool_version,
        "period_from": period_from, "period_to": period_to, "due_on": due_on,
        "moderation_rule": moderation_rule, "is_training": is_training,
        "activity": activity,
        "case_list": next((case.entry.case_list for case in cases if case.entry), None),
    }  # fmt: skip
    if restricted_why.strip():
        round = create_restricted_round(by=by, why=restricted_why, **plan)
    else:
        round = create_round(by=by, **plan)
    if round.is_restricted:  # also where the tool asks for it
        for person in auditors.values():
            name_person(by=by, round=round, person=person, why=restricted_why or "Audits in it")
    for case in cases:
        add_recognised_case(
            by=by, round=round, case=case, auditor=auditors.get(case.number), named_by=named_by
        )
    return round


@change
def add_recognised_case(
    *, by: Actor, round: Round, case: Recognised, auditor: Person | None, named_by: str = ""
) -> RoundCase:
    """One case given by its number, with its auditor. Raises AlreadyInRound or AuditorConflict."""
    require(by, Permission.ROUND_RUN)
    if case.entry is not None:
        came = RoundCase.Came.NAMED
        added = add_listed_case(by=by, round=round, entry=case.entry, came=came, named_by=named_by)
    else:
        added = add_typed_case(
            by=by, round=round, number=case.number, case_type=case.case_type, worker=case.worker,
            team=case.team,
        )  # fmt: skip
    if auditor is not None:
        assign(by=by, round_case=added, auditor=auditor)
    return added
