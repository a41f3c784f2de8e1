"""Invented cases to practise on: a summary, and for each section a reference grade with its reasons."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from goldenthread.readers.design_files import read_design

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Reference:
    """The grade that experienced auditors would give a section, and why."""

    grade: str
    why: str


@dataclass(frozen=True)
class PracticeCase:
    """`tools`: codes of the tools it can be audited with. Nobody in it has ever lived."""

    key: str
    title: str
    tools: tuple[str, ...]
    summary: tuple[str, ...]
    references: dict[str, Reference]


@cache
def practice_cases() -> tuple[PracticeCase, ...]:
    """Every case that comes with the product, in the order of their keys."""
    return tuple(_case(read_design(file.read_bytes())) for file in sorted(FOLDER.glob("*.yaml")))


def practice_case(key: str, tool: str) -> PracticeCase | None:
    """A case, where it can be audited with this tool."""
    return next((c for c in practice_cases() if c.key == key and tool in c.tools), None)


def practised_tools() -> frozenset[str]:
    """Codes of the tools that can be practised."""
    return frozenset(tool for case in practice_cases() for tool in case.tools)


def _case(tree: dict[str, Any]) -> PracticeCase:
    return PracticeCase(
        tree["key"], tree["title"], tuple(tree["tools"]),
        tuple(" ".join(part.split()) for part in tree["summary"].split("\n\n") if part.strip()),
        {key: Reference(r["grade"], r["why"]) for key, r in tree["references"].items()},
    )  # fmt: skip
