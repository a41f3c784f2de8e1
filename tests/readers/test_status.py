"""The status of a child by the stated precedence, with every flag kept."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from tests.readers.workbooks import DAY, ENDED, OPENED, annex, only_case, read

CLA = {8: [{"id": 1, "cla_start": OPENED, "legal": "C2: FCO"}]}
CLA_ENDED = {8: [{"id": 1, "cla_start": OPENED, "legal": "C2", "cla_end": ENDED}]}
CP = {7: [{"id": 1, "cp_start": OPENED}]}
CP_ENDED = {7: [{"id": 1, "cp_start": OPENED, "cp_end": ENDED}]}
LEAVER = {9: [{"id": 1, "touch": "a) Yes", "Eligibility Category": "b", "age": 19}]}
YOUNG = {9: [{"id": 1, "touch": "a) Yes", "Eligibility Category": "a", "age": 17}]}
CIN = {6: [{"id": 1, "status": "c) Child in need plan", "cin_start": OPENED}]}
ASSESSED = {4: [{"id": 1, "assessed": OPENED}]}
FINISHED = {4: [{"id": 1, "assessed": OPENED, "authorised": ENDED}]}
EARLY = {2: [{"id": 1, "eh_start": OPENED, "Organisation completing assessment": "School"}]}
CLOSED = {6: [{"id": 1, "status": "e) Closed episode", "cin_end": ENDED}]}


@pytest.mark.parametrize(
    ("lists", "status"),
    [
        (CLA | CP | LEAVER | CIN | ASSESSED | EARLY, "cla"),
        (CP | LEAVER | CIN | ASSESSED | EARLY, "cp"),
        (LEAVER | CIN | ASSESSED | EARLY, "care_leaver"),
        (YOUNG | CIN, "cin"),
        (CIN | ASSESSED | EARLY, "cin"),
        (ASSESSED | EARLY, "assessment"),
        (EARLY | FINISHED, "early_help"),
        (YOUNG, "care_leaver"),
        (YOUNG | CLA, "cla"),
        (CLA_ENDED | CIN, "cin"),
        (CLOSED, "closed"),
        (CP_ENDED, "closed"),
        (CP_ENDED | EARLY, "early_help"),
        ({6: [{"id": 1, "status": "a) Looked after child"}]}, "cla"),
        ({6: [{"id": 1, "status": "b) Child Protection plan"}]}, "cp"),
        ({6: [{"id": 1, "status": "d) Open assessment"}]}, "assessment"),
        ({6: [{"id": 1, "status": "CP/CLA"}]}, "cla"),
        ({6: [{"id": 1, "status": "CP Ext"}]}, "unknown"),
        ({6: [{"id": 1, "status": "CP Ext"}]} | CP, "cp"),
        ({6: [{"id": 1, "cin_end": ENDED, "status": None}]}, "closed"),
    ],
)
def test_the_first_status_that_applies_is_the_status(
    tmp_path: Path, lists: dict[int, Any], status: str
) -> None:
    assert only_case(tmp_path / "a.xlsx", lists).status == status


@pytest.mark.parametrize("legal", ["V3: Short term breaks, episodes recorded", "V4"])
def test_short_breaks_are_not_being_looked_after(tmp_path: Path, legal: str) -> None:
    lists = {8: [{"id": 1, "cla_start": OPENED, "legal": legal}], 6: [{"id": 1, "status": "a"}]}
    reading = read(annex(tmp_path / "a.xlsx", lists))
    assert (reading.by_status()["cla"], reading.by_status()["cin"]) == (0, 1)
    assert "short_breaks" in reading.cases[0].flags
    assert "short breaks" in reading.conflicts[0].explanation


def test_an_end_date_to_come_has_not_ended(tmp_path: Path) -> None:
    lists = {7: [{"id": 1, "cp_start": OPENED, "cp_end": DAY + dt.timedelta(days=1)}]}
    assert only_case(tmp_path / "a.xlsx", lists).status == "cp"


@pytest.mark.parametrize(
    ("lists", "last"),
    [
        (CP_ENDED, "cp"),
        (CLA_ENDED | CP_ENDED | CLOSED, "cla"),
        ({6: [{"id": 1, "status": "e", "cin_end": dt.date(2025, 9, 20)}]} | CP_ENDED, "cin"),
        ({6: [{"id": 1, "status": "e", "cin_end": ENDED, "why_closed": "RC8"}]}, "assessment"),
    ],
)
def test_recently_closed_is_a_flag_on_the_last_open_status(
    tmp_path: Path, lists: dict[int, Any], last: str
) -> None:
    case = only_case(tmp_path / "a.xlsx", lists)
    assert (case.status, case.last_open_status) == ("closed", last)
    assert "recently_closed" in case.flags


def test_what_closed_long_ago_is_not_recently_closed(tmp_path: Path) -> None:
    long_ago = {7: [{"id": 1, "cp_start": dt.date(2024, 1, 1), "cp_end": dt.date(2024, 6, 1)}]}
    assert "recently_closed" not in only_case(tmp_path / "a.xlsx", long_ago).flags


@pytest.mark.parametrize(
    ("lists", "flags"),
    [
        (CLA | CP, {"cla_and_cp", "also_cp"}),
        (CLA | YOUNG, {"also_care_leaver"}),
        ({8: [CLA[8][0] | {"uasc": "a) Yes"}]}, {"uasc"}),
        ({8: [CLA[8][0] | {"disabled": "a) Yes", "moves": 3}]}, {"disability", "placement_moves"}),
        ({8: [CLA[8][0] | {"moves": 2}]}, set()),
        (
            {8: [CLA[8][0] | {"placement": "d) U4: Foster placement - long term"}]},
            {"long_term_fostering"},
        ),
        ({8: [CLA[8][0] | {"placement": "P1"}]}, {"placed_with_parents"}),
        ({8: [CLA[8][0] | {"placement": "H5"}]}, {"semi_independent"}),
        ({8: [CLA[8][0] | {"placement": "A5"}]}, {"adoption"}),
        ({7: [CP[7][0] | {"plans": 1}]}, {"repeat_plan"}),
        (CIN | {5: [{"id": 1, "unnecessary": "Yes", "to_plan": None}]}, {"s47_nfa"}),
        (CIN | {5: [{"id": 1, "unnecessary": "No", "to_plan": "No"}]}, {"icpc_not_cp"}),
        (CIN | {3: [{"id": 1, "referred": OPENED, "referrals": 1}]}, {"re_referral"}),
        ({6: [CLOSED[6][0] | {"why_closed": "RC5"}]}, {"transferred_out", "recently_closed"}),
        ({9: [LEAVER[9][0] | {"touch": "b) No"}]}, {"not_in_touch"}),
        ({6: [CIN[6][0] | {"age": -1}]}, {"unborn"}),
    ],
)
def test_every_theme_flag_is_kept(tmp_path: Path, lists: dict[int, Any], flags: set[str]) -> None:
    assert set(only_case(tmp_path / "a.xlsx", lists).flags) == flags


def test_missing_episodes_are_a_flag(tmp_path: Path) -> None:
    column = (
        "Number of Episodes the Child has been 'Missing' from their Placement in the last 12 months"
    )
    assert only_case(tmp_path / "a.xlsx", {8: [CLA[8][0] | {column: 2}]}).flags == ("missing",)


@pytest.mark.parametrize(
    ("named", "worker", "is_historic"),
    [
        ((8, 7, 9, 6, 4, 3), "W8", False),
        ((7, 9, 6, 4, 3), "W7", False),
        ((9, 6, 4, 3), "W9", False),
        ((6, 4, 3), "W6", False),
        ((4, 3), "W4", True),
        ((3,), "W3", True),
        ((), "", False),
    ],
)
def test_the_worker_comes_from_the_list_most_likely_right(
    tmp_path: Path, named: tuple[int, ...], worker: str, is_historic: bool
) -> None:
    everything = (
        CLA | CP | YOUNG | CIN | FINISHED | {3: [{"id": 1, "referred": OPENED, "referrals": 0}]}
    )
    lists = {
        n: [r | {"worker": f"W{n}" if n in named else "Unallocated"} for r in rows]
        for n, rows in everything.items()
    }
    case = only_case(tmp_path / "a.xlsx", lists)
    assert (case.worker, case.worker_is_historic) == (worker, is_historic)


def test_the_worker_of_an_ended_plan_gives_way_to_the_current_one(tmp_path: Path) -> None:
    lists = {
        7: [CP_ENDED[7][0] | {"worker": "Old"}],
        6: [CIN[6][0] | {"worker": "Now", "team": "North"}],
    }
    case = only_case(tmp_path / "a.xlsx", lists)
    assert (case.worker, case.team, case.worker_is_historic) == ("Now", "North", False)


def test_unallocated_and_generic_workers_are_reported(tmp_path: Path) -> None:
    rows = [
        {"id": at, "status": "c", "worker": "Kim Patel", "team": "East"} for at in range(100, 161)
    ]
    rows += [{"id": 1, "status": "c", "worker": "Referral Coordinator"}]
    rows += [
        {"id": 2, "status": "c", "worker": "East"},
        {"id": 3, "status": "c", "worker": "Not allocated"},
    ]
    reading = read(annex(tmp_path / "a.xlsx", {6: rows}))
    assert reading.unallocated == ("3",)
    assert {each.worker: each.cases for each in reading.generic_workers} == {
        "Kim Patel": 61,
        "Referral Coordinator": 1,
        "East": 1,
    }
    assert all("generic_worker" in case.flags for case in reading.cases if case.worker)


def test_a_personal_adviser_and_the_authoritys_own_words_are_kept(tmp_path: Path) -> None:
    case = only_case(tmp_path / "a.xlsx", {9: [LEAVER[9][0] | {"adviser": "Jo Hart"}]})
    assert (case.personal_adviser, case.source_values) == ("Jo Hart", {"eligibility": "b"})


@pytest.mark.parametrize(
    ("lists", "said"),
    [
        (CLA_ENDED | {6: [{"id": 1, "status": "a"}]}, "List 8 says it ended"),
        ({6: [{"id": 1, "status": "b"}], 7: [{"id": 2, "cp_start": OPENED}]}, "not on List 7"),
        (CP | CLOSED, "counted as open"),
        ({6: [CIN[6][0] | {"cin_end": ENDED}]}, "closure date but an open status"),
        ({6: [CIN[6][0] | {"age": 21}]}, "aged 18 or over"),
        ({8: [CLA[8][0] | {"age": 19}]}, "aged 18 or over"),
        ({6: [{"id": 1, "status": "Care leaver"}]}, "belong on List 9"),
    ],
)
def test_lists_that_contradict_each_other_are_reported(
    tmp_path: Path, lists: dict[int, Any], said: str
) -> None:
    conflicts = read(annex(tmp_path / "a.xlsx", lists)).conflicts
    assert any(said in each.explanation for each in conflicts)


def test_a_second_time_in_care_is_flagged(tmp_path: Path) -> None:
    column = (
        "Is this a second or subsequent period of being a Looked After Child within the last 12 "
        "months (Y/N)"
    )
    for said, flags in (("Yes", ("second_period_in_care",)), ("No", ())):
        case = only_case(tmp_path / f"{said}.xlsx", {8: [CLA[8][0] | {column: said}]})
        assert (case.flags, case.sex) == (flags, "")


def test_what_a_closed_case_was_is_known_without_the_day_it_closed(tmp_path: Path) -> None:
    case = only_case(tmp_path / "a.xlsx", {6: [{"id": 1, "status": "e) Closed episode"}]})
    assert (case.status, case.last_open_status) == ("closed", "cin")
