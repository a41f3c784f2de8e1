"""Case lists: loaded once, made of rows that are the same for ten cases and for thousands."""

import dataclasses
import datetime as dt
import io
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from procrastinate.contrib.django import app as worker

from goldenthread.cases import changes, queries, uploaded
from goldenthread.cases.models import CaseEntry, CaseList, CaseListDraft, ColumnMapping, Subject
from goldenthread.jobs.reading import read_draft
from goldenthread.journal.changes import today
from goldenthread.journal.models import Entry
from goldenthread.people.actors import NotAllowed
from goldenthread.people.models import Practitioner, Team
from goldenthread.readers.guard import FileRefused
from goldenthread.readers.reading import CaseRow, FileRead, ListFound, Reading
from tests.cast import OPERATOR, Cast

pytestmark = pytest.mark.django_db

DAY = dt.date(2026, 3, 31)
CSV = b"""Child Unique ID,Gender,Ethnicity,Case status,Allocated Team,Allocated Worker,CIN Start Date,Primary Need Code
1001,a) Male,a) WBRI,c) Child in need plan,North,Ola Fern,01/02/2026,N1 - Abuse or neglect
1002,b) Female,a) WBRI,b) Child Protection plan,South,Wen Marsh,01/02/2026,N1 - Abuse or neglect
"""
OWN_CSV = b"""PERSON_ID,CHILD_NAME,LEGAL_CATEGORY,ALLOC_WORKER,TEAM
20303,Some Child,CIN,Ola Fern,North
20319,Other Child,LC,Wen Marsh,South
20319,Other Child,LC,Wen Marsh,South
20321,Third Child,Step-down,,South
"""


class Sent(io.BytesIO):
    """A file as a browser sends it."""

    def __init__(self, name: str, content: bytes) -> None:
        super().__init__(content)
        self.name, self.size = name, len(content)

    def chunks(self) -> Iterator[bytes]:
        yield self.getvalue()


def case(number: str, status: str = "cin", **more: object) -> CaseRow:
    return CaseRow(person_id=number, status=status, **more)  # type: ignore[arg-type]


def reading(*cases: CaseRow, taken_on: dt.date = DAY, sha: str = "a" * 64) -> Reading:
    file = FileRead("list.xlsx", sha, 1200, (ListFound(6, "List_6", len(cases)),))
    return Reading(taken_on=taken_on, files=(file,), rows_read=len(cases), cases=cases)


def upload(name: str, content: bytes, taken_on: dt.date = DAY) -> CaseListDraft:
    draft = changes.start_import(by=OPERATOR, files=[Sent(name, content)], taken_on=taken_on)
    read_draft(draft.ref)
    draft.refresh_from_db()
    return draft


def files_left() -> list[Path]:
    return [path for path in uploaded.uploads_folder().rglob("*") if path.is_file()]


@pytest.fixture(autouse=True)
def _no_uploads_of_other_tests() -> None:
    for ref, _ in uploaded.folders():
        uploaded.remove(ref)


def test_a_case_list_makes_subjects_teams_and_practitioners_once() -> None:
    changes.import_case_list(
        by=OPERATOR,
        reading=reading(
            case("1", team="North", worker="Ola Fern"),
            case("2", team="north ", worker="Ola Fern", personal_adviser="Wen Marsh"),
        ),
    )
    assert Team.objects.filter(name__iexact="north").count() == 1
    assert sorted(Practitioner.objects.values_list("name", flat=True)) == ["Ola Fern", "Wen Marsh"]
    assert Subject.objects.count() == CaseEntry.objects.count() == 2


def test_the_same_files_of_the_same_day_change_nothing() -> None:
    first = changes.import_case_list(by=OPERATOR, reading=reading(case("1")))
    lines = Entry.objects.count()
    assert changes.import_case_list(by=OPERATOR, reading=reading(case("1"))) == first
    assert CaseList.objects.count() == 1
    assert Entry.objects.count() == lines


def test_a_child_of_an_earlier_list_is_the_same_subject() -> None:
    earlier = reading(case("1"), taken_on=DAY - dt.timedelta(days=90))
    changes.import_case_list(by=OPERATOR, reading=earlier)
    later = changes.import_case_list(by=OPERATOR, reading=reading(case("1", "cp"), sha="b" * 64))
    assert Subject.objects.count() == 1
    assert queries.current_case_list() == later


def test_the_latest_list_says_in_which_team_a_practitioner_works() -> None:
    changes.import_case_list(
        by=OPERATOR, reading=reading(case("1", team="North", worker="Ola Fern"))
    )
    moved = reading(
        case("1", team="South", worker="Ola Fern"),
        taken_on=DAY + dt.timedelta(days=1),
        sha="b" * 64,
    )
    older = reading(
        case("1", team="East", worker="Ola Fern"), taken_on=DAY - dt.timedelta(days=9), sha="c" * 64
    )
    for each in (moved, older):
        changes.import_case_list(by=OPERATOR, reading=each)
    assert Practitioner.objects.get().team == Team.objects.get(name="South")


def test_a_staff_id_tells_two_workers_of_one_name_apart() -> None:
    cases = [
        case(n, worker="A Smith", worker_id=key)
        for n, key in (("1", "S1"), ("2", "S2"), ("3", "S1"))
    ]
    changes.import_case_list(by=OPERATOR, reading=reading(*cases))
    assert sorted(Practitioner.objects.values_list("key", flat=True)) == ["S1", "S2"]


def test_case_types_follow_the_authoritys_words_then_the_status_then_nothing() -> None:
    disabled = changes.add_case_type(by=OPERATOR, label="Disabled children")
    changes.map_value(by=OPERATOR, case_type=disabled, source_value="CWD plan")
    made = changes.import_case_list(
        by=OPERATOR,
        reading=reading(
            case("1", source_values={"case_type": "cwd  PLAN"}),
            case("2", "closed", last_open_status="cp"),
            case("3", "unknown", source_values={"case_type": "Step-down"}),
        ),
    )
    types = [entry.case_type.code if entry.case_type else None for entry in queries.entries(made)]
    assert types == ["disabled_children", "cp", None]
    assert made.report["unmapped"] == [
        {"status": "unknown", "source_values": ["Step-down"], "count": 1}
    ]


def test_what_stays_of_a_list_for_good_names_nobody() -> None:
    made = changes.import_case_list(
        by=OPERATOR,
        reading=dataclasses.replace(
            reading(case("77123", worker="Ola Fern")), unallocated=("77123",)
        ),
    )
    assert "77123" not in str(made.report)
    assert "Fern" not in str(made.report)
    assert made.report["unallocated"] == 1


def test_a_withdrawn_list_is_not_the_current_one_and_may_be_loaded_again() -> None:
    made = changes.import_case_list(by=OPERATOR, reading=reading(case("1")))
    with pytest.raises(changes.ReasonMissing):
        changes.withdraw_case_list(by=OPERATOR, case_list=made, why=" ")
    changes.withdraw_case_list(by=OPERATOR, case_list=made, why="It was last year's file.")
    assert queries.current_case_list() is None
    assert changes.import_case_list(by=OPERATOR, reading=reading(case("1"))) != made


def test_a_list_of_a_day_to_come_is_refused() -> None:
    with pytest.raises(changes.DateToCome):
        changes.import_case_list(
            by=OPERATOR, reading=reading(taken_on=today() + dt.timedelta(days=1))
        )


def test_who_may_not_load_case_lists_cannot(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        changes.import_case_list(by=cast.ines, reading=reading(case("1")))
    made = changes.import_case_list(by=cast.olive, reading=reading(case("1")))
    assert queries.visible_case_list(cast.mo, made.ref) is None
    assert queries.visible_case_list(cast.olive, made.ref) == made


def queries_for(count: int) -> int:
    cases = [case(f"{count}-{n}", team=f"T{n % 11}", worker=f"W{n % 11}") for n in range(count)]
    with CaptureQueriesContext(connection) as made:
        changes.import_case_list(by=OPERATOR, reading=reading(*cases, sha=f"{count:064}"))
    return len(made)


def test_the_number_of_queries_does_not_grow_with_the_list() -> None:
    queries_for(20)
    assert queries_for(30) == queries_for(3000)


def test_no_page_waits_for_the_references_of_a_list_to_be_checked(cast: Cast) -> None:
    with CaptureQueriesContext(connection) as made:
        changes.import_case_list(by=cast.pat, reading=reading(case("1"), case("2")))
    asked = [query["sql"] for query in made]
    checked = next(at for at, sql in enumerate(asked) if "SET CONSTRAINTS ALL IMMEDIATE" in sql)
    locked = next(at for at, sql in enumerate(asked) if "goldenthread_journal_head" in sql)
    assert not any("cases_" in sql for sql in asked[checked + 1 : locked])
    assert checked < locked


def test_an_upload_is_read_reported_and_deleted() -> None:
    draft = upload("list_6.csv", CSV)
    said = queries.report_of_draft(draft)
    assert said is not None
    assert (draft.state, said.cases, said.by_status["cp"]) == ("read", 2, 1)
    assert files_left() == []
    assert CaseList.objects.count() == 0
    assert draft.files[0]["name"] == "list_6.csv"
    assert len(draft.files[0]["sha256"]) == 64


def test_a_report_that_is_used_becomes_a_list_and_leaves_no_second_copy() -> None:
    draft = upload("list_6.csv", CSV)
    made = changes.confirm_import(by=OPERATOR, draft=draft)
    draft.refresh_from_db()
    assert made.entries.count() == 2
    assert (draft.state, draft.reading and draft.reading.body) == ("used", "")
    assert changes.confirm_import(by=OPERATOR, draft=draft) == made


def test_a_report_that_is_dropped_leaves_nothing() -> None:
    draft = upload("list_6.csv", CSV)
    changes.drop_import(by=OPERATOR, draft=draft)
    draft.refresh_from_db()
    assert (draft.state, draft.reading and draft.reading.body) == ("dropped", "")
    with pytest.raises(changes.NotReadYet):
        changes.confirm_import(by=OPERATOR, draft=draft)


def test_the_report_counts_children_gone_since_last_time() -> None:
    before = reading(
        case("1001"), case("1003"), case("1004", "closed"), taken_on=DAY - dt.timedelta(days=30)
    )
    changes.import_case_list(by=OPERATOR, reading=before)
    said = queries.report_of_draft(upload("list_6.csv", CSV))
    assert said is not None
    assert (said.gone, said.gone_since) == (("1003",), DAY - dt.timedelta(days=30))


def test_a_list_loaded_in_one_step_keeps_how_many_are_gone_since_last_time() -> None:
    before = reading(case("1001"), case("1003"), taken_on=DAY - dt.timedelta(days=30))
    changes.import_case_list(by=OPERATOR, reading=before)
    made = changes.import_case_list(by=OPERATOR, reading=reading(case("1001"), sha="b" * 64))
    assert (made.report["gone"], made.report["gone_since"]) == (1, "2026-03-01")


def test_a_file_that_is_no_spreadsheet_is_refused_at_once_and_not_kept() -> None:
    with pytest.raises(FileRefused, match="PDF"):
        changes.start_import(by=OPERATOR, files=[Sent("a.xlsx", b"%PDF-1.7")], taken_on=DAY)
    assert files_left() == []
    assert not CaseListDraft.objects.exists()


def test_a_file_that_cannot_be_read_is_refused_in_words_and_deleted() -> None:
    draft = upload("a.csv", b"just one line of text\n")
    assert draft.state == "refused"
    assert "No row of headings was found" in draft.refusal
    assert files_left() == []


def test_a_job_that_was_killed_runs_again() -> None:
    draft = changes.start_import(by=OPERATOR, files=[Sent("list_6.csv", CSV)], taken_on=DAY)
    assert changes.begin_reading(by=OPERATOR, ref=draft.ref)  # and then the worker is gone
    read_draft(draft.ref, attempt=2)
    draft.refresh_from_db()
    assert (draft.state, files_left()) == ("read", [])


def test_a_job_that_was_killed_again_and_again_is_given_up() -> None:
    draft = changes.start_import(by=OPERATOR, files=[Sent("list_6.csv", CSV)], taken_on=DAY)
    read_draft(draft.ref, attempt=4)
    draft.refresh_from_db()
    assert (draft.state, files_left()) == ("refused", [])


def test_an_error_of_ours_is_told_with_a_code_and_the_file_goes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("goldenthread.jobs.reading.read_case_files", broken)
    draft = upload("list_6.csv", CSV)
    assert draft.state == "refused"
    assert "code" in draft.refusal
    assert files_left() == []


def test_a_list_of_ones_own_asks_which_column_is_which() -> None:
    draft = upload("cases_jan.csv", OWN_CSV)
    asked = queries.matching(draft)
    assert asked is not None and asked.tried is not None
    assert asked.columns["person_id"] == "PERSON_ID"
    assert [duplicate.person_id for duplicate in asked.tried.duplicates] == ["20319"]
    assert len(files_left()) == 1  # it waits for its columns


def match(draft: CaseListDraft, **more: str) -> None:
    columns = {
        "person_id": "PERSON_ID",
        "case_type": "LEGAL_CATEGORY",
        "worker": "ALLOC_WORKER",
        "team": "TEAM",
    }
    asked = queries.matching(draft)
    assert asked is not None
    changes.match_columns(
        by=OPERATOR,
        draft=draft,
        columns=columns | more,
        case_types={"Step-down": "early_help"},
        sheet=asked.sheet.sheet,
        name="Open cases",
    )


def test_matched_columns_are_read_remembered_and_the_file_goes() -> None:
    draft = upload("cases_jan.csv", OWN_CSV)
    match(draft)
    read_draft(draft.ref)
    draft.refresh_from_db()
    said = queries.report_of_draft(draft)
    assert said is not None
    assert {k: n for k, n in said.by_status.items() if n} == {
        "early_help": 1,
        "cin": 1,
        "care_leaver": 1,
    }
    assert "CHILD_NAME" in said.files[0].lists[0].columns_thrown_away
    assert files_left() == []
    again = queries.matching(upload("cases_feb.csv", OWN_CSV.replace(b"20303", b"20304")))
    assert again is not None and again.saved is not None
    assert again.saved.name == "Open cases"


def test_a_matching_without_a_case_number_or_with_a_column_twice_is_refused() -> None:
    draft = upload("cases_jan.csv", OWN_CSV)
    with pytest.raises(changes.NumberColumnMissing):
        match(draft, person_id="")
    with pytest.raises(changes.SameColumnTwice):
        match(draft, worker="TEAM")
    assert not ColumnMapping.objects.exists()


def test_files_whose_columns_nobody_matches_are_deleted() -> None:
    draft = upload("cases_jan.csv", OWN_CSV)
    CaseListDraft.objects.update(uploaded_at=draft.uploaded_at - dt.timedelta(hours=3))
    assert changes.sweep_uploads(by=OPERATOR) == 1
    draft.refresh_from_db()
    assert (draft.state, files_left()) == ("refused", [])


def test_the_worker_deletes_files_that_waited_too_long_every_ten_minutes() -> None:
    draft = upload("cases_jan.csv", OWN_CSV)
    CaseListDraft.objects.update(uploaded_at=draft.uploaded_at - dt.timedelta(hours=3))
    timed = worker.periodic_registry.periodic_tasks["jobs.sweep_uploads", ""]
    assert timed.cron == "*/10 * * * *"
    timed.task(timestamp=0)
    draft.refresh_from_db()
    assert (draft.state, files_left()) == ("refused", [])


def test_files_that_belong_to_no_upload_are_deleted() -> None:
    for path in uploaded.save("LDR-NOBODYS", [Sent("x.csv", CSV)]):
        assert path.stat().st_mode & 0o777 == 0o600
    os.utime(uploaded.folder("LDR-NOBODYS"), (0, 0))
    changes.sweep_uploads(by=OPERATOR)
    assert files_left() == []


def test_a_report_that_nobody_decides_on_goes_after_a_week() -> None:
    draft = upload("list_6.csv", CSV)
    CaseListDraft.objects.update(uploaded_at=draft.uploaded_at - dt.timedelta(days=8))
    changes.sweep_uploads(by=OPERATOR)
    draft.refresh_from_db()
    assert (draft.state, draft.reading and draft.reading.body) == ("dropped", "")


def test_an_upload_dropped_while_it_is_read_stays_dropped() -> None:
    draft = changes.start_import(by=OPERATOR, files=[Sent("list_6.csv", CSV)], taken_on=DAY)
    begun = changes.begin_reading(by=OPERATOR, ref=draft.ref)
    changes.drop_import(by=OPERATOR, draft=draft)
    assert begun is not None
    changes.keep_reading(by=OPERATOR, draft=begun, reading=reading(case("1")))
    draft.refresh_from_db()
    assert draft.state == "dropped"


def test_a_case_type_moves_takes_a_status_over_and_knows_of_another_editor() -> None:
    cin = queries.case_type_by_code("cin")
    added = changes.add_case_type(by=OPERATOR, label="Family support")
    assert cin is not None
    changes.move_case_type(by=OPERATOR, case_type=added, is_up=True)
    assert [use.case_type.code for use in queries.case_types(None)][-2] == "family_support"
    seen = queries.case_type_version(added)
    changes.edit_case_type(
        by=OPERATOR,
        case_type=added,
        seen=seen,
        label="Family support",
        is_in_use=True,
        statuses=["cin"],
        source_values=["FS"],
    )
    assert queries.case_type_mapping().by_status["cin"] == "family_support"
    with pytest.raises(changes.CaseTypeChanged):
        changes.edit_case_type(
            by=OPERATOR,
            case_type=added,
            seen=seen,
            label="X",
            is_in_use=True,
            statuses=[],
            source_values=[],
        )
    with pytest.raises(changes.CaseTypeTaken):
        changes.add_case_type(by=OPERATOR, label="family  Support")


def test_numbers_are_found_in_the_current_list_in_any_case() -> None:
    changes.import_case_list(by=OPERATOR, reading=reading(case("AB1"), case("2")))
    assert set(queries.find_numbers(["ab1", " 2 ", "404"])) == {"ab1", "2"}


def test_the_frame_says_what_a_selection_needs() -> None:
    made = changes.import_case_list(
        by=OPERATOR, reading=reading(case("2"), case("1", "unknown", team="North"))
    )
    rows = list(queries.frame(made))
    assert [(row["number"], row["case_type_code"]) for row in rows] == [
        ("1", "unknown"),
        ("2", "cin"),
    ]
