"""Several actions at once: all of them or none, each that stands in the way named beside its row."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from goldenthread.actions.changes import mark_done
from goldenthread.actions.models import Action, Reminder
from goldenthread.journal.changes import today
from tests.cast import Cast
from tests.web.test_actions_views import as_, opened

pytestmark = pytest.mark.django_db
MOVED = "This can no longer be done, because the action or its audit has moved on."


def text(answer: object) -> str:
    return " ".join(answer.content.decode().split())  # type: ignore[attr-defined]


def row_of(page: str, action: Action) -> str:
    """The row of the table that names the action's case."""
    [row] = [each for each in page.split("<tr") if f">{action.number}</td>" in each]
    return row


def sent(actions: list[Action], **said: object) -> dict[str, object]:
    versions = {f"version-{each.ref}": each.version for each in actions}
    return {"ref": [each.ref for each in actions], **versions, **said}


def with_two_done(cast: Cast) -> list[Action]:
    """Four open actions as a page showed them, of which two have been done since."""
    actions = opened(cast, "1", "2", "3", "4")
    for each in actions[1:3]:
        mark_done(by=cast.dana, action=each, version=each.version, what_was_done="Done", on=today())
    return actions


def test_change_due_names_each_that_stands_in_the_way_beside_its_row(cast: Cast) -> None:
    actions = with_two_done(cast)
    client, said = as_(cast.pat), {"due": "20", "why": "Court is adjourned"}
    page = text(client.post(reverse("actions:change_due"), sent(actions, **said)))
    assert "Nothing was changed: 2 actions stand in the way." in page
    changed = "Somebody else changed this action"
    assert [changed in row_of(page, each) for each in actions] == [False, True, True, False]
    assert "Court is adjourned" in page and "Change the other 2, without these 2" in page
    assert {each.due_on for each in Action.objects.all()} == {today() + timedelta(days=3)}


def test_change_due_goes_on_without_those_in_the_way_when_asked_to(cast: Cast) -> None:
    actions = with_two_done(cast)
    said = {"due": "20", "why": "Court", "without": "yes", "stuck": [a.ref for a in actions[1:3]]}
    client: Client = as_(cast.pat)
    done = client.post(reverse("actions:change_due"), sent(actions, **said), follow=True)
    assert "2 actions changed." in text(done)
    moved = [Action.objects.get(pk=each.pk).due_on > each.due_on for each in actions]
    assert moved == [True, False, False, True]


def test_change_owner_says_what_became_of_each_and_gives_none_away(cast: Cast) -> None:
    actions = with_two_done(cast)
    now = [Action.objects.get(pk=each.pk) for each in actions]
    said = {"owner": cast.sam.ref, "why": "Leave"}
    page = text(as_(cast.pat).post(reverse("actions:change_owner"), sent(now, **said)))
    assert [MOVED in row_of(page, each) for each in actions] == [False, True, True, False]
    assert not Action.objects.filter(owner=cast.sam).exists()


def test_remind_names_whoever_cannot_be_reminded_and_reminds_the_others(cast: Cast) -> None:
    actions = with_two_done(cast)
    client, address = as_(cast.pat), reverse("actions:remind")
    page = text(client.post(address, sent(actions)))
    assert [MOVED in row_of(page, each) for each in actions] == [False, True, True, False]
    assert not Reminder.objects.exists()
    without = {"without": "yes", "stuck": [each.ref for each in actions[1:3]]}
    done = client.post(address, sent(actions, **without), follow=True)
    assert "2 reminders are in the next summary." in text(done)
    assert Reminder.objects.count() == 2


def test_one_alone_that_can_no_longer_be_moved_is_not_found_and_no_word_is_lost(
    cast: Cast,
) -> None:
    action = with_two_done(cast)[1]
    address = reverse("actions:change_due")
    assert as_(cast.pat).get(f"{address}?ref={action.ref}").status_code == 404
    late = as_(cast.pat).post(
        address, sent([action], due="20", why="Court is adjourned"),
        headers={"origin": "http://testserver"},
    )  # fmt: skip
    assert late.status_code == 404 and "Court is adjourned" in text(late)
    assert as_(cast.stranger).get(f"{address}?ref={action.ref}").status_code == 404
