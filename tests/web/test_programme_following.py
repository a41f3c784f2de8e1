"""The pages of a round that follows another, and what its auditor reads beside the form."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from goldenthread.journal.changes import today
from goldenthread.journal.models import Entry
from goldenthread.people.models import Person
from goldenthread.programme.models import Round
from tests.cast import Cast
from tests.rooms.test_following import first_round, following

pytestmark = pytest.mark.django_db


def as_(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def test_follow_begins_a_round_with_the_same_cases(cast: Cast) -> None:
    held = first_round(cast, "good", "good")[0].round
    where, pat = reverse("programme:follow", args=[held.ref]), as_(cast.pat)
    assert "The same cases again (2)" in pat.get(where).text
    plan = {
        "title": "Second",
        "which": "cases",
        "due_on": (today() - timedelta(days=1)).isoformat(),
    }
    assert "must be today or later" in pat.post(where, plan).text
    pat.post(where, {**plan, "due_on": today().isoformat()})
    made = Round.objects.get(title="Second")
    assert (made.follows, made.cases.count(), made.state) == (held, 2, "setting_up")
    assert as_(cast.ines).get(where).status_code == 404


def test_section_and_audit_show_last_time_and_name_nobody(cast: Cast) -> None:
    first = first_round(cast, "requires_improvement")[0]
    audit = following(cast, first.round, cast.ed)[0]
    ed = as_(cast.ed)
    for where in (
        reverse("audits:audit", args=[audit.ref]),
        reverse("audits:section", args=[audit.ref, "risk"]),
    ):
        page = ed.get(where).text
        assert "Last time" in page and "Update the chronology" in page
        assert "You saw Child A alone" in page
        assert "Ines Vale" not in page and "Pat Ellis" not in page
    read = Entry.objects.filter(kind="read", what="audit", refs__contains=[first.ref])
    assert read.exists()
