"""Zip files that are the same whenever they are made."""

from collections.abc import Mapping
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo


def settled(data: bytes) -> bytes:
    """The same files in the same order, without the times at which they were packed."""
    with ZipFile(BytesIO(data)) as old:
        return packed({name: old.read(name) for name in old.namelist()})


def packed(files: Mapping[str, bytes]) -> bytes:
    """The files by their names as a zip, in this order."""
    made = BytesIO()
    with ZipFile(made, "w") as archive:
        for name, data in files.items():
            entry = ZipInfo(name)  # of the first day that there is in zip files
            entry.compress_type = ZIP_DEFLATED
            archive.writestr(entry, data)
    return made.getvalue()
