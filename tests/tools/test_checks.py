"""What is wrong with a tool is said in words, with its place."""

from typing import Any

import pytest

from goldenthread.tools.files.yaml_file import from_yaml, to_yaml
from goldenthread.tools.form import faults
from goldenthread.tools.library import library_bodies
from tests.tools.bodies import BODY, FILE, faults_with, with_change

REFLECTION = ("sections", 2, "sections", 0)
WHY_NOT, GRADE = (*REFLECTION, "questions", 1), (*REFLECTION, "questions", 3)
CASES = ("sections", 2, "sections", 1)
RULE = ("rules", 0)
ASKED = {"question": "header.holds_cases", "is": ["yes"]}
FAULTY: list[tuple[tuple[str | int, ...], Any, str]] = [
    (("title",), None, "says nothing about title"),
    (("code",), "../../etc/passwd", "code is “../../etc/passwd”"),
    (("look_back_months",), "six", "has to be a whole number"),
    (("colour",), "red", "says “colour”, which no tool has"),
    (("scale",), None, "is graded but names no scale"),
    (("subject",), "observed_event", "has to ask header.consent"),
    (("sections", 0, "title"), "=HYPERLINK(1)", "begins like a formula"),
    (("sections", 0, "key"), "documents", "stands twice in the tool"),
    (("sections", 0, "questions"), [], "has no question"),
    (("sections", 1, "questions", 1, "limit_months"), None, "has to say limit_months"),
    (("sections", 1, "questions", 3, "least"), 70, "has a least number above the most"),
    (("sections", 1, "questions", 2, "choices"), None, "has no choices"),
    (("sections", 1, "questions", 0, "choices"), [], "does not have"),
    (("scale", "steps", 1, "key"), "good", "has the step good twice"),
    (("scale", "steps", 0, "meets_standard"), True, "steps go from worst to best"),
    ((*GRADE, "descriptors", "good"), None, "is a grade without descriptors for good"),
    ((*GRADE, "descriptors", "superb"), "x", "describes superb, which is no step"),
    ((*GRADE, "standard", "address"), "file:///etc/passwd", "has to be an address"),
    ((*REFLECTION, "questions", 0, "words_for"), ["perhaps"], "asks for words with perhaps"),
    ((*REFLECTION, "questions", 2, "scale"), "surely", "which the tool does not have"),
    ((*GRADE, "formerly"), "header.parts", "which is still in the tool"),
    ((*WHY_NOT, "shown_when", "answers", 0, "is"), ["maybe"], "maybe, which is no answer"),
    ((*CASES, "shown_when", "case_type"), [], "is shown for no case type"),
    ((*CASES, "shown_when", "answers"), [{"question": "x", "is": ["y"]}], "not in the tool"),
    ((*CASES, "shown_when", "answers"), [{"question": "overall.grade", "is": ["good"]}], "comes after"),
    ((*CASES, "shown_when", "answers"), [{"question": "cases.grade", "is": ["good"]}], "in a circle"),
    ((*CASES, "shown_when", "answers"), [ASKED, {**ASKED, "is": ["no"]}], "can never be shown"),
    ((*RULE, "section"), "documents", "so it can never fire"),
    ((*RULE, "no_better_than"), "outstanding", "can never fire"),
    ((*RULE, "limits"), "cases", "can never fire: it limits a section by a grade it allows"),
    ((*RULE, "grades"), ["dreadful"], "names dreadful, which is no step"),
]  # fmt: skip


def test_the_tool_with_everything_is_sound() -> None:
    assert faults(BODY) == []


@pytest.mark.parametrize(("path", "value", "what"), FAULTY, ids=[what for *_, what in FAULTY])
def test_a_fault_is_said_in_words(path: tuple[str | int, ...], value: Any, what: str) -> None:
    assert what in faults_with(path, value)


def test_two_sections_never_shown_together_make_a_rule_that_never_fires() -> None:
    body = with_change((*CASES, "shown_when"), {"case_type": ["cp"]})
    body["sections"][3]["shown_when"] = {"case_type": ["early_help"]}
    assert "its two sections are never shown together" in str(faults(body)[-1])


def test_conditions_that_wait_for_each_other_are_named() -> None:
    body = with_change(
        ("sections", 1, "shown_when"), {"answers": [{"question": "cases.grade", "is": ["good"]}]}
    )
    body["sections"][2]["sections"][1]["shown_when"] = {
        "answers": [{"question": "documents.contract", "is": ["yes"]}]
    }
    found = [str(fault) for fault in faults(body)]
    assert sum("waits for itself" in each for each in found) == 2


def test_a_fault_in_a_file_has_its_line_and_column() -> None:
    text = FILE.read_text().replace("good: As a habit.", "fine: As a habit.")
    line = next(n for n, each in enumerate(text.splitlines(), 1) if "fine:" in each)
    found = from_yaml(text.encode())
    assert found.body is None
    assert str(found.faults[-1]).startswith(
        f"line {line}, column 15: section quality, section reflection"
    )


@pytest.mark.parametrize("body", [BODY, *library_bodies()], ids=lambda body: body["code"])
def test_a_tool_comes_back_from_yaml_byte_by_byte(body: dict[str, Any]) -> None:
    written = to_yaml(body)
    read = from_yaml(written)
    assert read.body == body
    assert to_yaml(dict(reversed(read.body.items()))) == written
