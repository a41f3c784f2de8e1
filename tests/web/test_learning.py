"""The pages of learning: themes, and many findings put to them on one page."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from goldenthread.audits.models import Audit
from goldenthread.learning.models import Tag, Theme
from goldenthread.people.models import Person
from tests.cast import Cast
from tests.loop import round_of, submitted

pytestmark = pytest.mark.django_db


def as_(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def theme(code: str = "voice") -> Theme:
    return Theme.objects.get(code=code)


def handed_in(cast: Cast, *numbers: str) -> list[Audit]:
    return [submitted(audit) for audit in round_of(cast, list(numbers or ["20301"]))]


def text(client: Client, page: str, *args: str, **query: str) -> str:
    return client.get(reverse(f"learning:{page}", args=args), query).content.decode()


@pytest.mark.parametrize("page", ["theme", "edit_theme", "retire_theme"])
def test_theme_pages_are_404_for_strangers(cast: Cast, page: str) -> None:
    for person in (cast.stranger, cast.ines, cast.tariq, cast.dana):
        assert as_(person).get(reverse(f"learning:{page}", args=[theme().ref])).status_code == 404


def test_themes_send_those_on_who_see_no_figures(cast: Cast) -> None:
    for person in (cast.tariq, cast.dana):
        assert as_(person).get(reverse("learning:themes")).url == reverse("learning:briefings")


@pytest.mark.parametrize("page", ["themes", "tagging", "add_theme"])
def test_themes_are_404_for_strangers(cast: Cast, page: str) -> None:
    for person in (cast.stranger, cast.ines, cast.ed, cast.ada):
        assert as_(person).get(reverse(f"learning:{page}")).status_code == 404


def test_tagging_offers_three_themes_and_saves_what_is_ticked(cast: Cast) -> None:
    first, second = (audit.findings.get() for audit in handed_in(cast, "20301", "20302"))
    page = text(as_(cast.pat), "tagging")
    assert page.count("Child A alone") == 2 and f'name="theme-{first.ref}"' in page
    said = {
        "finding": [first.ref, second.ref], f"theme-{first.ref}": ["voice"],
        f"other-{first.ref}": "risk", f"none-{second.ref}": "yes",
    }  # fmt: skip
    answer = as_(cast.pat).post(reverse("learning:tagging"), said, follow=True)
    assert "2 findings saved." in answer.content.decode()
    tags = set(Tag.objects.values_list("finding__ref", "theme__code"))
    assert tags == {(first.ref, "voice"), (first.ref, "risk"), (second.ref, None)}
    assert Tag.objects.get(theme__code="voice").place in (1, 2, 3)
    assert Tag.objects.get(theme__code="risk").place in (None, 2, 3)


def test_tagging_of_a_theme_and_none_says_so_and_keeps_the_ticks(cast: Cast) -> None:
    finding = handed_in(cast)[0].findings.get()
    said = {"finding": finding.ref, f"other-{finding.ref}": "risk", f"none-{finding.ref}": "yes"}
    answer = as_(cast.pat).post(reverse("learning:tagging"), said)
    page = answer.content.decode()
    assert "Finding 1: Choose themes, or say that none fits, not both" in page
    assert '<option value="risk" selected>' in page and "<title>Error: " in page
    assert not Tag.objects.exists()


def test_tagging_of_what_is_not_theirs_to_see_saves_nothing(cast: Cast) -> None:
    said = {"finding": "FIN-2222222222", "other-FIN-2222222222": "risk"}
    answer = as_(cast.pat).post(reverse("learning:tagging"), said, follow=True)
    assert "Nothing was ticked" in answer.content.decode() and not Tag.objects.exists()


def test_tagging_asks_the_same_queries_of_one_and_of_many(cast: Cast) -> None:
    handed_in(cast)
    client = as_(cast.pat)
    text(client, "tagging")
    with CaptureQueriesContext(connection) as of_one:
        text(client, "tagging")
    for audit in round_of(cast, ["20302", "20303"], title="More"):
        submitted(audit)
    with CaptureQueriesContext(connection) as of_many:
        text(client, "tagging")
    assert len(of_many) == len(of_one) < 25


def test_themes_say_what_was_found_in_how_many_rounds(cast: Cast) -> None:
    finding = handed_in(cast)[0].findings.get()
    assert "0 of 1 finding" in text(as_(cast.dee), "themes")
    as_(cast.pat).post(
        reverse("learning:tagging"), {"finding": finding.ref, f"other-{finding.ref}": "voice"}
    )
    page = text(as_(cast.dee), "themes")
    assert "1 of 1 finding" in page and "Add a theme" not in page
    assert "Add a theme" in text(as_(cast.pat), "themes")


def test_theme_shows_findings_to_those_who_may_open_the_audit(cast: Cast) -> None:
    audit = handed_in(cast)[0]
    finding = audit.findings.get()
    as_(cast.pat).post(
        reverse("learning:tagging"), {"finding": finding.ref, f"other-{finding.ref}": "voice"}
    )
    assert "Child A alone" in text(as_(cast.pat), "theme", theme().ref, round=audit.round.code)
    for person in (cast.dee, cast.sam):
        page = text(as_(person), "theme", theme().ref)
        assert "1 of 1" in page and "Child A alone" not in page and "20301" not in page


def test_add_theme_and_edit_theme_keep_names_apart(cast: Cast) -> None:
    client = as_(cast.olive)
    answer = client.post(reverse("learning:add_theme"), {"name": theme().name})
    assert "There is already a theme called" in answer.content.decode()
    client.post(reverse("learning:add_theme"), {"name": "Sibling time", "cues": "brothers"})
    made = Theme.objects.get(name="Sibling time")
    stale = {"name": "Brothers and sisters", "version": "7"}
    answer = client.post(reverse("learning:edit_theme", args=[made.ref]), stale)
    assert "Somebody else changed this theme" in answer.content.decode()
    client.post(reverse("learning:edit_theme", args=[made.ref]), stale | {"version": "1"})
    assert Theme.objects.get(pk=made.pk).name == "Brothers and sisters"


def test_edit_theme_begins_with_what_stands(cast: Cast) -> None:
    assert "lived experience" in text(as_(cast.pat), "edit_theme", theme().ref)


def test_retire_theme_asks_first_and_brings_back(cast: Cast) -> None:
    client, address = as_(cast.pat), reverse("learning:retire_theme", args=[theme().ref])
    assert "Retire this theme" in client.get(address).content.decode()
    client.post(address, {"version": "1"})
    assert theme().retired_by == cast.pat.ref
    assert "No longer used" in text(client, "themes")
    client.post(address, {"version": "2"})
    assert theme().retired_at is None


def test_untag_takes_a_finding_out_of_a_theme(cast: Cast) -> None:
    finding = handed_in(cast)[0].findings.get()
    client = as_(cast.pat)
    client.post(
        reverse("learning:tagging"), {"finding": finding.ref, f"other-{finding.ref}": "voice"}
    )
    held = Tag.objects.get()
    assert as_(cast.stranger).post(reverse("learning:untag", args=[held.ref])).status_code == 404
    client.post(reverse("learning:untag", args=[held.ref]))
    assert Tag.objects.get().removed_by == cast.pat.ref
    assert client.post(reverse("learning:untag", args=[held.ref])).status_code == 404
