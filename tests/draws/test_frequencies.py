"""Over many seeds every case is drawn as often as its stated chance says, and no rule is broken.

In `make thorough` 20,000 seeds each, kept in bench/sampling.json and bench/sampling.md.
"""

import json
import os
from collections import Counter
from dataclasses import asdict, dataclass
from fractions import Fraction
from math import sqrt
from pathlib import Path
from typing import Any

import pytest

from goldenthread.method.sampling.drawing import Draw
from tests.method.sampling.lists import by, drawn, frame, of_table, refs
from tests.rules.code import ROOT

VECTORS = ROOT / "tests" / "method" / "vectors"
PUBLISHED = json.loads((VECTORS / "b1_controlled_rounding_small.json").read_text())
LIST = of_table(PUBLISHED["N_cells"], PUBLISHED["team"])
IS_LONG = os.environ.get("GOLDENTHREAD_PROOFS") == "thorough"
SEEDS = 20_000 if IS_LONG else 300
KEPT, TABLE = (ROOT / "bench" / f"sampling.{kind}" for kind in ("json", "md"))


@dataclass(frozen=True)
class Frequencies:
    """`broken`: draws that broke a quota or a practitioner's minimum."""

    size: int
    seeds: int
    broken: int
    least_chance: float
    most_chance: float
    furthest: float
    root_mean_square: float


@pytest.mark.parametrize("place", [0, 1, 2])
def test_as_often_as_stated_and_no_rule_broken(place: int) -> None:
    sizes = PUBLISHED["results"][place]["nh"]
    quotas = {f"type{h}": n for h, n in enumerate(sizes)}
    times: Counter[str] = Counter()
    chances: dict[str, Fraction] = {}
    broken = 0
    for seed in range(SEEDS):
        made = drawn(LIST, str(seed), quotas=quotas, minimum_per_worker=1)
        broken += by(made, "status") != quotas or len(by(made, "worker")) != 8
        times.update(refs(made))
        for ref, each in zip(refs(made), made.rows, strict=True):
            assert chances.setdefault(ref, each.probability) == each.probability
    found = frequencies(times, chances, broken)
    assert (found.broken, len(chances)) == (0, 62)
    assert found.furthest < 4
    if IS_LONG:
        keep(found)


def frequencies(times: Counter[str], chances: dict[str, Fraction], broken: int) -> Frequencies:
    zs = []
    for ref, exact in chances.items():
        chance = float(exact)
        zs.append((times[ref] / SEEDS - chance) / sqrt(chance * (1 - chance) / SEEDS))
    return Frequencies(
        size=times.total() // SEEDS, seeds=SEEDS, broken=broken,
        least_chance=float(min(chances.values())), most_chance=float(max(chances.values())),
        furthest=max(map(abs, zs)), root_mean_square=sqrt(sum(z * z for z in zs) / len(zs)),
    )  # fmt: skip


def keep(found: Frequencies) -> None:
    kept: dict[str, Any] = json.loads(KEPT.read_text()) if KEPT.exists() else {}
    kept[str(found.size)] = asdict(found)
    KEPT.write_text(json.dumps(kept, indent=1, sort_keys=True) + "\n")
    Path(TABLE).write_text(table(kept))


def table(kept: dict[str, Any]) -> str:
    lines = [
        "# How often each case is drawn", "",
        "62 cases, 8 practitioners, 5 case types (the table of `b1_controlled_rounding_small.json`), quotas and "
        "at least one case of every practitioner. `make thorough` writes this "
        "(tests/draws/test_frequencies.py).", "",
        "| drawn | seeds | draws that broke a rule | chances, from - to | largest abs. z | root mean square z |",
        "|---:|---:|---:|---:|---:|---:|",
    ]  # fmt: skip
    for _, f in sorted(kept.items(), key=lambda each: -int(each[0])):
        lines.append(
            f"| {f['size']} | {f['seeds']:,} | {f['broken']} | {f['least_chance']:.4f} - "
            f"{f['most_chance']:.4f} | {f['furthest']:.2f} | {f['root_mean_square']:.2f} |"
        )
    lines += [
        "",
        "z: (frequency - stated chance) over its standard deviation, for each of the 62 cases.",
    ]
    return "\n".join(lines) + "\n"


FAMILIES = frame(
    *(
        f"{n:02} {'cin' if n % 3 else 'cp'} W{n % 5} T{n % 5 // 3} S {f'F{n // 3}' if n < 15 else '-'}"
        for n in range(30)
    )
)


@pytest.mark.parametrize(
    "design",
    [
        {"size": 8, "family": "once", "minimum_per_worker": 1},
        {"size": 8, "family": "together"},
        {"size": 6, "family": "once", "waves": {"count": 2, "draw": 2}},
        {"waves": {"count": 3, "draw": 2}},
        {"size": 8, "bounds": {"team": {"T0": [6, 7]}}, "certain": {"worker": "W4"}},
        {"size": 8, "waves": {"count": 2, "draw": 2}, "minimum_per_worker": 1},
    ],
    ids=str,
)  # fmt: skip
def test_weights_count_every_case_once_on_average(design: dict[str, Any]) -> None:
    """Where a chance depends on the seed (which sibling stands for its family, who was drawn in an
    earlier wave), the mean of one over it, nought where not drawn, is 1."""
    sums, squares = [0.0] * 30, [0.0] * 30
    for seed in range(SEEDS):
        made: Draw = drawn(FAMILIES, str(seed), **design)
        for each in made.rows:
            weight = float(each.weight)
            sums[each.row] += weight
            squares[each.row] += weight * weight
    for total, square in zip(sums, squares, strict=True):
        mean = total / SEEDS
        deviation = sqrt(max(square / SEEDS - mean * mean, 1e-12) / SEEDS)
        assert abs(mean - 1) < 4.5 * deviation + 1e-9
