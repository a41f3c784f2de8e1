"""Case lists in the browser: who may open each page, and a list from its upload to its withdrawal."""

import datetime as dt
import io
import zipfile
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from goldenthread.cases import changes, queries
from goldenthread.config import home
from goldenthread.jobs.reading import read_draft
from goldenthread.journal.changes import today
from goldenthread.web.jinja import moment
from tests.cast import OPERATOR, Cast
from tests.missing import SAMPLES, samples_reason
from tests.rooms.case_files import CSV, DAY, OWN_CSV, case, files_left, reading, upload
from tests.web.asking import html as text
from tests.web.asking import signed_in as as_
from tests.web.case_pages import address, is_closed_to, send

pytestmark = pytest.mark.django_db


def test_case_lists_are_for_those_who_load_them(cast: Cast) -> None:
    assert is_closed_to("case_lists", cast)
    assert "No case list has been loaded yet" in text(as_(cast.olive).get(address("case_lists")))


def test_case_lists_show_the_current_the_withdrawn_and_uploads_on_their_way(cast: Cast) -> None:
    old = changes.import_case_list(by=cast.pat, reading=reading(case("1")))
    changes.withdraw_case_list(by=cast.pat, case_list=old, why="Wrong year.")
    changes.import_case_list(by=cast.pat, reading=reading(case("1"), sha="b" * 64))
    upload("march.csv", OWN_CSV)
    page = text(as_(cast.pat).get(address("case_lists")))
    for words in ("Current", "Wrong year.", "march.csv", "Columns to match", "Pat Ellis"):
        assert words in page


def test_case_lists_say_when_an_upload_came_and_which_of_the_same_files_is_older(
    cast: Cast,
) -> None:
    first = upload("march.csv", OWN_CSV)
    assert "of two uploads of the same" not in text(as_(cast.pat).get(address("case_lists")))
    second = upload("again.csv", OWN_CSV)
    page = text(as_(cast.pat).get(address("case_lists")))
    for words in (
        f"The newer of two uploads of the same file; the other came on {moment(first.uploaded_at)}",
        f"The older of two uploads of the same file; the other came on {moment(second.uploaded_at)}",
        moment(first.waits_until),
        "An upload that nobody goes on with is deleted by itself",
    ):
        assert words in page


def test_new_case_list_is_for_those_who_load_them(cast: Cast) -> None:
    assert is_closed_to("new_case_list", cast)
    assert as_(cast.olive).get(address("new_case_list")).status_code == 200


def test_new_case_list_asks_for_a_file_and_a_day_that_has_been(cast: Cast) -> None:
    page = text(send(cast.pat, day=today() + dt.timedelta(days=2)))
    assert "Select the files of your case list" in page
    assert "still to come" in page
    assert "<title>Error: " in page


HOSTILE: dict[str, Callable[[], bytes]] = {
    "This is a PDF": lambda: b"%PDF-1.7\n%\xe2\xe3",
    "The file is empty": lambda: b"",
    "is damaged": lambda: b"PK\x03\x04" + b"x" * 400,
    "would expand to 200 MB": lambda: zipped(
        {"xl/workbook.xml": b"<x/>", "xl/worksheets/sheet1.xml": b" " * 200_000_000}
    ),
    "XFD1048576": lambda: zipped(
        {
            "xl/workbook.xml": b"<x/>",
            "xl/worksheets/sheet1.xml": b'<worksheet><dimension ref="A1:XFD1048576"/></worksheet>',
        }
    ),
}


def zipped(entries: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize("words", HOSTILE)
def test_new_case_list_refuses_hostile_files_beside_the_field(cast: Cast, words: str) -> None:
    page = text(send(cast.pat, ("list.xlsx", HOSTILE[words]())))
    assert f"list.xlsx: {'' if words[0].isupper() else 'The file '}" in page
    assert words in page
    assert 'id="id_case_files-error"' in page
    assert files_left() == []


def test_new_case_list_refuses_a_file_that_is_too_large(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("django.conf.settings.UPLOAD_LIMIT", 2**20)
    assert "list.csv is larger than 1 MB" in text(send(cast.pat, ("list.csv", CSV * 4000)))
    assert files_left() == []


def test_upload_that_is_another_persons_page_is_closed(cast: Cast) -> None:
    assert is_closed_to("upload", cast)


def test_upload_refreshes_itself_until_it_is_asked_to_stand_still(cast: Cast) -> None:
    sent = send(cast.pat, ("list_6.csv", CSV))
    page = as_(cast.pat).get(sent.url)  # type: ignore[attr-defined]
    assert page["Refresh"] == "3"
    assert 'role="status"' in text(page)
    assert "You can leave this page" in text(page)
    assert not as_(cast.pat).get(f"{sent.url}?still").has_header("Refresh")  # type: ignore[attr-defined]


def test_upload_says_when_nobody_works_through_jobs(cast: Cast) -> None:
    draft = changes.start_import(
        by=cast.pat, files=[SimpleUploadedFile("a.csv", CSV)], taken_on=DAY
    )
    where = reverse("cases:upload", args=[draft.ref])
    assert "No background worker" not in text(as_(cast.pat).get(where))
    queries.CaseListDraft.objects.update(uploaded_at=draft.uploaded_at - dt.timedelta(seconds=31))
    assert "No background worker is running" in text(as_(cast.pat).get(where))


def test_upload_is_reported_used_and_the_same_again_changes_nothing(cast: Cast) -> None:
    changes.import_case_list(
        by=OPERATOR, reading=reading(case("1003"), taken_on=DAY - dt.timedelta(days=30))
    )
    for words in ("The case list is loaded", "Nothing has changed"):
        where = send(cast.pat, ("list_6.csv", CSV)).url  # type: ignore[attr-defined]
        read_draft(where.split("/")[-2])
        page = text(as_(cast.pat).get(where))
        assert ("have been loaded before" in page) is (words == "Nothing has changed")
        assert "1003" in page
        answer = as_(cast.pat).post(where, {"decision": "use"}, follow=True)
        assert words in text(answer)
    assert queries.case_lists().count() == 2


def test_upload_shows_every_row_that_was_left_out_and_why(cast: Cast) -> None:
    rows = (
        b",a) Male,a) WBRI,c) Child in need plan,North,Ola Fern,01/02/2026,N1 - Abuse or neglect\n"
    )
    draft = upload("list_6.csv", CSV + rows)
    page = text(as_(cast.pat).get(reverse("cases:upload", args=[draft.ref])))
    assert "Row left out" in page
    assert '<dd class="govuk-summary-list__value">1</dd>' in page


def test_upload_maps_an_unknown_case_type_in_one_click(cast: Cast) -> None:
    draft = upload("own.csv", OWN_CSV)
    asked = queries.matching(draft)
    assert asked is not None
    columns = {"person_id": "PERSON_ID", "case_type": "LEGAL_CATEGORY"}
    changes.match_columns(
        by=OPERATOR, draft=draft, columns=columns, case_types={}, sheet=asked.sheet.sheet
    )
    read_draft(draft.ref)
    where = reverse("cases:upload", args=[draft.ref])
    page = as_(cast.olive).get(where)
    assert "Cases without a case type" in text(page)
    data = {
        "case_type": "early_help",
        "status": "unknown",
        "source_value": "Step-down",
        "back": where,
    }
    page = as_(cast.olive).post(reverse("cases:map_value"), data, follow=True)
    assert "Cases without a case type" not in text(page)


def test_upload_can_be_dropped(cast: Cast) -> None:
    draft = upload("list_6.csv", CSV)
    where = reverse("cases:upload", args=[draft.ref])
    assert "Nothing of it was kept" in text(
        as_(cast.pat).post(where, {"decision": "drop"}, follow=True)
    )
    assert "was deleted" in text(as_(cast.pat).get(where))
    assert "can no longer be used" in text(
        as_(cast.pat).post(where, {"decision": "use"}, follow=True)
    )


def test_upload_without_a_case_leads_to_other_files(cast: Cast) -> None:
    where = reverse("cases:upload", args=[upload("list_6.csv", CSV.splitlines(True)[0]).ref])
    page = text(as_(cast.pat).get(where))
    assert "nothing could be selected from this list" in page
    assert "Use this case list" not in page
    assert "Use it although it has no cases" in page


def test_upload_says_how_closed_cases_are_counted(cast: Cast) -> None:
    closed = case("2", "closed", last_open_status="cin")
    made = changes.import_case_list(by=OPERATOR, reading=reading(case("1"), closed))
    page = text(as_(cast.pat).get(reverse("cases:case_list", args=[made.ref])))
    assert "The closed case is counted here under the last type it had while open" in page
    assert "under the last type they had" in text(as_(cast.pat).get(reverse("cases:case_types")))


def test_upload_that_was_refused_says_why(cast: Cast) -> None:
    draft = upload("a.csv", b"just one line of text\n")
    page = text(as_(cast.pat).get(reverse("cases:upload", args=[draft.ref])))
    assert "No row of headings was found" in page


@pytest.mark.skipif(samples_reason() is not None, reason=str(samples_reason()))
@pytest.mark.parametrize(
    ("name", "rows", "cases"),
    [("liia-sample.xlsx", 59, 23), ("official-template-2019.xlsx", 11, 0)],
)
def test_upload_of_the_sample_workbooks_recognises_every_list(
    cast: Cast, name: str, rows: int, cases: int
) -> None:
    content = (SAMPLES / name).read_bytes()
    where = send(cast.pat, (name, content), day=dt.date(2024, 1, 31)).url  # type: ignore[attr-defined]
    draft = queries.visible_upload(cast.pat, where.split("/")[-2])
    assert draft is not None
    read_draft(draft.ref)
    draft.refresh_from_db()
    said = queries.report_of_draft(draft)
    assert said is not None
    assert sorted(found.list for found in said.files[0].lists) == list(range(1, 12))
    assert (said.rows_read, said.cases) == (rows, cases)
    wanted = "Use this case list" if cases else "Choose other files"
    assert wanted in text(as_(cast.pat).get(where))
    assert as_(cast.pat).post(where, {"decision": "use"}).status_code == 302
    kept = [
        path
        for path in home.home().rglob("*")
        if path.is_file() and path.stat().st_size == len(content)
    ]
    assert [path for path in kept if path.read_bytes() == content] == []
