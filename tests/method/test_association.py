"""Whether two sections' grades go together."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from goldenthread.method.association import association, gamma_limits, within

TABLES = ("southampton_feasible", "agresti_2002_table_2_8")
tables = st.lists(
    st.lists(st.integers(0, 5), min_size=3, max_size=3), min_size=3, max_size=3
).filter(lambda table: sum(map(sum, table)) > 1)


@pytest.mark.parametrize("name", TABLES)
def test_the_vectors(name: str, vector: Callable[[str], Any]) -> None:
    said = vector("b6_association")[name]
    found = association(said["table"])
    assert (found.concordant, found.discordant) == (said["P"], said["Q"])
    assert (found.gamma, found.gamma_error, found.tau_b, found.tau_b_error) == pytest.approx(
        (said["gamma"], said["gamma_ase"], said["tau_b"], said["tau_b_ase"]), abs=2e-6
    )
    assert (found.somers_d, found.somers_d_error) == pytest.approx(
        (said["somers_d_col_given_row"], said["somers_d_ase"]), abs=2e-6
    )


def test_gamma_has_limits_by_resampling(vector: Callable[[str], Any]) -> None:
    said = vector("b6_association")["southampton_feasible"]
    low, high = said["bootstrap_gamma_tau_somers"]
    assert gamma_limits(said["table"]) == pytest.approx((low[0], high[0]), abs=0.02)


@given(tables)
def test_coefficients_equal_another_library_s(table: list[list[int]]) -> None:
    found = association(table)
    rows = [i for i, row in enumerate(table) for count in row for _ in range(count)]
    columns = [j for row in table for j, count in enumerate(row) for _ in range(count)]
    if len(set(rows)) > 1 and len(set(columns)) > 1:
        assert found.tau_b == pytest.approx(stats.kendalltau(rows, columns).statistic)
        assert found.tau_b_error is not None
    else:
        assert found.tau_b is None
    if len(set(rows)) > 1:
        assert found.somers_d == pytest.approx(stats.somersd(rows, columns).statistic)
    else:
        assert found.somers_d is None
    assert (found.gamma is None) is (found.concordant + found.discordant == 0)


@given(tables)
def test_turning_one_scale_turns_the_sign(table: list[list[int]]) -> None:
    here, there = association(table), association([row[::-1] for row in table])
    assert (here.concordant, here.discordant) == (there.discordant, there.concordant)
    if here.gamma is not None and there.gamma is not None:
        assert here.gamma == -there.gamma
        assert here.gamma_error == pytest.approx(there.gamma_error)


def test_all_audits_of_one_grade_tell_nothing() -> None:
    for table in ([[0, 0], [5, 0]], [[0, 0], [3, 2]]):
        found = association(table)
        assert (found.gamma, found.gamma_error, found.tau_b, found.tau_b_error) == (None,) * 4
    assert gamma_limits([[0, 0], [5, 0]]) is None
    assert association([[0, 0], [3, 2]]).somers_d is None
    assert association([[3, 0], [2, 0]]).somers_d == 0


def test_within_auditors_a_halo_goes() -> None:
    # Ama grades both sections low, Ben both high; neither links the two.
    ama, ben = [[4, 4, 0], [4, 4, 0], [0, 0, 0]], [[0, 0, 0], [0, 4, 4], [0, 4, 4]]
    together = [[a + b for a, b in zip(x, y, strict=True)] for x, y in zip(ama, ben, strict=True)]
    assert (association(together).gamma or 0) > 0.5
    found = within({"Ama": ama, "Ben": ben})
    assert found.gamma == 0 and found.pairs == 64
    assert found.text == "Within auditors: 0.00, from 64 pairs of audits."


def test_where_no_auditor_has_two_audits_it_cannot_be_told() -> None:
    found = within({"Ama": [[1, 0], [0, 0]], "Ben": [[0, 0], [0, 1]]})
    assert (found.gamma, found.pairs) == (None, 0)
    assert found.text.endswith("cannot be told.")
    assert within({"Ama": [[3, 1], [1, 2]]}).gamma == association([[3, 1], [1, 2]]).gamma


def test_limits_of_many_audits_follow_from_the_standard_error() -> None:
    strong = [[60, 10, 10], [50, 190, 80], [0, 30, 270]]
    many = [[2 * count for count in row] for row in strong]
    found, limits = association(many), gamma_limits(many)
    assert limits is not None and found.gamma is not None and found.gamma_error is not None
    assert limits[0] == pytest.approx(found.gamma - 1.959964 * found.gamma_error, abs=1e-6)
    assert limits[1] == pytest.approx(found.gamma + 1.959964 * found.gamma_error, abs=1e-6)
    drawn = gamma_limits(strong)  # half as many: wider by the root of two
    assert drawn is not None
    assert (drawn[1] - drawn[0]) / (limits[1] - limits[0]) == pytest.approx(2**0.5, abs=0.05)


def test_limits_of_many_audits_stay_on_the_scale_or_are_not_given() -> None:
    assert gamma_limits([[600, 0], [0, 600]]) == (1.0, 1.0)
    assert gamma_limits([[0, 600], [600, 0]]) == (-1.0, -1.0)
    assert gamma_limits([[600, 600], [0, 0]]) is None
