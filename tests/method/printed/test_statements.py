"""Counts with percentages are found as people write them, and nothing else is taken for one."""

import pytest

from goldenthread.method.printed import Statement, statements
from goldenthread.method.printed.statements import any_numbers, explicit_bases, number

Said = tuple[str, int | None, str, int | None]


def said(text: str) -> list[Said]:
    return [(s.quote, s.count, s.percent, s.base) for s in statements(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("17 (80%)", ("17 (80%)", 17, "80", None)),
        ("5 of 17 (30%)", ("5 of 17 (30%)", 5, "30", 17)),
        (
            "In all 5 out of the 17 cases (30%) were so",
            ("5 out of the 17 cases (30%)", 5, "30", 17),
        ),
        ("5 of a total of 17 ( 29.4 % )", ("5 of a total of 17 (29.4 %)", 5, "29.4", 17)),
        ("5/17 (30%)", ("5/17 (30%)", 5, "30", 17)),
        ("22 of 31, 70%, were", ("22 of 31, 70%", 22, "70", 31)),
        ("22 of 31 = 70%", ("22 of 31 = 70%", 22, "70", 31)),
        ("22 from 31 or 70 per cent of", ("22 from 31 or 70 per cent", 22, "70", 31)),
        ("1,204 of 2,408 [50%]", ("1,204 of 2,408 [50%]", 1204, "50", 2408)),
        ("81% (17 of 21)", ("81% (17 of 21)", 17, "81", 21)),
        ("81% of plans (17/21) were", ("81% of plans (17/21)", 17, "81", 21)),
        ("81 per cent, 17 out of 21, had", ("81 per cent, 17 out of 21", 17, "81", 21)),
        ("17 (81%) of the 21 cases", ("17 (81%) of the 21", 17, "81", 21)),
        ("graded 4 cases (44%) as", ("4 cases (44%)", 4, "44", None)),
        ("whilst 1 LAC Review (14%) was", ("1 LAC Review (14%)", 1, "14", None)),
        ("22 were 'good' or better (71%)", ("22 were 'good' or better (71%)", 22, "71", None)),
        ("Seventeen (81 per cent) were", ("Seventeen (81 per cent)", 17, "81", None)),
        ("Twenty-two of 31 (70%)", ("Twenty-two of 31 (70%)", 22, "70", 31)),
        ("22 cases out of 31 (70%)", ("22 cases out of 31 (70%)", 22, "70", 31)),
        ("22 of 31: 70%", ("22 of 31: 70%", 22, "70", 31)),
        ("22 of 31 – 70%", ("22 of 31 – 70%", 22, "70", 31)),
        ("three of the twelve (25%)", ("three of the twelve (25%)", 3, "25", 12)),
        ("71% were good (22)", ("71% were good (22)", 22, "71", None)),
        ("71% (22 cases)", ("71% (22 cases)", 22, "71", None)),
        ("all of them (100%)", ("all of them (100%)", None, "100", None)),
        ("None (0%) was", ("None (0%)", 0, "0", None)),
        ("6 (35%; 5 before)", ("6 (35%)", 6, "35", None)),
    ],
)
def test_a_count_with_its_percentage_is_found(text: str, expected: Said) -> None:
    assert said(text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "44% of children were not seen", "17 cases", "in 2018 (30%)", "Level 3 (20%)", "aged 4 (5%)",
        "within 10 working days (83%)", "12 months (40%)", "rose by 5 (10%)", "£500 (10%)", "2.5 (10%)",
        "14.2 (80%)", "17 (80)", "17 (180%)", "4-5 (20%)", "5 (<5%)", "5 (about 30%)", "5 (30-35%)",
        "30% (2018)", "about 20 (50%)", "",
        "2019/20 (45%)", "aged 5 to 11 (40%)", "KPI 12 (88%)", "cohort 2 (56%)", "up 12 (20%)",
    ],
)  # fmt: skip
def test_what_is_none_is_left(text: str) -> None:
    assert said(text) == []


def test_several_stand_in_their_order_and_none_twice() -> None:
    text = "1 (5%) 'Exceeds Good,' 10 (48%) 'Meets Good' and 10 of 21 (48%), 81% (17 of 21)"
    assert [s.quote for s in statements(text)] == [
        "1 (5%)",
        "10 (48%)",
        "10 of 21 (48%)",
        "81% (17 of 21)",
    ]
    assert [s.start for s in statements(text)] == [0, 23, 49, 65]


def test_a_number_in_a_word_ends_what_came_before() -> None:
    assert said("one worker said that three (25%) were late") == [("three (25%)", 3, "25", None)]
    assert statements("5 of 17 that we read again (30%)")[0].is_loose
    assert not statements("5 of 17 open cases read (30%)")[0].is_loose


def test_a_number_behind_a_capital_may_be_a_name() -> None:
    assert statements("Lots 5 (40%)")[0].may_be_name
    assert (
        not statements("graded 5 (40%)")[0].may_be_name and not statements("5 (40%)")[0].may_be_name
    )


def test_a_year_with_a_base_or_a_comma_is_a_count() -> None:
    assert said("2,018 (30%)") == [("2,018 (30%)", 2018, "30", None)]
    assert said("2018 of 4036 (50%)") == [("2018 of 4036 (50%)", 2018, "50", 4036)]


@pytest.mark.parametrize(
    ("text", "bases"),
    [
        ("Of the 9 cases audited", [9]), ("Of the total 21 cases", [21]), ("In 70 cases where", [70]),
        ("a total of 19 cases", [19]), ("comprised of 123 cases", [123]), ("31 cases were audited", [31]),
        ("among these twelve children", [12]), ("in 2018 the", []), ("of 5 (30%)", []), ("17 good", []),
        ("Of the 9 ... and of the 12 ...", [9, 12]), ("of 0 cases", []), ("across all 40 files", [40]),
    ],
)  # fmt: skip
def test_of_how_many_a_text_speaks(text: str, bases: list[int]) -> None:
    assert [base for _, base in explicit_bases(text)] == bases


def test_numbers_in_figures_and_words() -> None:
    assert [number(text) for text in ("7", "1,204", "twelve", "Ninety")] == [7, 1204, 12, 90]
    assert any_numbers("Of the 9 audited, 4 (44%) in 14.2, twelve and 3%") == {9, 4, 12}


def test_a_statement_is_of_its_text() -> None:
    assert statements("the 17 (80%) here") == [Statement("17 (80%)", 4, 17, "80")]
