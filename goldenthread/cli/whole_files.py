"""Files that commands write."""

import os
import tempfile
from pathlib import Path

from goldenthread.cli.command import Refused


def write_whole(out: Path, data: bytes) -> None:
    """The whole file or none: written beside its place, then moved there."""
    try:
        handle, name = tempfile.mkstemp(dir=out.parent, prefix=f".{out.name}.")
    except OSError as error:
        raise Refused(f"Cannot write in {out.parent}: {error.strerror}.") from error
    part = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        part.chmod(0o644)
        part.replace(out)
    except OSError as error:
        raise Refused(f"Cannot write {out}: {error.strerror}.") from error
    finally:
        part.unlink(missing_ok=True)
