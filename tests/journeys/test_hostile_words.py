"""Script, formulas and markup in every text a person can write: shown as they were typed, run nowhere."""

import io
import zipfile
from collections.abc import Iterator
from typing import Any

import openpyxl
import pytest
from django.db import connection
from django.db.models import F, Value
from django.db.models.functions import Concat
from django.http import HttpResponse
from django.test import Client
from lxml import etree, html

from goldenthread.journal.models import Words
from goldenthread.people.changes import set_concern_numbers
from goldenthread.people.models import Authority, ConcernNumber, Person, Practitioner, Team, Word
from goldenthread.programme.models import Round
from goldenthread.reports.changes import begin_report, save_boxes
from tests.cast import OPERATOR
from tests.databases import borrowed
from tests.web.test_strangers import ADDRESSES, address_of
from tests.world import World, make_world

pytestmark = pytest.mark.django_db

# Out of an element, out of an attribute, into a template, into typst, into a formula.
HOSTILE = "=1+1</textarea><script>alert(1)</script>\"'><img src=x onerror=y>{{7*191}}#panic()\\"
SHORT = "=<script>alert(1)</script>\"'><b onx=y>"  # where a column holds 40 characters


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    with django_db_blocker.unblock(), borrowed(make_world) as made:
        poison(made)
        yield made


def poison(world: World) -> None:
    """Hostile words before every text that is stored, wherever it came from."""
    set_concern_numbers(by=OPERATOR, numbers=[(SHORT, "0300", SHORT)], seen=[])
    with connection.cursor() as cursor:  # texts of an audit are append-only, so past the triggers
        cursor.execute("SET LOCAL session_replication_role = replica")
        Words.objects.exclude(body__startswith="{").update(body=Concat(Value(HOSTILE), F("body")))
        Round.objects.update(title=Concat(Value(HOSTILE), F("title")))
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")
    for model in (Person, Team, Practitioner):
        model.objects.update(name=Concat(Value(HOSTILE), F("name")))
    Person.objects.update(post=HOSTILE, phone=SHORT)
    Team.objects.update(phone=SHORT)
    ConcernNumber.objects.update(who=HOSTILE, when=HOSTILE)
    Authority.objects.update_or_create(pk=1, defaults={"name": HOSTILE, "title": HOSTILE})
    for kind, code in (
        ("grade", "good"),
        ("case_type", "cp"),
        ("audit_state", "shared"),
        ("role", "auditor"),
    ):
        Word.objects.update_or_create(
            kind=kind, code=code, defaults={"text": HOSTILE, "changed_by": "tests"}
        )


def answers(world: World, person: Person) -> Iterator[tuple[str, HttpResponse]]:
    """Everything this person can open."""
    client = Client()
    client.force_login(person)
    for room, page, address in ADDRESSES:
        if page == "guidance":
            continue
        ref = world.shared.ref if address.startswith("feedback/<") else None
        where = address_of(world, room, page, address, ref)
        found = client.get(where)
        if found.status_code == 200:
            yield where, found


def faults(page: str) -> list[str]:
    """Elements and attributes that no page of ours has, and templates that were run."""
    tree = html.fromstring(page)
    found = tree.xpath("//script[not(@src)] | //img[@src='x'] | //b[@onx]")
    found += tree.xpath("//@*[starts-with(name(), 'on')]")
    return [*map(str, found), *(["run: 1337"] if "1337" in page else [])]


def test_every_page_shows_what_was_typed_and_runs_none_of_it(world: World) -> None:
    cast, shown, wrong = world.cast, 0, {}
    for person in (cast.pat, cast.ines, cast.mo, cast.dana):
        for where, answer in answers(world, person):
            if not answer["Content-Type"].startswith("text/html"):
                continue
            page = answer.content.decode()
            shown += "&lt;script&gt;alert(1)" in page
            if found := faults(page):
                wrong[f"{person.ref} {where}"] = found
    assert wrong == {}
    assert shown > 60


def documents(world: World) -> list[tuple[str, bytes]]:
    """(address, content) of every file the QA lead can download."""
    client = Client()
    client.force_login(world.cast.pat)
    report = begin_report(by=world.cast.pat, round=world.round, kind="committee")
    boxes = {"strengths": HOSTILE.replace("{{7*191}}", "")}
    save_boxes(by=world.cast.pat, report=report, boxes=boxes, seen={})
    addresses = [f"/audits/{world.shared.ref}/documents/{name}" for name in (
        "feedback.docx", "feedback.pdf", "record.docx", "record.pdf",
    )]  # fmt: skip
    addresses += [
        f"/reports/{report.ref}/report.{form}" for form in ("docx", "pdf", "html", "xlsx")
    ]
    addresses += [
        "/actions/download/?status=done&status=open&status=proposed",
        "/insights/figures.xlsx",
    ]
    addresses += [f"/rounds/{world.round.ref}/tell/word/"]
    found = [(address, client.get(address)) for address in addresses]
    assert {
        address: answer.status_code for address, answer in found if answer.status_code != 200
    } == {}
    return [(address, answer.content) for address, answer in found]


def test_words_are_inert_in_word_excel_and_pdf(world: World) -> None:
    kinds = set()
    for address, content in documents(world):
        if content.startswith(b"%PDF"):
            kinds.add("pdf")
            assert b"/JavaScript" not in content and b"/Launch" not in content, address
        elif content.startswith(b"PK"):
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                names = archive.namelist()
                parts = [archive.read(name) for name in names if name.endswith((".xml", ".rels"))]
            assert b"&lt;script&gt;alert(1)" in b"".join(parts), address
            trees = [etree.fromstring(part) for part in parts]  # every part is still XML
            kinds.add("docx" if "word/document.xml" in names else "xlsx")
            for tree in trees:
                assert not tree.xpath(
                    "//*[local-name()='f' or local-name()='script' or local-name()='altChunk']"
                ), address
                assert "alert" not in " ".join(tree.xpath("//*[local-name()='instrText']/text()"))
                assert not [each for each in tree.xpath("//@Target") if "script" in each]
        else:
            kinds.add("html")
            assert faults(content.decode()) == [], address
    assert kinds == {"pdf", "docx", "xlsx", "html"}


def test_an_action_that_looks_like_a_formula_is_text_in_excel(world: World) -> None:
    book = dict(documents(world))["/actions/download/?status=done&status=open&status=proposed"]
    sheet = openpyxl.load_workbook(io.BytesIO(book)).worksheets[0]
    cells = [cell for row in sheet.iter_rows() for cell in row if str(cell.value).startswith("=")]
    assert cells, "no hostile word came into the sheet"
    assert {cell.data_type for cell in cells} == {"s"}
