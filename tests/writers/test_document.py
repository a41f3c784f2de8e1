"""What a paper may and may not be made of."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldenthread.writers.document import (
    BarRow,
    CountsDoNotAddUp,
    Dumbbells,
    FigureText,
    GradeBars,
    Heading,
    HeadingOutOfOrder,
    NarrativeGap,
    PairRow,
    RaggedTable,
    Table,
    Text,
    figures,
    pair_numbers,
    printable,
)
from goldenthread.writers.palette import ScaleTooLong, scale
from tests.writers.papers import BARS, SCALE, paper


def test_a_heading_may_not_skip_a_level() -> None:
    with pytest.raises(HeadingOutOfOrder) as refused:
        paper([Heading(2, "Findings"), Heading(4, "Supervision")])
    assert refused.value.text == "Supervision"


def test_the_title_is_the_only_first_level_heading() -> None:
    with pytest.raises(HeadingOutOfOrder):
        paper([Heading(1, "Another title")])


def test_a_row_with_a_cell_too_few_is_refused() -> None:
    with pytest.raises(RaggedTable) as refused:
        Table("Table 1", ("Team", "Audits"), (("North", "3"), ("South",)))
    assert refused.value.row == 2


@pytest.mark.parametrize("empty", ["", "  ", "\x00"])
def test_an_empty_header_cell_is_refused(empty: str) -> None:
    with pytest.raises(RaggedTable):
        Table("Table 1", ("Team", empty), ())


def test_counts_that_do_not_make_n_are_refused() -> None:
    with pytest.raises(CountsDoNotAddUp) as refused:
        BarRow("2025", 17, (0, 5, 6, 5))
    assert (refused.value.n, refused.value.total) == (17, 16)


def test_a_bar_has_a_count_for_every_step() -> None:
    with pytest.raises(RaggedTable):
        GradeBars("Finding", "", SCALE, (BarRow("2025", 3, (1, 2)),))


def test_gaps_are_printed_in_drafts_only() -> None:
    gap = NarrativeGap("Conclusion")
    assert gap in paper(is_draft=True).printed_blocks()
    assert gap not in paper().printed_blocks()


def test_figures_are_listed_as_they_are_printed() -> None:
    keys = [figure.figure_key for figure in figures(paper())]
    assert keys[:6] == ["coverage", "late", "n:cl", "good:cl", "n:cin", "good:cin"]
    assert keys[6:] == list(BARS.rows[0].keys)


def test_a_scale_longer_than_the_palette_is_refused() -> None:
    with pytest.raises(ScaleTooLong):
        scale([(str(n), f"Grade {n}") for n in range(12)])


def test_a_long_scale_goes_through_the_colours_of_grades_in_order() -> None:
    names = [step.shade.name for step in scale([(str(n), str(n)) for n in range(11)])]
    assert list(dict.fromkeys(names)) == [
        "inadequate",
        "requires-improvement",
        "good",
        "outstanding",
    ]
    assert sorted(names, key=names.index) == names


@pytest.mark.parametrize("steps", range(1, 7))
def test_the_steps_of_a_scale_have_different_shades(steps: int) -> None:
    made = scale([(str(n), f"Grade {n}") for n in range(steps)], not_graded=("na", "Not graded"))
    assert len({step.shade for step in made}) == steps + 1


@given(st.text())
def test_printable_text_holds_no_control_characters_and_loses_no_word(text: str) -> None:
    printed = printable(text)
    assert not [c for c in printed if ord(c) < 32 and c not in "\t\n"]
    assert [c for c in text if c.isalnum()] == [c for c in printed if c.isalnum()]
    assert printable(printed) == printed


def test_what_is_refused_is_named_with_its_row() -> None:
    with pytest.raises(RaggedTable) as bars:
        GradeBars("Finding", "", SCALE, (BarRow("2024", 0, (0,) * 4), BarRow("2025", 3, (1, 2))))
    assert bars.value.args == (bars.value.caption, bars.value.row) == ("Finding", 2)
    with pytest.raises(RaggedTable) as keys:
        GradeBars("Finding", "", SCALE, (BarRow("2025", 3, (1, 2, 0, 0), ("a", "b")),))
    assert keys.value.row == 1
    with pytest.raises(RaggedTable) as header:
        Table("Table 1", ("Team", ""), ())
    assert header.value.args == ("Table 1", 0)
    with pytest.raises(CountsDoNotAddUp):
        BarRow("2025", 0, (1, -1))
    assert BarRow("None", 0, ()).counts == ()
    for levels in ((2, 3, 4, 2), (2, 2)):
        assert paper([Heading(level, "x") for level in levels])
    for level in (1, 3, 5):
        with pytest.raises(HeadingOutOfOrder) as refused:
            paper([Heading(level, "x")])
        assert refused.value.args == ("x", level)


def test_a_number_is_traced_where_the_paper_says_and_words_are_not() -> None:
    traced = paper(traced_at="https://wold.example/?f=")
    assert traced.address(FigureText("5", "a/b c")) == "https://wold.example/?f=a%2Fb%20c"
    assert traced.address(Text("5")) is None and paper().address(FigureText("5", "a")) is None


def test_a_chart_of_two_rounds_has_its_numbers_beneath() -> None:
    rows = (PairRow("Plans", (8, 40), (10, 12), ("a", "b")), PairRow("Risk", (3, 6), (3, 6)))
    made = pair_numbers(Dumbbells("Finding", "Chart 1. Of plans", ("First", "Second"), rows))
    assert made == Table(
        "Chart 1: the numbers", ("Section", "First", "Second"),
        (("Plans", FigureText("8 of 40", "a"), FigureText("10 of 12", "b")), ("Risk", "3 of 6", "3 of 6")),
        align=("left", "right", "right"),
    )  # fmt: skip
