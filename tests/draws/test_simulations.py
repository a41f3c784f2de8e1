"""What charts and estimates do in the long run, where the truth is known because it was made."""

import os
from fractions import Fraction
from itertools import islice
from statistics import NormalDist

import pytest

from goldenthread.method.association import association, within
from goldenthread.method.leniency import panel
from goldenthread.method.monitoring import TAIL_3_SIGMA, binomial_limits, xmr
from goldenthread.method.resampling import stream

IS_LONG = os.environ.get("GOLDENTHREAD_PROOFS") == "thorough"
CHARTS, PANELS, HALOS = (4000, 1000, 60) if IS_LONG else (300, 25, 6)
PER_MONTH = {5: 0.263, 10: 0.198, 20: 0.16, 50: 0.168}


class Chance:
    """Chances and normal numbers, the same in every run."""

    def __init__(self, seed: int) -> None:
        self.numbers = stream(seed)

    def share(self) -> float:
        return next(self.numbers) / 2**64

    def normal(self, sd: float) -> float:
        return NormalDist(0, sd).inv_cdf(max(1e-12, self.share()))

    def count(self, n: int, share: float) -> int:
        return sum(number / 2**64 < share for number in islice(self.numbers, n))


@pytest.mark.parametrize("n", [5, 20])
def test_xmr_cries_out_at_a_stable_process_and_exact_limits_do_not(n: int) -> None:
    chance, any_rule, outside = Chance(n), 0, 0
    for _ in range(CHARTS):
        counts = [chance.count(n, 0.6) for _ in range(24)]
        chart = xmr([100 * count / n for count in counts])
        any_rule += any([chart.outside, chart.shift, chart.trend, chart.two_of_three])
        low, high = binomial_limits(n, Fraction(sum(counts), 24 * n), TAIL_3_SIGMA)
        outside += any(not low <= count <= high for count in counts)
    assert any_rule / CHARTS == pytest.approx(PER_MONTH[n], abs=0.03 if IS_LONG else 0.07)
    assert outside / CHARTS <= 0.04


def test_leniency_is_within_its_limits_and_equals_are_not_flagged() -> None:
    chance, held, auditors, flagged = Chance(1), 0, 0, 0
    for _ in range(PANELS):
        true = [chance.normal(0.6) for _ in range(12)]
        sizes = [5 + next(chance.numbers) % 26 for _ in range(12)]
        noise = [[chance.normal(0.5) for _ in range(size)] for size in sizes]
        found = panel({str(j): [true[j] + e for e in noise[j]] for j in range(12)}).auditors
        for j, each in found.items():
            auditors += 1
            held += each.limits[0] <= true[int(j)] <= each.limits[1]
        equal = panel({str(j): noise[j] for j in range(12)}).auditors
        flagged += sum(each.calls_for_talk for each in equal.values())
    assert held / auditors > 0.92
    assert flagged / auditors < 0.01


def test_a_halo_looks_like_a_link_and_within_auditors_it_does_not() -> None:
    chance, crude, inner = Chance(2), 0.0, 0.0
    for _ in range(HALOS):
        tables = {str(j): [[0] * 4 for _ in range(4)] for j in range(12)}
        for table in tables.values():
            halo = chance.normal(1.2)
            for _ in range(12):
                table[_grade(halo + chance.normal(1))][_grade(halo + chance.normal(1))] += 1
        together = [[sum(t[i][j] for t in tables.values()) for j in range(4)] for i in range(4)]
        crude += (association(together).gamma or 0) / HALOS
        inner += (within(tables).gamma or 0) / HALOS
    assert crude > 0.4 and abs(inner) < 0.1


def _grade(value: float) -> int:
    return sum(value > edge for edge in (-1, 0, 1))
