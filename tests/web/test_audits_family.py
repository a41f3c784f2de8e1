"""The pages of the form for families: given out, on paper, answered without an account."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from goldenthread.audits.models import Audit, FamilyAnswer
from goldenthread.journal.models import Entry
from goldenthread.people.models import Person
from tests.cast import Cast
from tests.loop import round_of

pytestmark = pytest.mark.django_db


def as_(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def links(audit: Audit, kind: str = "child", page: str = "family_links") -> str:
    return reverse(f"audits:{page}", args=[audit.ref, kind])


def address_given(cast: Cast, audit: Audit) -> str:
    page = as_(cast.ines).post(links(audit), {"safe_agreed_by": "Dana Pike"}).text
    found = re.search(r"http://testserver(/your-view/\w+/)", page)
    assert found
    return found.group(1)


def test_family_links_gives_an_address_once_and_shows_what_came_back(cast: Cast) -> None:
    audit = round_of(cast, ["20388"])[0]
    ines = as_(cast.ines)
    assert (
        "Enter who agreed that it is safe" in ines.post(links(audit), {"safe_agreed_by": ""}).text
    )
    given = address_given(cast, audit)
    assert given not in ines.get(links(audit)).text
    Client().post(given, {"listened": "no", "went_well": "Not much."})
    page = ines.get(links(audit)).text
    assert "Not much." in page and "Answered on" in page
    assert "Not much." in ines.get(reverse("audits:whole", args=[audit.ref])).text


def test_family_links_closes_an_address(cast: Cast) -> None:
    audit = round_of(cast, ["20388"])[0]
    given = address_given(cast, audit)
    ref = re.search(r'name="end" value="([^"]+)"', as_(cast.ines).get(links(audit)).text)
    assert ref
    as_(cast.ines).post(links(audit), {"end": ref.group(1)})
    assert Client().get(given).status_code == 404


def test_family_form_shows_nothing_of_the_case_and_no_way_into_the_service(cast: Cast) -> None:
    given = address_given(cast, round_of(cast, ["20388"])[0])
    for reader in (Client(), as_(cast.pat)):
        page = reader.get(given).text
        assert "Did your worker listen to you?" in page
        for hidden in (
            "20388",
            "Dana",
            "Ines",
            "AUD-",
            "FAM-",
            "/audits/",
            "Pat Ellis",
            "January round",
        ):
            assert hidden not in page


def test_family_form_is_answered_once_without_an_account(cast: Cast) -> None:
    given = address_given(cast, round_of(cast, ["20388"])[0])
    reader = Client()
    assert "Answer one question or more" in reader.post(given, {}).text
    assert "Thank you" in reader.post(given, {"better": "yes", "differently": "Come more."}).text
    again = reader.post(given, {"better": "no"})
    assert again.status_code == 404 and "This page is closed" in again.text
    assert FamilyAnswer.objects.get().better == "yes"
    assert Entry.objects.filter(what="answer_family_form").get().actor.startswith("visitor:FAM-")


def test_family_form_of_no_address_is_closed_like_a_used_one(cast: Cast) -> None:
    audit = round_of(cast, ["20388"])[0]
    given = address_given(cast, audit)
    Client().post(given, {"better": "yes"})
    used, none = (Client().get(where) for where in (given, "/your-view/abcdefgh/"))
    assert (used.status_code, used.text) == (none.status_code, none.text)


def test_family_paper_asks_the_same_and_names_nobody(cast: Cast) -> None:
    audit = round_of(cast, ["20388"])[0]
    page = as_(cast.ines).get(links(audit, "parent_carer", "family_paper")).text
    assert "Are things better now?" in page and "20388" not in page
    for person in (cast.stranger, cast.sunita, cast.dana, cast.ed):
        for name in ("family_links", "family_paper"):
            assert as_(person).get(links(audit, "child", name)).status_code == 404
    assert as_(cast.ines).get(links(audit, "worker")).status_code == 404
