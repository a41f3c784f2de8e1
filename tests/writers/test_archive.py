"""Zip files that do not tell when they were made."""

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from goldenthread.writers.archive import packed, settled

FILES = {"z.txt": b"last letter first " * 40, "a/b.txt": b"", "m.bin": b"\x00\xff"}


def told(data: bytes) -> list[tuple[str, bytes, tuple[int, ...], int]]:
    with ZipFile(BytesIO(data)) as archive:
        return [
            (each.filename, archive.read(each), each.date_time, each.compress_type)
            for each in archive.infolist()
        ]


WANTED = [(name, data, (1980, 1, 1, 0, 0, 0), ZIP_DEFLATED) for name, data in FILES.items()]


def test_files_stand_in_their_order_on_a_day_of_no_meaning() -> None:
    assert told(packed(FILES)) == WANTED
    assert packed(FILES) == packed(dict(FILES))


def test_an_archive_of_any_time_becomes_one_of_none() -> None:
    made = BytesIO()
    with ZipFile(made, "w", ZIP_STORED) as archive:
        for name, data in FILES.items():
            archive.writestr(name, data)
    assert told(settled(made.getvalue())) == WANTED
    assert settled(made.getvalue()) == packed(FILES)
