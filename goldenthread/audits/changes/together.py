"""What is done to several audits together: to all of them or to none, and what stands in the way in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models.expressions import RawSQL

from goldenthread.audits.changes.rounds import SUBMITTED, change_due_date
from goldenthread.audits.models import Audit
from goldenthread.audits.queries.visible import BEING_WRITTEN
from goldenthread.journal.changes import change, record
from goldenthread.people.actors import Actor, require
from goldenthread.people.roles import Permission
from goldenthread.programme import changes as programme
from goldenthread.programme.models import Round

CLOSED = "Its round is closed."


@dataclass(eq=False)
class NotAllChanged(Exception):
    """Audits that stand in the way of a change to many, each with why, in words, by its ref."""

    why: Mapping[str, str]

    def __str__(self) -> str:
        n = len(self.why)
        return (
            f"Nothing was changed: {n} {'audit stands' if n == 1 else 'audits stand'} in the way."
        )


@change
def change_due_dates(
    *, by: Actor, audits: Sequence[Audit], due_on: date, round: Round | None = None
) -> None:
    """Another due date for these audits, of whatever rounds; and for `round` itself, where it is given.

    Raises NotAllChanged where one has been submitted or its round is closed.
    """
    require(by, Permission.ROUND_RUN)
    keys = RawSQL("SELECT unnest(%s::bigint[])", [[each.pk for each in audits]])
    rows = Audit.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=keys)
    held = list(rows.select_related("round").order_by("pk"))
    if stuck := {each.ref: why for each in held if (why := _in_the_way(each))}:
        raise NotAllChanged(stuck)
    if round is not None:
        programme.change_round_due(by=by, round=round, due_on=due_on)
    change_due_date(by=by, audits=held, due_on=due_on)
    record(by, "change_due_dates", audits=len(held), due_on=due_on.isoformat())


def _in_the_way(audit: Audit) -> str:
    if audit.round.state == Round.State.CLOSED:
        return CLOSED
    return "" if audit.state in BEING_WRITTEN else SUBMITTED
