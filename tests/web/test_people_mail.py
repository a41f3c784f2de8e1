"""Pages of mail: whether it is set up, a test, one's own summary, who is told of concerns."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from goldenthread.audits.changes import raise_concern
from goldenthread.audits.models import Concern
from goldenthread.people.mail import concern_waits, contacts
from goldenthread.people.models import Message, Person
from tests.cast import Cast
from tests.loop import round_of

pytestmark = pytest.mark.django_db


def as_(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def test_mail_says_that_none_is_set_up_and_a_test_is_refused(cast: Cast, settings: Any) -> None:
    settings.HAS_EMAIL = False
    client = as_(cast.ada)
    assert "sends no e-mail at all" in client.get(reverse("people:mail")).text
    assert "Nothing was sent" in client.post(reverse("people:mail"), follow=True).text
    assert as_(cast.tariq).get(reverse("people:mail")).status_code == 404


def test_mail_queues_a_test_to_oneself(cast: Cast, settings: Any) -> None:
    settings.HAS_EMAIL = True
    page = as_(cast.ada).post(reverse("people:mail"), follow=True).text
    assert f"A test is on its way to {cast.ada.email}" in page
    assert Message.objects.get().person == cast.ada


def test_summary_is_turned_off_and_on_by_oneself(cast: Cast) -> None:
    client = as_(cast.dana)
    page = client.post(reverse("people:summary"), {"wants": "no"}, follow=True).text
    assert "You do not get the summary." in page
    client.post(reverse("people:summary"), {"wants": "yes"})
    assert "You get the summary." in client.get(reverse("people:summary")).text
    assert "/account/summary/" in client.get(reverse("people:account")).text


def test_concern_people_are_named_and_taken_away(cast: Cast) -> None:
    client, address = as_(cast.ada), reverse("people:concern_people")
    assert "The team’s managers are told" in client.get(address).text
    assert "Select who is told" in client.post(address, {"go": "add"}).text
    form = {"go": "add", "person": cast.sam.ref, "team": cast.north.ref, "late": "on"}
    assert "Sam Field" in client.post(address, form, follow=True).text
    held = contacts().get()
    assert held.is_out_of_hours
    client.post(address, {"go": f"end-{held.pk}"})
    assert not contacts().exists()
    assert client.post(address, {"go": "end-999999"}).status_code == 404


def test_concern_people_have_times_that_rise(cast: Cast) -> None:
    client, address = as_(cast.ada), reverse("people:concern_people")
    now = concern_waits()
    seen = ",".join(f"{kind}:{to}:{n}" for (kind, to), n in sorted(now.items()))
    form = {f"{kind}-{to}": n for (kind, to), n in now.items()} | {"go": "waits", "seen": seen}
    assert "more than the manager" in client.post(address, form | {"child-qa_lead": 30}).text
    assert client.post(address, form | {"child-qa_lead": 45}).status_code == 302
    assert concern_waits()["child", "qa_lead"] == 45
    assert "Somebody else changed these times" in client.post(address, form).text


def test_a_concern_says_who_was_told_and_that_mail_is_no_call(cast: Cast, settings: Any) -> None:
    settings.HAS_EMAIL = True
    [audit] = round_of(cast, ["20301"])
    concern = raise_concern(by=cast.ines, audit=audit, what="Found alone", is_reached=False)
    address = reverse("audits:concern_raised", args=[concern.ref])
    assert "Tariq Moss: not sent yet" in as_(cast.ines).get(address).text
    Message.objects.update(failed_as="ConnectionRefusedError")
    assert "Do not wait for it: call." in as_(cast.ines).get(address).text
    settings.HAS_EMAIL = False
    Message.objects.all().delete()
    assert "this service sends no e-mail" in as_(cast.ines).get(address).text


def test_the_page_of_a_concern_still_begins_with_the_call(cast: Cast, settings: Any) -> None:
    settings.HAS_EMAIL = True
    [audit] = round_of(cast, ["20301"])
    page = as_(cast.ines).get(reverse("audits:concern", args=[audit.ref])).text
    assert page.index("Speak to the team manager") < page.index(
        "What worries you about this child now?"
    )
    assert page.index("What worries you about this child now?") < page.index(
        "remedial action is needed"
    )


def test_remedial_action_needs_no_call(cast: Cast) -> None:
    [audit] = round_of(cast, ["20301"])
    address = reverse("audits:concern", args=[audit.ref])
    form = {"what": "No visit for ten weeks", "spoke_to": "Tariq, in passing", "go": "remedial"}
    page = as_(cast.ines).post(address, form, follow=True).text
    assert "Remedial action needed" in page and "Keep calling" not in page
    assert "Tariq, in passing" in page
    assert Concern.objects.get().kind == "remedial"
    assert "Remedial action needed: case 20301" in as_(cast.tariq).get("/").text
