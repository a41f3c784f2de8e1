"""The pages of actions: the tracker, and each action until it is closed by somebody else."""

from datetime import timedelta
from io import BytesIO

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import DjangoAssertNumQueries
from time_machine import TimeMachineFixture

from goldenthread.actions.changes import mark_done
from goldenthread.actions.models import Action
from goldenthread.audits.changes import share_feedback
from goldenthread.journal.changes import now, today
from goldenthread.people.models import Person
from tests.cast import Cast
from tests.loop import act, round_of, submitted

pytestmark = pytest.mark.django_db
PAGES = ["action", "done", "check", "withdraw", "confirm", "difference"]
MANY = ["change_due", "change_owner"]


def as_(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def opened(cast: Cast, what: str = "Update the chronology", *, is_shared: bool = True) -> Action:
    audit = round_of(cast, ["20388"])[0]
    action = act(audit, what=what)
    submitted(audit)
    if is_shared:
        share_feedback(by=cast.pat, audit=audit)
    return Action.objects.get(pk=action.pk)


def done(cast: Cast) -> Action:
    action = opened(cast)
    mark_done(
        by=cast.dana,
        action=action,
        version=action.version,
        what_was_done="Brought up to date",
        on=today(),
    )
    return Action.objects.get(pk=action.pk)


def address(page: str, action: Action) -> str:
    if page in MANY:
        return reverse(f"actions:{page}") + f"?ref={action.ref}"
    return reverse(f"actions:{page}", args=[action.ref])


@pytest.mark.parametrize("page", [*PAGES, *MANY])
def test_action_pages_are_404_for_strangers(cast: Cast, page: str) -> None:
    action = done(cast) if page == "check" else opened(cast)
    for person in (cast.stranger, cast.sunita, cast.ed, cast.gone, cast.ada, cast.dee):
        assert as_(person).get(address(page, action)).status_code == 404


@pytest.mark.parametrize("page", ["tracker", "download"])
def test_tracker_and_download_are_404_without_a_use_for_them(cast: Cast, page: str) -> None:
    assert [
        as_(p).get(reverse(f"actions:{page}")).status_code
        for p in (cast.stranger, cast.ada, cast.ira)
    ] == [404] * 3
    assert as_(cast.dana).get(reverse(f"actions:{page}")).status_code == 200


def test_action_pages_are_404_for_the_worker_before_feedback_is_released(cast: Cast) -> None:
    action = opened(cast, is_shared=False)
    assert {as_(cast.dana).get(address(page, action)).status_code for page in PAGES} == {404}


def test_tracker_of_thirty_shows_the_overdue_first_in_pages(
    cast: Cast, time_machine: TimeMachineFixture
) -> None:
    for audit in round_of(cast, [f"2{n:03}" for n in range(10)]):
        for days in (1, 9, 30):
            act(audit, what=f"Due in {days} days", due_on=today() + timedelta(days=days))
        submitted(audit)
    time_machine.move_to(now() + timedelta(days=3))
    page = as_(cast.pat).get(reverse("actions:tracker"))
    assert "30 actions match. Overdue first." in page.text
    assert "Overdue (10)" in page.text and "Due in 7 days (10)" in page.text
    assert page.text.count("2 days overdue") == 10
    assert page.text.index("2 days overdue") < page.text.index("Due in 9 days")
    assert "Due in 30 days" in as_(cast.pat).get(reverse("actions:tracker") + "?page=2").text


def test_tracker_asks_as_often_for_thirty_as_for_three(
    cast: Cast, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    counts = []
    for size, title in ((1, "Small"), (10, "Large")):
        for audit in round_of(cast, [f"{title[0]}{n}" for n in range(size)], title=title):
            for days in (1, 9, 30):
                act(audit, due_on=today() + timedelta(days=days))
            submitted(audit)
        client = as_(cast.pat)
        client.get(reverse("actions:tracker"))
        with django_assert_max_num_queries(60) as asked:
            client.get(reverse("actions:tracker"))
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_tracker_narrows_by_word_and_status(cast: Cast) -> None:
    opened(cast)
    tracker = reverse("actions:tracker")
    assert "Update the chronology" in as_(cast.pat).get(tracker + "?word=chronology").text
    assert "No actions match" in as_(cast.pat).get(tracker + "?word=nothing").text
    assert "No actions match" in as_(cast.pat).get(tracker + "?status=closed&team=nonsense").text


def test_download_is_excel_with_text_kept_as_text(cast: Cast) -> None:
    opened(cast, "=1+1")
    answer = as_(cast.pat).get(reverse("actions:download"))
    sheet = openpyxl.load_workbook(BytesIO(answer.content))["Actions"]
    assert sheet["A2"].value == "=1+1" and sheet["A2"].data_type == "s"
    assert (sheet["B2"].value, sheet["D2"].value) == ("20388", "Dana Pike")


def test_done_says_what_was_done_and_another_closes_it(cast: Cast) -> None:
    action = opened(cast)
    assert f'value="{today().day}"' in as_(cast.dana).get(address("done", action)).text
    form = {
        "what_was_done": "Up to date",
        "evidence": "Chronology of 2 May",
        "on": today().isoformat(),
        f"version-{action.ref}": action.version,
    }
    assert (
        as_(cast.dana)
        .post(address("done", action), {**form, "what_was_done": ""})
        .text.count("Enter what was done")
        >= 1
    )
    assert as_(cast.dana).post(address("done", action), form).status_code == 302
    action.refresh_from_db()
    close = {"outcome": "close", f"version-{action.ref}": action.version}
    assert as_(cast.tariq).post(address("check", action), close).status_code == 302
    action.refresh_from_db()
    assert action.state == "closed"


def test_nobody_closes_their_own_action_by_page_or_by_posting(cast: Cast) -> None:
    action = done(cast)
    close = {"outcome": "close", f"version-{action.ref}": action.version}
    assert as_(cast.dana).get(address("check", action)).status_code == 404
    assert as_(cast.dana).post(address("check", action), close).status_code == 404
    action.refresh_from_db()
    assert action.state == "done"


def test_check_asks_for_the_reason_when_it_is_sent_back(cast: Cast) -> None:
    action = done(cast)
    form = {"outcome": "send_back", "words": "", f"version-{action.ref}": action.version}
    assert "Enter the reason" in as_(cast.tariq).post(address("check", action), form).text
    as_(cast.tariq).post(address("check", action), {**form, "words": "Not on the record"})
    page = as_(cast.dana).get(address("action", action)).text
    assert "Not on the record" in page and "Mark as done" in page


def test_withdraw_needs_its_reason_and_the_qa_team(cast: Cast) -> None:
    action = opened(cast)
    assert as_(cast.tariq).get(address("withdraw", action)).status_code == 404
    as_(cast.pat).post(
        address("withdraw", action), {"why": "Twice", f"version-{action.ref}": action.version}
    )
    action.refresh_from_db()
    assert action.state == "withdrawn"


def test_change_due_moves_several_actions_together(cast: Cast) -> None:
    audit = round_of(cast, ["20388"])[0]
    first, second = act(audit), act(audit, what="Visit")
    submitted(audit)
    rows = list(Action.objects.filter(pk__in=[first.pk, second.pk]))
    form = {
        "ref": [r.ref for r in rows],
        "due": "20",
        "why": "Court date",
        **{f"version-{r.ref}": r.version for r in rows},
    }
    assert as_(cast.pat).post(reverse("actions:change_due"), form).status_code == 302
    assert {a.due_on > a.first_due_on for a in Action.objects.all()} == {True}


def test_change_due_on_an_older_page_says_so_and_moves_nothing(cast: Cast) -> None:
    action = opened(cast)
    form = {
        "ref": action.ref,
        "due": "20",
        "why": "Court date",
        f"version-{action.ref}": action.version - 1,
    }
    assert (
        "Somebody else changed this action"
        in as_(cast.pat).post(reverse("actions:change_due"), form).text
    )
    action.refresh_from_db()
    assert action.due_on == action.first_due_on


def test_change_owner_gives_it_to_another(cast: Cast) -> None:
    action = opened(cast)
    form = {
        "ref": action.ref,
        "owner": cast.tariq.ref,
        "why": "Dana has left",
        f"version-{action.ref}": action.version,
    }
    as_(cast.pat).post(reverse("actions:change_owner"), form)
    page = as_(cast.tariq).get(address("action", action)).text
    assert "Tariq Moss" in page and "Dana has left" in page
