"""Around the answers of an audit: its people, dates, conversations, concerns, its check and its end."""

import pytest
from django.urls import reverse

from goldenthread.audits import changes, queries
from goldenthread.audits.models import Audit, Concern
from goldenthread.people.changes import set_concern_numbers
from tests.cast import Cast
from tests.rooms.audit_round import answer_all
from tests.web.asking import SignIn
from tests.web.asking import in_one_line as text
from tests.web.audit_pages import at

pytestmark = pytest.mark.django_db


def test_people_are_added_dated_and_confirmed(cast: Cast, audit: Audit, as_: SignIn) -> None:
    client, page = as_(cast.ines), at("people", audit)
    assert "Dana Pike" in text(client.get(page))
    client.post(page, {"go": "add", "name": "Rhea Shaw", "role": "supervisor"})
    assert "Rhea Shaw" in text(client.get(page))
    assert client.post(page, {"worker_changes": "1"})["Location"] == at("audit", audit)
    audit.refresh_from_db()
    assert (audit.worker_changes, audit.workers_confirmed_by) == (1, cast.ines.ref)


def test_worked_dates_stand_in_order(cast: Cast, audit: Audit, as_: SignIn) -> None:
    row = queries.worked(audit).get()
    page = at("worked", audit, row.ref)
    assert as_(cast.sunita).get(page).status_code == 404
    wrong = {"from_on": "1 9 2026", "to_on": "1 8 2026"}
    assert "Until must be the same day" in text(as_(cast.ines).post(page, wrong))
    as_(cast.ines).post(page, {"from_on": "1 8 2026", "to_on": "1 9 2026"})
    row.refresh_from_db()
    assert str(row.to_on) == "2026-09-01"


def test_conversations_list_the_five_sources(cast: Cast, audit: Audit, as_: SignIn) -> None:
    seen = text(as_(cast.ines).get(at("conversations", audit))).replace("&#39;", "'")
    for source in (
        "Child's record",
        "Worker",
        "Manager",
        "Child or young person",
        "Parent or carer",
    ):
        assert source in seen


def test_conversation_changed_elsewhere_shows_both(cast: Cast, audit: Audit, as_: SignIn) -> None:
    client, page = as_(cast.ines), at("conversation", audit, "worker")
    first = {
        "version": "1",
        "state": "obtained",
        "said": "We agreed on most.",
        "present": "Dana and I",
    }
    assert client.post(page, first)["Location"] == at("conversations", audit)
    seen = text(client.post(page, {"version": "1", "state": "sought", "said": "Left a message."}))
    assert "We agreed on most." in seen
    assert "Left a message." in seen
    assert 'name="version" value="2"' in seen


def test_conversation_keeps_what_each_source_said_or_why_it_said_nothing(
    cast: Cast, audit: Audit, as_: SignIn
) -> None:
    client = as_(cast.ines)
    said = {"version": "1", "state": "obtained", "said": "The plan is clear to me."}
    client.post(at("conversation", audit, "worker"), said)
    parent = at("conversation", audit, "parent_carer")
    declined = {"version": "1", "state": "declined"}
    assert "Say why they declined" in text(client.post(parent, declined))
    client.post(parent, declined | {"why": "In hospital this month."})
    client.post(at("conversation", audit, "child"), {"version": "1", "state": "sought"})
    whole = text(client.get(at("whole", audit)))
    for words in (
        "The plan is clear to me.",
        "In hospital this month.",
        "Obtained",
        "Declined",
        "Sought",
    ):
        assert words in whole


def test_concern_raised_shows_its_author_who_can_acknowledge_it(
    cast: Cast, audit: Audit, as_: SignIn
) -> None:
    concern = changes.raise_concern(by=cast.pat, audit=audit, what="Bruise.", is_reached=False)
    page = reverse("audits:concern_raised", args=[concern.ref])
    seen = text(as_(cast.pat).get(page))
    assert "Acknowledge this concern" not in seen and "Not you" in seen
    assert "Tariq Moss" in seen and "Olive" in seen
    refused = as_(cast.pat).post(page, {"go": "acknowledge", "words": "Fine."})
    assert (refused.status_code, "your own work" in refused.text) == (403, True)
    concern.refresh_from_db()
    assert concern.acknowledged_at is None


def test_audit_leads_home_whoever_has_no_list_of_audits(
    cast: Cast, audit: Audit, as_: SignIn
) -> None:
    top = '<a class="govuk-breadcrumbs__link" href="{}">{}</a>'
    assert top.format("/", "Home") in as_(cast.ines).get(at("audit", audit)).text
    assert top.format("/audits/", "Audits") in as_(cast.pat).get(at("audit", audit)).text


def test_concern_begins_with_the_call(cast: Cast, audit: Audit, as_: SignIn) -> None:
    set_concern_numbers(
        by=cast.pat,
        numbers=[
            ("Duty manager", "020 7946 0001", "9 to 5"),
            ("Out of hours", "020 7946 0002", ""),
        ],
    )
    client, page = as_(cast.ines), at("concern", audit)
    seen = text(client.get(page))
    assert "This page does not tell anyone. Speak to the team manager or duty manager now" in seen
    assert "020 7946 0001" in seen
    assert "Enter who did you speak to" in text(
        client.post(page, {"what": "Bruise.", "go": "reached"})
    )
    assert 'name="first" value="Duty manager 020 7946 0001"' in seen
    first = {"first": "Duty manager 020 7946 0001"}
    client.post(page, {"what": "Bruise.", "go": "unreached", **first})
    raised = client.get(reverse("audits:concern_raised", args=[Concern.objects.get().ref]))
    assert "Next number to try" in text(raised)
    assert "Out of hours: 020 7946 0002" in text(raised)


def test_concern_raised_is_followed_to_its_acknowledgement(
    cast: Cast, audit: Audit, as_: SignIn
) -> None:
    concern = changes.raise_concern(by=cast.ines, audit=audit, what="Bruise.", is_reached=False)
    page = reverse("audits:concern_raised", args=[concern.ref])
    for person in (cast.stranger, cast.sunita, cast.ed, cast.dana, cast.mo):
        assert as_(person).get(page).status_code == 404
    as_(cast.ines).post(page, {"go": "tried", "number": "Out of hours 020 7946 0002"})
    as_(cast.ines).post(page, {
        "go": "reached", "spoke_to": "Tariq Moss", "on": "21 11 2026", "at": "14:30",
        "will_do": "Visit today.", "on_record": "yes",
    })  # fmt: skip
    assert "Acknowledge this concern" in text(as_(cast.tariq).get(page))
    as_(cast.tariq).post(page, {"go": "acknowledge", "words": "Visited; safe."})
    concern.refresh_from_db()
    assert (concern.is_reached, concern.acknowledged_by) == (True, cast.tariq.ref)


def test_check_stops_what_is_not_complete_and_asks_about_the_rest(
    cast: Cast, audit: Audit, as_: SignIn
) -> None:
    client, page = as_(cast.ines), at("check", audit)
    seen = text(client.get(page))
    assert "Give the overall grade" in seen
    assert "Confirm who worked" in seen
    assert "no view of the child" in seen
    assert "cannot be submitted yet" in text(client.post(page, {"why": "x"}))
    answer_all(audit)
    assert "Say why you are submitting" in text(client.post(page, {"why": ""}))
    assert client.post(page, {"why": "Family away."})["Location"] == at("audit", audit)


def test_check_holds_a_below_standard_audit_to_an_action(
    cast: Cast, audit: Audit, as_: SignIn
) -> None:
    answer_all(audit, "inadequate")
    client, page = as_(cast.ines), at("check", audit)
    assert "below the standard" in text(client.get(page))
    assert "at least one action" in text(client.post(page, {"why": "x"}))
    client.post(
        at("action", audit) + "?back=check",
        {"what": "See her", "owner": cast.tariq.ref, "due": "10"},
    )
    assert client.post(page, {"why": "x"}).status_code == 302


def test_check_is_for_the_auditor_alone(cast: Cast, audit: Audit, as_: SignIn) -> None:
    assert as_(cast.olive).get(at("check", audit)).status_code == 404


def test_hand_back_takes_one_click(cast: Cast, audit: Audit, as_: SignIn) -> None:
    client, page = as_(cast.ines), at("hand_back", audit)
    assert "I know this family or worker" in text(client.get(page))
    assert client.post(page, {"go": "knows"})["Location"] == "/"
    audit.refresh_from_db()
    assert audit.auditor is None
    assert client.get(at("audit", audit)).status_code == 404
    assert "Needs an auditor" in text(as_(cast.pat).get(reverse("audits:index")))
