"""Tables that give nobody away: what to hide of small counts, and what an attack finds.

Tables about practice (grades) hide nothing: ``reports.build.published`` puts their rows together, and
``told`` says what these rows tell of few people when they are subtracted from each other.
"""

from goldenthread.method.disclosure.attacking import NothingFits, Range, attack
from goldenthread.method.disclosure.hiding import THRESHOLD, CannotProtect, Suppressed, suppress
from goldenthread.method.disclosure.linked import Attack, Found, attack_all, relations_of
from goldenthread.method.disclosure.rounding import percentages, rounded
from goldenthread.method.disclosure.shared_rows import Row, Told, told
from goldenthread.method.disclosure.table import (
    Table,
    TableRefused,
    table_from_csv,
    table_from_json,
    table_of,
)

__all__ = [
    "THRESHOLD", "Attack", "CannotProtect", "Found", "NothingFits", "Range", "Row", "Suppressed",
    "Table", "TableRefused", "Told", "attack", "attack_all", "percentages", "relations_of", "rounded",
    "suppress", "table_from_csv", "table_from_json", "table_of", "told",
]  # fmt: skip
