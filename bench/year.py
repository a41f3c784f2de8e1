"""What an annual report tells of beside audits, put into a large database: a schedule of two years, a round
that follows another, and a round on another scale. Then it draws every chart that it has.

    python -m bench.insights --fill          does it last
"""

from copy import deepcopy
from datetime import date

from goldenthread.audits.models import Audit
from goldenthread.journal.changes import today
from goldenthread.people.models import Person
from goldenthread.programme.changes import plan_activity
from goldenthread.programme.models import Round
from goldenthread.programme.queries.schedule import months_from
from goldenthread.tools.changes import publish_tool

NEWEST = 12  # rounds of the report


def newest_rounds() -> list[Round]:
    """The rounds of a year's report, the newest first: as many as it has months."""
    return list(Round.objects.filter(state=Round.State.CLOSED).order_by("-pk")[:NEWEST])


def add_year(by: Person) -> None:
    """The rows that copies of audits have not; of one round's audits the tool is replaced."""
    rounds = newest_rounds()
    for month in _months():
        plan_activity(
            by=by, title=f"Case audits of {month:%B}", kind="full", month=month, lead=by, target=250
        )
    now, before = _follow_up(rounds)
    Round.objects.filter(pk=now.pk).update(follows=before)
    _on_another_scale(by, next(each for each in rounds if each not in (now, before)))


def _months() -> list[date]:
    first = months_from(today().replace(day=1), -12)
    return [months_from(first, n) for n in range(25)]


def _follow_up(rounds: list[Round]) -> tuple[Round, Round]:
    """The newest two that audited the same cases."""
    cases = [set(each.audits.values_list("subject", flat=True)) for each in rounds]
    at = next(n for n in range(len(rounds) - 1) if cases[n] & cases[n + 1])
    return rounds[at], rounds[at + 1]


def _on_another_scale(by: Person, round: Round) -> None:
    """As if it had used a next version of its tool, with another line of the standard."""
    body = deepcopy(round.tool_version.body)
    body["version"] += 1
    body["scale"]["steps"][2].pop("meets_standard")
    newer = publish_tool(by=by, body=body)
    Round.objects.filter(pk=round.pk).update(tool_version=newer)
    Audit.objects.filter(round=round).update(tool_version=newer)
