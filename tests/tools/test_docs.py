"""The page on tool files says what the format has, no more and no less."""

from goldenthread.tools.form import QUESTION_TYPES
from goldenthread.tools.form.shapes import QUESTION, SECTION, STEP, TOOL, Shape
from goldenthread.tools.form.subjects import SUBJECTS
from tests.rules.code import ROOT

PAGE = (ROOT / "docs" / "guide" / "tool-files.md").read_text()


def names(*shapes: Shape) -> set[str]:
    return {each.name for shape in shapes for each in shape.fields}


def test_every_field_type_and_subject_is_on_the_page() -> None:
    wanted = names(TOOL, SECTION, QUESTION, STEP) | set(QUESTION_TYPES) | set(SUBJECTS)
    assert {name for name in wanted if f"`{name}`" not in PAGE} == set()


def test_what_a_subject_has_to_ask_is_on_the_page() -> None:
    rows = {line.split("`")[1]: line for line in PAGE.splitlines() if line.startswith("| `")}
    for name, kind in SUBJECTS.items():
        assert [key for key in kind.header if f"`{key}`" not in rows[name]] == []
