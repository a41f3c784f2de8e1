"""Would we have seen it?"""

from fractions import Fraction
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldenthread.method.proportions import hypergeometric
from goldenthread.method.sampling.detecting import size_to_detect

PUBLISHED = {62: (12, 21, 32), 200: (13, 27, 51), 1000: (14, 29, 57)}


@pytest.mark.parametrize("cases", PUBLISHED)
def test_the_published_sizes(cases: int) -> None:
    assert tuple(size_to_detect(cases, Fraction(r)) for r in (20, 10, 5)) == PUBLISHED[cases]


def test_what_was_not_seen_may_still_be_there() -> None:
    assert hypergeometric(0, 10, 100) == (0, 29)


@given(st.integers(1, 80), st.integers(1, 100), st.integers(1, 99))
def test_it_is_the_smallest_size_that_will_do(cases: int, percent: int, confidence: int) -> None:
    kind = -(-cases * percent // 100)
    size = size_to_detect(cases, Fraction(percent), Fraction(confidence))

    def missed(n: int) -> Fraction:
        return Fraction(comb(cases - kind, n), comb(cases, n))

    assert missed(size) <= 1 - Fraction(confidence, 100)
    assert size == 0 or missed(size - 1) > 1 - Fraction(confidence, 100)
