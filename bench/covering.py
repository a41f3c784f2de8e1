"""How often each interval that is printed holds the truth: `python -m bench.covering [PART ...]`.

Added up exactly where every outcome can be gone through, else over draws from a generator that gives the
same numbers in every run. What was found is kept in covering.json with a fingerprint of the method that
it depends on, and told in covering.md beside what is promised; a run does what is missing or has changed.
"""

import hashlib
import json
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from math import comb
from pathlib import Path

from bench import drawn_intervals as drawn
from bench.covered import Covered, Limits
from bench.measuring import ROOT
from goldenthread.method.change import difference, sign_test
from goldenthread.method.comparing.exact import fisher
from goldenthread.method.monitoring import TAIL_3_SIGMA, TAIL_998, binomial_limits
from goldenthread.method.proportions import clopper_pearson, hypergeometric, wilson

KEPT, REPORT = (Path(__file__).with_name(f"covering.{kind}") for kind in ("json", "md"))
WEIGHTED = Path(__file__).with_name("coverage.json")
TENTHS = (1, 2, 3, 5, 7, 9)  # of a list, that are audited
BANDS = {
    f"{low} to {high}": range(low, high + 1)
    for low, high in ((10, 62), (63, 100), (101, 200), (201, 300), (301, 400), (401, 500))
}
EVERY_SAMPLE = 62  # lists up to this long: samples of every size
ENDLESS = (5, 9, 10, 17, 20, 31, 50, 70, 123, 300)
SHARES = tuple(k / 200 for k in range(1, 200))
PAIRS = ((10, 10), (13, 16), (17, 17), (20, 50), (31, 31), (50, 50), (100, 100))
EDGE = 1e-9  # limits are in floating point, the truth may lie on one


def of_list(n: int, frame_size: int, limits: Limits) -> list[float]:
    """For every number of cases of a kind in a list, how often the limits (in cases) of n drawn hold it."""
    found = [limits(x, n) for x in range(n + 1)]
    every = comb(frame_size, n)
    covered = []
    for m in range(frame_size + 1):
        held = sum(
            comb(m, x) * comb(frame_size - m, n - x)
            for x in range(max(0, n - frame_size + m), min(n, m) + 1)
            if found[x][0] - EDGE <= m <= found[x][1] + EDGE
        )
        covered.append(held / every)
    return covered


def finite(sizes: Sequence[int]) -> Iterator[Covered]:
    """The exact limits of lists of known length: every number of the kind in each."""
    found: list[float] = []
    for frame_size in sizes:
        some = {max(1, frame_size * part // 10) for part in TENTHS}
        for n in range(1, frame_size) if frame_size <= EVERY_SAMPLE else sorted(some):

            def limits(x: int, n: int, frame_size: int = frame_size) -> tuple[float, float]:
                return hypergeometric(x, n, frame_size)

            found += of_list(n, frame_size, limits)
    of = "all sizes" if sizes[-1] <= EVERY_SAMPLE else "10 to 90%"
    yield Covered.over(f"lists of {sizes[0]} to {sizes[-1]} cases, samples of {of}", found)


def wilson_of_lists() -> Iterator[Covered]:
    """Wilson's limits where cases come from a list after all, of which only the length is not known."""
    for frame_size in (18, 34, 62, 100, 200, 500):
        n = frame_size // 2

        def limits(x: int, n: int, frame_size: int = frame_size) -> tuple[float, float]:
            low, high = wilson(x, n)
            return frame_size * low, frame_size * high

        yield Covered.over(f"{n} of a list of {frame_size}", of_list(n, frame_size, limits))


def _chances(n: int, share: float) -> list[float]:
    return [comb(n, k) * share**k * (1 - share) ** (n - k) for k in range(n + 1)]


def endless(limits: Limits) -> Iterator[Covered]:
    """Limits of a share where cases come from no list, for shares of 0.5 to 99.5 per cent."""
    for n in ENDLESS:
        found = [limits(x, n) for x in range(n + 1)]
        yield Covered.over(
            f"{n} cases",
            [
                sum(c for c, (low, high) in zip(_chances(n, p), found, strict=True) if low <= p <= high)
                for p in SHARES
            ],
        )  # fmt: skip


def of_differences() -> Iterator[Covered]:
    """Newcombe's limits of a change, for every pair of shares from 5 to 95 per cent in steps of 5."""
    shares = [k / 20 for k in range(1, 20)]
    for n1, n2 in PAIRS:
        limits = {
            (x1, x2): difference(x1, n1, x2, n2)[1:] for x1 in range(n1 + 1) for x2 in range(n2 + 1)
        }
        found = []
        for p1 in shares:
            first = _chances(n1, p1)
            for p2 in shares:
                second, gap = _chances(n2, p2), p2 - p1
                found.append(
                    sum(
                        first[x1] * second[x2]
                        for (x1, x2), (low, high) in limits.items()
                        if low - EDGE <= gap <= high + EDGE
                    )
                )
        yield Covered.over(f"{n1} and {n2} cases", found)


def chart_limits(tail_is_998: bool) -> Iterator[Covered]:
    """How often a count of a steady share lies within a chart's limits."""
    from fractions import Fraction

    tail = TAIL_998 if tail_is_998 else TAIL_3_SIGMA
    for n in (5, 9, 21, 31, 100):
        found = []
        for percent in range(5, 100, 5):
            low, high = binomial_limits(n, Fraction(percent, 100), tail)
            found.append(sum(_chances(n, percent / 100)[low : high + 1]))
        yield Covered.over(f"{n} cases", found)


def sign_tests() -> Iterator[Covered]:
    """How often the sign test finds no change where there is none."""
    for moved in (6, 8, 10, 17, 31, 100):
        ways = [
            comb(moved, up) for up in range(moved + 1) if not sign_test(up, moved - up).is_clear
        ]
        yield Covered.over(f"{moved} cases moved", [sum(ways) / 2**moved])


def fisher_tests() -> Iterator[Covered]:
    """How often Fisher's test at 5 % finds no change where the share is the same."""
    for n in (10, 17, 31, 50):
        is_seen = {(x, y): fisher(x, n, y, n) <= 0.05 for x in range(n + 1) for y in range(n + 1)}
        found = []
        for percent in range(5, 100, 5):
            chances = _chances(n, percent / 100)
            seen = sum(chances[x] * chances[y] for (x, y), seen in is_seen.items() if seen)
            found.append(1 - seen)
        yield Covered.over(f"{n} and {n} cases", found)


@dataclass(frozen=True)
class Part:
    """One kind of interval: what is promised, of what it is, what its figures depend on, and how it is
    computed; exact or over draws."""

    promised: float
    what: str
    depends: tuple[str, ...]
    rows: Callable[[], Iterator[Covered]]
    is_exact: bool = True

    @property
    def fingerprint(self) -> str:
        files = [ROOT / "goldenthread" / "method" / f"{name}.py" for name in self.depends]
        here = Path(__file__)
        own = [here, here.with_name("covered.py")]
        own += [] if self.is_exact else [here.with_name("drawn_intervals.py")]
        made = hashlib.sha256(b"".join(file.read_bytes() for file in (*files, *own)))
        return made.hexdigest()[:12]


_SHARES, _ROUNDS = ("proportions",), ("proportions", "change", "comparing/sizes")
PARTS = {
    **{
        f"exact {band}": Part(0.95, "Share, random from a known list: exact", _SHARES, partial(finite, sizes))
        for band, sizes in BANDS.items()
    },
    "wilson": Part(0.95, "Share, random, list not known: Wilson", _SHARES, partial(endless, wilson)),
    "wilson of lists": Part(0.95, "The same, drawn from a list", _SHARES, wilson_of_lists),
    "clopper": Part(0.95, "Share changed at moderation: Clopper-Pearson", _SHARES, partial(endless, clopper_pearson)),
    "difference": Part(0.95, "Change of a share: Newcombe, method 10", _ROUNDS, of_differences),
    "charts": Part(0.9973, "Limits of a chart over time: exact binomial", ("monitoring",), partial(chart_limits, False)),
    "funnel": Part(0.998, "Limits of a funnel: exact binomial", ("monitoring",), partial(chart_limits, True)),
    "sign test": Part(0.95, "Sign test finds nothing where there is nothing", ("change",), sign_tests),
    "fisher": Part(0.95, "Fisher's test finds nothing where there is nothing", ("comparing/exact",), fisher_tests),
    "better": Part(0.95, "Chance of the better grade: Newcombe, method 5", _ROUNDS, drawn.better_grades, False),
    "level and shape": Part(0.95, "Rank test and exact test of spread find nothing where there is nothing",
                            ("comparing/exact",), drawn.tests_of_rounds, False),
    "standardised": Part(0.95, "Standardised share, and change: variance recovery", _ROUNDS, drawn.standardised_shares, False),
    "kappa and ac2": Part(
        0.95, "Quadratic kappa and AC2: bootstrap", ("agreement", "resampling"), drawn.coefficients, False,
    ),
    "gamma": Part(0.95, "Gamma of two sections: bootstrap", ("association", "resampling"), drawn.gammas, False),
    "leniency": Part(0.95, "An auditor's leniency", ("leniency",), drawn.leniencies, False),
}  # fmt: skip


def kept() -> dict[str, dict[str, object]]:
    return json.loads(KEPT.read_text()) if KEPT.exists() else {}  # type: ignore[no-any-return]


def main(seconds: float = 3600, only: Sequence[str] = ()) -> bool:
    """Whether every part stands as the method is today."""
    ends, found = time.monotonic() + seconds, kept()
    found = {name: each for name, each in found.items() if name in PARTS}
    for name, part in PARTS.items():
        is_kept = name in found and found[name]["fingerprint"] == part.fingerprint
        if is_kept or (only and name not in only):
            continue
        if time.monotonic() > ends:
            print(f"Coverage of intervals: {name} and what follows is left for another run.")
            return False
        begun = time.process_time()
        rows = [asdict(row) for row in part.rows()]
        found[name] = {
            "fingerprint": part.fingerprint, "promised": part.promised, "what": part.what, "rows": rows,
        }  # fmt: skip
        KEPT.write_text(json.dumps(found, indent=1) + "\n")
        print(f"{name}: {time.process_time() - begun:.0f} s", flush=True)
    REPORT.write_text(report(found))
    return True


def report(found: dict[str, dict[str, object]]) -> str:
    """A row for each setting; the ratio is of the least coverage to what is promised."""
    lines = [
        "# How often intervals hold the truth", "",
        "`python -m bench.covering` (in `make thorough`). Exact: the chances of every outcome added up, for every "
        "truth of a grid; the least is over those truths. Draws: over so many, from fixed seeds, with the "
        "error of the share found (one standard error). Of tests: how often they find nothing where there "
        "is nothing. Ratio: the least beside what is promised.", "",
        "| interval | of | promised | least | mean | ratio | how |", "|---|---|---:|---:|---:|---:|---|",
    ]  # fmt: skip
    for name in (name for name in PARTS if name in found):
        part, rows = PARTS[name], found[name]["rows"]
        assert isinstance(rows, list)
        for row in rows:
            lines.append(_line(part.what, part.promised, Covered(**row)))
    for row in json.loads(WEIGHTED.read_text()).values() if WEIGHTED.exists() else ():
        share = Covered(
            f"{row['n']} of 707 cases", row["weighted_covered"], row["weighted_covered"], 2000
        )
        lines.append(_line("Weighted share: Wilson at its effective size", 0.95, share))
    return "\n".join(lines) + "\n"


def _line(what: str, promised: float, row: Covered) -> str:
    how = f"{row.draws:,} draws ± {100 * row.error:.1f}" if row.draws else "exact"
    return (
        f"| {what} | {row.setting} | {100 * promised:g}% | {100 * row.least:.2f}% | {100 * row.mean:.2f}% "
        f"| {row.least / promised:.3f} | {how} |"
    )


if __name__ == "__main__":
    sys.exit(not main(only=sys.argv[1:]))
