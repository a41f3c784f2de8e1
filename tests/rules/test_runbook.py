"""What the runbook names is there: settings, commands, files, units, containers."""

import configparser
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.management import get_commands

from tests.rules.code import PACKAGE, ROOT

RUNBOOK = ROOT / "docs" / "runbook"
CONTAINER, SYSTEMD = RUNBOOK / "container", RUNBOOK / "systemd"
FILES = sorted(file for file in RUNBOOK.rglob("*") if file.is_file())
UNITS = sorted(SYSTEMD.glob("*.service"))
SETTING = re.compile(r"\bGOLDENTHREAD_[A-Z][A-Z0-9_]*[A-Z0-9]\b")
COMMAND = re.compile(r"(?:^|bin/|`|\$ )goldenthread ([a-z_]+)", re.M)
DOCUMENT = re.compile(r"docs/[\w/-]+(?:/[\w.-]+\.\w+|/)")


def settings_known() -> set[str]:
    """What the product reads: named in its code, or a key by its name."""
    source = "\n".join(file.read_text() for file in PACKAGE.rglob("*.py"))
    keys = re.findall(r"""home\.key\(["'](\w+)["']""", source)
    return set(SETTING.findall(source)) | {f"GOLDENTHREAD_{key.upper()}" for key in keys}


def unknown_settings(text: str, known: set[str]) -> set[str]:
    return set(SETTING.findall(text)) - known


def unknown_commands(text: str) -> set[str]:
    return set(COMMAND.findall(text)) - set(get_commands())


def missing_documents(text: str) -> set[str]:
    return {name for name in DOCUMENT.findall(text) if not (ROOT / name).exists()}


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_what_it_names_is_there(file: Path) -> None:
    text = file.read_text()
    assert unknown_settings(text, settings_known()) == set()
    assert unknown_commands(text) == set()
    assert missing_documents(text) == set()


def test_what_is_not_there_is_seen() -> None:
    assert unknown_settings("GOLDENTHREAD_NOWHERE=1", settings_known()) == {"GOLDENTHREAD_NOWHERE"}
    assert unknown_commands("goldenthread fly") == {"fly"}
    assert missing_documents("see docs/runbook/nowhere.md") == {"docs/runbook/nowhere.md"}


def unit(file: Path) -> configparser.RawConfigParser:
    parsed = configparser.RawConfigParser(strict=False)
    parsed.optionxform = str  # type: ignore[assignment,method-assign]
    parsed.read_string(file.read_text())
    return parsed


@pytest.mark.parametrize("file", UNITS, ids=lambda file: file.name)
def test_a_unit_runs_a_command_of_ours_with_no_more_rights_than_it_needs(file: Path) -> None:
    service = unit(file)["Service"]
    program, command, *_ = service["ExecStart"].split()
    assert program == "/opt/goldenthread/bin/goldenthread" and command in get_commands()
    assert service["User"] == "goldenthread" and service["CapabilityBoundingSet"] == ""
    assert service["NoNewPrivileges"] == "yes" and service["ProtectSystem"] == "strict"


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd is not here")
def test_systemd_understands_the_units(tmp_path: Path) -> None:
    """With a program in place of ours, which is not installed here."""
    for file in SYSTEMD.glob("goldenthread-*"):
        text = file.read_text().replace("/opt/goldenthread/bin/goldenthread", "/bin/true")
        (tmp_path / file.name).write_text(text)
    names = [str(tmp_path / file.name) for file in SYSTEMD.glob("goldenthread-*")]
    said = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *names],
        capture_output=True,
        text=True,
        check=False,
    )
    ours = [line for line in said.stderr.splitlines() if "goldenthread" in line]
    assert ours == []


def compose() -> Any:
    return yaml.safe_load((CONTAINER / "compose.yaml").read_text())


@pytest.mark.parametrize("name", ["web", "work", "prepare"])
def test_a_container_of_ours_can_write_nowhere_else_and_gain_nothing(name: str) -> None:
    service = compose()["services"][name]
    assert service["read_only"] is True and service["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in service["security_opt"]
    command = service.get("command", ["serve"])[0]
    assert command in get_commands()


def test_only_prepare_is_told_the_owners_password() -> None:
    told = {name: service.get("env_file") for name, service in compose()["services"].items()}
    assert [name for name, files in told.items() if "owner.environment" in str(files)] == [
        "prepare"
    ]


def instructions() -> Iterator[tuple[str, str]]:
    text = (CONTAINER / "Containerfile").read_text().replace("\\\n", " ")
    for line in text.splitlines():
        if line and not line.startswith(("#", " ")):
            name, _, rest = line.partition(" ")
            yield name, rest


def test_the_container_file_copies_what_is_there_and_does_not_run_as_root() -> None:
    copied = [rest.split() for name, rest in instructions() if name == "COPY"]
    for *sources, _ in (words for words in copied if not words[0].startswith("--from")):
        assert [source for source in sources if not (ROOT / source).exists()] == []
    users = [rest for name, rest in instructions() if name == "USER"]
    assert users == ["10001:10001"]
    assert [rest for name, rest in instructions() if name == "FROM" and ":" not in rest] == []
    assert "HEALTHCHECK" in dict(instructions())


@pytest.mark.parametrize("file", sorted(CONTAINER.glob("*.sh")), ids=lambda file: file.name)
def test_the_scripts_are_scripts(file: Path) -> None:
    assert subprocess.run(["sh", "-n", str(file)], check=False).returncode == 0


def test_the_environment_script_never_writes_over_a_file(tmp_path: Path) -> None:
    command = ["sh", str(CONTAINER / "environments.sh"), "audits.council.example"]
    first = subprocess.run(command, cwd=tmp_path, capture_output=True, check=False)
    written = {file.name: file.read_text() for file in tmp_path.iterdir()}
    again = subprocess.run(command, cwd=tmp_path, capture_output=True, check=False)
    assert (first.returncode, again.returncode) == (0, 1)
    assert {file.name: file.read_text() for file in tmp_path.iterdir()} == written
    assert all(file.stat().st_mode & 0o077 == 0 for file in tmp_path.iterdir())
    assert unknown_settings("\n".join(written.values()), settings_known()) == set()
