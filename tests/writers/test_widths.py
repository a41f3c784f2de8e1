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
