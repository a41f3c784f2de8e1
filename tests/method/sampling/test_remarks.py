"""What whoever draws ought to know."""

from goldenthread.method.sampling.refusing import listed
from goldenthread.method.sampling.remarks import remarks
from tests.method.sampling.lists import drawn, frame

EVEN = frame(*(f"{n} cin W{n % 2} T" for n in range(8)))


def test_there_is_nothing_to_say_of_a_plain_draw() -> None:
    assert remarks(drawn(EVEN, size=4)) == []


def test_practitioners_with_only_excluded_cases_are_named() -> None:
    rows = ["1 closed W1 T", "2 closed W2 T", "3 cin W3 T", "4 closed W3 T", "5 closed - T"]
    exclude = {"statuses": ["closed"]}
    assert remarks(drawn(frame(*rows), size=1, exclude=exclude)) == [
        "No case of W1 and W2 may be drawn: every one is left out."
    ]
    assert remarks(drawn(frame(*rows), size=1, exclude=exclude, named=["1", "2"])) == []


def test_cases_of_nobody_are_counted_where_there_is_a_minimum() -> None:
    made = drawn(frame("1 cin W T", "2 cin - T", "3 cin - T"), size=1, minimum_per_worker=1)
    assert remarks(made)[0] == "2 cases without a worker: no minimum covers them."
    assert remarks(drawn(frame("1 cin - T"), size=1)) == []


def test_practitioners_in_two_teams_are_named() -> None:
    made = drawn(frame("1 cin W1 A", "2 cin W1 B", "3 cin W2 B", "4 cin - A", "5 cin - B"), size=5)
    assert remarks(made) == ["In more than one team: W1; each case counts for its own team."]


def test_cases_without_a_chance_and_chances_that_differ() -> None:
    case_list = frame("1 cin W1 A", "2 cin W2 B", "3 cin W3 B", "4 cp W3 B", "5 cp W2 B")
    made = drawn(case_list, quotas={"cin": 1, "cp": 2}, bounds={"team": {"A": [0, 0]}})
    assert remarks(made) == [
        "The rules leave 1 case no chance of being drawn; estimates do not speak for them.",
        "Chances differ, from 0.5000 to 1.0000: weight the figures.",
    ]
    assert remarks(drawn(EVEN, size=4, named=["1"])) == []  # named cases are in no estimate
    assert remarks(drawn(EVEN, size="50%", certain={"worker": "W1"})) == [
        "Chances differ, from 0.5000 to 1.0000: weight the figures."
    ]


def test_families_drawn_whole() -> None:
    made = drawn(frame(*(f"{n} cin W T - F" for n in range(4))), size=1, family="together")
    assert remarks(made) == [
        "Families are drawn whole, so the size counts families: 3 cases came with a sibling."
    ]


def test_where_a_rotation_stands() -> None:
    waves = {"count": 2, "draw": 2}
    assert remarks(drawn(EVEN, waves=waves)) == []
    assert remarks(drawn(EVEN, waves=waves, size=3)) == [
        "After the last wave 2 cases will not have been drawn."
    ]
    assert remarks(drawn(EVEN, waves={"count": 2, "draw": 1}, size=3)) == []
    rows = ["1 cin W1 T", "2 cin W2 T", "3 cin W2 T", "4 closed W3 T", "5 cin W3 T"]
    assert remarks(drawn(frame(*rows), waves=waves, exclude={"statuses": "closed"})) == [
        "1 case left out before any wave had drawn them.",
        "With fewer cases than waves, not in every wave: W1 and W3.",
    ]


def test_types_without_an_earlier_result() -> None:
    case_list = frame("1 cin W T", "2 cp W T", "3 cla W T", "4 closed W T")
    made = drawn(
        case_list, size=3, quotas="neyman", exclude={"statuses": "closed"},
        neyman={"last_round": {"cp": [1, 2]}},
    )  # fmt: skip
    assert remarks(made) == [
        "No earlier result for cin and cla: taken to differ as much as can be."
    ]


def test_names_in_a_sentence() -> None:
    assert [listed(list("ABCDEFGH")[:n]) for n in (1, 2, 5, 6, 7)] == [
        "A", "A and B", "A, B, C, D and E", "A, B, C, D, E and F", "A, B, C, D, E and 2 more"
    ]  # fmt: skip
