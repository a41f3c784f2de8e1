"""Audit tools in the browser: the list and the library, a tool built, tried, compared and published."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from docx import Document

from goldenthread.audits.models import Audit
from goldenthread.journal.models import Entry
from goldenthread.people.models import Person
from goldenthread.tools import changes, queries
from goldenthread.tools.building.places import keys, part
from goldenthread.tools.files.yaml_file import to_yaml
from goldenthread.tools.models import ToolVersion
from goldenthread.web.urls import TABLE
from tests.cast import Cast
from tests.rooms.built_tools import a_ruled_tool, a_tool, now, published
from tests.tools.bodies import BODY
from tests.web.asking import html as text
from tests.web.asking import signed_in as as_
from tests.web.tool_pages import LIBRARY, address, posted, seen, shown

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("page", TABLE["tools"])
def test_a_page_answers_a_stranger_like_nothing(cast: Cast, page: str) -> None:
    draft = a_ruled_tool(cast)
    where = address(page, draft)
    for who in (cast.stranger, cast.ines, cast.ada, cast.mo, cast.dee):
        client = as_(who)
        assert client.post(where, {}).status_code == 404
        assert client.get(where).status_code in (404, 405)
    assert now(draft).sha256 == draft.sha256


def test_tools_lists_versions_and_the_library(cast: Cast) -> None:
    a_tool(cast)
    page = shown(cast.olive, "tools")
    assert "Visits and plans, version 1" in page
    assert "Draft" in page
    assert LIBRARY["core"]["title"] in page
    assert LIBRARY["sixty"]["title"] not in page


def test_new_tool_begins_a_draft(cast: Cast) -> None:
    answer = posted(cast.pat, "new_tool", None, title="Our visits", subject="closure")
    draft = ToolVersion.objects.get(tool__code="our_visits")
    assert answer["Location"] == address("version", draft)
    assert "Enter title" in text(posted(cast.pat, "new_tool", None, title="", subject="closure"))


def test_library_tool_is_read_and_copied(cast: Cast) -> None:
    assert LIBRARY["core"]["sections"][2]["questions"][0]["label"][:30] in shown(
        cast.pat, "library_tool"
    )
    posted(cast.pat, "library_tool", None, title="Our core")
    draft = ToolVersion.objects.get(tool__code="our_core")
    assert keys(draft.body, "question") == keys(LIBRARY["core"], "question")
    assert as_(cast.pat).get(address("library_tool", None, "sixty")).status_code == 404


def upload(who: Person, name: str, content: bytes) -> HttpResponse:
    file = SimpleUploadedFile(name, content)
    return as_(who).post(address("upload_tool"), {"tool_file": file})


def test_upload_tool_reads_a_file_as_a_draft(cast: Cast) -> None:
    upload(cast.pat, "ours.yaml", to_yaml(BODY))
    draft = ToolVersion.objects.get(tool__code=BODY["code"])
    assert (draft.state, draft.body["sections"]) == ("draft", BODY["sections"])


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("t.yaml", b"code: a\nsections: []\n", "line 1, column 1"),
        ("t.yaml", b"a: &x 1\nb: *x\n", "refer to it"),
        ("t.xlsx", b"PK\x03\x04nonsense", "The file"),
        ("t.exe", b"MZ", "Select a file that ends in"),
        ("t.yaml", b"x" * 5_000_001, "larger than 5 MB"),
    ],
)
def test_upload_tool_says_what_is_wrong_and_keeps_nothing(
    cast: Cast, name: str, content: bytes, says: str
) -> None:
    count = ToolVersion.objects.count()
    answer = upload(cast.pat, name, content)
    assert answer.status_code == 200
    assert says in text(answer)
    assert ToolVersion.objects.count() == count


def test_version_shows_a_draft_with_its_checks_and_a_published_one_as_it_is(cast: Cast) -> None:
    draft = a_tool(cast)
    assert "Publish version 1" in shown(cast.pat, "version", draft)
    page = shown(cast.pat, "version", published(cast, draft))
    assert "It never changes" in page
    assert "Start the next version" in page


def test_tool_settings_are_saved_once(cast: Cast) -> None:
    draft = a_tool(cast)
    data = {
        "title": "Visits", "subject": "closure", "scale": "two_points", "look_back_months": "6",
        "layout": "single", "seen": seen(draft, "tool"), "sign_off": "Auditor\nManager",
    }  # fmt: skip
    posted(cast.pat, "tool_settings", draft, **data)
    body = now(draft).body
    assert (body["title"], body["layout"], body["sign_off"]) == (
        "Visits",
        "single",
        ["Auditor", "Manager"],
    )
    assert "was changed elsewhere" in text(posted(cast.pat, "tool_settings", draft, **data))


def test_preview_as_the_auditor_of_a_case_type(cast: Cast) -> None:
    draft = a_tool(cast)
    seen_now = seen(draft, "section", "visits")
    posted(cast.pat, "condition", draft, "section", "visits", case_type=["cp"], seen=seen_now)
    client = as_(cast.pat)
    where = address("preview", draft)
    assert "How good were the visits?" in text(client.get(f"{where}?case_type=cp&section=visits"))
    other = text(client.get(f"{where}?case_type=cla&section=visits"))
    assert "Not shown to this auditor: B. Visits" in other


def test_try_out_keeps_nothing_and_shows_what_answers_bring(cast: Cast) -> None:
    draft = a_ruled_tool(cast)
    lines = Entry.objects.count()
    page = text(posted(cast.pat, "try_out", draft, **{"visits.grade-value": "sound"}))
    assert "What the check page would say" in page
    assert "a grade without the reasons for it" in page
    assert not Audit.objects.exists()
    assert Entry.objects.count() <= lines + 1  # who opened the session


def test_compare_says_what_differs_and_what_breaks(cast: Cast) -> None:
    second = changes.begin_next_version(by=cast.pat, version=published(cast, a_tool(cast)))
    posted(cast.pat, "remove", second, kind="question", key="visits.was_the_child_seen_alone")
    page = shown(cast.pat, "compare", second)
    assert "Taken out" in page
    assert "Its figures end" in page


def test_map_question_to_the_version_before(cast: Cast) -> None:
    second = changes.begin_next_version(by=cast.pat, version=published(cast, a_tool(cast)))
    key = "visits.was_the_child_seen_alone"
    assert "None of them" in shown(cast.pat, "map_question", second, key)
    assert "None of them" not in shown(cast.pat, "map_question", second, "visits.grade")
    posted(cast.pat, "map_question", second, key, earlier="")
    assert f"{key}_2" in keys(now(second).body, "question")
    posted(cast.pat, "map_question", second, f"{key}_2", earlier=key)
    assert "Every question goes on" in shown(cast.pat, "compare", second)


def test_publish_with_a_note_and_not_while_something_is_wrong(cast: Cast) -> None:
    draft = a_tool(cast)
    posted(cast.pat, "add_section", draft, title="Empty", kind="domain")
    data = {"note": "For the autumn.", "seen": now(draft).sha256}
    assert "cannot be published yet" in text(posted(cast.pat, "publish", draft, **data))
    posted(cast.pat, "remove", draft, kind="section", key="empty")
    assert "changed since you opened" in text(posted(cast.pat, "publish", draft, **data))
    posted(cast.pat, "publish", draft, note="For the autumn.", seen=now(draft).sha256)
    assert (now(draft).state, now(draft).note) == ("published", "For the autumn.")
    assert as_(cast.pat).get(address("question", draft)).status_code == 404


def test_next_version_is_begun_once(cast: Cast) -> None:
    first = published(cast, a_tool(cast))
    answers = [posted(cast.pat, "next_version", first)["Location"] for _ in range(2)]
    assert answers[0] == answers[1]
    assert ToolVersion.objects.filter(tool=first.tool).count() == 2


def test_retire_a_published_version(cast: Cast) -> None:
    first = published(cast, a_tool(cast))
    assert "does not come back" in shown(cast.pat, "retire", first)
    posted(cast.pat, "retire", first)
    assert now(first).state == "retired"


def test_discard_a_draft(cast: Cast) -> None:
    draft = a_tool(cast)
    assert "Everything in it is lost" in shown(cast.pat, "discard", draft)
    posted(cast.pat, "discard", draft)
    assert not ToolVersion.objects.filter(pk=draft.pk).exists()


def word_form(*lines: str) -> bytes:
    document, kept = Document(), io.BytesIO()
    for line in lines:
        document.add_paragraph(line)
    document.save(kept)
    return kept.getvalue()


def brought(who: Person, draft: ToolVersion, name: str, content: bytes) -> str:
    file = SimpleUploadedFile(name, content)
    return text(as_(who).post(address("import_form", draft), {"paper_form": file}))


def test_import_form_is_confirmed_by_a_person_and_undone_in_one(cast: Cast) -> None:
    draft = a_tool(cast)
    content = word_form("PLANS", "Is there a plan?", "Yes / No", "Chronology", "Yes / No")
    page = brought(cast.pat, draft, "ours.docx", content)
    assert "2 questions found, 1 unsure" in page
    assert now(draft).sha256 == draft.sha256
    lines = {
        "lines": "3", "words0": "Plans", "kind0": "section", "words1": "Is there a plan?", "kind1": "yes_no",
        "words2": "Is there a chronology?", "kind2": "document",
    }  # fmt: skip
    posted(cast.pat, "import_form", draft, **lines)
    asked = part(now(draft).body, "section", "plans")["questions"]
    assert [q["type"] for q in asked] == ["yes_no", "document"]
    last = queries.last_edit(draft)
    assert last is not None
    posted(cast.pat, "undo", draft, seen=str(last.pk))
    assert now(draft).sha256 == draft.sha256


def test_import_form_says_what_cannot_be_used_and_keeps_what_was_typed(cast: Cast) -> None:
    draft = a_tool(cast)
    lines = {"lines": "1", "words0": "=SUM(A1)", "kind0": "text"}
    page = text(posted(cast.pat, "import_form", draft, **lines))
    assert "begins like a formula" in page
    assert 'value="=SUM(A1)"' in page
    assert now(draft).sha256 == draft.sha256


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.docx", b"PK\x03\x04broken", "There is a problem"),
        ("a.pdf", b"%PDF", "Select a file that ends in"),
        ("a.docx", word_form("Nothing is asked in this document."), "No question was found"),
    ],
)
def test_import_form_refuses_what_is_no_form(
    cast: Cast, name: str, content: bytes, says: str
) -> None:
    assert says in brought(cast.pat, a_tool(cast), name, content)


@pytest.mark.parametrize(
    ("form", "begins"), [("yaml", b"code:"), ("xlsx", b"PK"), ("docx", b"PK"), ("pdf", b"%PDF")]
)
def test_tool_file_in_every_format(cast: Cast, form: str, begins: bytes) -> None:
    answer = as_(cast.pat).get(address("tool_file", a_tool(cast), form))
    assert answer.content.startswith(begins)
    assert f"visits_and_plans-1.{form}" in answer["Content-Disposition"]


@pytest.mark.parametrize("code", ["core", "journey", "sixty"])
def test_a_page_of_a_larger_tool_asks_no_more_of_the_database(
    cast: Cast, code: str, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    draft = changes.begin_draft(by=cast.pat, body=LIBRARY[code], title="Ours")
    client = as_(cast.pat)
    client.get("/account/")
    section = draft.body["sections"][1]["key"]
    for page, more in (("version", ()), ("section", (section,)), ("preview", ()), ("try_out", ())):
        with django_assert_max_num_queries(16):
            assert client.get(address(page, draft, *more)).status_code == 200
