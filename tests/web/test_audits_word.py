"""An audit on its way through Word: taken away, filled in, looked through, saved; and what goes wrong."""

import re
from collections.abc import Callable
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from docx import Document
from docx.oxml.ns import qn

from goldenthread.audits import changes, queries
from goldenthread.audits.models import AnswerVersion, Audit
from goldenthread.journal.models import Entry
from goldenthread.tools.changes import publish_tool
from goldenthread.web.audits.brought import Room
from tests.cast import Cast
from tests.missing import skip_reason
from tests.readers.test_word_forms import linked
from tests.rooms.audit_round import open_with
from tests.tools.bodies import BODY
from tests.tools.sixty import sixty
from tests.web.asking import SignIn
from tests.web.asking import in_one_line as text
from tests.word_filling import (
    after_the_table_of,
    changed,
    control,
    filled,
    marked,
    through_libreoffice,
    type_in,
    with_part,
    without,
)

pytestmark = pytest.mark.django_db


WORDS = "Two visits in “May”.\n\n- one at home & one at school\n= both seen"


@pytest.fixture
def audit(cast: Cast) -> Audit:
    publish_tool(by=cast.pat, body=BODY)
    return open_with(cast, cast.ines, cast.sunita, tool="everything")[0]


def at(page: str, audit: Audit) -> str:
    return reverse(f"audits:{page}", args=[audit.ref])


def download(client: Client, audit: Audit) -> bytes:
    response = client.get(at("word_file", audit))
    assert response.status_code == 200
    return bytes(response.content)


def upload(client: Client, address: str, data: bytes, name: str = "form.docx") -> HttpResponse:
    return client.post(address, {"file": SimpleUploadedFile(name, data)})


def fields(response: HttpResponse) -> dict[str, str]:
    """The fields that the preview carries, as a browser sends them."""
    from html import unescape

    found = re.findall(
        r'<input type="hidden" name="([^"]+)" value="([^"]*)"', response.content.decode()
    )
    return {name: unescape(value) for name, value in found if name != "csrfmiddlewaretoken"}


def save(client: Client, audit: Audit, seen: HttpResponse, **more: str) -> HttpResponse:
    return client.post(at("word_read", audit), {**fields(seen), **more})


def answers(audit: Audit) -> dict[str, tuple[str, str, date | None]]:
    return {key: a.content for key, a in queries.form_state(audit).answers.items()}


def test_word_offers_the_form_and_reads_it_back(cast: Cast, audit: Audit, as_: SignIn) -> None:
    client = as_(cast.ines)
    assert "Work on it in Word" in text(client.get(at("audit", audit)))
    assert at("word_file", audit) in text(client.get(at("word", audit)))
    form = filled(download(client, audit), {
        "header.supervisor": "Kit Lowe", "header.holds_cases": "Yes",
        "header.parts=The contract": "☒", "documents.contract": "On file",
        "documents.contract:on": "3 February 2026", "documents.contract:w": WORDS,
        "documents.sessions": "12", "documents.last_on:or=Not applicable": "☒",
        "reflection.grade": "Good",
    })  # fmt: skip
    seen = upload(client, at("word", audit), form)
    assert "Nothing is saved yet" in text(seen) and answers(audit) == {}
    assert "7 would change" in text(seen) and "one at home &amp; one at school" in text(seen)
    assert save(client, audit, seen).status_code == 302
    assert answers(audit) == {
        "header.supervisor": ("", "Kit Lowe", None), "header.holds_cases": ("yes", "", None),
        "header.parts": ("contract", "", None),
        "documents.contract": ("yes", WORDS, date(2026, 2, 3)),
        "documents.sessions": ("12", "", None), "documents.last_on": ("na", "", None),
        "reflection.grade": ("good", "", None),
    }  # fmt: skip


def test_word_file_is_for_whoever_may_write_and_is_written_down(
    cast: Cast, audit: Audit, as_: SignIn
) -> None:
    data = download(as_(cast.ines), audit)
    assert Entry.objects.filter(
        kind="read", what="audit_word_form", refs__contains=[audit.ref]
    ).exists()
    assert as_(cast.stranger).get(at("word_file", audit)).status_code == 404
    word = Document(BytesIO(data))
    tables = [t for t in word.tables if t._tbl.tblPr.find(qn("w:tblCaption")) is not None]
    assert len(tables) == len(word.tables)
    assert {style.get(qn("w:val")) for style in word.styles.element.iter(qn("w:lang"))} == {"en-GB"}
    assert [p.style.name for p in word.paragraphs if p.text == "1. Supervisor"] == ["Heading 3"]
    assert "Only where question 10 is Partly or No." in [p.text for p in word.paragraphs]


def test_word_read_keeps_what_changed_on_both_sides(cast: Cast, audit: Audit, as_: SignIn) -> None:
    client, key = as_(cast.ines), "overall.for_worker"
    save_it = lambda version, words: changes.save_answer(  # noqa: E731
        by=cast.ines, audit=audit, question=key, version=version, text=words
    )
    save_it(0, "First.")
    form = download(client, audit)
    save_it(1, "Second, on screen.")
    assert "there is nothing to save" in text(upload(client, at("word", audit), form))
    seen = upload(client, at("word", audit), filled(form, {f"{key}:w": "Third, in Word."}))
    for words in ("Second, on screen.", "Third, in Word.", "also changed here", "by Ines Vale"):
        assert words in text(seen)
    undecided = save(client, audit, seen)
    assert "Third, in Word." in text(undecided) and answers(audit)[key][1] == "Second, on screen."
    save_it(2, "Fourth, meanwhile.")
    late = save(client, audit, seen, **{f"{key}-keep": "mine"})
    assert "Fourth, meanwhile." in text(late) and "Third, in Word." in text(late)
    assert save(client, audit, late, **{f"{key}-keep": "both"}).status_code == 302
    assert answers(audit)[key][1] == "Fourth, meanwhile.\n\nThird, in Word."
    assert AnswerVersion.objects.filter(answer__audit=audit).count() == 4


PASTED = "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>Visits</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>Four</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"


BELOW = "<w:p><w:r><w:t>I forgot to say this.</w:t></w:r></w:p>"


def two_grades(body: Any) -> None:
    type_in(control(body, "reflection.grade"), "Good / Inadequate")


def twice(body: Any) -> None:
    """The row of a grade copied below itself, with another grade in it."""
    from copy import deepcopy

    type_in(control(body, "reflection.grade"), "Good")
    row = next(a for a in control(body, "reflection.grade").iterancestors() if a.tag == qn("w:tr"))
    row.addnext(deepcopy(row))
    type_in(control(body, "reflection.grade"), "Inadequate")


def tracked(body: Any) -> None:
    type_in(control(body, "header.supervisor"), "Kit Lowe")
    run = next(control(body, "header.supervisor").iter(qn("w:r")))
    ins = run.makeelement(qn("w:ins"), {qn("w:author"): "Kit"})
    run.addprevious(ins)
    ins.append(run)


UNSURE: dict[str, tuple[Callable[[Any], None], tuple[str, ...], dict[str, str]]] = {
    "two grades": (two_grades, ("Two answers are given: “Inadequate” and “Good”",), {}),
    "one place twice": (twice, ("stands there twice, with two answers",), {}),
    "a deleted control": (
        without("header.holds_cases"), ("The control for “Answer” was deleted.",), {},
    ),
    "tracked changes": (
        tracked, ("tracked changes", "as if all were accepted"), {"header.supervisor": "Kit Lowe"},
    ),
    "a pasted table": (
        after_the_table_of("header.supervisor", PASTED),
        ("A pasted table after question 1", "Visits Four"), {},
    ),
    "words outside": (
        after_the_table_of("header.holds_cases", BELOW),
        ("Text after question 2", "I forgot to say this."), {},
    ),
    "no number": (
        lambda body: type_in(control(body, "documents.sessions"), "many"),
        ("Give a number, such as 4.",), {},
    ),
    "no date": (
        lambda body: type_in(control(body, "documents.contract:on"), "last summer"),
        ("“last summer” is not a date",), {},
    ),
}  # fmt: skip


def test_what_is_unsure_is_said_and_not_guessed(cast: Cast, audit: Audit, as_: SignIn) -> None:
    client = as_(cast.ines)
    form = download(client, audit)
    for damage, (spoil, said, carried) in UNSURE.items():
        seen = upload(client, at("word", audit), changed(form, spoil))
        assert all(words in text(seen) for words in said), damage
        told = {k.removesuffix("-text"): v for k, v in fields(seen).items() if k.endswith("-text")}
        assert told == carried, damage
    assert answers(audit) == {}


def no_marks(data: bytes) -> bytes:
    return with_part(
        data, "docProps/custom.xml", lambda xml: xml.split(b"<property")[0] + b"</Properties>"
    )


def no_places(data: bytes) -> bytes:
    def clear(body: Any) -> None:
        for table in list(body.iter(qn("w:tbl"))):
            table.getparent().remove(table)

    return changed(data, clear)


REFUSED: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "foreign": (no_marks, "not a form that was downloaded here"),
    "older tool": (lambda data: marked(data, "Tool version", "0" * 64), "another version of the audit tool"),
    "other service": (lambda data: marked(data, "Goldenthread form", "9"), "another version of this service"),
    "no places": (no_places, "None of the places"),
    "empty": (lambda _: b"", "The file is empty."),
    "50 MB": (lambda _: bytes(50_000_000), "larger than 10 MB"),
    "corrupt": (lambda data: data[:5000], "damaged"),
    "external": (lambda data: linked(data, "attachedTemplate", "http://x.test/t.dotm"), "linked to"),
    "macros": (lambda data: with_part(data, "word/vbaProject.bin", lambda _: b"x"), "macros"),
}  # fmt: skip


def test_a_file_that_is_no_form_of_this_audit_changes_nothing(
    cast: Cast, audit: Audit, as_: SignIn
) -> None:
    client = as_(cast.ines)
    form = filled(download(client, audit), {"header.supervisor": "Kit Lowe"})
    for damage, (spoil, said) in REFUSED.items():
        seen = text(upload(client, at("word", audit), spoil(form)))
        assert said in seen and "There is a problem" in seen, damage
    theirs = Audit.objects.get(auditor=cast.sunita)
    other = download(as_(cast.sunita), theirs)
    seen = text(upload(client, at("word", audit), other))
    assert "the form of another audit" in seen and theirs.subject.number not in seen
    seen = text(upload(client, reverse("audits:word_forms"), other))
    assert "an audit that you cannot write in" in seen
    assert "Select the Word document" in text(client.post(at("word", audit), {"x": "1"}))
    assert answers(audit) == {} and answers(theirs) == {}


def test_word_forms_lists_what_is_to_write_and_finds_whose_form_it_is(
    cast: Cast, audit: Audit, as_: SignIn
) -> None:
    client = as_(cast.ines)
    listed = client.get(reverse("audits:word_forms"))
    assert audit.subject.number in text(listed)
    assert reverse("audits:word_forms") in text(client.get("/"))
    form = filled(download(client, audit), {"header.supervisor": "Kit Lowe"})
    seen = upload(client, reverse("audits:word_forms"), form)
    assert "Kit Lowe" in text(seen) and save(client, audit, seen).status_code == 302
    assert answers(audit) == {"header.supervisor": ("", "Kit Lowe", None)}
    assert "no audit to write" in text(as_(cast.ed).get(reverse("audits:word_forms")))


def test_a_page_takes_what_it_can_and_the_rest_follows(
    cast: Cast, audit: Audit, as_: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("goldenthread.web.audits.in_word.Room", lambda: Room(answers=1))
    client = as_(cast.ines)
    form = filled(download(client, audit), {"header.supervisor": "Kit", "header.holds_cases": "No"})
    first = upload(client, at("word", audit), form)
    assert "1 further answer would change too" in text(first)
    assert save(client, audit, first).status_code == 302
    assert save(client, audit, upload(client, at("word", audit), form)).status_code == 302
    assert set(answers(audit)) == {"header.supervisor", "header.holds_cases"}


def test_word_costs_few_queries(
    cast: Cast, audit: Audit, as_: SignIn, django_assert_max_num_queries: Any
) -> None:
    client = as_(cast.ines)
    with django_assert_max_num_queries(17):
        form = download(client, audit)
    with django_assert_max_num_queries(45):
        upload(client, at("word", audit), form)


def test_word_zip_holds_the_form_of_each_audit(cast: Cast, audit: Audit, as_: SignIn) -> None:
    client = as_(cast.ines)
    packed = client.get(reverse("audits:word_zip"))
    with ZipFile(BytesIO(packed.content)) as archive:
        [name] = archive.namelist()
        assert name == f"audit-{audit.ref}.docx"
        assert archive.read(name) == download(client, audit)
    assert as_(cast.ed).get(reverse("audits:word_zip")).status_code == 404


def sixty_answers() -> dict[str, str]:
    made = {}
    for n in range(1, 11):
        made |= {
            f"part{n}.q1": "No", f"part{n}.q1:w": f"{n}: {WORDS}", f"part{n}.q2:on": f"{n} March 2026",
            f"part{n}.q3:w": f"Part {n}.\nTwo lines.", f"part{n}.q4=The review, signed": "☒",
            f"part{n}.q5": str(n), f"part{n}.grade": "Requires improvement",
            f"part{n}.grade:w": f"Because of {n}.",
        }  # fmt: skip
    return made


@pytest.mark.skipif(skip_reason("libreoffice") is not None, reason="LibreOffice is not here")
def test_sixty_questions_come_back_whole_from_word_and_libreoffice(
    cast: Cast, as_: SignIn, tmp_path: Path
) -> None:
    publish_tool(by=cast.pat, body=sixty())
    audit = open_with(cast, cast.ines, tool="sixty_kinds")[0]
    client = as_(cast.ines)
    form = filled(download(client, audit), sixty_answers())
    [saved] = through_libreoffice(tmp_path, form)
    by_word, by_office = (upload(client, at("word", audit), data) for data in (form, saved))
    assert fields(by_word) == fields(by_office)
    assert "60 would change" in text(by_office) and "0 are unsure" in text(by_office)
    assert "Not read" not in text(by_office)
    assert save(client, audit, by_office).status_code == 302
    held = answers(audit)
    assert len(held) == 60
    assert held["part7.q1"] == ("no", f"7: {WORDS}", None)
    assert held["part7.q2"] == ("", "", date(2026, 3, 7))
    assert held["part7.q4"] == ("review", "", None)
    assert held["part7.grade"] == ("requires_improvement", "Because of 7.", None)
    again = upload(client, at("word", audit), download(client, audit))
    assert "there is nothing to save" in text(again) and "unsure" in text(again)
