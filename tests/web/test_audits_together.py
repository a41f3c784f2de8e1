"""Several audits at once, from the list of audits and from feedback to release: all of them or none."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from goldenthread.actions.changes import submit_audit
from goldenthread.audits.changes import share_feedback
from goldenthread.audits.models import Audit
from goldenthread.journal.changes import today
from goldenthread.people.models import Person
from goldenthread.programme.models import Assignment
from goldenthread.programme.queries.calendars import calendar_events
from tests.cast import Cast
from tests.loop import answered, round_of, submitted

pytestmark = pytest.mark.django_db
LIST, DATES, REMIND = (reverse(f"audits:{page}") for page in ("index", "due_dates", "reminders"))


def as_(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def text(answer: object) -> str:
    return " ".join(answer.content.decode().split())  # type: ignore[attr-defined]


def of_two_rounds(cast: Cast) -> list[Audit]:
    return [
        *round_of(cast, ["20301", "20302"], title="First round"),
        *round_of(cast, ["20303"], auditor=cast.ed, title="Second round"),
    ]


def asked(audits: list[Audit]) -> str:
    return "?" + "&".join(f"ref={audit.ref}" for audit in audits)


def test_due_dates_changes_audits_of_several_rounds(cast: Cast) -> None:
    audits, client = of_two_rounds(cast), as_(cast.pat)
    assert "Change the due date" in text(client.get(LIST))
    assert "Second round" in text(client.get(DATES + asked(audits)))
    day = today() + timedelta(days=40)
    sent = {"due": "other", "other": day.isoformat()}
    assert client.post(DATES + asked(audits), sent)["Location"] == LIST
    assert {audit.due_on for audit in Audit.objects.all()} == {day}
    assert {given.due_on for given in Assignment.objects.all()} == {day}
    assert [event.first for event in calendar_events(cast.ed)] == [day]


def test_due_dates_changes_none_where_one_is_submitted(cast: Cast) -> None:
    audits = of_two_rounds(cast)
    before = {audit.ref: audit.due_on for audit in audits}
    submitted(audits[0])
    shown = text(as_(cast.pat).post(DATES + asked(audits), {"due": "20"}))
    assert "Nothing was changed: 1 audit stands in the way." in shown
    assert "It has been submitted in the meantime." in shown
    assert {audit.ref: audit.due_on for audit in Audit.objects.all()} == before
    ticked = "?" + "&".join(f"case={audit.round_case.ref}" for audit in audits[:2])
    address = reverse("programme:due_date", args=[audits[0].round.ref]) + ticked
    shown = text(as_(cast.pat).post(address, {"due": "20"}))
    assert "Case 20301: It has been submitted in the meantime." in shown


def test_due_dates_asks_as_often_for_three_as_for_twelve(cast: Cast) -> None:
    def counted(audits: list[Audit]) -> int:
        client = as_(cast.pat)
        with CaptureQueriesContext(connection) as queries:
            client.get(DATES + asked(audits))
        return len(queries)

    few, many = of_two_rounds(cast), round_of(cast, [str(n) for n in range(100, 112)], title="R")
    assert counted(many) == counted(few)


def test_due_dates_shows_nothing_that_one_may_not_see(cast: Cast) -> None:
    audits = of_two_rounds(cast)
    assert as_(cast.ines).get(DATES + asked(audits)).status_code == 404
    assert "You have not ticked an audit" in text(as_(cast.pat).get(DATES + "?ref=AUD-2222222222"))
    assert "Change the due date" not in text(as_(cast.ines).get(LIST))


def test_reminders_writes_to_each_auditor_of_what_is_ticked(cast: Cast) -> None:
    audits = of_two_rounds(cast)
    submitted(audits[0])
    shown = text(as_(cast.pat).get(REMIND + asked(audits)))
    assert "Dear Ines Vale" in shown and "Dear Ed Quill" in shown
    assert "case 20303 of “Second round”" in shown and "- case 20301" not in shown
    assert "No words for these: case 20301 (is submitted)" in shown


def test_release_says_of_each_what_stands_in_the_way(cast: Cast) -> None:
    audits = round_of(cast, ["20301", "20302", "20303"])
    submitted(audits[0])
    for audit in audits[1:]:
        submit_audit(by=cast.ines, audit=answered(audit), warnings_why="All there was to see.")
    sent = {"ref": [audit.ref for audit in audits]}
    shown = text(as_(cast.pat).post(reverse("audits:release"), sent))
    assert "Nothing was released. These stand in the way:" in shown
    assert "Case 20302 has no strength" in shown and "Case 20303 has no strength" in shown
    assert not Audit.objects.filter(state="shared").exists()


def test_release_names_what_was_released_in_the_meantime(cast: Cast) -> None:
    audits = round_of(cast, ["20301", "20302"])
    for audit in audits:
        submitted(audit)
    share_feedback(by=cast.olive, audit=audits[0])
    sent = {"ref": [audit.ref for audit in audits]}
    shown = text(as_(cast.pat).post(reverse("audits:release"), sent))
    assert "Case 20301: Its feedback has been released already." in shown
    assert "Nothing was released" in shown and "Case 20302:" not in shown
    assert Audit.objects.get(ref=audits[1].ref).state == "submitted"
