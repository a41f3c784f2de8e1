"""A tool as a YAML file: read with every fault's line and column, written always the same way."""

import dataclasses
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from goldenthread.readers.yaml_tree import Tree, YamlRefused, read_yaml
from goldenthread.tools.files.tool_file import ToolFile
from goldenthread.tools.form.checks import faults
from goldenthread.tools.form.shapes import SCALE, Fault, in_order, shaped, shaped_as

SCALES = Path(__file__).parent.parent / "library" / "scales.yaml"
WIDTH = 100


def from_yaml(data: bytes) -> ToolFile:
    """The tool that a YAML file says, or its faults, each with its line and column."""
    try:
        tree = read_yaml(data)
    except YamlRefused as refused:
        return ToolFile(None, (Fault("", refused.what, (), refused.at),))
    unknown = _with_whole_scales(tree)
    found = [*unknown, *faults(tree.value)]
    found = [dataclasses.replace(fault, at=tree.at(fault.path)) for fault in found]
    found.sort(key=lambda fault: [int(n) for n in fault.at.replace(",", "").split()[1::2]])
    return ToolFile(None if found else shaped(tree.value)[0], tuple(found))


def _with_whole_scales(tree: Tree) -> list[Fault]:
    """Puts the scales that a file names into it; those that do not come with the product are faults."""
    if not isinstance(tree.value, dict):
        return []
    body, found = tree.value, []
    if isinstance(body.get("scale"), str):
        body["scale"], fault = _named(body["scale"], ("scale",))
        found += fault
    if isinstance(body.get("scales"), list):
        for n, each in enumerate(body["scales"]):
            if isinstance(each, str):
                body["scales"][n], fault = _named(each, ("scales", n))
                found += fault
    return found


def _named(key: str, path: tuple[str | int, ...]) -> tuple[Any, list[Fault]]:
    if key in shipped_scales():
        return shipped_scales()[key], []
    known = ", ".join(shipped_scales())
    what = f"names the scale “{key[:40]}”, which does not come with the product: write its steps, or name one of {known}"
    return None, [Fault("the tool", what, path)]


@cache
def shipped_scales() -> Mapping[str, dict[str, Any]]:
    """The scales that a tool may name instead of writing them out. What a name means never changes."""
    made = {}
    for key, data in read_yaml(SCALES.read_bytes()).value.items():
        scale = {"key": key, "label": data["label"], "steps": data["steps"]}
        made[key] = shaped_as(scale, SCALE)
    return made


def to_yaml(body: Mapping[str, Any]) -> bytes:
    """The body as the one YAML file that says it: the format's order, no dates, no names of files."""
    written = in_order(body)
    shipped = shipped_scales()
    scale = written.get("scale")
    if scale and shipped.get(scale["key"]) == scale:
        written["scale"] = scale["key"]
    if "scales" in written:
        written["scales"] = [
            each["key"] if shipped.get(each["key"]) == each else each for each in written["scales"]
        ]
    text = yaml.dump(
        written, Dumper=_Plain, sort_keys=False, allow_unicode=True, width=WIDTH, indent=2
    )
    return text.encode()


class _Plain(yaml.SafeDumper):
    """Lists are indented; no text is written so that another program takes it for something else."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        return super().increase_indent(flow, False)

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _text(dumper: yaml.SafeDumper, value: str) -> yaml.ScalarNode:
    """Longer words folded over lines; words with lines of their own kept as they are."""
    style = None
    if "\n" in value and not any(line != line.strip() for line in value.split("\n")):
        style = "|"
    elif "\n" not in value and len(value) > WIDTH - 20 and value == value.strip():
        style = ">"
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=style)


_Plain.add_representer(str, _text)
