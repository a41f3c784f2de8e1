"""Whatever table is protected, an attacker that shares nothing with it recovers no hidden count."""

import csv
import os
import time
from collections import Counter
from itertools import product
from random import Random

import pytest

from goldenthread.method.disclosure import Table, attack, attack_all, suppress
from tests.method.disclosure.counts import whole
from tests.missing import SEEDS, published_reason

IS_THOROUGH = os.environ.get("GOLDENTHREAD_PROOFS") == "thorough"
TABLES, LARGE, EDITIONS, GROWN = (10_000, 100, 500, 100) if IS_THOROUGH else (200, 1, 3, 1)
SECONDS = 2.0  # for a table of 12 x 4, the attack included


def any_table(seed: int, height: int, width: int) -> Table:
    """Few or many small counts and zeros, as it falls."""
    random = Random(seed)
    most = random.choice([2, 6, 12, 40, 300])
    empty = random.choice([0.0, 0.2, 0.6])
    return whole([
        [0 if random.random() < empty else random.randint(0, most) for _ in range(width)]
        for _ in range(height)
    ])  # fmt: skip


def of_any_size(seed: int) -> Table:
    random = Random(f"size {seed}")
    return any_table(seed, random.randint(1, 6), random.randint(1, 5))


def faults(table: Table, threshold: int = 5) -> list[str]:
    done = suppress(table, threshold=threshold)
    small = {p for p in table.places if 1 <= (table.cells[p[0]][p[1]] or 0) <= threshold}
    ranges = {each.place: each for each in attack(done.table)}
    found = [f"{table} recovered at {p}" for p, each in ranges.items() if each.is_recovered]
    found += [f"{table} prints {p}" for p in small if p not in ranges]
    found += [
        f"{table} is too certain at {p}"
        for p in small & set(ranges)
        if (most := ranges[p].most) is not None and most - ranges[p].least < threshold
    ]
    changed = [
        p for p in table.places
        if done.table.cells[p[0]][p[1]] not in (None, table.cells[p[0]][p[1]])
    ]  # fmt: skip
    return found + [f"{table} is changed at {p}" for p in changed]


@pytest.mark.parametrize("part", range(10))
def test_no_hidden_count_is_recovered(part: int) -> None:
    seeds = range(part * TABLES // 10, (part + 1) * TABLES // 10)
    assert [fault for seed in seeds for fault in faults(of_any_size(seed))] == []


@pytest.mark.parametrize("seed", range(LARGE))
def test_nor_of_a_large_table(seed: int) -> None:
    begun = time.process_time()
    assert faults(any_table(seed, 12, 4)) == []
    # How long it takes is no test's matter, where others use the machine.
    assert not IS_THOROUGH or time.process_time() - begun < SECONDS


@pytest.mark.parametrize("seed", range(EDITIONS))
def test_nor_with_an_earlier_edition_of_the_same_figures(seed: int) -> None:
    table = of_any_size(seed)
    first = suppress(table, threshold=10 if seed % 2 else 5)
    second = suppress(table, threshold=5, published=[first.table])
    assert attack_all(second.table, [first.table], 5).found == ()


@pytest.mark.parametrize("seed", range(GROWN))
def test_nor_with_the_table_as_it_was_some_audits_ago(seed: int) -> None:
    random = Random(f"grown {seed}")
    before = any_table(seed, random.randint(2, 4), random.randint(2, 3))
    inner = [
        [(n or 0) + random.choice([0, 0, 1, 3, 9, 30]) for n in row[:-1]] for row in before.cells
    ]
    now = whole(inner[:-1])
    first = suppress(before)
    second = suppress(now, published=[first.table])
    assert attack_all(second.table, [first.table], 5, second.relations).found == ()


def published_tables() -> list[Table]:
    """Every two ways of counting the audits behind five published reports against each other."""
    with (SEEDS / "audits.csv").open(encoding="utf-8") as file:
        audits = list(csv.DictReader(file))
    with (SEEDS / "domain_grades.csv").open(encoding="utf-8") as file:
        domains = list(csv.DictReader(file))
    authorities = [
        [row for row in audits if row["la"] == la] for la in sorted({a["la"] for a in audits})
    ]
    ways = (
        "round",
        "service",
        "case_type",
        "audit_type",
        "auditor_grade",
        "moderated_grade",
        "subset",
    )
    found = [_counted(rows, a, b) for rows in authorities for a, b in product(ways, ways) if a < b]
    return [*found, _counted(domains, "domain", "grade")]


def _counted(rows: list[dict[str, str]], across: str, down: str) -> Table:
    counts = Counter((row[across], row[down]) for row in rows)
    names = [sorted({row[key] for row in rows}) for key in (across, down)]
    return whole([[counts[a, b] for b in names[1]] for a in names[0]])


@pytest.mark.skipif(published_reason() is not None, reason=str(published_reason()))
def test_nor_of_any_table_of_published_reports() -> None:
    tables = published_tables()
    assert len(tables) == 64
    assert [fault for table in tables for fault in faults(table)] == []
