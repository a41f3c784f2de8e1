"""An authority's own Word template: looked at, and cleaned, in a process of its own."""

from base64 import b64decode
from dataclasses import dataclass
from pathlib import Path

from goldenthread.readers.form_guard import TEMPLATE, check_template
from goldenthread.readers.reading import from_json
from goldenthread.readers.run_child import read_in_child

MEMORY, TIMEOUT = 1_000_000_000, 20.0


@dataclass(frozen=True)
class TemplateRead:
    """The template as it may be kept: `packed` is the file in base64, `taken_out` what it lost, in words."""

    packed: str
    taken_out: tuple[str, ...]

    @property
    def data(self) -> bytes:
        return b64decode(self.packed)


def read_template(path: Path, name: str) -> TemplateRead:
    """The template without what would go out unseen with every paper. Raises FileRefused."""
    found: TemplateRead = from_json(
        TemplateRead,
        read_in_child(
            "template", [path], [name], check=check_template, memory=MEMORY, timeout=TIMEOUT,
            smaller=TEMPLATE.again,
        ),
    )  # fmt: skip
    return found
