"""A dip sample on its way through Excel: a row for each case, looked through, saved; and what goes wrong."""

from collections.abc import Callable
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import openpyxl
import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from goldenthread.audits import changes
from goldenthread.audits.models import Audit
from goldenthread.journal.models import Entry
from goldenthread.tools.changes import publish_tool
from tests.cast import Cast
from tests.missing import sheets_reason
from tests.rooms.audit_round import open_with
from tests.tools.bodies import BODY
from tests.web.asking import SignIn
from tests.web.asking import in_one_line as text
from tests.web.test_audits_word import answers, fields, upload
from tests.word_filling import CALC, through_libreoffice, with_part

pytestmark = pytest.mark.django_db


@pytest.fixture
def audits(cast: Cast) -> list[Audit]:
    """Two cases of Ines and one of Sunita, in one round."""
    publish_tool(by=cast.pat, body=BODY)
    return open_with(cast, cast.ines, cast.ines, cast.sunita, tool="everything")


def at(page: str, audit: Audit) -> str:
    return reverse(f"audits:{page}", args=[audit.round.ref])


def edited(data: bytes, change: Callable[[Any, dict[str, int]], None]) -> bytes:
    """The workbook after something was done to its sheet of cases, columns by their names."""
    book = openpyxl.load_workbook(BytesIO(data))
    sheet = book["Answers"]
    change(sheet, {cell.value: cell.column for cell in sheet[1]})
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def filled(data: bytes, row: int, **cells: object) -> bytes:
    def fill(sheet: Any, columns: dict[str, int]) -> None:
        for name, value in cells.items():
            sheet.cell(row, columns[name], value)

    return edited(data, fill)


def save(client: Client, audit: Audit, seen: HttpResponse, **more: str) -> HttpResponse:
    return client.post(at("excel_read", audit), {**fields(seen), **more})


def test_excel_sheet_has_a_row_for_each_case_and_lists_to_choose_from(
    cast: Cast, audits: list[Audit], as_: SignIn
) -> None:
    client, first = as_(cast.ines), audits[0]
    assert at("excel", first) in text(client.get(reverse("audits:word_forms")))
    assert "2 cases" in text(client.get(at("excel", first)))
    data = client.get(at("excel_file", first)).content
    sheet = openpyxl.load_workbook(BytesIO(data))["Answers"]
    assert [sheet.cell(row, 3).value for row in range(2, 6)] == ["Case", "20380", "20381", None]
    lists = [each for each in sheet.data_validations.dataValidation if each.type == "list"]
    assert len(lists) == 12 and sheet.row_dimensions[1].hidden
    assert data == client.get(at("excel_file", first)).content


def test_excel_file_is_for_the_auditor_and_is_written_down(
    cast: Cast, audits: list[Audit], as_: SignIn
) -> None:
    assert as_(cast.ines).get(at("excel_file", audits[0])).status_code == 200
    assert Entry.objects.filter(
        kind="read", what="audit_sheet", refs__contains=[audits[1].ref]
    ).exists()
    assert not Entry.objects.filter(what="audit_sheet", refs__contains=[audits[2].ref]).exists()
    for person in (cast.stranger, cast.mo, cast.ed):
        assert as_(person).get(at("excel_file", audits[0])).status_code == 404


def test_excel_read_saves_several_cases_at_once(
    cast: Cast, audits: list[Audit], as_: SignIn
) -> None:
    client, (first, second, theirs) = as_(cast.ines), audits
    data = client.get(at("excel_file", first)).content
    changes.save_answer(
        by=cast.ines, audit=second, question="header.supervisor", version=0, text="On screen"
    )
    data = filled(
        data, 3, q1_answer="Kit Lowe", q2_answer="Yes", q3_answer="The records, signed; The contract",
        q4_answer="On file", q4_date=datetime(2026, 2, 3), q4_words="- two\n=1+1", q7_answer=12,
        q8_instead="Not applicable", q13_answer="Good",
    )  # fmt: skip
    data = filled(data, 4, q1_answer="In Excel", q13_answer="Good / Inadequate", q7_answer="many")
    seen = upload(client, at("excel", first), data, "sheet.xlsx")
    for words in ("Nothing is saved yet", "2 cases were read", "8 answers would change", "Two answers are given",
                  "Give a number, such as 4.", "also changed here"):  # fmt: skip
        assert words in text(seen), words
    assert answers(first) == {}
    left = save(client, first, seen)
    assert "7 answers saved" in text(left) and "In Excel" in text(left)
    assert answers(first) == {
        "header.supervisor": ("", "Kit Lowe", None), "header.holds_cases": ("yes", "", None),
        "header.parts": ("contract records", "", None),
        "documents.contract": ("yes", "- two\n=1+1", date(2026, 2, 3)),
        "documents.sessions": ("12", "", None), "documents.last_on": ("na", "", None),
        "reflection.grade": ("good", "", None),
    }  # fmt: skip
    kept = {f"{second.ref}:header.supervisor-keep": "mine"}
    assert save(client, first, left, **kept).status_code == 302
    assert answers(second) == {"header.supervisor": ("", "In Excel", None)}
    assert Entry.objects.filter(what="save_from_file", refs__contains=[second.ref]).count() == 2
    again = upload(client, at("excel", first), client.get(at("excel_file", first)).content)
    assert "nothing to save" in text(again) and answers(theirs) == {}


@pytest.mark.skipif(sheets_reason() is not None, reason=str(sheets_reason()))
def test_a_sheet_saved_by_libreoffice_calc_comes_back_whole(
    cast: Cast, audits: list[Audit], as_: SignIn, tmp_path: Path
) -> None:
    """As it came, and filled in: dates, numbers, lists, several answers, lines, words like a formula."""
    client, (first, second, _) = as_(cast.ines), audits
    data = client.get(at("excel_file", first)).content
    with_answers = filled(
        data, 3, q1_answer="Kit Lowe", q2_answer="Yes", q3_answer="The records, signed; The contract",
        q4_answer="On file", q4_date=datetime(2026, 2, 3), q4_words="one\n\ntwo, “three”", q7_answer=12,
        q8_instead="Not applicable", q13_answer="Good",
    )  # fmt: skip
    with_answers = filled(
        with_answers, 4, q1_answer="007", q4_words="- two", q13_answer="Inadequate"
    )
    as_it_came, back = through_libreoffice(tmp_path, data, with_answers, form=CALC)
    assert "nothing to save" in text(upload(client, at("excel", first), as_it_came, "sheet.xlsx"))
    seen = upload(client, at("excel", first), back, "sheet.xlsx")
    assert "2 cases were read" in text(seen)
    assert save(client, first, seen).status_code == 302
    assert answers(first) == {
        "header.supervisor": ("", "Kit Lowe", None), "header.holds_cases": ("yes", "", None),
        "header.parts": ("contract records", "", None),
        "documents.contract": ("yes", "one\n\ntwo, “three”", date(2026, 2, 3)),
        "documents.sessions": ("12", "", None), "documents.last_on": ("na", "", None),
        "reflection.grade": ("good", "", None),
    }  # fmt: skip
    assert answers(second) == {
        "header.supervisor": ("", "007", None), "documents.contract": ("", "- two", None),
        "reflection.grade": ("inadequate", "", None),
    }  # fmt: skip
    # It takes nothing away from the sheet that the next one who opens it needs.
    book = openpyxl.load_workbook(BytesIO(back))
    lists = [v for v in book["Answers"].data_validations.dataValidation if v.type == "list"]
    assert lists and book["Answers"].row_dimensions[1].hidden


def of_another(data: bytes, ref: str) -> bytes:
    return edited(data, lambda sheet, _: sheet.cell(4, 1, ref))


def test_a_sheet_that_is_not_of_this_round_changes_nothing(
    cast: Cast, audits: list[Audit], as_: SignIn
) -> None:
    client, first = as_(cast.ines), audits[0]
    data = client.get(at("excel_file", first)).content
    with_answer = filled(data, 3, q1_answer="Kit Lowe")
    refused: dict[str, tuple[bytes, str]] = {
        "empty": (b"", "The file is empty."),
        "50 MB": (bytes(50_000_000), "larger than 10 MB"),
        "corrupt": (with_answer[:3000], "damaged"),
        "macros": (with_part(data, "xl/vbaProject.bin", lambda _: b"x"), "carries macros"),
        "links": (with_part(data, "xl/externalLinks/externalLink1.xml", lambda _: b"<x/>"), "is linked to"),
        "formula": (filled(data, 3, q1_answer="=1+1"), "A cell holds a formula."),
        "foreign": (edited(data, lambda sheet, _: sheet.delete_rows(1)), "not a sheet that was downloaded here"),
        "a list": (openpyxl_book(), "not a sheet that was downloaded here"),
    }  # fmt: skip
    for damage, (made, said) in refused.items():
        seen = text(upload(client, at("excel", first), made, "sheet.xlsx"))
        assert said in seen and "There is a problem" in seen, damage
    theirs = upload(
        client, at("excel", first), of_another(with_answer, audits[2].ref), "sheet.xlsx"
    )
    assert "Row 4 is of an audit that you cannot write in" in text(theirs)
    assert all(answers(audit) == {} for audit in audits)


def openpyxl_book() -> bytes:
    out = BytesIO()
    openpyxl.Workbook().save(out)
    assert ZipFile(out).namelist()
    return out.getvalue()
