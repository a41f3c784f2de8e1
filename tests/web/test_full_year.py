"""The pages of the programme, of actions, themes and plans ask as often of much as of little."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from time_machine import TimeMachineFixture

from goldenthread.audits.changes import record_finding
from goldenthread.journal.changes import today
from goldenthread.learning.changes import (
    Tagged,
    add_objective,
    put_to_themes,
    recommend,
    say_progress,
)
from goldenthread.learning.models import Plan, Theme
from goldenthread.people.models import Person
from goldenthread.programme.changes import note_promise, plan_activity, set_quotas
from tests.cast import Cast
from tests.loop import act, round_of, submitted
from tests.web.test_learning import as_
from tests.web.test_learning_plans import plan_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock(time_machine: TimeMachineFixture) -> TimeMachineFixture:
    time_machine.move_to(datetime(2026, 3, 2, 9, tzinfo=UTC), tick=False)
    return time_machine


def more(cast: Cast, plan: Plan, count: int, title: str) -> None:
    """So many more of everything that those pages list."""
    themes = list(Theme.objects.order_by("order")[:count])
    for n, audit in enumerate(round_of(cast, [f"{title}{n}" for n in range(count)], title=title)):
        finding = record_finding(
            by=cast.ines, audit=audit, section="risk", kind="improvement", words=f"No plan, {n}."
        )
        act(audit, owner=cast.tariq)
        submitted(audit)
        put_to_themes(by=cast.pat, tagged=[Tagged(finding, [themes[n]])])
        made = recommend(
            by=cast.pat, what=f"See them alone, {n}.", to_whom="Managers", person=cast.tariq,
            theme=themes[n], findings=[finding],
        )  # fmt: skip
        objective = add_objective(
            by=cast.pat, plan=plan, what=f"Seen alone, {n}.", measure="A re-audit", owner=cast.sam,
            due_on=today(), recommendation=made, theme=made.theme,
        )  # fmt: skip
        say_progress(by=cast.sam, objective=objective, version=1, state="at_risk", words="Late")
        activity = plan_activity(
            by=cast.pat, title=f"{title}, {n}", kind="full", month=today().replace(day=1),
            lead=cast.olive, service=cast.north, target=4,
        )  # fmt: skip
        note_promise(
            by=cast.pat,
            what=f"{title}, {n}",
            made_to="The board",
            made_on=today(),
            activity=activity,
        )


def asked(person: Person, addresses: list[str]) -> dict[str, int]:
    client, found = as_(person), {}
    for address in addresses:
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        found[address] = len(queries)
    return found


def test_pages_of_a_full_year_ask_as_often_as_those_of_a_first_week(cast: Cast) -> None:
    plan = plan_of(cast)
    more(cast, plan, 1, "First")
    set_quotas(by=cast.pat, people=[cast.ines], audits=1, from_month=today() - timedelta(days=60))
    theme = Theme.objects.order_by("order")[0]
    names = (
        "programme:schedule", "programme:managers", "actions:tracker", "actions:overdue",
        "actions:meeting", "learning:themes", "learning:tagging", "learning:plans",
        "learning:recommendations",
    )  # fmt: skip
    addresses = [reverse(name) for name in names]
    addresses += [
        reverse("learning:plan", args=[plan.ref]),
        reverse("learning:theme", args=[theme.ref]),
    ]
    few = asked(cast.pat, addresses)
    more(cast, plan, 3, "Second")
    set_quotas(by=cast.pat, people=[cast.tariq, cast.ed], audits=1, from_month=today())
    assert asked(cast.pat, addresses) == few
    assert max(few.values()) < 40
