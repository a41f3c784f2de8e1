"""How often intervals hold the truth, over draws: of those that have too many outcomes to add up."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import accumulate
from statistics import NormalDist

from bench.covered import Covered
from goldenthread.method.agreement import ac, kappa, moved
from goldenthread.method.association import association, gamma_limits
from goldenthread.method.comparing import exact
from goldenthread.method.comparing.sizes import better, standardised, standardised_difference
from goldenthread.method.leniency import panel
from goldenthread.method.resampling import stream

DRAWS, PANELS, BOOTSTRAPS = 4_000, 400, 120
# Grades worst first: a round like those that were published, a better one, and one of four even parts.
MIXES = {"as published": (1, 5, 10, 1), "better": (0, 3, 8, 6), "even": (1, 1, 1, 1)}
# A population of audits by the auditor's grade and the moderator's: mostly alike, moved down, all but alike.
MODERATED = {
    "mostly alike": ((6, 1, 0, 0), (2, 30, 2, 0), (0, 6, 40, 1), (0, 0, 4, 8)),
    "moved down": ((4, 0, 0), (5, 8, 1), (1, 9, 12)),
    "nearly one grade": ((1, 1), (2, 46)),
}
CONNECTED = {
    "strong": ((6, 1, 1), (5, 19, 8), (0, 3, 27)),
    "weak": ((1, 3, 10, 6), (2, 3, 10, 7), (1, 6, 14, 12), (0, 1, 9, 11)),
}


class Chance:
    """Numbers by chance, the same in every run."""

    def __init__(self, seed: int) -> None:
        self.numbers = stream(seed)

    def share(self) -> float:
        return next(self.numbers) / 2**64

    def normal(self, sd: float) -> float:
        return NormalDist(0, sd).inv_cdf(max(1e-12, self.share())) if sd else 0.0

    def counts(self, n: int, weights: Sequence[float]) -> list[int]:
        """So many things, each of one kind, with these chances."""
        edges = [edge / sum(weights) for edge in accumulate(weights)]
        found = [0] * len(weights)
        for _ in range(n):
            drawn = self.share()
            found[
                next(k for k, edge in enumerate(edges) if drawn < edge or k == len(edges) - 1)
            ] += 1
        return found

    def part(self, n: int, share: float) -> int:
        return sum(self.share() < share for _ in range(n))

    def matrix(self, n: int, like: Sequence[Sequence[int]]) -> list[list[int]]:
        flat = self.counts(n, [count for row in like for count in row])
        wide = len(like[0])
        return [flat[start : start + wide] for start in range(0, len(flat), wide)]


def better_grades() -> Iterator[Covered]:
    """The chance that an audit of the later round has the better grade."""
    chance = Chance(11)
    for n, m in ((13, 16), (17, 17), (31, 31), (60, 60)):
        for name in ("as published", "better"):
            first, second = MIXES["as published"], MIXES[name]
            wins = sum(
                a * b * (1 if j > i else 0.5 if j == i else 0)
                for i, a in enumerate(first)
                for j, b in enumerate(second)
            )
            truth, held = wins / (sum(first) * sum(second)), 0
            for _ in range(DRAWS):
                found = better(chance.counts(n, first), chance.counts(m, second))
                held += found.low <= truth <= found.high
            then = "the same mix" if name == "as published" else "a better mix"
            yield Covered.over(f"{n} and {m} audits, {then}", [held / DRAWS], DRAWS)


def tests_of_rounds() -> Iterator[Covered]:
    """How often neither test sees a change between rounds of the same mix."""
    chance, draws = Chance(12), DRAWS // 4
    for n, m in ((17, 17), (31, 31)):
        for name, mix in MIXES.items():
            kinds = {"level": 0, "shape": 0}
            for _ in range(draws):
                first, second = chance.counts(n, mix), chance.counts(m, mix)
                kinds["level"] += exact.level(first, second) > 0.05
                kinds["shape"] += exact.shape(first, second) > 0.05
            for kind, found in kinds.items():
                yield Covered.over(f"{kind}, {n} and {m} audits, {name}", [found / draws], draws)


def standardised_shares() -> Iterator[Covered]:
    """Five case types with shares of their own, weighted alike in both rounds."""
    chance, weights = Chance(13), (0.26, 0.30, 0.14, 0.16, 0.14)
    shares, later = (0.69, 0.5, 0.44, 0.6, 0.78), (0.71, 0.5, 0.33, 0.5, 0.67)
    for name, sizes in (
        ("ordinary types, 16, 18, 9, 10, 9", (16, 18, 9, 10, 9)),
        ("one large type, 17, 4, 3, 4, 3", (17, 4, 3, 4, 3)),
        ("tiny types, 3 each", (3, 3, 3, 3, 3)),
        ("large types, 40 each", (40, 40, 40, 40, 40)),
    ):
        truth = sum(w * p for w, p in zip(weights, shares, strict=True))
        after = sum(w * p for w, p in zip(weights, later, strict=True))
        one = both = 0
        for _ in range(DRAWS):
            parts = [chance.part(n, p) for n, p in zip(sizes, shares, strict=True)]
            others = [chance.part(n, p) for n, p in zip(sizes, later, strict=True)]
            first, second = (
                standardised(parts, sizes, weights),
                standardised(others, sizes, weights),
            )
            change = standardised_difference(first, second)
            one += first.low <= truth <= first.high
            both += change.low <= after - truth <= change.high
        yield Covered.over(f"share, {name}", [one / DRAWS], DRAWS)
        yield Covered.over(f"change, {name}", [both / DRAWS], DRAWS)


def coefficients() -> Iterator[Covered]:
    """Kappa and AC2 of audits drawn from a population of moderated ones."""
    chance = Chance(14)
    for name, like in MODERATED.items():
        true = {"Kappa": kappa(like), "AC2": ac(like)}
        for n in (20, 40, 100):
            seen = [moved(chance.matrix(n, like)) for _ in range(BOOTSTRAPS)]
            found = {"Kappa": [each.kappa for each in seen], "AC2": [each.ac2 for each in seen]}
            for kind, each in found.items():
                truth, limits = true[kind], [one.limits for one in each if one and one.limits]
                held = sum(low <= truth <= high for low, high in limits if truth is not None)
                if limits:
                    yield Covered.over(
                        f"{kind}, {n} audits, {name}", [held / len(limits)], len(limits)
                    )


def gammas() -> Iterator[Covered]:
    """Gamma of two sections' grades, from thirty audits on."""
    chance = Chance(15)
    for name, like in CONNECTED.items():
        truth = association(like).gamma
        assert truth is not None
        for n in (30, 70):
            found = [gamma_limits(chance.matrix(n, like)) for _ in range(BOOTSTRAPS)]
            given = [limits for limits in found if limits is not None]
            held = sum(low <= truth <= high for low, high in given)
            yield Covered.over(f"{n} audits, {name} link", [held / len(given)], len(given))


def leniencies() -> Iterator[Covered]:
    """Twelve auditors of 5 to 30 audits, all or some of them moderated; differing, alike, all lenient."""
    chance = Chance(16)
    for name, spread, shift, moderated in (
        ("auditors differ by 0.6, all moderated", 0.6, 0.0, 1.0),
        ("auditors differ by 0.6, 30% moderated", 0.6, 0.0, 0.3),
        ("auditors differ by 0.6, 10% moderated", 0.6, 0.0, 0.1),
        ("auditors alike, all moderated", 0.0, 0.0, 1.0),
        ("all lenient by 0.5, all moderated", 0.0, 0.5, 1.0),
    ):
        every: Counter[bool] = Counter()
        for _ in range(PANELS):
            true = {str(j): shift + chance.normal(spread) for j in range(12)}
            seen = {
                j: [lean + chance.normal(0.5) for _ in range(_seen(chance, moderated))]
                for j, lean in true.items()
            }
            if any(seen.values()):
                for j, each in panel(seen).auditors.items():
                    every[each.limits[0] <= true[j] <= each.limits[1]] += 1
        yield Covered.over(name, [every[True] / every.total()], every.total())


def _seen(chance: Chance, moderated: float) -> int:
    audits = 5 + next(chance.numbers) % 26
    return audits if moderated == 1 else chance.part(audits, moderated)
