"""Tables that give nobody away: what to hide, what an attack finds, and rows put together."""

from goldenthread.method.disclosure.attacking import NothingFits, Range, attack
from goldenthread.method.disclosure.hiding import THRESHOLD, CannotProtect, Suppressed, suppress
from goldenthread.method.disclosure.linked import Attack, Found, attack_all, relations_of
from goldenthread.method.disclosure.practice import People, Row, combined
from goldenthread.method.disclosure.rounding import percentages, rounded
from goldenthread.method.disclosure.table import (
    Table,
    TableRefused,
    table_from_csv,
    table_from_json,
    table_of,
)

__all__ = [
    "THRESHOLD", "Attack", "CannotProtect", "Found", "NothingFits", "People", "Range", "Row",
    "Suppressed", "Table", "TableRefused", "attack", "attack_all", "combined", "percentages",
    "relations_of", "rounded", "suppress", "table_from_csv", "table_from_json", "table_of",
]  # fmt: skip
