"""Draws that are the same on every machine, and limits from them."""

from collections import Counter
from itertools import islice

from goldenthread.method.resampling import limits, stream


def test_the_stream_is_the_published_one() -> None:
    assert [hex(n) for n in islice(stream(0), 3)] == [
        "0xe220a8397b1dcdaf", "0x6e789e6aa1b965f4", "0x6c45d188009454f",
    ]  # fmt: skip
    first, again = list(islice(stream(7), 50)), list(islice(stream(7), 50))
    assert first == again and len(set(first)) == 50 and max(first) < 2**64
    assert list(islice(stream(2**64 + 7), 50)) == first


def test_the_limits_of_a_mean_are_those_of_its_distribution() -> None:
    def mean(drawn: Counter[int]) -> float:
        assert drawn.total() == 100
        return sum(value * count for value, count in drawn.items()) / 100

    low, high = limits(list(range(100)), mean) or (0, 0)
    # The mean of 100 draws from 0..99 has a standard deviation of 2.887.
    assert 43 < low < 44.7 and 54.3 < high < 56
    assert limits(list(range(100)), mean, seed=2) != (low, high)


def test_the_percentiles_leave_out_as_many_on_either_side() -> None:
    values = iter(range(200))
    assert limits([0], lambda drawn: next(values), times=200) == (5, 194)


def test_a_figure_that_often_has_no_value_has_no_limits() -> None:
    five, six = ([None] * without + [1.0] * (100 - without) for without in (5, 6))
    values = iter([*five, *six])
    assert limits([0], lambda drawn: next(values), times=100) == (1.0, 1.0)
    assert limits([0], lambda drawn: next(values), times=100) is None
    assert limits([], lambda drawn: 1.0) is None
