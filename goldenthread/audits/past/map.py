"""The map of a file of past audits: which column holds what, what its words mean, when its rounds were."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from goldenthread.readers.cells import Unreadable, date_of, heading_key
from goldenthread.readers.design_files import read_design

FOLDER = Path(__file__).parent / "maps"
AUDITS, SECTIONS, PERCENTS = "audits", "sections", "percents"
# What a file of each kind may say of a row: our field, and what a person calls it.
FIELDS: Mapping[str, Mapping[str, str]] = {
    AUDITS: {
        "number": "Number of the audit", "authority": "Authority", "round": "Round",
        "audit_type": "Kind of audit", "service": "Service", "case_type": "Case type",
        "case_number": "Case number", "family": "Family", "flags": "Flags",
        "auditor_kind": "Internal or external auditor", "auditor_grade": "Auditor's grade",
        "moderated_grade": "Grade after moderation", "is_graded": "Whether it was graded",
        "is_moderated": "Whether it was moderated", "period_from": "Period from",
        "period_to": "Period to",
    },
    SECTIONS: {
        "number": "Number of the audit", "authority": "Authority", "section": "Section",
        "grade": "Grade",
    },
    PERCENTS: {
        "authority": "Authority", "cohort": "Round or group", "what": "What the percentage is of",
        "percent": "Percentage as printed", "n": "Number of audits, where it is printed",
    },
}  # fmt: skip
REQUIRED: Mapping[str, tuple[str, ...]] = {
    AUDITS: ("number", "round"),
    SECTIONS: ("number", "section", "grade"),
    PERCENTS: ("cohort", "what", "percent"),
}
EXAMPLE = """kind: audits
columns:
  number: Ref
  case_type: Type
  auditor_grade: Grade
  moderated_grade: Agreed grade
fixed:
  round: "2025"
left_out: [Comments]
values:
  case_type: {LAC: Looked after}"""
PARTS = ("name", "kind", "columns", "fixed", "left_out", "values", "periods", "scales")
PERSONAL = ("practitioner", "worker", "social_worker", "auditor", "moderator", "child", "name")


@dataclass(unsafe_hash=True)
class MapFaulty(Exception):
    """A map cannot be used: what is wrong with it, each with what to do."""

    faults: tuple[str, ...]

    def __str__(self) -> str:
        return f"The map cannot be used. {' '.join(self.faults)}"


@dataclass(unsafe_hash=True)
class NoMapFits(Exception):
    """No map that comes with the product has these headings. `missing` are the columns that the nearest
    one would need besides, where they are few."""

    headings: tuple[str, ...]
    nearest: str = ""
    missing: tuple[str, ...] = ()

    def __str__(self) -> str:
        do = "Write"
        if self.missing:
            needs = ", ".join(self.missing)
            do = f"The map “{self.nearest}” would fit if there were also {needs}. Rename the columns, or write"
        return (
            f"No map fits a file with the columns {', '.join(self.headings)}. {do} a map that says which "
            "column is which (guide: importing audits) and give it with --map FILE.yaml."
        )


@dataclass(frozen=True)
class OwnScale:
    """A scale that a map brings along: labels from worst to best, and those that meet the standard."""

    key: str
    label: str
    steps: tuple[str, ...]
    meets: tuple[str, ...]


@dataclass(frozen=True)
class PastMap:
    """`columns`: our field -> heading; `fixed`: our field -> one value for every row; `values`: our field ->
    {folded text of the file: what it means}; `periods`: {folded name of a round: (first, last day)}."""

    name: str
    kind: str
    columns: Mapping[str, str]
    fixed: Mapping[str, str] = field(default_factory=dict)
    left_out: tuple[str, ...] = ()
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    periods: Mapping[str, tuple[date, date]] = field(default_factory=dict)
    scales: tuple[OwnScale, ...] = ()
    tree: Mapping[str, Any] = field(default_factory=dict, compare=False)

    def meaning(self, name: str, text: str) -> str:
        """What a text of the file means in a field; itself, where the map says nothing."""
        return self.values.get(name, {}).get(folded(text), text)

    def unused(self, headings: Iterable[str]) -> list[str]:
        """Columns that are neither mapped nor said to be left out."""
        known = {*self.columns.values(), *self.left_out}
        return [heading for heading in headings if heading and heading not in known]


def folded(text: str) -> str:
    return " ".join(text.split()).casefold()


def map_from(tree: Any) -> PastMap:
    """The map that a tree of texts says. Raises MapFaulty with everything that is wrong with it."""
    if not isinstance(tree, dict):
        raise MapFaulty(("It has to be a mapping with kind and columns.",))
    found = [f"It has a part {name}, which no map has." for name in tree if name not in PARTS]
    kind = tree.get("kind", AUDITS)
    if not isinstance(kind, str) or kind not in FIELDS:
        raise MapFaulty((*found, f"Its kind has to be one of {', '.join(FIELDS)}."))
    columns, fixed = _texts(tree, "columns", found), _texts(tree, "fixed", found)
    found += _field_faults(kind, columns, fixed)
    values = {
        name: {folded(key): meaning for key, meaning in each.items()}
        for name, each in _mappings(tree, "values", found).items()
        if _are_texts(each.values(), f"The values of {name}", found)
    }
    periods = dict(_periods(_mappings(tree, "periods", found), found))
    scales = tuple(_scales(_mappings(tree, "scales", found), found))
    left_out = tree.get("left_out") or []
    if not isinstance(left_out, list) or not all(isinstance(each, str) for each in left_out):
        found.append("left_out has to be a list of columns.")
    _are_texts([tree.get("name") or ""], "Its name", found)
    if found:
        raise MapFaulty(tuple(found))
    return PastMap(
        tree.get("name") or "A map of this file", kind, columns, fixed,
        tuple(left_out), values, periods, scales, tree,
    )  # fmt: skip


def _field_faults(kind: str, columns: Mapping[str, str], fixed: Mapping[str, str]) -> list[str]:
    known, found = FIELDS[kind], []
    for name in (*columns, *fixed):
        if name in PERSONAL:
            found.append(f"{name} is not imported: a past audit names no worker, auditor or child.")
        elif name not in known:
            found.append(f"{name} is none of {', '.join(known)}.")
    found += [
        f"It has to say which column is {name} ({known[name]})."
        for name in REQUIRED[kind]
        if name not in columns and name not in fixed
    ]
    used = list(columns.values())
    twice = sorted({heading for heading in used if used.count(heading) > 1})
    return found + [f"The column {heading} is used twice." for heading in twice]


def _texts(tree: Mapping[str, Any], name: str, found: list[str]) -> dict[str, str]:
    held = tree.get(name) or {}
    if not isinstance(held, dict) or any(not isinstance(value, str) for value in held.values()):
        found.append(f"{name} has to be a mapping of texts.")
        return {}
    return held


def _are_texts(held: Iterable[Any], what: str, found: list[str]) -> bool:
    """Whether all are texts; if not, `found` is told."""
    if all(isinstance(each, str) for each in held):
        return True
    found.append(f"{what} has to be words, not a list or a mapping of them.")
    return False


def _mappings(tree: Mapping[str, Any], name: str, found: list[str]) -> dict[str, dict[str, Any]]:
    held = tree.get(name) or {}
    if not isinstance(held, dict) or any(not isinstance(each, dict) for each in held.values()):
        found.append(f"{name} has to be a mapping of mappings.")
        return {}
    return held


def _periods(
    held: Mapping[str, Mapping[str, Any]], found: list[str]
) -> Iterable[tuple[str, tuple[date, date]]]:
    for name, each in held.items():
        try:
            first, last = date_of(str(each.get("from", ""))), date_of(str(each.get("to", "")))
        except Unreadable:
            first = last = None
        if first is None or last is None or last < first:
            found.append(f"The period of {name} has to say from and to, as 2021-01-31.")
        else:
            yield folded(name), (first, last)


def _scales(held: Mapping[str, Mapping[str, Any]], found: list[str]) -> Iterable[OwnScale]:
    for key, each in held.items():
        steps, meets = _list_of_texts(each.get("steps")), _list_of_texts(each.get("meets"))
        keys = {heading_key(step) for step in steps or ()} - {""}
        if not heading_key(key):
            found.append(f"The scale {key} has to be called by a word.")
        elif steps is None or len(keys) < 2 or len(keys) != len(steps):
            found.append(f"The scale {key} has to list two steps or more, from worst to best.")
        elif meets is None or not set(meets) <= set(steps):
            found.append(f"The scale {key} says that a step meets the standard which it has not.")
        else:
            yield OwnScale(key, str(each.get("label") or key), tuple(steps), tuple(meets))


def _list_of_texts(held: Any) -> list[str] | None:
    """None where it is something else; an empty list where nothing is said."""
    is_list = isinstance(held, list) and all(isinstance(each, str) for each in held)
    return held if is_list else None if held else []


@cache
def shipped() -> tuple[PastMap, ...]:
    """The maps that come with the product."""
    return tuple(map_from(read_design(file.read_bytes())) for file in sorted(FOLDER.glob("*.yaml")))


def map_for(headings: Sequence[str]) -> PastMap:
    """The shipped map that a file's headings match: every column it names is there. Raises NoMapFits."""
    there = set(headings)
    lacks = [(set(each.columns.values()) - there, each) for each in shipped()]
    missing, nearest = min(lacks, key=lambda each: len(each[0]))
    if not missing:
        return nearest
    seen = tuple(heading for heading in headings if heading)
    if 2 * len(missing) > len(nearest.columns):
        raise NoMapFits(seen)
    wanted = (heading for heading in nearest.columns.values() if heading in missing)
    raise NoMapFits(seen, nearest.name, tuple(wanted))


def require_columns(used: PastMap, headings: Sequence[str]) -> None:
    """Raises MapFaulty where the map names columns that the file has not."""
    missing = [heading for heading in used.columns.values() if heading not in headings]
    if missing:
        has = ", ".join(heading for heading in headings if heading)
        raise MapFaulty((f"The file has no column {', '.join(missing)}; it has {has}.",))
