"""The sheet `choices` of an XLSForm: the answers that questions take from a list."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Protocol

from goldenthread.tools.form.questions import FIXED_ANSWERS, NONE_OF_THESE, NOT_APPLICABLE
from goldenthread.tools.form.shapes import Fault

NOT_APPLICABLE_NAMES = ("na", "n_a", "not_applicable")
PLAIN = {
    ("yes", "no"): "yes_no", ("no", "yes"): "yes_no",
    ("yes", "partly", "no"): "yes_partly_no", ("no", "partly", "yes"): "yes_partly_no",
}  # fmt: skip


class _Row(Protocol):
    @property
    def number(self) -> int: ...
    def __getitem__(self, column: str) -> str: ...


@dataclass
class ChoiceList:
    """The answers in order, without "not applicable", which a tool keeps apart from them."""

    choices: list[dict[str, Any]] = field(default_factory=list)
    steps: list[dict[str, Any]] = field(default_factory=list)
    has_not_applicable: bool = False

    def question(self, *, several: bool) -> dict[str, Any]:
        """The type that a question with these answers has, and the answers where the type has none."""
        kind = PLAIN.get(tuple(choice["key"] for choice in self.choices))
        made: dict[str, Any] = {"type": kind} if kind and not several else {}
        if not made:
            kept = [c for c in self.choices if not (several and c["key"] == NONE_OF_THESE)]
            made = {"type": "multiple_choice" if several else "choice", "choices": kept}
        return made | ({"may_be_not_applicable": True} if self.has_not_applicable else {})

    def as_ours(self, data: dict[str, Any], kind: str) -> None:
        """Puts right what was read of a question that we wrote and that says its own type."""
        data.pop("may_be_not_applicable", None)
        if kind in ("grade", "scale", *FIXED_ANSWERS):
            data.pop("choices", None)
        elif kind in ("choice", "multiple_choice", "checklist"):
            several = kind != "choice"
            kept = [c for c in self.choices if not (several and c["key"] == NONE_OF_THESE)]
            data["choices"] = kept


def choice_lists(rows: Iterable[_Row]) -> tuple[dict[str, ChoiceList], list[Fault]]:
    """Lists by name, and what is wrong with their rows."""
    lists: dict[str, ChoiceList] = {}
    found: list[Fault] = []
    for row in rows:
        name, key = row["list_name"] or row["list"], _plain(row["name"] or row["value"])
        if not name and not key:
            continue
        at = f"sheet choices, row {row.number}"
        if not name or not key:
            found.append(Fault("", "has no list_name or no name", (), at))
            continue
        if any(mark in row["label"] for mark in ("${",)):
            found.append(Fault("", "has a label that refers to an answer; write it out", (), at))
        kept = lists.setdefault(name, ChoiceList())
        if key in NOT_APPLICABLE_NAMES:
            kept.has_not_applicable = True
            continue
        choice = {"key": key, "label": row["label"] or row["name"]}
        kept.choices.append(choice)
        kept.steps.append(choice | _ours(row, at, found))
    return lists, found


def _ours(row: _Row, at: str, found: list[Fault]) -> dict[str, Any]:
    if not row["goldenthread"]:
        return {}
    try:
        said = json.loads(row["goldenthread"])
    except (ValueError, RecursionError):
        said = None
    if isinstance(said, dict):
        return said
    what = "has words in the column goldenthread that are not as they were written there"
    found.append(Fault("", what, (), at))
    return {}


def _plain(name: str) -> str:
    key = re.sub(r"[^a-z0-9_]+", "_", name.strip().lower()).strip("_")
    return NOT_APPLICABLE if key in NOT_APPLICABLE_NAMES else key
