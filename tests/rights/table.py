"""The rights table as a file: tests/rights/rights.csv, one row for each page, method and thing."""

import csv
from pathlib import Path

from tests.rights.rules import PEOPLE, rows

FILE = Path(__file__).with_name("rights.csv")
HEAD = ["page", "method", "about", *PEOPLE]


def table() -> list[list[str]]:
    from goldenthread.web.urls import TABLE

    pages = (
        (f"{room}:{page}", path) for room, found in TABLE.items() for page, path in found.items()
    )
    return list(rows(name for name, path in pages if "<" in path))


def write(found: list[list[str]]) -> None:
    with FILE.open("w", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([HEAD, *found])


def read() -> list[list[str]]:
    with FILE.open(newline="") as file:
        head, *found = csv.reader(file)
    assert head == HEAD
    return found
