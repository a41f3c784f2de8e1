"""What the bench keeps about intervals is computed again where that is quick, and says what was promised."""

from typing import Any

import pytest

from bench import covering
from bench.covered import Covered
from bench.drawn_intervals import Chance

KEPT: dict[str, Any] = covering.kept()


def test_every_interval_that_is_printed_was_measured() -> None:
    assert set(KEPT) == set(covering.PARTS)
    assert all(each["rows"] for each in KEPT.values())


def test_the_exact_limits_of_a_known_list_never_hold_less_than_they_promise() -> None:
    exact = [
        rows for name, each in KEPT.items() if name.startswith("exact") for rows in each["rows"]
    ]
    sizes = [size for sizes in covering.BANDS.values() for size in sizes]
    assert sizes == list(range(10, 501))
    assert min(row["least"] for row in exact) >= 0.95 and not any(row["draws"] for row in exact)


def test_short_lists_are_measured_again() -> None:
    (found,) = covering.finite(range(10, 19))
    assert 0.95 <= found.least < 0.951 and found.mean > found.least


@pytest.mark.parametrize("name", ["wilson", "sign test", "charts", "funnel"])
def test_what_was_kept_is_found_again(name: str) -> None:
    found = {row.setting: (row.least, row.mean) for row in covering.PARTS[name].rows()}
    kept = {row["setting"]: (row["least"], row["mean"]) for row in KEPT[name]["rows"]}
    assert found.keys() == kept.keys()
    for setting, said in kept.items():
        assert found[setting] == pytest.approx(said, abs=1e-9)


def test_a_limit_that_holds_too_little_would_be_seen() -> None:
    found = covering.of_list(9, 18, lambda x, n: (18 * x / n, 18 * x / n))
    assert max(found[1:-1]) < 0.6


def test_the_report_puts_the_least_beside_what_was_promised() -> None:
    told = covering.report(KEPT)
    assert told == covering.REPORT.read_text()
    line = next(line for line in told.splitlines() if "9 cases" in line and "Clopper" in line)
    assert "| 95% | 96.0" in line and "| 1.01" in line and line.endswith("| exact |")


def test_draws_carry_their_error_and_are_the_same_in_every_run() -> None:
    assert Covered("x", 0.95, 0.95, 1900).error == pytest.approx(0.005)
    assert Covered("x", 0.95, 0.95).error == 0
    one, other = (Chance(3).counts(20, (1, 2, 3)) for _ in range(2))
    assert one == other and sum(one) == 20
