"""A page has one name, is short, and is tested; every command, role, setting and report is in the docs."""

import ast
import inspect
import re
import textwrap
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

from goldenthread.cli.running import our_commands
from goldenthread.people.roles import Role
from goldenthread.web.urls import TABLE
from tests.rules.code import LONGEST_PAGE, PACKAGE, ROOT, too_long_functions

WEB_TESTS = ROOT / "tests" / "web"
PAGES = [(room, page) for room, pages in TABLE.items() for page in pages]


def named_tests(source: str) -> set[str]:
    return {
        n.name
        for n in ast.walk(ast.parse(source))
        if isinstance(n, ast.FunctionDef) and n.name.startswith("test_")
    }


def pages_without_a_test(pages: list[tuple[str, str]], tests: dict[str, set[str]]) -> list[str]:
    """A page `room:page` has a test `test_<page>...` in tests/web/test_<room>*.py."""
    return [
        f"{room}:{page}"
        for room, page in pages
        if not any(name.startswith(f"test_{page}_") for name in tests.get(room, set()))
    ]


def rooms_tests() -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for room in TABLE:
        for file in WEB_TESTS.glob(f"test_{room}*.py"):
            found.setdefault(room, set()).update(named_tests(file.read_text()))
    return found


def foreign_templates(room: str, page: str, source: str, folder: Path) -> list[str]:
    """What a page renders is its own template, or one shared by a folder of parts."""
    rendered = re.findall(r"""render\(\s*request,\s*["']([\w/]+\.html)["']""", source)
    own = f"{room}/{page}.html"
    faults = [
        f"{room}:{page} renders {name}"
        for name in rendered
        if name != own and name.split("/")[0] == room and (folder / own).exists() is False
    ]
    return faults + [f"{name} is not there" for name in rendered if not (folder / name).exists()]


def views() -> Iterator[tuple[str, str, str]]:
    for room, page in PAGES:
        view = inspect.unwrap(getattr(import_module(f"goldenthread.web.{room}"), page))
        yield room, page, inspect.getsource(view)


def test_every_page_has_a_test_of_its_name() -> None:
    assert pages_without_a_test(PAGES, rooms_tests()) == []


def test_a_page_without_a_test_is_seen() -> None:
    assert pages_without_a_test([("audits", "submit")], {"audits": {"test_other_page"}}) == [
        "audits:submit"
    ]


def test_every_page_renders_its_own_template() -> None:
    folder = PACKAGE / "web" / "jinja2"
    assert [
        fault
        for room, page, source in views()
        for fault in foreign_templates(room, page, source, folder)
    ] == []


def test_a_foreign_template_is_seen(tmp_path: Path) -> None:
    assert foreign_templates(
        "audits", "submit", 'render(request, "audits/other.html", {})', tmp_path
    )


def test_no_page_is_too_long() -> None:
    found = [
        fault
        for room, page, source in views()
        for fault in too_long_functions(textwrap.dedent(source), f"{room}:{page}", LONGEST_PAGE)
    ]
    assert found == []


def in_docs() -> str:
    files = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
    return "\n".join(file.read_text() for file in files)


def unsaid(words: list[str], text: str) -> list[str]:
    return [word for word in words if word.lower() not in text.lower()]


SETTING = re.compile(r"GOLDENTHREAD_[A-Z_]+|DATABASE_URL")


def settings_read() -> list[str]:
    found: set[str] = set()
    for file in (PACKAGE / "config").glob("*.py"):
        found |= set(SETTING.findall(file.read_text()))
    return sorted(name for name in found if not name.endswith("_"))


def test_every_command_role_setting_and_report_kind_is_in_the_docs() -> None:
    from goldenthread.reports.kinds import LABELS

    words = [
        *our_commands(),
        *(role.value.label for role in Role),
        *settings_read(),
        *LABELS,
    ]
    assert unsaid(words, in_docs()) == []


def test_something_unsaid_is_seen() -> None:
    assert unsaid(["GOLDENTHREAD_NOWHERE"], "all the docs") == ["GOLDENTHREAD_NOWHERE"]


@pytest.mark.parametrize("room", sorted(TABLE))
def test_every_room_of_the_table_is_a_module_of_the_web(room: str) -> None:
    assert import_module(f"goldenthread.web.{room}")
