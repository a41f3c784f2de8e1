"""What is typed into a page of the builder is kept while it is typed, for whoever typed it."""

import json
from typing import Any

import pytest
from django.http import HttpResponse
from django.urls import reverse

from goldenthread.journal.models import Entry
from goldenthread.people.models import Person
from goldenthread.tools import changes
from goldenthread.tools.models import ToolVersion, Typed
from tests.cast import Cast
from tests.rooms.built_tools import a_ruled_tool, a_tool, now, published
from tests.web.asking import signed_in as as_
from tests.web.tool_pages import posted, seen, shown

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(cast: Cast) -> ToolVersion:
    return a_ruled_tool(cast)


def page(draft: ToolVersion, name: str = "question", *about: str) -> str:
    return reverse(f"tools:{name}", args=[draft.ref, *(about or ("visits.grade",))])


def asked(
    who: Person, draft: ToolVersion, where: str, body: object = None
) -> tuple[int, dict[str, Any]]:
    client, address = as_(who), f"{reverse('tools:typed', args=[draft.ref])}?page={where}"
    answer: HttpResponse = (
        client.put(address, json.dumps(body), "application/json") if body else client.get(address)
    )
    is_json = answer["Content-Type"] == "application/json"
    return answer.status_code, json.loads(answer.content) if is_json else {}


def keep(who: Person, draft: ToolVersion, where: str, version: int, **fields: str) -> Any:
    said = {name: [value] for name, value in fields.items()}
    return asked(who, draft, where, {"version": version, "fields": said})


def test_typed_words_are_there_again_for_whoever_typed_them(cast: Cast, draft: ToolVersion) -> None:
    status, kept = keep(cast.pat, draft, page(draft), 0, label="How often is")
    assert (status, kept["version"]) == (200, 1)
    assert asked(cast.pat, draft, page(draft))[1]["fields"] == {"label": ["How often is"]}
    assert asked(cast.olive, draft, page(draft)) == (200, {"version": 0, "fields": None})
    assert now(draft).body == draft.body
    assert Entry.objects.filter(what="keep_typed", refs__contains=[draft.ref]).count() == 1


def test_typed_words_of_two_tabs_are_told_apart(cast: Cast, draft: ToolVersion) -> None:
    keep(cast.pat, draft, page(draft), 0, label="In this tab")
    status, answer = keep(cast.pat, draft, page(draft), 0, label="In that tab")
    assert status == 409 and answer["theirs"]["fields"] == {"label": ["In this tab"]}
    assert keep(cast.pat, draft, page(draft), 0, label="In this tab")[0] == 200
    assert keep(cast.pat, draft, page(draft), 1, label="In that tab")[1]["version"] == 2


def test_typed_words_go_once_they_are_saved_and_not_before(cast: Cast, draft: ToolVersion) -> None:
    where = page(draft, "section", "visits")
    keep(cast.pat, draft, where, 0, title="Visits to")
    fields = {"kind": "domain", "hint": "", "seen": seen(draft, "section", "visits")}
    assert posted(cast.pat, "section", draft, "visits", title="", **fields).status_code == 200
    assert Typed.objects.count() == 1
    assert posted(cast.pat, "section", draft, "visits", title="Visits", **fields).status_code == 302
    assert not Typed.objects.exists()


def test_typed_words_are_let_go_where_they_are_not_wanted(cast: Cast, draft: ToolVersion) -> None:
    keep(cast.pat, draft, page(draft), 0, label="Not this")
    status, answer = asked(cast.pat, draft, page(draft), {"version": 1, "fields": None})
    assert (status, answer) == (200, {"version": 0, "saved_at": ""})
    changes.discard_draft(by=cast.pat, draft=draft)
    assert not Typed.objects.exists()


def test_typed_pages_are_listed_and_their_words_shown_where_the_page_is_gone(
    cast: Cast, draft: ToolVersion
) -> None:
    keep(cast.pat, draft, page(draft), 0, hint="Seen alone, at home", seen="0123456789abcdef")
    front = shown(cast.pat, "version", draft)
    assert "Typed and not saved" in front and f'href="{page(draft)}"' in front
    assert "Typed and not saved" not in shown(cast.olive, "version", draft)
    changes.remove_part(by=cast.olive, draft=draft, kind="question", key="visits.grade")
    front = shown(cast.pat, "version", draft)
    assert "Seen alone, at home" in front and "0123456789abcdef" not in front


@pytest.mark.parametrize(
    "body", [[], {"version": 0}, {"version": "x", "fields": {}}, {"version": 0, "fields": {"a": 1}}]
)
def test_typed_nonsense_is_refused_in_words(cast: Cast, draft: ToolVersion, body: object) -> None:
    status, answer = asked(cast.pat, draft, page(draft), body or "nothing")
    assert status == 422 and "Reload the page" in answer["message"]
    assert not Typed.objects.exists()


def test_typed_words_have_an_end(cast: Cast, draft: ToolVersion) -> None:
    status, answer = keep(cast.pat, draft, page(draft), 0, hint="x" * 600_000)
    assert status == 422 and "Press Save" in answer["message"]


@pytest.mark.parametrize("where", ["/", "/set-up/tools/TVR-2222222222/", "/nowhere/", "x" * 400])
def test_typed_into_another_page_is_not_found(cast: Cast, draft: ToolVersion, where: str) -> None:
    assert keep(cast.pat, draft, where, 0, label="x")[0] == 404


def test_typed_words_go_when_the_draft_is_published(cast: Cast) -> None:
    draft = a_tool(cast)
    keep(cast.pat, draft, page(draft), 0, label="Never saved")
    published(cast, draft)
    assert not Typed.objects.exists()
    assert keep(cast.pat, draft, page(draft), 1, label="Never saved")[0] == 404
