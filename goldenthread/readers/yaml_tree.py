"""A YAML file as a tree of texts, with the line and column of each part. What it means is another matter.

Only plain YAML is read: no anchors and references, no tags, no second document, nothing that makes a
small file large. A text is never taken for a number, a date or yes and no.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml

LARGEST = 2_000_000  # bytes
MOST_PARTS = 60_000
DEEPEST = 14
NULLS = ("", "~", "null", "Null", "NULL")
# libyaml where the package was built with it: ten times as fast.
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
Path = tuple[str | int, ...]


class YamlRefused(Exception):
    """A file that is not plain YAML: why, in words, with the line."""

    def __init__(self, at: str, what: str) -> None:
        super().__init__(f"{at}: {what}")
        self.at, self.what = at, what


@dataclass
class Tree:
    """Mappings, lists, texts and None; `places` has the line and column of each path, from 1."""

    value: Any = None
    places: dict[Path, tuple[int, int]] = field(default_factory=dict)

    def at(self, path: Path) -> str:
        """The place of a path, or of the nearest part around it that has one."""
        for end in range(len(path), -1, -1):
            if path[:end] in self.places:
                line, column = self.places[path[:end]]
                return f"line {line}, column {column}"
        return "line 1, column 1"


def read_yaml(data: bytes) -> Tree:
    """Raises YamlRefused.

    >>> read_yaml(b"named: [0012, yes]").value
    {'named': ['0012', 'yes']}
    """
    if len(data) > LARGEST:
        raise YamlRefused("The file", f"is larger than {LARGEST // 1_000_000} MB.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise YamlRefused(f"line {line}", "is not UTF-8; save the file as UTF-8.") from None
    tree = Tree()
    try:
        events = _plain(yaml.parse(text, LOADER))
        tree.value = _node(next(events), events, (), tree.places)
        for event in events:
            raise YamlRefused(_at(event), "begins a second document; keep one tool in a file.")
    except StopIteration:
        raise YamlRefused("The file", "is empty.") from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"line {mark.line + 1}, column {mark.column + 1}" if mark else "The file"
        said = getattr(error, "problem", None) or "it has a character that YAML does not allow"
        raise YamlRefused(where, f"cannot be read as YAML: {said}.") from None
    return tree


def _plain(events: Iterator[Any]) -> Iterator[Any]:
    """The events of the file's parts; refuses what no plain file has."""
    frame = (
        yaml.StreamStartEvent, yaml.StreamEndEvent, yaml.DocumentStartEvent, yaml.DocumentEndEvent,
    )  # fmt: skip
    for count, event in enumerate(events):
        if isinstance(event, frame):
            continue
        if count > MOST_PARTS:
            raise YamlRefused(
                _at(event), f"is beyond {MOST_PARTS:,} parts, more than any tool has."
            )
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise YamlRefused(_at(event), "names a part to refer to it (& or *); write it out.")
        if getattr(event, "tag", None):
            raise YamlRefused(_at(event), "has a tag (!); write the words alone.")
        yield event


def _node(
    event: Any, events: Iterator[Any], path: Path, places: dict[Path, tuple[int, int]]
) -> Any:
    places[path] = _spot(event)
    if len(path) > DEEPEST:
        raise YamlRefused(_at(event), "stands deeper than any part of a tool.")
    if isinstance(event, yaml.ScalarEvent):
        return None if event.implicit[0] and event.value in NULLS else event.value
    if isinstance(event, yaml.SequenceStartEvent):
        items: list[Any] = []
        while not isinstance(item := next(events), yaml.SequenceEndEvent):
            items.append(_node(item, events, (*path, len(items)), places))
        return items
    return _mapping(events, path, places)


def _mapping(events: Iterator[Any], path: Path, places: dict[Path, tuple[int, int]]) -> Any:
    made: dict[str, Any] = {}
    while not isinstance(key := next(events), yaml.MappingEndEvent):
        if not isinstance(key, yaml.ScalarEvent):
            raise YamlRefused(_at(key), "is no name; a name is one word before a colon.")
        if key.value in made:
            raise YamlRefused(_at(key), f"has the name {key.value[:40]} twice.")
        at = _spot(key)
        made[key.value] = _node(next(events), events, (*path, key.value), places)
        places[(*path, key.value)] = at
    return made


def _at(event: Any) -> str:
    line, column = _spot(event)
    return f"line {line}, column {column}"


def _spot(event: Any) -> tuple[int, int]:
    return event.start_mark.line + 1, event.start_mark.column + 1
