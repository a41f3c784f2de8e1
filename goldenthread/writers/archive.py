"""Zip files that are the same whenever they are made."""

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
