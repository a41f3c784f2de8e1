"""Columns of tables: numbers get what they need, words the rest; short tables are kept whole."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from goldenthread.writers import widths
from goldenthread.writers.document import Align, Paragraph, Table, Text
from tests.writers.papers import TABLE, paper

RIGHT: Align = "right"
GRADES = ("Audits", "Inadequate", "Requires improvement", "Good", "Outstanding")
NUMBERS = ("40", "5 (13%)", "16 (40%)", "13 (33%)", "6 (15%)")


def grades(first: str) -> Table:
    rows = ((first, *NUMBERS),)
    return Table("Grades", ("Case type", *GRADES), rows, align=("left", *(RIGHT,) * len(GRADES)))


def lines_of(first: str) -> int:
    made = grades(first).widths()
    return -(-widths.measured(first) // (made[0] - widths.PADDING))


def test_a_case_type_stands_on_one_line_beside_five_columns_of_numbers() -> None:
    assert [lines_of("Child protection"), lines_of("Autumn practice audits 2025")] == [1, 2]


def test_no_number_and_no_word_of_a_header_is_broken() -> None:
    made = grades("Autumn practice audits 2025").widths()
    pairs = zip(made[1:], GRADES, NUMBERS, strict=True)
    for width, header, number in pairs:
        needed = max(map(widths.measured, [number, *header.split()]))
        assert width - widths.PADDING >= needed


def test_names_dates_and_states_keep_one_line_and_the_action_takes_the_rest() -> None:
    row = (
        "Meet the father and add his view to the assessment " * 2,
        "Rafiq Mossley",
        "26 September 2026",
        "Closed",
    )
    made = Table("Actions", ("Action", "Who", "By when", "Status"), (row,)).widths()
    held = [
        width - widths.PADDING >= widths.measured(c) for width, c in zip(made, row, strict=True)
    ]
    assert held == [False, True, True, True] and made[0] == max(made)


@given(st.lists(st.text(max_size=80), min_size=2, max_size=6))
def test_any_words_make_columns_that_can_be_drawn(cells: list[str]) -> None:
    made = Table("Any", tuple(f"H{n}" for n in range(len(cells))), (tuple(cells),)).widths()
    assert len(made) == len(cells) and min(made) >= widths.PADDING
    assert sum(made) >= widths.PAGE - len(cells)


def test_a_table_of_twenty_short_rows_is_kept_whole_and_a_page_of_text_is_not() -> None:
    assert replace(TABLE, rows=TABLE.rows[:1] * 8).is_short
    assert not replace(TABLE, rows=TABLE.rows[:1] * 20).is_short
    long = (Text("word " * 400), "1", "2")
    assert not replace(TABLE, rows=(long, long)).is_short


def test_a_sentence_stays_with_the_table_it_introduces() -> None:
    made = paper([Paragraph("The table shows both."), TABLE, Paragraph("Then."), Paragraph("End.")])
    assert [introduces for _, introduces in made.printed_pairs()] == [True, False, False, False]


def test_columns_get_what_they_need_and_words_the_rest() -> None:
    grades_of = [
        ["Case type", "Autumn practice audits 2025"], ["Audits", "40"], ["Requires improvement", "16 (40%)"],
    ]  # fmt: skip
    audits, improvement = (widths.measured(columns[0]) for columns in grades_of[1:])
    made = widths.column_widths(grades_of, [False, True, True])
    assert made[1:] == (audits + 1_250, improvement + 1_250) and sum(made) == 41_200
    words = [["A", "word " * 60], ["B", "word " * 30], ["N", "1"]]
    number = widths.measured("N") + 1_250
    shared = (41_200 - number) // 2
    assert widths.column_widths(words, [False, False, True]) == (shared, shared, number)


def test_the_least_a_column_can_have_is_its_longest_word_or_number() -> None:
    cells = ["Header two", "10 (5%) of"]
    assert widths._least(cells, True) == widths.measured("10 (5%) of") == 4_723
    assert widths._least(cells, False) == widths.measured("Header") == 3_390
    assert (widths._least(["x" * 50], True), widths._least(["", " "], False)) == (12_000, 0)
    assert widths.measured("漢é\u2e80") == 1_000 + 722 + 1_000


def test_what_is_spare_is_shared_the_smallest_wish_first() -> None:
    assert widths._filled([10, 20, 30], [5, 0, 100], 50) == [15, 20, 75]
    assert widths._filled([1, 2], [10, 10], 9) == [5, 7]
    assert widths._filled([1], [5], -3) == [1]


def test_the_tallest_cell_gives_a_row_its_lines() -> None:
    assert widths.lines(["word " * 20, "x"], [5_000, 500]) == 17
    assert widths.lines(["", ""], [5_000, 500]) == 1
    assert widths.lines(["x" * 10], [0]) == 7  # of which none is narrower than 1,000
