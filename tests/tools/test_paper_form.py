"""A council's own form read line by line: what each line seems to be, and where that is unsure."""

import pytest

from goldenthread.tools.files.paper_form import Guess, paper_form, sections
from goldenthread.tools.form.shapes import QUESTION, SECTION, fitted

FORM = [
    "CASE AUDIT", "Name of child:", "Section 1: Assessment", "1.1 Is the assessment up to date?",
    "Yes / No / N/A", "1.2 How good is it?", "Outstanding / Good / Requires improvement / Inadequate",
    "Comments:", "PLANS", "2.1 Does the plan say what has to change?", "Yes", "Partly", "No",
    "Look at the last two.", "How many visits were there in six months?", "Chronology", "☐ Yes ☐ No",
]  # fmt: skip


def test_each_line_is_taken_for_what_it_seems() -> None:
    found = paper_form(FORM)
    assert [(line.kind, line.words) for line in found.lines] == [
        ("section", "Case audit"), ("leave_out", "Name of child:"), ("section", "Section 1: Assessment"),
        ("yes_no", "Is the assessment up to date?"), ("grade", "How good is it?"), ("text", "Comments"),
        ("section", "Plans"), ("yes_partly_no", "Does the plan say what has to change?"),
        ("hint", "Look at the last two."), ("number", "How many visits were there in six months?"),
        ("yes_no", "Chronology"),
    ]  # fmt: skip
    assert (found.questions, found.unsure) == (6, 1)
    assert found.lines[3].may_be_not_applicable


def test_confirmed_lines_make_sections_that_fit_the_format() -> None:
    made = sections(paper_form(FORM).lines)
    assert [section["title"] for section in made] == ["Section 1: Assessment", "Plans"]
    plans = made[1]["questions"]
    assert isinstance(plans, list)
    assert plans[0]["hint"] == "Look at the last two."
    for section in made:
        questions = section.pop("questions")
        assert isinstance(questions, list)
        assert fitted({"key": "a", **section}, SECTION)[1] == []
        for n, question in enumerate(questions):
            assert fitted({"key": f"a.{n}", **question}, QUESTION)[1] == []


@pytest.mark.parametrize("line", ["A" * 301 + "?", "1. " + "word " * 90])
def test_a_line_too_long_for_a_question_is_cut_and_said_to_be(line: str) -> None:
    [found] = paper_form([line]).lines
    assert len(found.words) <= 300
    assert "was cut" in found.unsure


def test_what_is_left_out_makes_nothing() -> None:
    assert sections([Guess("Visits", "section"), Guess("Name", "leave_out")]) == []


def test_of_a_very_long_form_the_rest_is_counted() -> None:
    found = paper_form(f"Is it number {n}?" for n in range(310))
    assert (len(found.lines), found.left_over) == (300, 10)
