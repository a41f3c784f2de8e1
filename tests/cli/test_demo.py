"""The invented year of `goldenthread demo`: its schedule in each run, the whole of it in a thorough one."""

import os
from datetime import timedelta
from pathlib import Path

import pytest

from goldenthread.actions.models import Action, Meeting, Step
from goldenthread.audits.models import Concern, Dispute, FamilyAnswer, Reply, Session, Source
from goldenthread.cli.invented.accounts import make_accounts
from goldenthread.cli.invented.authority import invent
from goldenthread.cli.invented.playing import NAME, begins, play, played_before
from goldenthread.cli.invented.schedule import ask_of_managers, make_promises, plan_year
from goldenthread.cli.invented.under_way import LIVE
from goldenthread.cli.invented.year import plans
from goldenthread.journal.changes import today
from goldenthread.learning.models import BriefingUse, Exemplar, Objective, Recommendation
from goldenthread.people.actors import Operator
from goldenthread.people.queries import authority
from goldenthread.programme.models import Activity, Promise, QuotaExemption, Round
from goldenthread.programme.queries.schedule import promise_state
from tests.cast import OPERATOR

pytestmark = pytest.mark.django_db
IS_THOROUGH = os.environ.get("GOLDENTHREAD_PROOFS") == "thorough"


def test_the_year_has_activities_of_every_kind_promises_and_exemptions() -> None:
    first, second = plans(today())
    accounts = make_accounts(OPERATOR, invent("fennmarsh"), first.begins_on - timedelta(days=10))
    year = plan_year(accounts, begins(first, second), today())
    make_promises(year, LIVE)
    ask_of_managers(year, second.begins_on)
    assert kinds(Activity, "kind") == set(Activity.Kind.values)
    assert kinds(Activity, "need") == set(Activity.Need.values)
    assert {promise_state(each) for each in Promise.objects.all()} == {
        "kept", "late", "scheduled", "each_round",
    }  # fmt: skip
    assert set(QuotaExemption.objects.values_list("is_approved", flat=True)) == {True, False, None}
    assert Activity.objects.exclude(cancelled_why="").count() == 1


@pytest.mark.skipif(
    not IS_THOROUGH, reason="half a minute of work: make thorough plays the whole year"
)
def test_the_whole_year_leaves_something_at_every_point_of_the_loop(tmp_path: Path) -> None:
    played = play(Operator("demo"), invent("fennmarsh"), "a-long-password-1", tmp_path, print)
    assert authority().name == NAME and played_before("a-long-password-1") == played
    assert kinds(Action, "state") >= {"open", "done", "closed", "not_done", "proposed"}
    assert kinds(Action, "difference") >= {"yes", "partly", "no", ""}
    assert kinds(Step, "kind") >= {
        "sent_back", "reopened", "challenged", "minuted", "confirmed", "due_changed",
    }  # fmt: skip
    assert Meeting.objects.count() == 1 and Action.objects.filter(carried=2).exists()
    assert kinds(Dispute, "decision") >= {"", "changed"}
    assert kinds(Session, "kind") == set(Session.Kind.values)
    assert kinds(Source, "state") >= {"sought", "obtained", "declined", "unsuitable"}
    assert kinds(Objective, "state") == set(Objective.State.values)
    assert kinds(Exemplar, "state") >= {"waiting", "shown"}
    assert kinds(Recommendation, "state") >= {"waiting", "accepted", "not_accepted"}
    assert Concern.objects.filter(acknowledged_at=None).count() == 1
    assert Concern.objects.exclude(acknowledged_at=None).exists()
    assert FamilyAnswer.objects.exists() and Reply.objects.exists()
    assert BriefingUse.objects.exclude(answered_at=None).exists()
    assert Round.objects.filter(is_training=True).exists()
    assert Round.objects.exclude(follows=None).count() == 2


def kinds(model: type, field: str) -> set[str]:
    return set(model.objects.values_list(field, flat=True))  # type: ignore[attr-defined]
