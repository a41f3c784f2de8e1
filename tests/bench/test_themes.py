"""What the bench says of suggested themes is counted from the reader's choices, and adds up."""

import pytest

from bench import themes
from goldenthread.learning.shipped import SHIPPED
from goldenthread.method import meaning
from tests.missing import published_reason


@pytest.mark.skipif(published_reason() is not None, reason=str(published_reason()))
def test_the_chosen_theme_is_mostly_among_the_three_suggested() -> None:
    rows, suggester = themes.chosen(), themes.shipped()
    assert {row.theme for row in rows} <= {each.code for each in SHIPPED}
    three, first = themes.hit_rate(rows, suggester), themes.hit_rate(rows, suggester, 1)
    every = themes.hit_rate(rows, suggester, len(SHIPPED))
    assert three.n == len(rows) and first.hits <= three.hits <= every.hits <= len(rows)
    # Below this the suggestions would no longer be worth their place on the page.
    assert 100 * three.hits >= 80 * three.n
    nearer = themes.hit_rate(rows, themes.shipped(meaning.likeness))
    assert nearer.hits >= three.hits
    told = themes.told()
    assert f"{three.hits} of {three.n} (" in told and f"{nearer.hits} of {nearer.n} (" in told
