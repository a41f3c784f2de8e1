"""Weighted estimates are right on average, and their intervals cover the truth as often as they say.

707 cases of 40 practitioners with 3 to 27 cases each, fewer of the small caseloads' cases good; at
least one case of each is drawn, so that cases of small caseloads have the better chances.
"""

import json
import os
from dataclasses import asdict, dataclass
from functools import cache

import pytest

from goldenthread.method.estimates import Case, estimate
from goldenthread.method.numbers import number
from goldenthread.method.sampling.frame import Frame
from tests.method.sampling.lists import drawn, frame
from tests.rules.code import ROOT

IS_LONG = os.environ.get("GOLDENTHREAD_PROOFS") == "thorough"
SEEDS = 2_000 if IS_LONG else 250
KEPT = ROOT / "bench" / "coverage.json"
PUBLISHED = json.loads(
    (ROOT / "tests" / "method" / "vectors" / "b1_allocation_rotation_estimation.json").read_text()
)["estimation"]
LOADS = [3 + round(24 * (w / 39) ** 0.63) for w in range(40)]


@dataclass(frozen=True)
class Coverage:
    n: int
    weighted_bias: float
    unweighted_bias: float
    weighted_covered: float
    unweighted_covered: float


@cache
def population() -> tuple[Frame, list[bool]]:
    """The cases, and whether each is good: by its number, against a chance that grows with the load."""
    rows = [
        f"{w:02}-{n:02} cin W{w:02} T{w // 8} S"
        for w, load in enumerate(LOADS)
        for n in range(load)
    ]
    held = frame(*rows)
    chances = [0.28 + 0.5 * (LOADS[int(ref[:2])] - 3) / 24 for ref in held.refs]
    good = [number("truth", "", "good", ref) < p for ref, p in zip(held.refs, chances, strict=True)]
    return held, good


@pytest.mark.parametrize("n", [45, 60, 120, 200])
def test_intervals_cover_the_truth(n: int) -> None:
    held, good = population()
    truth = sum(good) / len(good)
    weighted, unweighted, hits, plain_hits = 0.0, 0.0, 0, 0
    for seed in range(SEEDS):
        made = drawn(held, str(seed), size=n, minimum_per_worker=1)
        cases = [Case(good[each.row], float(each.weight)) for each in made.rows]
        found = estimate(cases, len(good))
        plain = estimate([Case(case.counts, 1.0) for case in cases], len(good))
        weighted += found.weighted / SEEDS
        unweighted += found.unweighted / SEEDS
        hits += covers(found.interval, truth)
        plain_hits += covers(plain.interval, truth)
    measured = Coverage(n, weighted - truth, unweighted - truth, hits / SEEDS, plain_hits / SEEDS)
    assert abs(measured.weighted_bias) < 0.012
    assert measured.weighted_covered > (0.94 if IS_LONG else 0.91)
    if (
        n == 45
    ):  # almost every case drawn is somebody's only one: the small caseloads weigh too much
        published = next(each for each in PUBLISHED if each["n"] == n)
        assert measured.unweighted_bias == pytest.approx(published["unweighted_bias"], abs=0.02)
        assert measured.unweighted_covered < measured.weighted_covered
    if IS_LONG:
        keep(measured)


def covers(interval: tuple[float, float] | None, truth: float) -> bool:
    return interval is not None and interval[0] <= truth <= interval[1]


def keep(measured: Coverage) -> None:
    kept = json.loads(KEPT.read_text()) if KEPT.exists() else {}
    kept[str(measured.n)] = asdict(measured)
    KEPT.write_text(json.dumps(kept, indent=1, sort_keys=True) + "\n")
