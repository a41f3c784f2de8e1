"""Which cases are audited twice, and how far two audits of one case agree."""

import pytest

from goldenthread.method.doubles import Agreement, Twice, agreement, chosen_twice
from goldenthread.method.numbers import number

REFS = [f"RCA-{n:03}" for n in range(60)]
SCALE = ("inadequate", "requires_improvement", "good", "outstanding")


@pytest.mark.parametrize(
    ("twice", "cases", "size"),
    [
        (Twice(), 31, 0), (Twice(count=3), 31, 3), (Twice(count=40), 31, 31),
        (Twice(percent=10), 31, 4), (Twice(percent=10), 30, 3), (Twice(percent=100), 7, 7),
        (Twice(percent=1), 1, 1), (Twice(percent=50), 0, 0),
    ],
)  # fmt: skip
def test_a_number_is_exact_and_a_share_rounded_up(twice: Twice, cases: int, size: int) -> None:
    assert twice.of(cases) == size
    assert len(chosen_twice(REFS[:cases], twice, "seed")) == size


@pytest.mark.parametrize("twice", [Twice(count=-1), Twice(percent=-1), Twice(percent=101)])
def test_less_than_none_and_more_than_all_are_refused(twice: Twice) -> None:
    with pytest.raises(ValueError):
        twice.of(10)


def test_the_lowest_numbers_are_chosen_whatever_the_order() -> None:
    lowest = sorted(REFS, key=lambda ref: number("seed", "", "second audit", ref))[:5]
    assert chosen_twice(reversed(REFS), Twice(count=5), "seed") == set(lowest)


def test_one_case_more_changes_at_most_one_that_was_chosen() -> None:
    before = chosen_twice(REFS[:50], Twice(count=5), "seed")
    assert len(before - chosen_twice(REFS[:51], Twice(count=5), "seed")) <= 1


def test_every_case_is_chosen_about_as_often() -> None:
    seeds = 2_000
    counts = dict.fromkeys(REFS, 0)
    for seed in range(seeds):
        for ref in chosen_twice(REFS, Twice(percent=10), str(seed)):
            counts[ref] += 1
    expected, sd = seeds * 0.1, (seeds * 0.1 * 0.9) ** 0.5
    assert max(abs(n - expected) / sd for n in counts.values()) < 4


def test_pairs_are_counted_by_steps_apart_and_those_without_a_grade_aside() -> None:
    pairs = [
        ("good", "good"), ("good", "outstanding"), ("outstanding", "good"),
        ("inadequate", "outstanding"), ("", "good"), ("na", "good"), ("good", ""),
    ]  # fmt: skip
    found = agreement(pairs, SCALE)
    assert (found.apart, found.without) == ({0: 1, 1: 2, 3: 1}, 3)
    assert (found.n, found.same) == (4, 1)


@pytest.mark.parametrize(
    ("apart", "text"),
    [
        ({}, "No case has two grades yet."),
        (
            {0: 1},
            "The two auditors gave the same grade in 1 of 1 case. Too few to say how often auditors "
            "of other cases would agree.",
        ),
        (
            {0: 8, 4: 2},
            "The two auditors gave the same grade in 8 of 10 cases; 2 were 4 steps apart.",
        ),
        (
            {1: 9, 3: 1},
            "The two auditors gave the same grade in 0 of 10 cases; 9 were one step and 1 was three "
            "steps apart.",
        ),
    ],
)
def test_it_is_said_in_one_plain_sentence(apart: dict[int, int], text: str) -> None:
    assert Agreement(apart).text == text
