"""Was it done in time: each definition by its own name."""

from collections.abc import Callable
from datetime import date
from fractions import Fraction
from statistics import quantiles
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldenthread.method.timeliness import (
    DEFINITIONS,
    Visits,
    ages,
    late_reasons,
    measured,
    spread,
    visits,
)


def test_the_vector_of_one_child(vector: Callable[[str], Any]) -> None:
    said = vector("b9_timeliness")["visit_definitions"]
    days = [date.fromisoformat(day) for day in said["visits"]]
    child = visits(
        reversed([*days, days[0]]), date.fromisoformat(said["audit_date"]), said["agreed_days"]
    )
    assert (list(child.gaps), child.open_gap) == (said["gaps"], said["open_gap"])
    assert child.is_in_time_now is said["D1_last_visit_in_time_at_audit"]
    assert child.were_all_in_time is said["D2_all_intervals_in_time"]
    found = measured([child])
    for name, key in (
        ("D3", "D3_percent_of_intervals_on_time"), ("D3b", "D3b_including_open_overdue"),
        ("D4", "D4_days_covered"),
    ):  # fmt: skip
        assert found[name] == (said[key]["num"], said[key]["den"])
    middle = spread(child.gaps)
    assert middle is not None
    assert (middle.median, [middle.lower, middle.upper], middle.most) == (
        said["median_gap"], said["iqr"], said["max"],
    )  # fmt: skip


def test_twenty_children_give_three_headlines(vector: Callable[[str], Any]) -> None:
    said = vector("b9_timeliness")["cohort_three_headlines"]
    found = measured(Visits(tuple(c["gaps"]), c["open"], said["agreed"]) for c in said["cohort"])
    assert found["D1"] == (said["D1"], said["n"]) and found["D2"] == (said["D2"], said["n"])
    assert list(found["D3"]) == said["D3"]
    assert set(found) == set(DEFINITIONS)


def test_the_day_agreed_is_in_time() -> None:
    found = measured([Visits((28, 29), 28, 28), Visits((28,), 29, 28)])
    assert found == {"D1": (1, 2), "D2": (1, 2), "D3": (2, 3), "D3b": (2, 4), "D4": (140, 142)}


def test_no_visit_or_one_after_the_audit_has_no_answer() -> None:
    for days in ([], [date(2021, 5, 2)]):
        with pytest.raises(ValueError, match="no visit"):
            visits(days, date(2021, 5, 1), 28)
    assert visits([date(2021, 5, 1)], date(2021, 5, 1), 28) == Visits((), 0, 28)


def test_the_vector_of_chronologies(vector: Callable[[str], Any]) -> None:
    said = vector("b9_timeliness")["chronology_months"]
    found, year = ages(said["values"], 6), ages(said["values"], 12)
    assert (found.n, found.missing, found.out_of_date) == (said["n"], 0, said["out_of_date_ge6"])
    assert year.out_of_date == said["ge12"]
    assert found.on_file is not None
    assert (found.on_file.median, found.on_file.lower, found.on_file.upper, found.on_file.most) == (
        said["median"], said["q1"], said["q3"], said["max"],
    )  # fmt: skip


def test_what_is_not_on_file_is_out_of_date_and_never_nought() -> None:
    found = ages([0, 6, None, None], 6)
    assert (found.n, found.missing, found.out_of_date) == (4, 2, 3)
    assert found.on_file is not None and (found.on_file.n, found.on_file.median) == (2, 3)
    assert ages([None], 6).on_file is None and ages([], 6).out_of_date == 0


@given(st.lists(st.integers(0, 90), min_size=2, max_size=30))
def test_quartiles_equal_the_library_s(values: list[int]) -> None:
    found = spread(values)
    assert found is not None
    lower, median, upper = quantiles([Fraction(v) for v in values], n=4, method="inclusive")
    assert (found.lower, found.median, found.upper) == (lower, median, upper)
    assert (found.n, found.most) == (len(values), max(values))


def test_one_value_is_all_its_quartiles() -> None:
    found = spread([7])
    assert found is not None and (found.lower, found.median, found.upper, found.most) == (
        7,
        7,
        7,
        7,
    )
    assert spread([]) is None


def test_a_late_event_needs_a_reason() -> None:
    assert late_reasons(["family_away", "sickness", "", "not_recorded"]) == {
        "with_reason": 2, "without_reason": 2,
    }  # fmt: skip
