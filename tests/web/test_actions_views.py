"""Actions as managers look at them: confirmed, overdue by age, in a meeting, reminded of, and the ladder."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import DjangoAssertNumQueries
from time_machine import TimeMachineFixture

from goldenthread.actions.changes import close_action, escalate_overdue, mark_done
from goldenthread.actions.models import Action, Meeting, Reminder
from goldenthread.actions.queries import ladder
from goldenthread.audits.changes import record_finding, share_feedback
from goldenthread.journal.changes import now, today
from goldenthread.people.actors import Schedule
from goldenthread.people.models import Person
from goldenthread.programme.models import Round
from tests.cast import Cast
from tests.loop import act, round_of, submitted

pytestmark = pytest.mark.django_db


def as_(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def opened(cast: Cast, *numbers: str, grade: str = "good") -> list[Action]:
    audits = round_of(cast, list(numbers))
    actions = [act(audit, due_on=today() + timedelta(days=3)) for audit in audits]
    for audit in audits:
        share_feedback(by=cast.pat, audit=submitted(audit, grade))
    return [Action.objects.get(pk=action.pk) for action in actions]


def minutes_form(*actions: Action, **said: str) -> dict[str, object]:
    return {
        "title": "Action meeting", "held_on": today().isoformat(), "present": "",
        "ref": [each.ref for each in actions],
        **{f"version-{each.ref}": each.version for each in actions}, **said,
    }  # fmt: skip


def test_action_form_takes_findings_reason_measure_and_the_question(cast: Cast) -> None:
    [audit] = round_of(cast, ["20388"])
    finding = record_finding(
        by=cast.ines, audit=audit, section="risk", kind="improvement", words="No plan."
    )
    address = reverse("audits:action", args=[audit.ref]) + "?section=risk&question=risk.grade"
    assert "No plan." in as_(cast.ines).get(address).text
    form = {
        "section": "risk", "findings": [finding.ref], "what": "Write the plan", "why": "None there",
        "measure": "A plan is there", "owner": cast.tariq.ref, "due": "5", "priority": "urgent",
    }  # fmt: skip
    assert as_(cast.ines).post(address, form).status_code == 302
    action = Action.objects.get()
    assert (action.priority, action.question, str(action.measure)) == (
        "urgent", "risk.grade", "A plan is there",
    )  # fmt: skip
    assert action.answers.get().finding == finding


def test_action_says_which_words_of_it_are_vague(cast: Cast) -> None:
    [audit] = round_of(cast, ["20388"])
    action = act(audit, what="Ensure that visits are made")
    page = as_(cast.pat).get(reverse("actions:action", args=[action.ref])).text
    assert "It says “ensure”" in page


def test_confirm_is_asked_of_the_manager_alone_and_stands_on_their_home(cast: Cast) -> None:
    [action] = opened(cast, "20388", grade="inadequate")
    assert "Confirm an action on case 20388" in as_(cast.tariq).get("/").text
    address = reverse("actions:confirm", args=[action.ref])
    assert as_(cast.ines).get(address).status_code == 404
    form = {"words": "Agreed", f"version-{action.ref}": action.version}
    assert as_(cast.tariq).post(address, form).status_code == 302
    assert "Tariq Moss on" in as_(cast.dana).get(reverse("actions:action", args=[action.ref])).text
    assert "Confirm an action" not in as_(cast.tariq).get("/").text


def test_difference_asks_for_a_later_day_where_it_is_too_early(cast: Cast) -> None:
    [action] = opened(cast, "20388")
    mark_done(by=cast.dana, action=action, version=2, what_was_done="Done", on=today())
    close_action(by=cast.tariq, action=action, version=3)
    address = reverse("actions:difference", args=[action.ref])
    form = {"answer": "too_early", "words": "Wait", f"version-{action.ref}": 4}
    assert "Enter the day on which to look again" in as_(cast.tariq).post(address, form).text
    assert as_(cast.tariq).post(address, form | {"answer": "yes"}).status_code == 302
    assert "It made a difference" in as_(cast.tariq).get(f"/actions/{action.ref}/").text


def test_change_due_asks_what_will_be_different_the_second_time(cast: Cast) -> None:
    [action] = opened(cast, "20388")
    address = reverse("actions:change_due")
    form = {"ref": action.ref, "due": "20", "why": "Court", f"version-{action.ref}": 2}
    assert "What will be different" not in as_(cast.pat).get(f"{address}?ref={action.ref}").text
    assert as_(cast.pat).post(address, form).status_code == 302
    far = (today() + timedelta(days=90)).isoformat()
    form |= {"due": "other", "other": far, f"version-{action.ref}": 3}
    assert "Say what will be different this time" in as_(cast.pat).post(address, form).text
    assert as_(cast.pat).post(address, form | {"challenge": "Sam helps"}).status_code == 302
    assert "Carried over 2 times" in as_(cast.pat).get("/actions/").text


def test_remind_puts_it_into_the_owners_next_summary(cast: Cast) -> None:
    [action] = opened(cast, "20388")
    address = reverse("actions:remind")
    assert as_(cast.tariq).get(f"{address}?ref={action.ref}").status_code == 404
    assert as_(cast.pat).get(address).status_code == 404
    assert "next summary" in as_(cast.pat).get(f"{address}?ref={action.ref}").text
    page = as_(cast.pat).post(address, {"ref": action.ref}, follow=True).text
    assert "1 reminder is in the next summary." in page and "Reminded" in page
    assert Reminder.objects.get().reason == "asked"


def test_overdue_leads_from_each_number_to_its_list(
    cast: Cast, time_machine: TimeMachineFixture
) -> None:
    opened(cast, "20388")
    assert "No action is overdue." in as_(cast.tariq).get(reverse("actions:overdue")).text
    time_machine.move_to(now() + timedelta(days=20), tick=False)
    escalate_overdue(by=Schedule("escalate"))
    page = as_(cast.tariq).get(reverse("actions:overdue")).text
    assert "1 action is overdue. 1 of them has been escalated" in page
    link = f"/actions/?status=overdue&amp;age=month&amp;team={cast.north.ref}"
    assert link in page
    found = as_(cast.tariq).get(link.replace("&amp;", "&")).text
    assert "1 action matches" in found and "Escalated to" in found
    assert "No action is overdue." in as_(cast.sunita).get(reverse("actions:overdue")).text


def test_meeting_saves_what_was_said_of_many_at_once(cast: Cast) -> None:
    first, second = opened(cast, "20388", "20389")
    client = as_(cast.tariq)
    assert client.get(reverse("actions:meeting")).text.count("What becomes of it?") == 2
    form = minutes_form(
        first, second, **{f"{first.ref}-words": "Dana begins on Monday",
        f"{second.ref}-outcome": "carry", f"{second.ref}-words": "Court",
        f"{second.ref}-on": (today() + timedelta(days=30)).isoformat()},
    )  # fmt: skip
    answer = client.post(reverse("actions:meeting"), form, follow=True)
    assert "Dana begins on Monday" in answer.text and "Minutes" in answer.text
    second.refresh_from_db()
    assert second.carried == 1


def test_meeting_tells_each_conflict_and_saves_nothing(cast: Cast) -> None:
    first, second = opened(cast, "20388", "20389")
    form = minutes_form(
        first, second, **{f"{first.ref}-words": "One", f"{second.ref}-words": "Two"}
    )
    mark_done(by=cast.dana, action=second, version=2, what_was_done="Done", on=today())
    page = as_(cast.tariq).post(reverse("actions:meeting"), form).text
    assert "Nothing has been saved yet" in page
    assert "Case 20389: Somebody else changed this action" in page and "One" in page
    assert not Meeting.objects.exists()


def test_meeting_hands_back_what_was_typed_of_an_action_that_went_out_of_sight(cast: Cast) -> None:
    [first] = opened(cast, "20388")
    [audit] = round_of(cast, ["20389"], title="Spring round")
    second = act(audit)
    share_feedback(by=cast.pat, audit=submitted(audit))
    second.refresh_from_db()
    form = minutes_form(
        first, second, **{f"{first.ref}-words": "Seen on Monday", f"{second.ref}-words": "Two"}
    )
    Round.objects.filter(audits__actions=first).update(is_restricted=True)
    answer = as_(cast.tariq).post(reverse("actions:meeting"), form)
    assert answer.status_code == 200 and "can no longer be opened by you" in answer.text
    assert "Seen on Monday" in answer.text and ">Two</textarea>" in answer.text
    assert first.ref not in answer.text
    assert not Meeting.objects.exists()


def test_meeting_asks_for_what_is_missing(cast: Cast) -> None:
    [first] = opened(cast, "20388")
    post = as_(cast.tariq).post
    address = reverse("actions:meeting")
    assert "at least one action" in post(address, minutes_form(first)).text
    form = minutes_form(first, **{f"{first.ref}-outcome": "carry", f"{first.ref}-words": "Court"})
    assert "Enter the new date" in post(address, form).text
    assert post(address, {**minutes_form(first), "ref": ["ACT-2222222222"]}).status_code == 404


def test_meeting_asks_as_often_for_ten_as_for_one(
    cast: Cast, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    asked = []
    opened(cast, "1")
    for numbers in ((), [f"2{n}" for n in range(9)]):
        if numbers:
            audits = round_of(cast, list(numbers), title="More")
            for audit in audits:
                act(audit)
                submitted(audit)
        client = as_(cast.tariq)
        client.get(reverse("actions:meeting"))
        with django_assert_max_num_queries(60) as found:
            client.get(reverse("actions:meeting"))
        asked.append(len(found))
    assert asked[0] == asked[1]


@pytest.mark.parametrize("page", ["meeting", "meetings"])
def test_meetings_are_for_those_who_check_actions(cast: Cast, page: str) -> None:
    for person in (cast.dana, cast.ines, cast.ed, cast.ada, cast.stranger):
        assert as_(person).get(reverse(f"actions:{page}")).status_code == 404


def test_minutes_show_only_actions_that_the_reader_may_see(cast: Cast) -> None:
    [first] = opened(cast, "20388")
    form = minutes_form(first, **{f"{first.ref}-words": "Dana begins on Monday"})
    as_(cast.tariq).post(reverse("actions:meeting"), form)
    address = reverse("actions:minutes", args=[Meeting.objects.get().ref])
    assert "Dana begins on Monday" in as_(cast.sam).get(address).text
    assert as_(cast.sunita).get(address).status_code == 404
    assert "Action meeting" in as_(cast.sam).get(reverse("actions:meetings")).text


def test_ladder_refuses_a_level_before_the_one_below_it(cast: Cast) -> None:
    address = reverse("actions:ladder")
    assert as_(cast.tariq).get(address).status_code == 404
    seen = ",".join(f"{of}:{to}:{days}" for (of, to), days in sorted(ladder().items()))
    form = {f"{of}-{to}": days for (of, to), days in ladder().items()} | {"seen": seen}
    wrong = form | {"high-service_manager": 1}
    assert "each level later than the one before it" in as_(cast.ada).post(address, wrong).text
    assert as_(cast.ada).post(address, form | {"high-qa_lead": 12}).status_code == 302
    assert ladder()["high", "qa_lead"] == 12
    assert "Somebody else changed the ladder" in as_(cast.ada).post(address, form).text
