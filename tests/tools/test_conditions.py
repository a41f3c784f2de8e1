"""What of a tool applies to one audit, and what a new version does to the figures of the old."""

from goldenthread.tools.form import About, Form, form_from, series
from tests.tools.bodies import BODY, with_change

FORM = form_from(BODY)
HOLDS = {"header.holds_cases": "yes"}


def keys(form: Form) -> list[str]:
    return [section.key for section in form.sections]


def test_a_section_is_shown_by_case_type_and_earlier_answer() -> None:
    assert "cases" in keys(FORM.applied(About("cp"), HOLDS))
    assert "cases" not in keys(FORM.applied(About("cin"), HOLDS))
    assert "cases" not in keys(FORM.applied(About("cp"), {}))


def test_what_is_not_known_hides_nothing() -> None:
    assert "cases" in keys(FORM.applied(About(""), HOLDS))


def test_an_answer_that_is_itself_hidden_shows_nothing() -> None:
    body = with_change(("sections", 0, "questions", 1, "shown_when"), {"role": ["qa_lead"]})
    assert "cases" not in keys(form_from(body).applied(About("cp", ("auditor",)), HOLDS))


def test_numbers_and_letters_stay_when_a_question_is_hidden() -> None:
    whole = {question.key: question.number for question in FORM.questions}
    shown = FORM.applied(About("cin"), {})
    assert shown.question("reflection.why_not") is None
    assert {q.key: q.number for q in shown.questions}.items() <= whole.items()
    assert [section.letter for section in shown.sections] == ["A", "B", "C1", "D"]


def test_a_part_stands_under_its_heading() -> None:
    part = FORM.section("reflection")
    assert part
    assert (part.letter, part.heading) == ("C1", "Quality")


def test_a_series_goes_on_by_key_and_breaks_where_the_answers_change() -> None:
    body = with_change(("sections", 0, "questions", 0, "key"), "header.manager")
    body["sections"][0]["questions"][0]["formerly"] = "header.supervisor"
    body["sections"][0]["questions"][1]["type"] = "yes_partly_no"
    body["sections"][1]["questions"][0]["key"] = "documents.agreement"
    found = series(FORM, form_from(body))
    assert found.kept["header.supervisor"] == "header.manager"
    assert found.changed == ("header.holds_cases",)
    assert (found.new, found.left_out) == (("documents.agreement",), ("documents.contract",))
    assert series(FORM, FORM).is_unbroken
