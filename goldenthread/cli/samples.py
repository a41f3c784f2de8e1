"""The files of the commands that draw and verify selections."""

from pathlib import Path

from goldenthread.cli.command import Refused


def content(file: Path) -> bytes:
    """The bytes of a file that was named on the command line. Raises Refused."""
    try:
        return file.read_bytes()
    except OSError as error:
        raise Refused(f"{file} cannot be read: {error.strerror}.") from None
