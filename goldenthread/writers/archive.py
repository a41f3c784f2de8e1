"""Zip files that are the same whenever they are made."""

from collections.abc import Mapping
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

_FIRST_ZIP_DAY = (1980, 1, 1, 0, 0, 0)


def settled(data: bytes) -> bytes:
    """The same files in the same order, without the times at which they were packed."""
    packed = BytesIO()
    with ZipFile(BytesIO(data)) as old, ZipFile(packed, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            entry = ZipInfo(name, _FIRST_ZIP_DAY)
            entry.compress_type = ZIP_DEFLATED
            new.writestr(entry, old.read(name))
    return packed.getvalue()


def packed(files: Mapping[str, bytes]) -> bytes:
    """The files by their names as a zip, in this order."""
    made = BytesIO()
    with ZipFile(made, "w", ZIP_DEFLATED) as archive:
        for name, data in files.items():
            entry = ZipInfo(name, _FIRST_ZIP_DAY)
            entry.compress_type = ZIP_DEFLATED
            archive.writestr(entry, data)
    return made.getvalue()
