"""What the record of a selection says on its page, and whether the files it gives out verify."""

import hashlib
import hmac
from collections.abc import Iterable
from dataclasses import dataclass

from playwright.sync_api import Locator, Page

from goldenthread.method.sampling.frame import frame_from_csv
from goldenthread.method.sampling.verifying import differences


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

    @property
    def reserves(self) -> set[str]:
        """Who may come in where a case is swapped."""
        return {row.number for row in self.rows if row.came == "Next in order"}

    def type_of(self, number: str) -> str:
        return next(row.case_type for row in self.rows if row.number == number)


def record_on(page: Page) -> Record:
    facts = dict(zip(_texts(page.locator("dt")), _texts(page.locator("dd")), strict=True))
    types = list(_cells(page, "Cases by case type"))
    codes = {words.split(" (")[0]: words.split("(")[1].rstrip(")") for words, *_ in types}
    rows = (
        Row(number, codes[kind], came, place_number)
        for _, number, kind, came, place_number, *_ in _cells(page, "Every case in its order")
    )
    targets = {codes[words.split(" (")[0]]: int(target) for words, _, target, _ in types}
    return Record(facts["Seed"], facts["Fingerprint of the list (SHA-256)"], targets, tuple(rows))


def verified(page: Page) -> list[str]:
    """What `verify_sample` would find wrong with the files of the record that is open."""
    certificate = page.request.get(f"{page.url}certificate.json").text()
    frame = page.request.get(f"{page.url}frame.csv").body()
    return [each.how for each in differences(certificate, frame_from_csv(frame))]


def number_of(record: Record, case: str) -> float:
    """The first 53 bits of the keyed hash, as a fraction of one."""
    message = f"{record.fingerprint}|case|{case}".encode()
    digest = hmac.digest(record.seed.encode(), message, hashlib.sha256)
    return (int.from_bytes(digest[:8], "big") >> 11) / 2**53


def _cells(page: Page, table: str) -> Iterable[list[str]]:
    rows = page.get_by_role("table", name=table).locator("tbody tr")
    read = "rows => rows.map(row => [...row.cells].map(cell => cell.textContent.trim()))"
    found: list[list[str]] = rows.evaluate_all(read)
    return found


def _texts(found: Locator) -> list[str]:
    # Also what stands in a closed "details", which has no inner text.
    return [" ".join(text.split()) for text in found.all_text_contents()]
