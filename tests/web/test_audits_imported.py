"""Audits from the case system in the browser: from the file to the round, and refused in words."""

import re
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from goldenthread.audits.models import Audit, AuditImport
from goldenthread.programme.models import Round
from goldenthread.web.audits.imports import LARGEST
from tests.cast import Cast
from tests.loop import round_of
from tests.rooms.test_audits_imported import ROWS, workbook

pytestmark = pytest.mark.django_db


@pytest.fixture
def round(cast: Cast) -> Round:
    return round_of(cast, ["20301"])[0].round


@pytest.fixture
def pat(cast: Cast) -> Client:
    client = Client(headers={"Origin": "http://testserver"})
    client.force_login(cast.pat)
    return client


def send(pat: Client, round: Round, name: str, data: bytes) -> HttpResponse:
    page = reverse("audits:import_audits", args=[round.ref])
    return pat.post(page, {"export": SimpleUploadedFile(name, data)}, follow=True)  # type: ignore[return-value]


def matching(page: str) -> dict[str, str]:
    """The columns that the page has filled in."""
    selects = re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', page, re.S)
    chosen = {name: re.findall(r'value="([^"]*)" selected', inside) for name, inside in selects}
    return {name: found[0] if found else "" for name, found in chosen.items()}


def test_import_audits_takes_a_file_to_its_matching(
    pat: Client, round: Round, tmp_path: Path
) -> None:
    data = workbook(tmp_path / "a.xlsx").read_bytes()
    page = send(pat, round, "november.xlsx", data).content.decode()
    assert "Match the columns" in page and "7 rows, 9 columns" in page
    assert matching(page)["number"] == "Case No"
    assert matching(page)["answer-overall.grade"] == "Overall grade"


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("a.pdf", b"%PDF-1.7", "This is a PDF, not a spreadsheet."),
        ("a.csv", b"", "The file is empty."),
        ("a.csv", b"Case,Auditor\n", "No row of headings with audits below it was found."),
        ("a.csv", b"x" * (LARGEST + 1), "The file is larger than 10 MB."),
    ],
)
def test_import_audits_refuses_other_files_in_words(
    pat: Client, round: Round, name: str, data: bytes, says: str
) -> None:
    assert says in send(pat, round, name, data).content.decode()
    assert not AuditImport.objects.exists()


def test_match_audits_is_remembered_for_the_next_file(
    pat: Client, round: Round, tmp_path: Path
) -> None:
    data = workbook(tmp_path / "a.xlsx").read_bytes()
    page = send(pat, round, "november.xlsx", data).content.decode()
    where = reverse("audits:match_audits", args=[AuditImport.objects.get().ref])
    wanted = matching(page)
    assert "Say which columns hold" in pat.post(where, wanted | {"auditor": ""}).content.decode()
    twice = wanted | {"answer-risk.grade": wanted["answer-overall.grade"]}
    assert "is selected more than once" in pat.post(where, twice).content.decode()
    said = pat.post(where, wanted, follow=True).content.decode()
    assert "nobody who may audit in this round is called “Nobody Known”" in said
    again = send(pat, round, "december.xlsx", data).content.decode()
    assert "Bring in 2 audits" in again and "Match the columns of the audits</h1>" not in again


def test_audit_import_brings_them_in_once_and_marks_them(
    pat: Client, round: Round, tmp_path: Path
) -> None:
    data = workbook(tmp_path / "a.xlsx", ROWS[:1]).read_bytes()
    page = send(pat, round, "november.xlsx", data).content.decode()
    held = AuditImport.objects.get()
    pat.post(reverse("audits:match_audits", args=[held.ref]), matching(page))
    where = reverse("audits:audit_import", args=[held.ref])
    said = pat.post(where, {"decision": "use"}, follow=True).content.decode()
    assert "Audits brought in: 1. There already: 0. Refused: 0." in said
    assert (
        "has been used or deleted already"
        in pat.post(where, {"decision": "use"}, follow=True).content.decode()
    )
    audit = Audit.objects.get(imported__isnull=False)
    shown = pat.get(reverse("audits:audit", args=[audit.ref])).content.decode()
    assert "Completed in the case system on 3 November 2026; row 3 of november.xlsx" in shown
    assert (
        "Ines Vale (imported)"
        in pat.get(reverse("programme:round", args=[round.ref])).content.decode()
    )


def test_audit_import_can_be_deleted_and_nothing_is_kept(
    pat: Client, round: Round, tmp_path: Path
) -> None:
    send(pat, round, "november.xlsx", workbook(tmp_path / "a.xlsx").read_bytes())
    held = AuditImport.objects.get()
    pat.post(reverse("audits:audit_import", args=[held.ref]), {"decision": "drop"})
    held.refresh_from_db()
    assert held.state == "dropped" and held.reading is not None and held.reading.body == ""
