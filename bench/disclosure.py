"""How long it takes to protect a table of 12 x 4 and to attack it: a hundred random ones, one after another.

python -m bench.disclosure          writes disclosure.json
"""

import json
import statistics
import time
from pathlib import Path

from goldenthread.method.disclosure import attack, suppress
from tests.draws.test_any_table import any_table

KEPT = Path(__file__).with_name("disclosure.json")
TABLES, HEIGHT, WIDTH = 100, 12, 4


def measured() -> dict[str, float]:
    """Seconds of CPU for a table, the attack included: the middle one, the slowest, and how many recovered."""
    seconds, recovered = [], 0
    suppress(any_table(0, 2, 2))  # the solver's library is read once
    for seed in range(TABLES):
        table = any_table(seed, HEIGHT, WIDTH)
        begun = time.process_time()
        found = attack(suppress(table).table)
        seconds.append(time.process_time() - begun)
        recovered += sum(each.is_recovered for each in found)
    return {
        "tables": TABLES, "median_seconds": round(statistics.median(seconds), 3),
        "slowest_seconds": round(max(seconds), 3), "recovered": recovered,
    }  # fmt: skip


if __name__ == "__main__":
    made = measured()
    KEPT.write_text(json.dumps(made, indent=1, sort_keys=True) + "\n")
    print(made)
