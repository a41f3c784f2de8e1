"""A small round from its selection to closed audits, made through changes: what figures count."""

from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass
from itertools import cycle
from typing import Any

from django.db import connection, transaction

from goldenthread.actions.changes import propose_action
from goldenthread.actions.changes import submit_audit as submit
from goldenthread.audits.changes import (
    close_audit,
    open_round,
    record_finding,
    save_source,
    share_feedback,
)
from goldenthread.audits.models import Audit
from goldenthread.cases.models import CaseList
from goldenthread.journal.changes import today
from goldenthread.people.models import Practitioner
from goldenthread.programme.changes import assign
from goldenthread.programme.models import Round
from goldenthread.tools.changes import publish_tool
from tests.cast import Cast, make_cast
from tests.databases import borrowed
from tests.loop import answered, moderated
from tests.rooms.case_list import make_case_list
from tests.rooms.rounds import make_selected_round, select

GRADES = ("good", "requires_improvement", "good", "outstanding")


def selected_round(
    cast: Cast, case_list: CaseList, *, size: int = 12, rate: int = 25, title: str = "Spring round",
    **more: object,
) -> list[Audit]:  # fmt: skip
    """An open round of `size` selected cases, all given to Ines; the audits by case number."""
    rule = {"moderation_rule": {"rate": rate}}
    round = make_selected_round(cast.pat, case_list, size=size, title=title, **(rule | more))
    select(cast.pat, round)
    for case in round.cases.all():
        assign(by=cast.pat, round_case=case, auditor=cast.ines)
    open_round(by=cast.pat, round=round)
    return list(Audit.objects.filter(round=round).order_by("subject__number"))


def audited(audit: Audit, grade: str) -> Audit:
    """Answered, with a strength, the child heard, an action if it is below standard; handed in."""
    answered(audit, grade, "good")
    assert audit.auditor
    record_finding(
        by=audit.auditor,
        audit=audit,
        section="risk",
        kind="strength",
        words="The child was seen alone.",
    )
    child = audit.sources.get(kind="child")
    save_source(
        by=audit.auditor, audit=audit, kind="child", version=child.version, state="obtained",
        said="My worker listens.", on=today(),
    )  # fmt: skip
    if grade == "requires_improvement":
        owner = audit.header.practitioner or Practitioner.objects.first()
        propose_action(
            by=audit.auditor, audit=audit, section="risk", what="Update the chronology",
            due_on=today(), owner_practitioner=owner,
        )  # fmt: skip
    submit(by=audit.auditor, audit=audit, warnings_why="The record was all there was to see.")
    audit.refresh_from_db()
    return audit


def finished_round(cast: Cast, case_list: CaseList, **more: object) -> Round:
    """The same round with its audits moderated where due, shared and closed."""
    audits = selected_round(cast, case_list, **more)  # type: ignore[arg-type]
    for audit, grade in zip(audits, cycle(GRADES), strict=False):
        audited(audit, grade)
        if audit.moderation_due:
            moderated(cast, audit, "outstanding", "Better than it was judged.")
        share_feedback(by=cast.pat, audit=audit)
        close_audit(by=cast.pat, audit=audit)
    return audits[0].round


@dataclass
class World:
    """Two rounds: twelve audits closed, three of them moderated; then four, all of them moderated."""

    cast: Cast
    first: Round
    second: Round


def world_of_a_module(blocker: Any) -> Iterator[World]:
    """Made once for a worker; what a module's tests do to it is rolled back after the last of them."""
    with blocker.unblock(), borrowed(make_two_rounds) as world:
        yield world


def make_two_rounds() -> World:
    cast = make_cast()
    case_list = make_case_list([cast.north, cast.south])
    first = finished_round(cast, case_list, title="Autumn round")
    second = finished_round(cast, case_list, size=4, rate=100, title="Spring round", follows=first)
    analysed()
    return World(cast, first, second)


def analysed() -> None:
    """What autovacuum does within a minute of a save, so that a plan knows how many rows there are.

    Of our own tables alone, since some of the catalogue's are shared by all databases of a server; one
    that autovacuum has in hand is left to it.
    """
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        names = ", ".join(map(quote, connection.introspection.table_names(cursor)))
        cursor.execute(f"ANALYZE (SKIP_LOCKED) {names}")


@contextmanager
def undone() -> Iterator[None]:
    """What one test does to the module's world is gone afterwards."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def with_a_newer_tool(world: World) -> Round:
    """The second round as if it had used a next version of its tool, with another line of the standard."""
    body = deepcopy(world.second.tool_version.body)
    body["version"] += 1
    body["scale"]["steps"][2].pop("meets_standard")
    newer = publish_tool(by=world.cast.pat, body=body)
    Round.objects.filter(pk=world.second.pk).update(tool_version=newer)
    Audit.objects.filter(round=world.second).update(tool_version=newer)
    return Round.objects.get(pk=world.second.pk)
