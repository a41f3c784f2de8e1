"""Change between rounds, against the method's own vectors."""

import pytest

from goldenthread.method.change import difference, sign_test, verdict

SIGNS = [(0, 3, 0.25, 0.125), (1, 7, 0.070312, 0.039062), (4, 11, 0.118469, 0.076813),
         (0, 6, 0.03125, 0.015625), (2, 9, 0.06543, 0.038574), (0, 0, 1.0, 1.0)]  # fmt: skip
# Care leavers, good or better: 2016, 2017, 2018.
CHANGES = [
    ((13, 13, 11, 16), (-0.3125, -0.555956, -0.027512)),
    ((11, 16, 12, 17), (0.018382, -0.273955, 0.310434)),
    ((13, 13, 12, 17), (-0.294118, -0.531331, -0.014742)),
]


@pytest.mark.parametrize(("up", "down", "p", "mid"), SIGNS)
def test_the_sign_test_is_exact(up: int, down: int, p: float, mid: float) -> None:
    test = sign_test(up, down)
    if up + down:
        assert (test.p, test.mid) == (pytest.approx(p, abs=1e-6), pytest.approx(mid, abs=1e-6))
    assert test.is_clear == (p < 0.05)
    assert sign_test(down, up).p == test.p


@pytest.mark.parametrize(("counts", "expected"), CHANGES)
def test_newcombes_limits(counts: tuple[int, int, int, int], expected: tuple[float, ...]) -> None:
    assert difference(*counts) == pytest.approx(expected, abs=1e-6)


def test_few_audits_say_nothing_of_change() -> None:
    assert [verdict(*x) for x in ((0, 9, 9, 9), (10, 40, 30, 40), (30, 40, 10, 40), (5, 17, 7, 17))] == [
        "unsure", "better", "worse", "unsure",
    ]  # fmt: skip
