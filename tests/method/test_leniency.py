"""Whether an auditor grades higher or lower than moderators do."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldenthread.method.leniency import Leniency, panel

few = st.lists(st.integers(-2, 2), min_size=1, max_size=8)


def test_the_vector(vector: Callable[[str], Any]) -> None:
    said = vector("b5_leniency")["hierarchical_bayes"]["vector"]
    given_: dict[str, list[float]] = {}
    for auditor, difference in zip(said["auditor"], said["diff"], strict=True):
        given_.setdefault(str(auditor), []).append(difference)
    found = panel(given_)
    assert (found.mean, found.sd, found.spread, found.within) == pytest.approx(
        (said["mu"], said["mu_sd"], said["tau"], said["s2"]), abs=1e-6
    )
    each = found.auditors.values()
    assert [one.estimate for one in each] == pytest.approx(said["shrunk"], abs=1e-6)
    assert [one.sd for one in each] == pytest.approx(said["sd"], abs=1e-6)
    assert [one.mean for one in each] == pytest.approx(said["mean"], abs=1e-6)
    assert [one.n for one in each] == said["n"]


@given(st.dictionaries(st.sampled_from("ABCD"), few, min_size=1))
def test_estimates_lie_between_the_auditor_and_all(given_: dict[str, list[float]]) -> None:
    found = panel(given_)
    for each in found.auditors.values():
        low, high = sorted((each.mean, found.mean))
        assert low - 0.35 <= each.estimate <= high + 0.35
        assert each.sd > 0 and each.limits[0] < each.estimate < each.limits[1]


@given(st.dictionaries(st.sampled_from("ABCD"), few, min_size=1))
def test_turning_every_difference_turns_every_estimate(given_: dict[str, list[float]]) -> None:
    here, there = panel(given_), panel({k: [-d for d in found] for k, found in given_.items()})
    assert there.mean == pytest.approx(-here.mean, abs=1e-9)
    for name, each in here.auditors.items():
        assert there.auditors[name].estimate == pytest.approx(-each.estimate, abs=1e-9)
        assert there.auditors[name].calls_for_talk == each.calls_for_talk


def test_more_audits_are_believed_more() -> None:
    few_, many = (panel({"A": [1] * n, "B": [0] * 9, "C": [0] * 9}).auditors["A"] for n in (2, 20))
    assert few_.estimate < many.estimate < 1 and few_.sd > many.sd


@pytest.mark.parametrize(
    ("leniency", "expected"),
    [
        (Leniency(5, 1, 0.5, 0.1), True), (Leniency(4, 1, 0.5, 0.1), False),
        (Leniency(5, 1, 0.2, 0.05), True), (Leniency(5, 1, 0.19, 0.05), False),
        (Leniency(5, 1, -0.5, 0.1), True), (Leniency(5, 1, 0.5, 0.26), False),
        (Leniency(5, 1, -0.5, 0.26), False), (Leniency(5, 1, 0.5, 0.25), True),
    ],
)  # fmt: skip
def test_when_a_talk_is_called_for(leniency: Leniency, expected: bool) -> None:
    assert leniency.calls_for_talk is expected


def test_auditors_without_a_moderated_audit_are_left_out() -> None:
    assert list(panel({"A": [1.0], "B": []}).auditors) == ["A"]
    with pytest.raises(ValueError, match="graded twice"):
        panel({"A": []})
