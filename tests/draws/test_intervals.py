"""The exact interval for a finite list covers the truth at least as often as it says, whatever it is.

Not simulated: for every number of cases of a kind in the list, the chances of all samples are added up.
"""

import json
import os
from functools import cache
from math import comb
from typing import Any

import pytest

from goldenthread.method.proportions import clopper_pearson, hypergeometric, wilson
from tests.rules.code import ROOT

IS_LONG = os.environ.get("GOLDENTHREAD_PROOFS") == "thorough"
KEPT = ROOT / "bench" / "intervals.json"
VECTORS: dict[str, list[dict[str, Any]]] = json.loads(
    (ROOT / "tests" / "method" / "vectors" / "b3_coverage.json").read_text()
)
SIZES = (10, 18, 34, 62, 100, 200, 300, 500) if IS_LONG else (10, 18, 34, 62)
Limits = list[tuple[float, float]]


@cache
def coverages(n: int, frame_size: int, method: str) -> list[float]:
    """For every number of cases of the kind, how often the limits hold it."""
    found: Limits = [
        hypergeometric(x, n, frame_size)
        if method == "exact"
        else tuple(frame_size * limit for limit in wilson(x, n))  # type: ignore[misc]
        for x in range(n + 1)
    ]
    every = comb(frame_size, n)
    return [
        sum(
            comb(m, x) * comb(frame_size - m, n - x)
            for x in range(max(0, n - frame_size + m), min(n, m) + 1)
            if found[x][0] - 1e-9 <= m <= found[x][1] + 1e-9
        ) / every
        for m in range(frame_size + 1)
    ]  # fmt: skip


@pytest.mark.parametrize("frame_size", SIZES)
def test_ninety_five_in_a_hundred_at_least(frame_size: int) -> None:
    samples = sorted({max(1, frame_size * part // 10) for part in (1, 2, 3, 5, 7, 9)})
    least = {n: min(coverages(n, frame_size, "exact")) for n in samples}
    assert min(least.values()) >= 0.95
    if IS_LONG:
        kept = json.loads(KEPT.read_text()) if KEPT.exists() else {}
        kept[str(frame_size)] = {str(n): round(share, 4) for n, share in least.items()}
        KEPT.write_text(json.dumps(kept, indent=1) + "\n")


def test_what_was_measured_before_is_measured_again() -> None:
    kept: dict[str, dict[str, float]] = json.loads(KEPT.read_text())
    assert set(map(int, kept)) == {10, 18, 34, 62, 100, 200, 300, 500}
    for frame_size in (10, 34):
        for n, share in kept[str(frame_size)].items():
            assert round(min(coverages(int(n), frame_size, "exact")), 4) == share
    assert min(share for each in kept.values() for share in each.values()) >= 0.95


@pytest.mark.parametrize(
    "row", VECTORS["finite"], ids=lambda r: f"{r['method']} {r['n']} of {r['N']}"
)
def test_the_vectors_of_finite_lists(row: dict[str, Any]) -> None:
    if row["method"] == "wilson_fpc":
        assert row["min_cov"] < 0.95  # why it is nowhere used
        return
    method = "exact" if row["method"] == "hyper_exact" else "wilson"
    found = coverages(row["n"], row["N"], method)
    assert round(min(found), 4) == row["min_cov"]
    assert round(sum(found) / len(found), 4) == row["mean_cov"]


@pytest.mark.parametrize("n", [5, 9, 17, 21, 31, 70])
def test_the_vectors_of_endless_lists(n: int) -> None:
    said = {row["method"]: row for row in VECTORS["binomial"] if row["n"] == n}
    for name, limits in (("wilson", wilson), ("clopper", clopper_pearson)):
        found = [limits(x, n) for x in range(n + 1)]
        width = sum(high - low for low, high in found) / len(found)
        assert width == pytest.approx(said[name]["mean_width"], abs=1e-4)
        shares = [p / 200 for p in range(1, 200)]
        covered = [
            sum(comb(n, x) * p**x * (1 - p) ** (n - x)
                for x, (low, high) in enumerate(found) if low <= p <= high)
            for p in shares
        ]  # fmt: skip
        assert sum(covered) / len(covered) == pytest.approx(said[name]["mean_cov"], abs=0.002)
        assert name == "wilson" or min(covered) >= 0.95
