"""How many of how many, in two rounds."""

import pytest

from goldenthread.writers.pairs import CountsDoNotAddUp, PairRow


@pytest.mark.parametrize(
    ("before", "after", "wrong"),
    [((5, 4), (1, 2), (4, 5)), ((1, 2), (-1, 3), (3, -1)), ((0, 0), (1, 2), (0, 0)), ((1, 2), (0, 0), (0, 0))],
)  # fmt: skip
def test_more_than_there_were_is_refused_with_its_numbers(
    before: tuple[int, int], after: tuple[int, int], wrong: tuple[int, int]
) -> None:
    with pytest.raises(CountsDoNotAddUp) as refused:
        PairRow("Plans", before, after)
    error = refused.value
    assert error.args == (error.label, error.n, error.total) == ("Plans", *wrong)


def test_none_and_all_of_them_may_be_told() -> None:
    assert PairRow("Plans", (0, 1), (1, 1)).counted == ("0 of 1", "1 of 1")
