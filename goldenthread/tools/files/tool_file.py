"""What a file of a tool says: the body, or what is wrong with it."""

from dataclasses import dataclass
from typing import Any

from goldenthread.tools.form.shapes import Fault


@dataclass(frozen=True)
class ToolFile:
    """`body` is None where there are faults. `left_out`: what the file says that a tool cannot hold."""

    body: dict[str, Any] | None
    faults: tuple[Fault, ...] = ()
    left_out: tuple[Fault, ...] = ()
