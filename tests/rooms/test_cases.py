"""Case lists: loaded once, made of rows that are the same for ten cases and for thousands."""

import dataclasses
import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from goldenthread.cases import changes, queries
from goldenthread.cases.models import CaseEntry, CaseList, Subject
from goldenthread.journal.changes import today
from goldenthread.journal.models import Entry
from goldenthread.people.actors import NotAllowed
from goldenthread.people.models import Practitioner, Team
from tests.cast import OPERATOR, Cast
from tests.rooms.case_files import DAY, case, reading

pytestmark = pytest.mark.django_db


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
