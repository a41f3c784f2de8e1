"""The audit tools that come with the product, as files."""

from pathlib import Path
from typing import Any

from goldenthread.tools.files.yaml_file import from_yaml

FOLDER = Path(__file__).parent


class LibraryFaulty(Exception):
    """A file that comes with the product is not sound: the installation is damaged."""


def files() -> list[Path]:
    """The files of the tools, in the order of their names."""
    return [file for file in sorted(FOLDER.glob("*.yaml")) if file.stem != "scales"]


def codes() -> set[str]:
    """The codes of the tools that come with the product: each file has its tool's name."""
    return {file.stem for file in files()}


def library_bodies() -> list[dict[str, Any]]:
    """The content of every tool file, each with its scale written into it. Raises LibraryFaulty."""
    return [_body(file) for file in files()]


def _body(file: Path) -> dict[str, Any]:
    found = from_yaml(file.read_bytes())
    if found.body is None:
        raise LibraryFaulty(f"{file.name}: {'; '.join(map(str, found.faults))}")
    return found.body
