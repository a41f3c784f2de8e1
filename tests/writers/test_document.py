"""What a paper may and may not be made of."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldenthread.writers.document import (
    BarRow,
    CountsDoNotAddUp,
    GradeBars,
    Heading,
    HeadingOutOfOrder,
    NarrativeGap,
    RaggedTable,
    Table,
    figures,
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
