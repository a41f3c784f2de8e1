"""What follows an audit, by keyboard alone: an action to its end, minutes, themes, objectives, feedback, plans."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page

from goldenthread.actions.models import Action, Meeting
from goldenthread.audits.models import Audit
from goldenthread.journal.changes import today
from goldenthread.learning.models import Objective, Plan, Tag
from goldenthread.people.models import Person
from goldenthread.programme.models import Activity
from tests.cast import Cast, make_cast
from tests.journeys.browser import arrive
from tests.journeys.service import Service
from tests.journeys.test_builder_by_keyboard import into
from tests.journeys.test_every_page import actions_of
from tests.journeys.test_without_a_mouse import go_to
from tests.loop import act, round_of, shared, submitted
from tests.world import learn

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("db")]


@pytest.fixture(scope="module")
def people(served: Service) -> Cast:
    return make_cast()


@contextmanager
def at(browser: Browser, served: Service, person: Person, where: str) -> Iterator[Page]:
    page = arrive(browser, served.url, person)
    page.goto(where)
    yield page
    page.context.close()


def write(page: Page, **words: str) -> None:
    """Tab from field to field, in the order of the page, and type; of a list of choices one by its words."""
    for field, said in words.items():
        into(page, field.replace("__", "-"))
        page.keyboard.type(said)


def tick(page: Page, field: str) -> None:
    into(page, field)
    page.keyboard.press("Space")


def test_an_action_goes_from_open_to_verified(
    browser: Browser, served: Service, people: Cast
) -> None:
    action, _ = actions_of(people)
    with at(browser, served, people.dana, f"/actions/{action.ref}/") as page:
        go_to(page, "Mark as done")
        write(page, what_was_done="It is up to date.", evidence="Chronology, today")
        go_to(page, "Mark as done")
    with at(browser, served, people.tariq, f"/actions/{action.ref}/check/") as page:
        tick(page, "outcome")
        write(page, words="Read the entry.")
        go_to(page, "Save")
    action = Action.objects.get(pk=action.pk)
    assert action.state == "closed"


def test_the_minutes_of_a_meeting_carry_an_action_over(
    browser: Browser, served: Service, people: Cast
) -> None:
    (audit,) = round_of(people, ["20501"], title="Meeting round")
    action = act(audit, "Write to the school")
    shared(people, audit)
    later = today() + timedelta(days=60)
    with at(browser, served, people.pat, f"/actions/meeting/?round={audit.round.ref}") as page:
        into(page, f"{action.ref}-outcome")
        page.keyboard.type("Carry it over")
        write(page, **{f"{action.ref}-words": "The school is on holiday."})
        for part, said in (("day", later.day), ("month", later.month), ("year", later.year)):
            write(page, **{f"{action.ref}-on-{part}": str(said)})
        go_to(page, "Save the minutes")
    assert Action.objects.get(pk=action.pk).due_on == later
    assert Meeting.objects.get().title == "Action meeting"


def test_a_finding_is_put_to_a_theme(browser: Browser, served: Service, people: Cast) -> None:
    (audit,) = round_of(people, ["20502"], title="Round of themes")
    finding = submitted(audit).findings.get()
    with at(browser, served, people.pat, f"/learning/tagging/?round={audit.round.ref}") as page:
        tick(page, f"theme-{finding.ref}")
        go_to(page, "Save and show the next")
    assert Tag.objects.get(finding=finding).theme


def test_an_objective_is_added_to_a_plan(browser: Browser, served: Service, people: Cast) -> None:
    learn(people)
    plan, due = Plan.objects.get(), today() + timedelta(days=90)
    with at(browser, served, people.pat, f"/learning/plans/{plan.ref}/") as page:
        go_to(page, "Add an objective")
        write(page, what="Plans are current.", measure="Nine of ten plans.", person="Sam Field")
        write(
            page, due_on__day=str(due.day), due_on__month=str(due.month), due_on__year=str(due.year)
        )
        go_to(page, "Add it")
    made = Objective.objects.latest("pk")
    assert (str(made.what), made.owner, made.due_on) == ("Plans are current.", people.sam, due)


def test_feedback_is_released(browser: Browser, served: Service, people: Cast) -> None:
    (audit,) = round_of(people, ["20503"], title="Round to release")
    submitted(audit)
    with at(browser, served, people.pat, "/feedback/release/") as page:
        while page.evaluate("document.activeElement.value") != audit.ref:
            into(page, "ref")
        page.keyboard.press("Space")
        go_to(page, "Release feedback on the selected audits")
    assert Audit.objects.get(pk=audit.pk).shared_at


def test_an_activity_is_planned(browser: Browser, served: Service, people: Cast) -> None:
    with at(browser, served, people.pat, "/programme/") as page:
        go_to(page, "Add")
        write(page, title="Care leavers", target="6")
        tick(page, "moderation")
        tick(page, "need")
        go_to(page, "Add")
    made = Activity.objects.get()
    assert (made.title, made.target) == ("Care leavers", 6)
