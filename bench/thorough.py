"""`make thorough`: property tests with 2,000 examples each, how often intervals hold the truth, and mutation
tests; an hour at most.

What has passed is kept in thorough.json with a fingerprint of what it depends on, so that a run
that was stopped is continued by the next, and what has not changed is not proved again.
"""

import hashlib
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

from bench import covering, mutation

ROOT = Path(__file__).parents[1]
KEPT = Path(__file__).with_name("thorough.json")
FLOORS = ("method", "readers", "writers")
# Long proofs beside them: the test file, and the folders that what it proves depends on.
LONG = {
    "tests/draws/test_rules_are_kept.py": ("method",),
    "tests/draws/test_frequencies.py": ("method",),
    "tests/draws/test_coverage.py": ("method",),
    "tests/journeys/test_guessing.py": ("people", "web/sign_in"),
    "tests/rooms/test_journal_tampering.py": ("journal",),
    "tests/rights/test_rights.py": ("web", "people", "audits/queries", "programme/queries"),
    "tests/bench/test_statements.py": ("web", "audits/queries", "figures/queries", "actions"),
    "tests/rights/test_fuzz.py": ("web", "people", "audits/queries", "programme/queries"),
    "tests/journeys/test_no_word_is_lost.py": ("audits", "journal"),
    "tests/journeys/test_two_nodes.py": ("audits", "journal"),
    "tests/journeys/test_faults.py": ("audits", "journal", "config"),
    "tests/journeys/test_hostile_uploads.py": ("cases", "readers", "jobs"),
    "tests/journeys/test_round_of_twenty.py": ("",),
    "tests/running/test_logs.py": ("web", "config"),
    "tests/running/test_wheel.py": ("",),
    "tests/running/test_export.py": ("",),
    "tests/draws/test_any_allocation.py": ("method",),
    "tests/rooms/test_year_of_actions.py": ("actions", "jobs", "people", "method"),
    "tests/draws/test_any_table.py": ("method",),
    "tests/draws/test_intervals.py": ("method",),
    "tests/draws/test_simulations.py": ("method",),
    "tests/journeys/test_library_in_browser.py": ("tools", "web"),
    "tests/rooms/test_papers_walked.py": ("reports", "figures", "writers"),
    "tests/journeys/test_every_page.py": ("web",),
    "tests/journeys/test_every_page_of_audits.py": ("web",),
    "tests/journeys/test_empty_pages.py": ("web",),
    "tests/journeys/test_no_page_breaks.py": ("web",),
    "tests/web/test_strangers.py": ("web", "people", "audits/queries", "programme/queries"),
    "tests/journeys/test_charts.py": ("web", "figures/queries", "writers"),
}
MINUTES = 60.0
Kept = dict[str, dict[str, object]]


def proofs() -> Iterator[tuple[str, str]]:
    """Every test file of the ground floor, with a fingerprint of it and of the floor it tests."""
    for floor in FLOORS:
        for file in sorted((ROOT / "tests" / floor).rglob("test_*.py")):
            depends = [file, *_sources(floor)]
            made = hashlib.sha256(b"".join(each.read_bytes() for each in depends))
            yield str(file.relative_to(ROOT)), made.hexdigest()[:12]
    for name, folders in LONG.items():
        sources = [each for folder in folders for each in _sources(folder)]
        made = hashlib.sha256(b"".join(each.read_bytes() for each in (ROOT / name, *sources)))
        yield name, made.hexdigest()[:12]


def _sources(floor: str) -> list[Path]:
    return sorted(
        file for file in (ROOT / "goldenthread" / floor).rglob("*") if file.suffix in (".py", ".yaml", ".typ")
    )  # fmt: skip


def prove(name: str, ends: float) -> dict[str, object] | None:
    """What came of one file; None where the time was up."""
    begun = time.monotonic()
    seconds = ends - begun
    if seconds <= 0:
        return None
    try:
        done = subprocess.run(
            [sys.executable, "-m", "pytest", name], cwd=ROOT, timeout=seconds, check=False,
            capture_output=True, text=True, env={**os.environ, "GOLDENTHREAD_PROOFS": "thorough"},
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return None
    passed = done.returncode == 0
    if not passed:
        print(done.stdout[-4000:])
    lines = re.findall(r"^[.sxF]+(?=\s*(?:\[|$))", done.stdout, re.MULTILINE)
    tests = sum(map(len, lines))
    return {"passed": passed, "tests": tests, "seconds": round(time.monotonic() - begun)}


def proved(
    waiting: Sequence[tuple[str, str]], ends: float, at_once: int
) -> Iterator[tuple[str, str, dict[str, object] | None]]:
    """Each file with its fingerprint and what came of it, as it ends."""
    with ThreadPoolExecutor(at_once) as pool:
        asked = {pool.submit(prove, name, ends): (name, made) for name, made in waiting}
        for done in as_completed(asked):
            yield *asked[done], done.result()


def main() -> None:
    ends = time.monotonic() + 60 * float(sys.argv[1] if len(sys.argv) > 1 else MINUTES)
    kept: Kept = json.loads(KEPT.read_text()) if KEPT.exists() else {}
    every = list(proofs())
    kept = {name: each for name, each in kept.items() if name in dict(every)}
    stale = [each for each in every if not _holds(kept.get(each[0], {}), each[1])]
    is_well = is_done = True
    # The ground floor's need neither database nor browser: two at once, each on a core of its own.
    for at_once, is_long in ((2, False), (1, True)):
        waiting = [each for each in stale if (each[0] in LONG) is is_long]
        for name, made, outcome in proved(waiting, ends, at_once):
            if outcome is None:
                is_done = False
                continue
            kept[name] = {"fingerprint": made, **outcome}
            KEPT.write_text(json.dumps(kept, indent=1, sort_keys=True) + "\n")
            print(f"{name}: {outcome}", flush=True)
            is_well = is_well and bool(outcome["passed"])
    if not is_done:
        sys.exit("The time is up. Run `make thorough` again to continue.")
    if covering.main(ends - time.monotonic()):
        mutation.main(ends - time.monotonic())
    sys.exit(not is_well)


def _holds(last: dict[str, object], made: str) -> bool:
    return last.get("fingerprint") == made and bool(last.get("passed"))


if __name__ == "__main__":
    main()
