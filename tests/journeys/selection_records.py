"""A selection made again from its printed record alone, by what the record says of the way."""

import hashlib
import hmac
from collections.abc import Iterable
from dataclasses import dataclass

from playwright.sync_api import Locator, Page


@dataclass(frozen=True)
class Row:
    """One case in its order."""

    number: str
    case_type: str  # its code
    came: str
    place_number: str


@dataclass(frozen=True)
class Record:
    """What a record page says."""

    seed: str
    fingerprint: str
    targets: dict[str, int]
    rows: tuple[Row, ...]

    @property
    def chosen(self) -> set[str]:
        return {row.number for row in self.rows if row.came == "Selected"}

    def next_of(self, case_type: str) -> str:
        """Who comes in where a case of this type is swapped."""
        return next(
            r.number for r in self.rows if r.case_type == case_type and r.came == "Next in order"
        )

    def type_of(self, number: str) -> str:
        return next(row.case_type for row in self.rows if row.number == number)


def record_on(page: Page) -> Record:
    facts = dict(zip(_texts(page.locator("dt")), _texts(page.locator("dd")), strict=True))
    types = list(_cells(page, "Cases by case type"))
    codes = {words.split(" (")[0]: words.split("(")[1].rstrip(")") for words, *_ in types}
    rows = (
        Row(number, codes[kind], came, place_number)
        for _, number, kind, came, place_number, _ in _cells(page, "Every case in its order")
    )
    targets = {codes[words.split(" (")[0]]: int(target) for words, _, target, _ in types}
    return Record(facts["Seed"], facts["Fingerprint of the list (SHA-256)"], targets, tuple(rows))


def made_again(record: Record) -> set[str]:
    """The cases that the record's seed and list select."""
    numbers = {row.number: number_of(record, row.number) for row in record.rows}
    chosen: set[str] = set()
    for case_type, target in record.targets.items():
        queue = [r.number for r in record.rows if r.case_type == case_type and r.came != "Named"]
        chosen.update(sorted(queue, key=numbers.__getitem__)[:target])
    return chosen


def number_of(record: Record, case: str) -> float:
    """The first 53 bits of the keyed hash, as a fraction of one."""
    message = f"{record.fingerprint}|case|{case}".encode()
    digest = hmac.digest(record.seed.encode(), message, hashlib.sha256)
    return (int.from_bytes(digest[:8], "big") >> 11) / 2**53


def fingerprint_of(rows: Iterable[Row]) -> str:
    lines = sorted((row.number, row.case_type) for row in rows)
    text = "case,case_type\n" + "".join(f"{number},{kind}\n" for number, kind in lines)
    return hashlib.sha256(text.encode()).hexdigest()


def _cells(page: Page, table: str) -> Iterable[list[str]]:
    rows = page.get_by_role("table", name=table).locator("tbody tr")
    read = "rows => rows.map(row => [...row.cells].map(cell => cell.textContent.trim()))"
    found: list[list[str]] = rows.evaluate_all(read)
    return found


def _texts(found: Locator) -> list[str]:
    # Also what stands in a closed "details", which has no inner text.
    return [" ".join(text.split()) for text in found.all_text_contents()]
