"""The tool files that commands read and write."""

from pathlib import Path

from django.core.management.base import CommandError

from goldenthread.cli.command import Refused
from goldenthread.tools.files.reading import ENDINGS, read_tool
from goldenthread.tools.files.tool_file import ToolFile
from goldenthread.tools.form import Fault


def read(file: Path) -> ToolFile:
    """What a file says. Raises Refused, or CommandError where no tool has such an ending."""
    require_ending(file)
    if not file.is_file():
        raise Refused(f"There is no file {file}.")
    try:
        return read_tool(file)
    except OSError as error:
        raise Refused(f"{file} cannot be read: {error.strerror}.") from None


def require_ending(file: Path) -> None:
    if file.suffix.lower() not in ENDINGS:
        endings = ", ".join(ENDINGS)
        raise CommandError(
            f"{file} is no tool by its ending. Tools end in {endings}.", returncode=2
        )


def sound(file: Path, found: ToolFile) -> dict[str, object]:
    """The body of a file without faults. Raises Refused with every fault."""
    if found.body is None:
        raise Refused("\n".join([*lines(found.faults), f"{file} cannot be used."]))
    return found.body


def by_kind(outside: tuple[Fault, ...]) -> list[str]:
    """What other programs will not show: each kind of thing, and the parts that have it."""
    kinds: dict[str, list[str]] = {}
    for fault in outside:
        kinds.setdefault(fault.what, []).append(fault.where)
    return [f"{what}: {', '.join(parts)}" for what, parts in kinds.items()]


def lines(faults: tuple[Fault, ...], most: int = 200) -> list[str]:
    """One line a fault; of very many the first, and how many more there are."""
    more = len(faults) - most
    return [*map(str, faults[:most]), *([f"And {more:,} more."] if more > 0 else [])]
