"""How far two gradings agree, and what may be said of it."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldenthread.method import agreement
from goldenthread.method.agreement import ac, kappa, moved

matrices = st.integers(2, 4).flatmap(
    lambda size: st.lists(
        st.lists(st.integers(0, 6), min_size=size, max_size=size), min_size=size, max_size=size
    )
).filter(lambda matrix: sum(map(sum, matrix)) > 0)  # fmt: skip


def test_the_vectors(vector: Callable[[str], Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(agreement.resampling, "limits", lambda *_: None)
    for said in vector("b5_agreement").values():
        matrix = said["matrix"]
        for weights in ("identity", "linear", "quadratic"):
            assert kappa(matrix, weights) == pytest.approx(said[weights]["kappa"], abs=1e-6)
            assert ac(matrix, weights) == pytest.approx(said[weights]["ac"], abs=1e-6)
        found = moved(matrix)
        assert (found.n, found.changed, found.up, found.down) == (
            said["n"], said["changed"], said["up"], said["down"],
        )  # fmt: skip
        assert found.limits == pytest.approx(said["changed_cp"], abs=1e-6)
        assert found.p == pytest.approx(said["sign_p"], abs=1e-6) and found.mid_p <= found.p
        assert found.shift == pytest.approx(said["net_mean_shift"], abs=1e-6)


def test_coefficients_have_limits_by_resampling(vector: Callable[[str], Any]) -> None:
    said = vector("b5_agreement")["Cov Feb minimal change"]
    found = moved(said["matrix"])
    assert found.kappa is not None and found.ac2 is not None
    assert (found.kappa.value, found.ac2.value) == (
        pytest.approx(0.533333, abs=1e-6), pytest.approx(0.809524, abs=1e-6),
    )  # fmt: skip
    assert found.kappa.limits == pytest.approx(said["boot_kappa_quadratic"], abs=0.04)
    assert found.ac2.limits == pytest.approx(said["boot_ac2"], abs=0.02)


def test_below_twenty_audits_there_is_no_coefficient() -> None:
    nineteen, twenty = moved([[10, 0], [1, 8]]), moved([[10, 0], [1, 9]])
    assert nineteen.ac2 is None and nineteen.kappa is None
    assert twenty.ac2 is not None and twenty.kappa is not None


def test_where_all_have_one_grade_kappa_is_not_defined() -> None:
    found = moved([[25, 0], [0, 0]])
    assert found.kappa is None and found.ac2 is not None and found.ac2.value == 1
    assert kappa([[0, 0], [0, 4]]) is None


def test_nothing_graded_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="graded twice"):
        moved([[0, 0], [0, 0]])


@given(matrices)
def test_the_quick_coefficients_are_the_exact_ones(matrix: list[list[int]]) -> None:
    exact, quick = kappa(matrix), agreement._kappa_quickly(matrix)
    assert exact is None if quick is None else quick == pytest.approx(exact)
    assert agreement._ac_quickly(matrix) == pytest.approx(ac(matrix))
