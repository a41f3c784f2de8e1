"""A statement that cannot be right is named; one that can, whatever it is a share of, is not."""

import pytest

from goldenthread.method.printed import Block, Checked, check


def named(*blocks: Block) -> list[str]:
    return [each.text for each in check(blocks).wrong]


def counted(*blocks: Block) -> tuple[int, int, int]:
    done: Checked = check(blocks)
    return done.right, len(done.wrong), done.unknown


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("22 of 31 (70%) were good.", ['"22 of 31 (70%)" should be 71% (22 of 31).']),
        ("Of the total 21 cases 17 (80%) were good.", ['"17 (80%)" should be 81% (17 of 21).']),
        ("Of the 12 audits, 2 (17%), 2 (17%) and 8 (66%).", ['"8 (66%)" should be 67% (8 of 12).']),
        ("80% (17 of 21)", ['"80% (17 of 21)" should be 81% (17 of 21).']),
        # 22 of 32 would be 69 %, and 6 of 15 would be 40 %: but of that many nobody speaks.
        ("Of the 31 cases 22 (69%) were good.", ['"22 (69%)" should be 71% (22 of 31).']),
        ("5 (30%), 6 (35%) and 6 (35%)", ['"5 (30%)" should be 29% (5 of 17).']),
        ("22 of 21 (105%)", []),
        ("22 of 21 (95%)", ['"22 of 21 (95%)" cannot be right: 22 is more than 21.']),
        ("8 of 9 (88.8%)", ['"8 of 9 (88.8%)" should be 88.9% (8 of 9).']),
        ("Of the 9 cases all (90%) were late.", ['"all (90%)" should be 100% (9 of 9).']),
        ("Of the 9 cases none (10%) was late.", ['"none (10%)" should be 0% (0 of 9).']),
        ("17 (80%) were good.", ['"17 (80%)" should be 81% (17 of 21).']),
        ("Of the 40 cases, 17 (80%) and of 30 cases 9 (31%).",
         ['"17 (80%)" should be 43% (17 of 40).', '"9 (31%)" should be 30% (9 of 30).']),
    ],
)  # fmt: skip
def test_what_cannot_be_right_is_named(text: str, expected: list[str]) -> None:
    assert named(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "5 of 17 (29%)", "1 of 8 (12%) and 1 of 8 (13%)", "Of the 9 cases 4 (44%) were good.",
        "Of the 12 audits, 8 (67%); of the 9 others all (100%).",
        "Of the 20 cases, 10 (50%) were late; of these, 4 (40%) had no plan.",
        "None (0%) was late.", "All (100%) were seen.", "Of 12 and 9 cases 6 (67%) were good.",
        "0 of 9 (0%)", "9 (45%), from 20 looked at",
    ],
)  # fmt: skip
def test_what_can_be_right_is_only_counted(text: str) -> None:
    right, wrong, unknown = counted(text)
    assert right and not wrong and not unknown


def test_of_how_many_may_stand_before() -> None:
    assert counted("Of the 31 cases audited:", "22 (71%) were good", "9 (29%) were not") == (
        2,
        0,
        0,
    )
    assert named("Of the 31 cases audited:", "22 (70%) were good") == [
        '"22 (70%)" should be 71% (22 of 31).'
    ]
    assert check(["31 cases were audited.", "x", "y", "z", "22 (71%)"]).right == 0
    assert counted("31 cases were audited.", "x", "y", "z", "22 (71%)") == (0, 0, 1)
    assert counted("31 cases were audited.", "x", "y", "22 (71%)") == (1, 0, 0)


def test_a_share_of_nobody_knows_what_cannot_be_checked() -> None:
    assert counted("6 (35%) were good.") == (0, 0, 1)
    assert counted("All (90%) were good.") == (0, 0, 1)
    assert counted("None (3%) was good.") == (0, 0, 1)
    assert counted("44% of children were not seen.") == (0, 0, 0)
    # Shares that are not of one whole do not add up to a base.
    assert counted("6 (40%) were good and 5 (31%) late.") == (0, 0, 2)
    assert counted("Of the 9 cases all (100%) were late.") == (1, 0, 0)
    # That 17 is 80 % of nothing is sure only where 17 is a count.
    assert counted("Lot 17 (80%) was late.") == (0, 0, 1) and counted("17 (80%)") == (0, 1, 0)


def test_wide_of_its_base_a_percentage_may_be_of_something_else() -> None:
    assert counted("2 of the 3 auditors who read on said that plans of 5 were good (45%)") == (
        0,
        0,
        1,
    )
    assert counted("2 of the 3 auditors who read the plans (40%), 5 in all") == (1, 0, 0)
    assert named("2 of the 3 auditors (40%), 5 in all") == [
        '"2 of the 3 auditors (40%)" should be 67% (2 of 3).'
    ]


def test_each_is_named_with_its_place() -> None:
    found = check(["Nothing.", "5 of 17 (30%)", "x", "22 of 31 (70%)"]).wrong
    assert [(each.block, each.quote, each.should_be) for each in found] == [
        (1, "5 of 17 (30%)", "29% (5 of 17)"), (3, "22 of 31 (70%)", "71% (22 of 31)"),
    ]  # fmt: skip


YEARS = [
    ["", "Number audited", "Inadequate", "RI", "Good", "Outstanding"],
    ["2018", "17", "0", "5 (30%)", "6 (35%)", "6 (35%)"],
    ["2017", "16", "0", "5 (31%)", "10 (63%)", "1 (6%)"],
    ["2016", "13", "0", "0", "12 (92%)", "1 (8%)"],
]


def test_a_table_with_a_total_in_each_row() -> None:
    assert named(YEARS) == ['"5 (30%)" should be 29% (5 of 17).']
    assert counted(YEARS) == (7, 1, 0)


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        ([["Grade", "Number"], ["Good", "6 (35%)"], ["RI", "5 (30%)"], ["Total", "17"]],
         ['"5 (30%)" should be 29% (5 of 17).']),
        ([["Grade", "Number (n=17)"], ["Good", "6 (35%)"], ["RI", "5 (30%)"]],
         ['"5 (30%)" should be 29% (5 of 17).']),
        ([["Grade", "Good", "RI"], ["2018 (17 cases)", "35% (6)", "30% (5)"]],
         ['"30% (5)" should be 29% (5 of 17).']),
        ([["Grade", "Good", "RI", "Poor"], ["2018", "6 (35%)", "5 (30%)", "6 / 35%"]],
         ['"5 (30%)" should be 29% (5 of 17).']),
        ([["Grade", "A"], ["Good", "6 (35%)"], ["RI", "5 (30%)"], ["Poor", "6 (35%)"]],
         ['"5 (30%)" should be 29% (5 of 17).']),
        ([["Grade", "Number", "%"], ["Good", "6", "35"], ["RI", "5", "30"], ["Poor", "6", "35%"]],
         ['"5 | 30%" should be 29% (5 of 17).']),
        ([["Grade", "Number", "Share"], ["Good", "12", "70%"], ["RI", "5", "29%"], ["All", "17", "100%"]],
         ['"12 | 70%" should be 71% (12 of 17).']),
        ([["Year", "All", "Good"], ["2018", "17", "6 (40%)"]],
         ['"6 (40%)" should be 35% (6 of 17).']),
        ([["Grade", "Number (n=17)"], ["Good", "6 (40%)"]], ['"6 (40%)" should be 35% (6 of 17).']),
        ([["Grade", "Number", "%"], ["A", "6", "36"], ["B", "5", "31"], ["C", "6", "36"]],
         ['"6 | 36%" should be 35% (6 of 17).', '"5 | 31%" should be 29% (5 of 17).',
          '"6 | 36%" should be 35% (6 of 17).']),
        ([["Grade", "2018", "%", "2019", "%"], ["Good", "6", "35%", "8", "45%"],
          ["RI", "11", "65%", "12", "60%"], ["Total", "17", "100%", "20", "100%"]],
         ['"8 | 45%" should be 40% (8 of 20).']),
        ([["Team", "Cases", "Good", "%"], ["A", "20", "15", "70%"], ["B", "10", "5", "50%"],
          ["Total", "30", "20", "67%"]],
         ['"15 | 70%" should be 75% (15 of 20).']),
        ([["", "Good", "RI", "Poor"], ["n", "6", "5", "6"], ["%", "35%", "30%", "35%"]],
         ['"5 | 30%" should be 29% (5 of 17).']),
        ([["Finding", "Seen"], ["Plans", "5 of 17 (30%) were late"]],
         ['"5 of 17 (30%)" should be 29% (5 of 17).']),
    ],
)  # fmt: skip
def test_a_misprint_in_a_table_is_named(table: list[list[str]], expected: list[str]) -> None:
    assert named(table) == expected


@pytest.mark.parametrize(
    "table",
    [
        [
            ["Team", "Cases", "% in time"],
            ["A", "17", "88%"],
            ["B", "16", "75%"],
            ["All", "33", "82%"],
        ],
        [["Year", "Cases", "Change %"], ["A", "60", "50%"], ["B", "40", "50%"]],
        [["Year", "Cases", "England"], ["A", "60", "50%"], ["B", "40", "50%"]],
        [["Year", "Cases", "Score"], ["A", "60", "50"], ["B", "40", "50"]],
        [
            ["Team", "Cases", "Good", "%"],
            ["A", "20", "15", "75%"],
            ["B", "10", "5", "50%"],
            ["Total", "30", "20", "67%"],
        ],
        [
            ["Team", "Cases", "Workers", "% in time"],
            ["A", "20", "5", "70%"],
            ["B", "10", "4", "40%"],
            ["C", "9", "4", "55%"],
        ],
        [["Team", "Cases", "Good", "%"], ["A", "20", "15", "70%"], ["B", "10", "5", "50%"]],
        [["Year", "Poor", "RI", "Good"], ["2018", "0 (0%)", "6 (35%)", "11 (65%)"]],
        [["Team", "Late"], ["A", "6 (50%)"], ["B", "5 (33%)"]],
        [["Year", "All", "Good"], ["2018", "17", "5"]],
        [],
        [[], ["a"], ["b", "5 (30%)", "17 (100%)", "17"]][:2],
        [["Grade", "Number"], ["Good", "12 (71%)"], ["RI", "5 (29%)"], ["Total", "17 (100%)"]],
    ],
)
def test_no_false_alarm_in_tables(table: list[list[str]]) -> None:
    assert named(table) == []


def test_the_line_above_a_table_may_say_of_how_many() -> None:
    table = [["Good", "6 (35%)"], ["RI", "4 (24%)"]]
    assert counted("Grades of 17 audits", table) == (2, 0, 0)
    assert counted("Grades", table) == (0, 0, 2)
