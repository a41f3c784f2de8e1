"""The draw: from a case list, a design and a seed to the cases to audit and their replacements.

1. Rows that may not be drawn leave, each for one reason. 2. Named cases are in the selection and
leave the list. 3. So are certain ones, but they stay in estimates. 4. Of a family one stands for
all, or all come together. 5. Each case type gets its quota. 6. What to expect of each cell is
fitted, put exactly right, and rounded to whole cases. 7. In each cell the cases with the lowest
numbers are drawn; those that follow are the replacements.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import lcm
from typing import Literal, NamedTuple

from goldenthread.method.numbers import BITS, Numbers
from goldenthread.method.sampling import families
from goldenthread.method.sampling.balance import Contradiction, balanced
from goldenthread.method.sampling.cells import DrawImpossible, Places, asked_of, places
from goldenthread.method.sampling.contradictions import in_words
from goldenthread.method.sampling.design import Design, Waves
from goldenthread.method.sampling.exclusions import EARLIER_WAVE, NAMED, reasons
from goldenthread.method.sampling.expected import expected
from goldenthread.method.sampling.families import Unit
from goldenthread.method.sampling.frame import Frame
from goldenthread.method.sampling.refusing import Refused
from goldenthread.method.sampling.rounding import MILLION, Cell, rounded
from goldenthread.method.sampling.sizes import has_size, quotas_of

CASE, ROUND = "case", "round"
SIBLING = "family"  # the reason of those whom a sibling stands for

Reason = Literal["named", "certain", "selected", "family"]
"""family: comes with a sibling, where families are drawn together."""


class Drawn(NamedTuple):
    """A case to audit. ``probability``: the chance it had, 1 for one that somebody named.

    Under "family once" it is the chance of its family's case over the number of siblings, and in a
    later wave it contains the chance of not having been drawn before: its inverse is the weight
    that makes totals unbiased.
    """

    row: int
    reason: Reason
    number: int
    probability: Fraction

    @property
    def weight(self) -> Fraction:
        return 1 / self.probability

    @property
    def hash_number(self) -> float:
        return self.number / (1 << BITS)


class Reserve(NamedTuple):
    """A case that was not drawn, in the order of the numbers within its type."""

    row: int
    number: int


class Rotation(NamedTuple):
    """Where a cycle stands: cases drawn in earlier waves, in this one, and still to come; and cases
    that left the list of those who may be drawn before any wave had them."""

    earlier: int
    now: int
    to_come: int
    lost: int


@dataclass(frozen=True)
class Draw:
    """What was drawn. ``rows`` and ``reserves`` name cases by their places in the case list.

    ``left_out``: why each row could not be drawn; empty texts for the others. ``without_chance``: how
    many could be drawn but for the rules, which leave them no chance.
    """

    frame: Frame
    design: Design
    seed: str
    rows: tuple[Drawn, ...]
    reserves: tuple[Reserve, ...]
    left_out: Sequence[str]
    places: Places
    rotation: Rotation | None
    without_chance: int

    @cached_property
    def exclusions(self) -> dict[str, int]:
        """How many cases were left out for each reason."""
        found = Counter(reason for reason in self.left_out if reason not in ("", NAMED))
        return dict(sorted(found.items()))


def draw(frame: Frame, design: Design, seed: str) -> Draw:
    """The cases to audit: the same for the same case list, design and seed, for ever.

    Raises a kind of Refused: FrameRefused, DesignRefused, DrawImpossible.
    """
    if not seed:
        raise Refused("The seed is empty.")
    return _Desk(frame, design, seed).draw()


class _Outcome(NamedTuple):
    unit: Unit
    chance: Fraction
    is_drawn: bool


class _ByRow(dict[int, int]):
    """The number of each row that is asked for."""

    def __init__(self, refs: Sequence[str], numbers: Numbers) -> None:
        self.refs = refs
        self.numbers = numbers

    def __missing__(self, row: int) -> int:
        self[row] = number = self.numbers.whole(self.refs[row])
        return number


class _Desk:
    """One draw, while it is made."""

    def __init__(self, frame: Frame, design: Design, seed: str) -> None:
        self.frame = frame
        self.design = design
        self.seed = seed
        self.ground = design.programme or frame.sha256
        self.left_out = reasons(frame, design)
        self.places = places(frame, design.strata)
        self.families = frame.column("family_id")
        self.without_chance = 0
        self.numbers = _ByRow(frame.refs, Numbers(seed, self.ground, CASE))

    def draw(self) -> Draw:
        named = [row for row, reason in enumerate(self.left_out) if reason == NAMED]
        named.sort(key=self.numbers.__getitem__)
        certain, pool = self._certain_and_pool()
        taken = {self.families[row] for row in named} - {""}
        certain_units, siblings = self._units(certain, taken)
        taken |= {self.families[row] for row in certain} - {""}
        units, more_siblings = self._units(pool, taken)
        siblings = self._of_families(siblings + more_siblings)
        beside = [
            *(Drawn(row, "named", self.numbers[row], Fraction(1)) for row in named),
            *self._drawn([_Outcome(u, Fraction(1), True) for u in certain_units], "certain"),
            *(Drawn(row, "family", self.numbers[row], Fraction(1)) for row in siblings),
        ]
        outcomes, rotation = self._waves(self._in_order(units), [each.row for each in beside])
        return Draw(
            self.frame, self.design, self.seed,
            rows=(*beside, *self._drawn(outcomes, "selected")),
            reserves=tuple(self._reserves(outcomes)),
            left_out=self.left_out, places=self.places, rotation=rotation,
            without_chance=self.without_chance,
        )  # fmt: skip

    def _certain_and_pool(self) -> tuple[list[int], list[int]]:
        meant = [
            (self.frame.columns.index(column), frozenset(values))
            for column, values in self.design.certain.items()
        ]
        certain: list[int] = []
        pool: list[int] = []
        for place, row in enumerate(self.frame.rows):
            if not self.left_out[place]:
                is_certain = any(row[column] in values for column, values in meant)
                (certain if is_certain else pool).append(place)
        return certain, pool

    def _units(self, rows: Sequence[int], taken: set[str]) -> tuple[list[Unit], list[int]]:
        numbers = Numbers(self.seed, self.ground, families.PURPOSE)
        return families.units(
            rows, self.families, taken=taken, rule=self.design.family,
            refs=self.frame.refs, numbers=numbers,
        )  # fmt: skip

    def _of_families(self, rows: list[int]) -> list[int]:
        """Of cases whose family is in already, or stood for by another: those that come along."""
        if self.design.family == "together":
            return sorted(rows, key=self.numbers.__getitem__)
        for row in rows:
            self.left_out[row] = SIBLING
        return []

    def _in_order(self, units: list[Unit]) -> list[Unit]:
        # Of two equal numbers the case whose id comes first; so stand the units already.
        return sorted(units, key=lambda unit: self.numbers[unit.row])

    def _waves(
        self, units: list[Unit], beside: Sequence[int]
    ) -> tuple[list[_Outcome], Rotation | None]:
        waves = self.design.waves
        if waves is None:
            return self._one(units, beside, 1, ROUND), None
        earlier = sum(reason == EARLIER_WAVE for reason in self.left_out)
        before = {unit.row: Fraction(1) for unit in units}
        outcomes: list[_Outcome] = []
        for wave in range(waves.draw if waves.drawn_in else 1, waves.draw + 1):
            outcomes = self._one(units, beside, waves.count - wave + 1, f"{ROUND} {wave}")
            if wave < waves.draw:
                earlier += _cases(each.unit for each in outcomes if each.is_drawn)
                units = [each.unit for each in outcomes if not each.is_drawn]
                for each in outcomes:
                    before[each.unit.row] *= 1 - each.chance
        now = _cases(each.unit for each in outcomes if each.is_drawn)
        rotation = Rotation(earlier, now, _cases(units) - now, self._lost(waves))
        return [o._replace(chance=o.chance * before[o.unit.row]) for o in outcomes], rotation

    def _lost(self, waves: Waves) -> int:
        drawn_in = self.frame.column(waves.drawn_in)
        return sum(
            reason not in ("", NAMED, EARLIER_WAVE, SIBLING) and not wave
            for reason, wave in zip(self.left_out, drawn_in, strict=True)
        )

    def _one(
        self, units: list[Unit], beside: Sequence[int], parts: int, purpose: str
    ) -> list[_Outcome]:
        """One draw: each unit with its chance, in the order of the numbers."""
        held = Counter(self.places.of[unit.row] for unit in units)
        stream = Numbers(self.seed, self.ground, purpose).stream()
        if self.design.minimum_per_worker or self.design.bounds:
            whole, amounts = MILLION, self._fitted(held, beside, parts)
            chances = {c: Fraction(n, MILLION * held[c]) for c, n in amounts.items()}
        else:
            of_type = self._in_proportion(held, parts)
            whole = lcm(*(chance.denominator for chance in of_type))
            chances = {cell: of_type[cell[0]] for cell in held}
            of_whole = [int(whole * chance) for chance in of_type]
            amounts = {c: n * of_whole[c[0]] for c, n in held.items()}
        counts = rounded(amounts, self.places.parents, stream.__next__, whole)
        chosen_from = {h for (h, _), chance in chances.items() if chance}
        self.without_chance = sum(
            held[cell] for cell, chance in chances.items() if not chance and cell[0] in chosen_from
        )
        outcomes = []
        for unit in units:
            cell = self.places.of[unit.row]
            counts[cell] -= 1
            outcomes.append(_Outcome(unit, chances[cell], counts[cell] >= 0))
        return outcomes

    def _quotas(self, held: Mapping[Cell, int], parts: int) -> dict[str, int]:
        available = dict.fromkeys(self.places.strata, 0)
        for (h, _), cases in held.items():
            available[self.places.strata[h]] += cases
        return quotas_of(self.design, available, parts)

    def _in_proportion(self, held: Mapping[Cell, int], parts: int) -> list[Fraction]:
        """The chance of each type's cases where nothing bends it, exactly."""
        if self.design.waves and not has_size(self.design):
            return [Fraction(1, parts)] * len(self.places.strata)
        quotas, cases = self._quotas(held, parts), [0] * len(self.places.strata)
        for (h, _), n in held.items():
            cases[h] += n
        pairs = zip(self.places.strata, cases, strict=True)
        return [Fraction(quotas[name], n) if n else Fraction(0) for name, n in pairs]

    def _fitted(
        self, held: Mapping[Cell, int], beside: Sequence[int], parts: int
    ) -> dict[Cell, int]:
        """What to expect of each cell, in millionths, where minimums or bounds bend it."""
        quotas = self._quotas(held, parts)
        asked = asked_of(self.places, held, beside, quotas, self.design)
        try:
            return balanced(asked, expected(asked))
        except Contradiction as refused:
            raise DrawImpossible(in_words(self.places, refused)) from None

    def _drawn(self, outcomes: list[_Outcome], reason: Reason) -> Iterator[Drawn]:
        for unit, chance, is_drawn in outcomes:
            if is_drawn:
                probability = chance / unit.siblings if unit.siblings > 1 else chance
                yield Drawn(unit.row, reason, self.numbers[unit.row], probability)
                for row in unit.others:
                    yield Drawn(row, "family", self.numbers[row], probability)

    def _reserves(self, outcomes: list[_Outcome]) -> list[Reserve]:
        left = [unit for unit, _, is_drawn in outcomes if not is_drawn]
        left.sort(key=lambda unit: self.places.of[unit.row][0])
        return [
            Reserve(row, self.numbers[unit.row])
            for unit in left
            for row in (unit.row, *unit.others)
        ]


def _cases(units: Iterable[Unit]) -> int:
    return sum(1 + len(unit.others) for unit in units)
