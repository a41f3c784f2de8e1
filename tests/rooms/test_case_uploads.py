"""An upload of case files: read, reported, matched, used or dropped, and never left lying about."""

import datetime as dt
import os

import pytest
from procrastinate.contrib.django import app as worker

from goldenthread.cases import changes, queries, uploaded
from goldenthread.cases.models import CaseList, CaseListDraft, ColumnMapping
from goldenthread.jobs.reading import read_draft
from goldenthread.readers.guard import FileRefused
from tests.cast import OPERATOR
from tests.rooms.case_files import CSV, DAY, OWN_CSV, Sent, case, files_left, reading, upload

pytestmark = pytest.mark.django_db


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
