"""Invented rounds shared out between auditors: how long it takes, by which way, every rule checked."""

import json
import random
import time
from collections.abc import Iterator
from pathlib import Path

from bench.measuring import Figure, machine
from goldenthread.method.allocation import (
    Allocation,
    Auditor,
    Case,
    Question,
    allocation,
    families,
    fit_costs,
)

SIZES = ((31, 5), (120, 20), (500, 50), (2000, 120), (5000, 300))
HOURS = {"cp": 2.0, "cla": 2.0, "cin": 1.5, "care_leaver": 1.5, "early_help": 1.0}
TABLE, FIGURES = (Path(__file__).with_name(f"allocation.{kind}") for kind in ("md", "json"))
HEAD = """# Sharing out a round

`python -m bench allocation` writes this table. Each round is invented from a fixed number: families of
one to four children, five case types of 1 to 2 hours, each auditor barred from a twentieth of the cases,
two thirds with a most in cases, all with a most in hours (half again of an equal share on average), a
tenth away for half of the round and a tenth for all of it, a fifth external, specialisms, some cases for
external auditors only. Every hard rule is checked from the question, not by the code that placed the cases.
Seconds are by the clock, from the question to the answer; "search" is the mixed-integer programme with a
limit of 8 seconds, "in turn" the fallback, which is the answer where the search is not done in time or is not
tried (more than 60,000 pairs of family and auditor). Load is expected hours beside the auditor's share.

"""


def invented(size: int, among: int, seed: int = 4) -> Question:
    """A round of so many families among so many auditors, the same for the same numbers."""
    draw = random.Random(seed)  # noqa: S311 - the same round each time
    cases: list[Case] = []
    for family in range(size):
        for _ in range(draw.choices([1, 2, 3, 4], [80, 14, 4, 2])[0]):
            kind = draw.choice(list(HOURS))
            only = "external" if kind == "cla" and draw.random() < 0.03 else ""
            worker = f"worker {draw.randrange(1 + size // 3)}"
            minutes = int(60 * HOURS[kind])
            cases.append(
                Case(f"case {len(cases)}", f"family {family}", kind, minutes, worker, only)
            )  # type: ignore[arg-type]
    share = sum(case.minutes for case in cases) / among
    auditors = [
        Auditor(
            f"auditor {n}", draw.choice([None, int(1.6 * len(cases) / among), 2 * len(cases) // among]),
            int(share * draw.choice([1.2, 1.5, 2])), draw.choice([1000] * 8 + [500, 0]), n % 5 == 0,
            *fit_costs(draw.sample(list(HOURS), draw.choice([0, 1, 2]))),
        )
        for n in range(among)
    ]  # fmt: skip
    barred = {
        (f"auditor {n}", case.key): "own_team"
        for case in cases
        for n in draw.sample(range(among), max(1, among // 20))
    }
    return Question(cases, auditors, barred)


def rules_broken(question: Question, done: Allocation) -> int:
    """How often a hard rule is broken, counted from the question."""
    cases = {case.key: case for case in question.cases}
    broken = sum((who, key) in question.barred for key, who in done.assigned.items())
    for auditor in question.auditors:
        has = [cases[key] for key, who in done.assigned.items() if who == auditor.key]
        wrong = "internal" if auditor.is_external else "external"
        broken += sum(case.only == wrong for case in has) + bool(has and not auditor.presence)
        broken += auditor.audits is not None and len(has) > auditor.audits
        broken += auditor.minutes is not None and sum(c.minutes for c in has) > auditor.minutes
    together = [{done.assigned.get(c.key) for c in family} for family in families(question.cases)]
    return broken + sum(len(found) > 1 for found in together)


def measured(size: int, among: int) -> dict[str, object]:
    question = invented(size, among)
    begun = time.monotonic()
    done = allocation(question)
    seconds = time.monotonic() - begun
    loads = [load.minutes / load.target for load in done.loads.values() if load.target]
    return {
        "families": size, "cases": len(question.cases), "auditors": among, "way": done.way,
        "seconds": round(seconds, 1), "left_over": sum(len(lost.cases) for lost in done.unplaced),
        "rules_broken": rules_broken(question, done), "least_load": round(min(loads), 2),
        "most_load": round(max(loads), 2), "poor_fits": len(done.poor_fits),
    }  # fmt: skip


def figures() -> Iterator[Figure]:
    """Measure each size, and write the table down."""
    rows = []
    for size, among in SIZES:
        rows.append(measured(size, among))
        yield Figure(f"{size} families to {among} auditors", 1000 * float(str(rows[-1]["seconds"])))
    FIGURES.write_text(json.dumps(rows, indent=1) + "\n")
    lines = [
        "| families | cases | auditors | way | seconds | left over | rules broken | least load | most load | not the best fit |",
        "|---|---|---|---|---|---|---|---|---|---|",
    ]
    for row in rows:
        told = dict(row, way={"search": "search", "greedy": "in turn"}[str(row["way"])])
        lines.append("| " + " | ".join(str(value) for value in told.values()) + " |")
    TABLE.write_text(HEAD + "\n".join(lines) + f"\n\n{machine()}\n")
