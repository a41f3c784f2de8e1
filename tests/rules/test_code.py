"""The house rules over source code hold, and each is seen to fail when broken."""

import re
import subprocess
import tomllib
import types
from importlib import import_module
from pathlib import Path

import pytest

from goldenthread.journal.changes import change
from tests.rules import code

ROOMS = (
    "people",
    "tools",
    "cases",
    "programme",
    "audits",
    "actions",
    "learning",
    "reports",
    "retention",
)


CHANGES = [f"goldenthread.{room}.changes" for room in ROOMS]


@pytest.mark.parametrize("folder", ["goldenthread", "tests", "bench", "packs", "pictures"])
def test_no_module_is_too_long(folder: str) -> None:
    assert code.too_long_modules(code.modules(code.ROOT / folder)) == []


def test_a_long_module_is_seen(tmp_path: Path) -> None:
    (tmp_path / "long.py").write_text("x = 1\n" * 401)
    assert code.too_long_modules(code.modules(tmp_path)) == ["long.py has 401 lines"]


def test_no_function_is_too_long() -> None:
    found = [
        f
        for file in code.modules()
        for f in code.too_long_functions(file.read_text(), str(file.relative_to(code.ROOT)))
    ]
    assert found == []


def test_a_long_function_is_seen() -> None:
    source = "def long():\n" + "    x = 1\n" * 51
    assert code.too_long_functions(source, "sample") == ["sample: long has 51 lines"]


def test_there_is_no_junk_drawer() -> None:
    assert code.junk_drawers(code.modules()) == []


def test_a_junk_drawer_is_seen(tmp_path: Path) -> None:
    (tmp_path / "utils.py").write_text("")
    assert len(code.junk_drawers(code.modules(tmp_path))) == 1


@pytest.mark.parametrize("name", CHANGES)
def test_changes_are_keyword_only_take_by_and_are_atomic(name: str) -> None:
    assert code.change_faults(import_module(name)) == []


def test_a_change_that_bends_the_rule_is_seen() -> None:
    sample = types.ModuleType("sample")

    @change
    def positional(by: str) -> None: ...

    @change
    def nobody() -> None: ...

    def bare(*, by: str) -> None: ...

    for function in (positional, nobody, bare):
        function.__module__ = "sample"
        setattr(sample, function.__name__, function)
    assert len(code.change_faults(sample)) == 3


def test_every_job_that_a_change_asks_for_exists() -> None:
    from procrastinate.contrib.django import app

    import goldenthread.jobs.tasks  # noqa: F401

    asked = {job for file in code.modules() for job in code.jobs_asked_for(file.read_text())}
    assert asked - set(app.tasks) == set()


def test_a_job_asked_for_is_seen() -> None:
    assert code.jobs_asked_for('later("jobs.nowhere", id=1)') == {"jobs.nowhere"}


def test_no_committed_file_names_a_registry() -> None:
    tracked = subprocess.run(
        ["git", "ls-files"], cwd=code.ROOT, capture_output=True, text=True, check=True
    ).stdout.split()
    locks = [
        name
        for name in tracked
        if "lock" in name
        or name.startswith("requirements")
        or name in (".npmrc", "pyproject.toml", "Makefile")
    ]
    assert locks
    assert {
        name: found
        for name in locks
        if (found := code.registry_addresses((code.ROOT / name).read_text()))
    } == {}


def test_a_registry_address_is_seen() -> None:
    assert code.registry_addresses('"resolved": "https://registry.example.org/x.tgz"')


def test_no_error_is_frozen() -> None:
    assert {
        file.name: found
        for file in code.modules()
        if (found := code.frozen_errors(file.read_text()))
    } == {}


def test_a_frozen_error_is_seen() -> None:
    assert code.frozen_errors(
        "@dataclass(frozen=True)\nclass Late(Exception):\n    day: int\n"
    ) == ["Late"]


def test_the_house_lists_the_rooms_in_the_order_of_the_contract() -> None:
    contracts = tomllib.loads(Path("pyproject.toml").read_text())["tool"]["importlinter"][
        "contracts"
    ]
    [layers] = [each["layers"] for each in contracts if each["name"] == "Rooms look down the loop"]
    [row] = [line for line in Path("docs/house.md").read_text().splitlines() if "| rooms:" in line]
    listed = re.findall(r"`(\w+)`", row.split("|")[1])
    assert [f"goldenthread.{room}" for room in listed] == layers[:-1]
    assert layers[-1] == "goldenthread.journal"
