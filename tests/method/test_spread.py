"""How far apart several people's grades of one case lie."""

import pytest

from goldenthread.method.spread import Spread, spread

SCALE = ("inadequate", "poor", "good", "outstanding")


@pytest.mark.parametrize(
    ("grades", "text"),
    [
        ([], "Too few grades to compare."),
        (["good", "na"], "Too few grades to compare."),
        (["good", "good"], "All 2 gave the same grade."),
        (["good", "poor"], "1 of 2 gave the same grade; the grades lie 1 step apart."),
        (
            ["good", "outstanding", "inadequate", "good"],
            "2 of 4 gave the same grade; the grades lie 3 steps apart.",
        ),
    ],
)
def test_the_sentence_says_how_many_agree_and_how_far_apart_they_lie(
    grades: list[str], text: str
) -> None:
    assert spread(grades, SCALE).text == text


def test_every_grade_of_the_scale_is_counted_and_nothing_else() -> None:
    counts = (("inadequate", 0), ("poor", 1), ("good", 2), ("outstanding", 0))
    assert spread(["good", "na", "poor", "good"], SCALE) == Spread(counts, 3, 1)
