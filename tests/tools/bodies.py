"""The tool with one of everything, to be changed and looked at."""

from copy import deepcopy
from pathlib import Path
from typing import Any

from goldenthread.tools.files.yaml_file import from_yaml
from goldenthread.tools.form import Fault, faults

FILE = Path(__file__).parent / "everything.yaml"
_BODY = from_yaml(FILE.read_bytes()).body
assert _BODY is not None
BODY: dict[str, Any] = _BODY


def with_change(path: tuple[str | int, ...], value: Any) -> dict[str, Any]:
    """The body with another value at a path; None takes it away."""
    body = deepcopy(BODY)
    place: Any = body
    for step in path[:-1]:
        place = place[step]
    if value is None:
        del place[path[-1]]
    else:
        place[path[-1]] = value
    return body


def said(found: list[Fault]) -> str:
    return "\n".join(f"{fault.where} {fault.what}" for fault in found)


def faults_with(path: tuple[str | int, ...], value: Any) -> str:
    return said(faults(with_change(path, value)))
