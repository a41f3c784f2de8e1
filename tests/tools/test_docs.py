"""The page on tool files says what the format has, no more and no less."""

import json
import re

from goldenthread.tools.form import QUESTION_TYPES
from goldenthread.tools.form.shapes import KINDS, QUESTION, SECTION, STEP, TOOL, Shape
from goldenthread.tools.form.subjects import SUBJECTS
from goldenthread.tools.library import library_bodies
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


def test_the_table_of_structures_names_tools_and_fields_that_are_there() -> None:
    page = (ROOT / "docs" / "guide" / "tool-structures.md").read_text()
    rows = [line.split(" | ") for line in page.splitlines() if line.startswith("| ")][1:]
    tools = {body["code"]: json.dumps(body) for body in library_bodies()}
    for row in rows:
        named = re.findall(r"`([a-z0-9_]+)`", row[3])
        assert named or row[3].startswith(("every", "any")), row
        assert set(named) <= set(tools), row
        # A field or type that the row names is used by the tool it points to.
        known = names(TOOL, SECTION, QUESTION, STEP) | set(QUESTION_TYPES) | set(KINDS)
        for field in known & set(re.findall(r"`([a-z_]+)`", row[2])):
            assert not named or any(f'"{field}"' in tools[tool] for tool in named), (row, field)
    assert {f"T{n}" for n in (*range(1, 5), *range(8, 16))} <= {
        row[0].split()[1] for row in rows if row[0] != "| T5-T7"
    }
