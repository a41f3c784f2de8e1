"""Rounds made from past audits: closed from the first day, and taken back with their import."""

from collections.abc import Sequence
from datetime import date

from goldenthread.journal.changes import change, now, record
from goldenthread.people.actors import Actor, require
from goldenthread.people.roles import Permission
from goldenthread.programme.models import Round, RoundCase
from goldenthread.tools.models import ToolVersion


@change
def create_imported_round(
    *, by: Actor, code: str, title: str, authority: str, tool_version: ToolVersion,
    period: tuple[date, date],
) -> Round:  # fmt: skip
    """A round that was over before it was known here. How its cases were chosen is not recorded."""
    require(by, Permission.ROUND_RUN)
    label = by.actor_label
    round = Round.objects.create(
        code=code, title=title, authority=authority, way=Round.Way.IMPORTED, mode="",
        tool_version=tool_version, period_from=period[0], period_to=period[1], due_on=period[1],
        state=Round.State.CLOSED, created_by=label, opened_at=now(), opened_by=label,
        closed_at=now(), closed_by=label,
    )  # fmt: skip
    record(by, "create_imported_round", round.ref, code=code)
    return round


@change
def retool_imported_round(*, by: Actor, round: Round, tool_version: ToolVersion) -> None:
    """Another file said which sections the round's audits graded."""
    require(by, Permission.ROUND_RUN)
    held = Round.objects.select_for_update(of=("self",)).get(pk=round.pk, way=Round.Way.IMPORTED)
    held.tool_version = tool_version
    held.version += 1
    held.save(update_fields=["tool_version", "version"])
    record(by, "retool_imported_round", held.ref, tool=tool_version.ref)


@change
def withdraw_imported_rounds(*, by: Actor, rounds: Sequence[Round]) -> None:
    """Their cases are out of every figure and list, and their codes are free for the right file."""
    require(by, Permission.ROUND_RUN)
    held = Round.objects.select_for_update(of=("self",)).filter(
        pk__in=[round.pk for round in rounds], way=Round.Way.IMPORTED
    )
    for round in held.order_by("pk"):
        RoundCase.objects.filter(round=round, removed_at=None).update(
            removed_at=now(), removed_by=by.actor_label
        )
        round.state = Round.State.WITHDRAWN
        round.code = f"{round.code[:29]}-{round.ref[4:].lower()}"
        round.version += 1
        round.save(update_fields=["state", "code", "version"])
        record(by, "withdraw_imported_round", round.ref)
