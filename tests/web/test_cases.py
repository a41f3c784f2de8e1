"""Case lists in the browser: who may open each page, and a list from its upload to its withdrawal."""

import datetime as dt
import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from goldenthread.cases import changes, queries, uploaded
from goldenthread.cases.queries import CaseListDraft
from goldenthread.config import home
from goldenthread.jobs.reading import read_draft
from goldenthread.journal.changes import today
from goldenthread.journal.models import Entry
from goldenthread.people.models import Person
from goldenthread.web.jinja import moment
from tests.cast import OPERATOR, Cast
from tests.missing import SAMPLES, samples_reason
from tests.rooms.test_cases import CSV, DAY, OWN_CSV, case, reading, upload

pytestmark = pytest.mark.django_db


def as_(who: Person) -> Client:
    client = Client()
    client.force_login(who)
    return client


def text(answer: HttpResponse) -> str:
    return answer.content.decode()


@pytest.fixture(autouse=True)
def _no_uploads_of_other_tests() -> None:
    for ref, _ in uploaded.folders():
        uploaded.remove(ref)


def address(page: str) -> str:
    """A page about something that is there."""
    if page in ("upload", "match_columns"):
        return reverse(f"cases:{page}", args=[upload("own.csv", OWN_CSV).ref])
    if page in ("case_list", "withdraw_case_list"):
        made = changes.import_case_list(by=OPERATOR, reading=reading(case("20303")))
        return reverse(f"cases:{page}", args=[made.ref])
    if page in ("case_type", "move_case_type"):
        return reverse(f"cases:{page}", args=["cin"])
    return reverse(f"cases:{page}")


def is_closed_to(page: str, cast: Cast, *more: Person) -> bool:
    """A page answers people without the right, by reading or posting, like one that is not there."""
    where = address(page)
    posts = {"to": "up", "case_type": "cin", "status": "cin", "why": "x", "decision": "use"}
    answers = [
        as_(who).post(where, posts).status_code
        for who in (cast.stranger, cast.ines, cast.ada, *more)
    ]
    if page not in ("move_case_type", "map_value"):
        answers += [as_(who).get(where).status_code for who in (cast.stranger, cast.ira, cast.mo)]
    # An administrator may change settings, and with them what a case type is called.
    return set(answers) <= {404}


def send(who: Person, *files: tuple[str, bytes], day: dt.date = DAY) -> HttpResponse:
    sent = [SimpleUploadedFile(name, content) for name, content in files]
    data = {
        "case_files": sent,
        "taken_on-day": day.day,
        "taken_on-month": day.month,
        "taken_on-year": day.year,
    }
    return as_(who).post(reverse("cases:new_case_list"), data)


def uploads_left() -> list[Path]:
    return [path for path in uploaded.uploads_folder().rglob("*") if path.is_file()]


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
    assert uploads_left() == []


def test_new_case_list_refuses_a_file_that_is_too_large(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("django.conf.settings.UPLOAD_LIMIT", 2**20)
    assert "list.csv is larger than 1 MB" in text(send(cast.pat, ("list.csv", CSV * 4000)))
    assert uploads_left() == []


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


def test_match_columns_is_for_those_who_load_lists(cast: Cast) -> None:
    assert is_closed_to("match_columns", cast)


def columns_form(**more: str) -> dict[str, str]:
    return {
        "person_id": "PERSON_ID",
        "case_type": "LEGAL_CATEGORY",
        "typed_in": "LEGAL_CATEGORY",
        "worker": "ALLOC_WORKER",
        "name": "Open cases",
        "type-2": "early_help",
        **more,
    }


def test_match_columns_shows_what_is_matched_thrown_away_and_wrong(cast: Cast) -> None:
    page = text(as_(cast.pat).get(address("match_columns")))
    for words in (
        "4 rows, 5 columns",
        "1 column in your file will be thrown away before anything is saved: CHILD_NAME",
        "Case 20319 appears twice",
        "Step-down",
        "20303, 20319, 20321",
    ):
        assert words in page
    assert "Some Child" not in page


def test_match_columns_asks_again_when_the_column_of_types_is_another(cast: Cast) -> None:
    where = address("match_columns")
    page = text(
        as_(cast.pat).post(where, columns_form(case_type="TEAM", typed_in="LEGAL_CATEGORY"))
    )
    assert "Check below what each case type means" in page
    assert "You chose another column" in page


def test_match_columns_guesses_the_types_of_another_column(cast: Cast) -> None:
    own = OWN_CSV.replace(b"LEGAL_CATEGORY", b"INVOLVEMENT")
    where = reverse("cases:match_columns", args=[upload("own.csv", own).ref])
    sent = columns_form(case_type="INVOLVEMENT", typed_in="")
    page = text(as_(cast.pat).post(where, {k: v for k, v in sent.items() if k != "type-2"}))
    assert '<option value="care_leaver" selected>' in page


def test_match_columns_shows_values_before_anything_is_sent_and_how_long_it_waits(
    cast: Cast,
) -> None:
    page = text(as_(cast.pat).get(address("match_columns")))
    assert "First values of each column" in page
    assert "Not shown: it may hold a person’s details" in page
    assert "Optional" in page
    assert f"The file waits here until {moment(CaseListDraft.objects.get().waits_until)}" in page


def test_match_columns_refuses_a_list_without_a_number(cast: Cast) -> None:
    page = text(as_(cast.pat).post(address("match_columns"), columns_form(person_id="")))
    assert "Select the column that holds the case number" in page


def test_match_columns_leads_to_the_report_and_is_remembered(cast: Cast) -> None:
    where = address("match_columns")
    answer = as_(cast.pat).post(where, columns_form())
    ref = answer.url.split("/")[-2]  # type: ignore[attr-defined]
    read_draft(ref)
    page = text(as_(cast.pat).get(answer.url))  # type: ignore[attr-defined]
    assert "Use this case list" in page
    again = upload("next.csv", OWN_CSV.replace(b"20303", b"20309"))
    page = text(as_(cast.pat).get(reverse("cases:match_columns", args=[again.ref])))
    assert "We recognised this as a <strong>Open cases</strong> list" in page


def test_case_list_is_for_those_who_load_them_and_its_reading_is_recorded(cast: Cast) -> None:
    assert is_closed_to("case_list", cast, cast.dee)
    made = queries.current_case_list()
    assert made is not None
    as_(cast.olive).get(reverse("cases:case_list", args=[made.ref]))
    line = Entry.objects.latest("seq")
    assert (line.kind, line.what, line.refs[0]) == ("read", "case_list", made.ref)
    assert made.entries.get().subject.ref in line.refs


def test_case_list_is_filtered_and_paged(cast: Cast) -> None:
    cases = [
        case(str(n), "cp" if n == 7 else "cin", flags=("uasc",) if n == 8 else (), team="North")
        for n in range(30)
    ]
    made = changes.import_case_list(by=OPERATOR, reading=reading(*cases))
    where = reverse("cases:case_list", args=[made.ref])
    assert "30 cases." in text(as_(cast.pat).get(where))
    assert (
        text(as_(cast.pat).get(f"{where}?page=2")).count('scope="row"')
        == text(as_(cast.pat).get(where)).count('scope="row"') - 20
    )
    for question in ("status=cp", "flag=uasc", "number=29"):
        assert "1 case." in text(as_(cast.pat).get(f"{where}?{question}"))
    assert "No cases match." in text(as_(cast.pat).get(f"{where}?number=404"))


def test_case_list_takes_as_many_queries_for_many_cases(cast: Cast) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    found = []
    for count in (3, 25):
        cases = [case(f"{n}", team=f"T{n}", worker=f"W{n}") for n in range(count)]
        made = changes.import_case_list(by=OPERATOR, reading=reading(*cases, sha=f"{count:064}"))
        client = as_(cast.pat)
        with CaptureQueriesContext(connection) as counted:
            client.get(reverse("cases:case_list", args=[made.ref]))
        found.append(len(counted))
    assert found[0] == found[1]


def test_withdraw_case_list_needs_a_reason_and_shows_it(cast: Cast) -> None:
    where = address("withdraw_case_list")
    assert "Enter why is it withdrawn" in text(as_(cast.pat).post(where, {"why": ""}))
    assert "Wrong file" in text(as_(cast.pat).post(where, {"why": "Wrong file"}, follow=True))
    assert "already been withdrawn" in text(as_(cast.pat).post(where, {"why": "Again"}))


def test_withdraw_case_list_is_closed_to_others(cast: Cast) -> None:
    assert is_closed_to("withdraw_case_list", cast)


def test_case_types_list_the_order_the_mapping_and_what_is_not_mapped(cast: Cast) -> None:
    unknown = case("1", "unknown", source_values={"case_type": "Step-down"})
    changes.import_case_list(by=OPERATOR, reading=reading(unknown))
    page = text(as_(cast.olive).get(address("case_types")))
    assert page.index("Looked after") < page.index("Child protection") < page.index("Step-down")
    assert "Add a case type" not in page  # an officer maps; the lead arranges
    assert as_(cast.stranger).get(address("case_types")).status_code == 404


def test_add_case_type_and_refuse_one_twice(cast: Cast) -> None:
    where = address("add_case_type")
    answer = as_(cast.pat).post(where, {"label": "Disabled children"})
    assert answer.status_code == 302
    assert "already a case type" in text(as_(cast.pat).post(where, {"label": "disabled Children"}))
    for who in (cast.stranger, cast.olive):
        assert as_(who).get(where).status_code == 404


def test_case_type_is_edited_once_and_a_second_editor_is_told(cast: Cast) -> None:
    where = address("case_type")
    cin = queries.case_type_by_code("cin")
    assert cin is not None
    data = {
        "label": "In need",
        "statuses": ["cin", "assessment"],
        "source_values": "CIN plan\nSection 17",
        "is_in_use": "on",
        "seen": queries.case_type_version(cin),
    }
    page = text(as_(cast.pat).post(where, data, follow=True))
    assert "In need" in page
    assert "“CIN plan”, “Section 17”" in page
    assert "Somebody else changed this case type" in text(as_(cast.pat).post(where, data))
    assert as_(cast.stranger).get(where).status_code == 404


def test_move_case_type_up_and_down(cast: Cast) -> None:
    where = reverse("cases:move_case_type", args=["cp"])
    as_(cast.pat).post(where, {"to": "up"})
    assert [use.case_type.code for use in queries.case_types(None)][:2] == ["cp", "cla"]
    assert as_(cast.pat).get(where).status_code == 405
    assert as_(cast.stranger).post(where, {"to": "down"}).status_code == 404


def test_map_value_without_a_choice_changes_nothing_and_says_so(cast: Cast) -> None:
    page = as_(cast.pat).post(address("map_value"), {"source_value": "Section 17"}, follow=True)
    assert "Choose a case type before you press Remember" in text(page)
    assert queries.case_type_mapping().by_value == {}


def test_map_value_comes_back_to_our_own_page_only(cast: Cast) -> None:
    where = address("map_value")
    data = {"case_type": "cin", "source_value": "Section 17", "back": "https://elsewhere.example/"}
    assert as_(cast.pat).post(where, data)["Location"] == reverse("cases:case_types")
    assert queries.case_type_mapping().by_value == {"section 17": "cin"}
    assert as_(cast.stranger).post(where, data).status_code == 404


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
