"""What of learning stands on a home: for whom, when, and no longer once it is done."""

from datetime import timedelta

import pytest
from django.test import Client

from goldenthread.journal.changes import today
from goldenthread.learning.changes import (
    add_objective,
    answer_recommendation,
    check_exemplar,
    say_progress,
    write_exemplar,
)
from goldenthread.learning.models import Objective
from goldenthread.learning.queries import objectives_to_say
from goldenthread.people.models import Person
from tests.cast import Cast
from tests.web.test_learning_plans import asked, plan_of

pytestmark = pytest.mark.django_db


def home(person: Person) -> str:
    client = Client()
    client.force_login(person)
    return client.get("/").content.decode()


def objective(cast: Cast, *, days: int) -> Objective:
    return add_objective(
        by=cast.pat, plan=plan_of(cast), what="Children are seen alone.", measure="A re-audit",
        owner=cast.sam, due_on=today() + timedelta(days=days),
    )  # fmt: skip


def test_home_asks_the_owner_of_an_objective_and_nobody_else(cast: Cast) -> None:
    made = objective(cast, days=200)
    assert "Say where your objective stands" in home(cast.sam)
    assert f"/learning/objectives/{made.ref}/" in home(cast.sam)
    for other in (cast.pat, cast.tariq, cast.dee, cast.stranger):
        assert "Say where your objective stands" not in home(other)


def test_home_is_silent_of_an_objective_on_track_until_its_day_is_near(cast: Cast) -> None:
    far, near = objective(cast, days=200), objective(cast, days=20)
    for each in (far, near):
        say_progress(by=cast.sam, objective=each, version=1, state="on_track", words="Begun.")
    assert list(objectives_to_say(cast.sam)) == [near]
    say_progress(by=cast.sam, objective=far, version=2, state="at_risk", words="Two posts empty.")
    assert list(objectives_to_say(cast.sam)) == [near, far]


def test_home_puts_a_late_objective_before_one_that_is_not(cast: Cast) -> None:
    objective(cast, days=3)
    late = objective(cast, days=-3)
    page = home(cast.sam)
    assert page.index(late.ref) < page.index(
        "Say where your objective stands", page.index(late.ref) + 20
    )
    assert "Overdue" in page


def test_home_asks_somebody_else_to_look_at_what_is_said_to_be_done(cast: Cast) -> None:
    made = objective(cast, days=-3)
    say_progress(
        by=cast.sam, objective=made, version=1, state="done", words="All seen.", evidence="Audits"
    )
    assert "Say where your objective stands" not in home(cast.sam)
    assert "Was an objective achieved?" in home(cast.pat)
    say_progress(
        by=cast.pat, objective=made, version=2, state="achieved", words="Yes.", evidence="Audits"
    )
    assert "Was an objective achieved?" not in home(cast.pat)


def test_home_asks_for_an_answer_to_a_recommendation(cast: Cast) -> None:
    made = asked(cast)
    assert "Answer a recommendation" in home(cast.tariq)
    assert "Answer a recommendation" not in home(cast.sam)
    answer_recommendation(by=cast.tariq, recommendation=made, state="accepted")
    assert "Answer a recommendation" not in home(cast.tariq)


def test_home_asks_a_second_person_to_check_an_exemplar(cast: Cast) -> None:
    made = write_exemplar(by=cast.pat, title="A plan", words="Drawn together.", why_good="Read.")
    assert "Check an exemplar" not in home(cast.pat)
    assert "Check an exemplar" in home(cast.olive)
    check_exemplar(by=cast.olive, exemplar=made)
    assert "Check an exemplar" not in home(cast.olive)
