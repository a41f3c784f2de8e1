"""What rows of grades, printed in one paper or in several, tell of very few people when taken together.

A row is a sum over the judgements that it counts. A reader who adds and subtracts rows gets to other
sums: from "A", "B" and "A, B and C" to C. So every sum that can be got at all is tried, as linear
algebra: parts of the rows that no row tells apart are unknowns, and what remains of the rows once all
that concerns more people is eliminated concerns these few people alone.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations_with_replacement
from typing import Any

Judgement = tuple[str, str]  # the section that was graded, and the audit
Person = tuple[str, object]  # somebody, within what may be counted together
# Who stands behind an audit; None where nobody is known.
Behind = Mapping[str, Person | None]
Part = frozenset[int]  # the numbers of the rows that it is in
_Sum = dict[Part, Fraction]
_Vector = dict[int, Fraction]


@dataclass(frozen=True)
class Row:
    """A row as printed: what a message calls it, and the judgements it counts."""

    name: str
    counts: frozenset[Judgement]


@dataclass(frozen=True)
class Told:
    """Rows that together tell of few people, what they tell of in audits, and the row that told."""

    row: Row
    others: tuple[Row, ...]
    audits: frozenset[str]


def told(
    rows: Sequence[Row], before: Sequence[Row], behind: Sequence[Behind], fewest: int = 3
) -> list[Told]:
    """What `rows` tell of fewer than `fewest` people that the rows printed `before` did not.

    `behind`: the ways to count people (practitioners, families), each by audit. Empty where nothing
    is told.

    >>> people = [{"a": ("", 1), "b": ("", 2), "c": ("", 3), "d": ("", 4)}]
    >>> three = Row("three", frozenset({("overall", "a"), ("overall", "b"), ("overall", "c")}))
    >>> all_four = Row("all", three.counts | {("overall", "d")})
    >>> told([all_four], [], people), [sorted(t.audits) for t in told([all_four], [three], people)]
    ([], [['d']])
    """
    known = _once(before, set())
    new = _once(rows, {row.counts for row in known})
    found: dict[frozenset[str], Told] = {}
    for every in _together([*known, *new]):
        first_new = sum(row in known for row in every)
        if first_new == len(every):
            continue
        parts = _parts(every)
        free = _free(every, parts)
        for inside in _of_few(parts, behind, fewest):
            if not _is_tied([free[part] for part in inside]):
                continue
            for sum_, made_of in _left(every, parts, inside):
                if max(made_of) >= first_new:
                    made = _told(every, made_of, {a for part in sum_ for a in parts[part]})
                    found.setdefault(made.audits, made)
    return list(found.values())


def _once(rows: Iterable[Row], known: set[frozenset[Judgement]]) -> list[Row]:
    """The rows that count something which none before them counted just so."""
    kept = []
    for row in rows:
        if row.counts and row.counts not in known:
            known.add(row.counts)
            kept.append(row)
    return kept


def _together(rows: Sequence[Row]) -> Iterator[list[Row]]:
    """The rows in groups that have judgements in common, each in the order they were given."""
    groups: list[tuple[set[Judgement], set[int]]] = []
    for number, row in enumerate(rows):
        judgements, numbers = set(row.counts), {number}
        apart = []
        for group in groups:
            if group[0].isdisjoint(judgements):
                apart.append(group)
            else:
                judgements |= group[0]
                numbers |= group[1]
        groups = [*apart, (judgements, numbers)]
    for _, numbers in groups:
        yield [rows[number] for number in sorted(numbers)]


def _parts(rows: Sequence[Row]) -> dict[Part, frozenset[str]]:
    """What no row tells apart, by the rows it is in: the audits of its judgements."""
    where: dict[Judgement, set[int]] = {}
    for number, row in enumerate(rows):
        for judgement in row.counts:
            where.setdefault(judgement, set()).add(number)
    found: dict[Part, set[str]] = {}
    for (_, audit), numbers in where.items():
        found.setdefault(frozenset(numbers), set()).add(audit)
    return {part: frozenset(audits) for part, audits in found.items()}


def _people(audits: Iterable[str], people: Behind) -> frozenset[Person]:
    return frozenset(who for audit in audits if (who := people.get(audit)) is not None)


def _is_few(people: Iterable[Person], fewest: int) -> bool:
    """Whether so few are behind it, where the largest number of those counted together holds."""
    counts: dict[str, int] = {}
    for together, _ in people:
        counts[together] = counts.get(together, 0) + 1
    return max(counts.values(), default=0) < fewest


def _of_few(
    parts: Mapping[Part, frozenset[str]], behind: Sequence[Behind], fewest: int
) -> Iterator[list[Part]]:
    """Sets of parts behind which few people stand together, those of the fewest first."""
    for people in behind:
        by_people: dict[frozenset[Person], list[Part]] = {}
        for part, audits in parts.items():
            who = _people(audits, people)
            if _is_few(who, fewest):
                by_people.setdefault(who, []).append(part)
        groups = combinations_with_replacement(by_people, fewest - 1)
        joined = {frozenset[Person]().union(*each) for each in groups}
        few = [each for each in joined if _is_few(each, fewest)]
        of: dict[Person, list[frozenset[Person]]] = {}
        for who in by_people:
            for person in who:
                of.setdefault(person, []).append(who)
        for each in sorted(few, key=lambda who: (len(who), sorted(map(repr, who)))):
            within = {who for person in each for who in of[person] if who <= each}
            within |= by_people.keys() & {frozenset()}
            yield [part for who in within for part in by_people[who]]


def _free(rows: Sequence[Row], parts: Mapping[Part, frozenset[str]]) -> dict[Part, _Vector]:
    """How each part may change with none of the rows changing: its entries in a basis of such changes."""
    pivots: dict[Part, dict[Part, Fraction]] = {}
    for number in range(len(rows)):
        held = {part: Fraction(1) for part in parts if number in part}
        for pivot, other in pivots.items():
            if factor := held.get(pivot):
                _subtract(held, other, factor)
        if held:
            pivot = min(held, key=sorted)
            factor = held[pivot]
            held = {part: value / factor for part, value in held.items()}
            for other in pivots.values():
                if factor := other.get(pivot):
                    _subtract(other, held, factor)
            pivots[pivot] = held
    ways = {part: n for n, part in enumerate(part for part in parts if part not in pivots)}
    found: dict[Part, _Vector] = {part: {n: Fraction(1)} for part, n in ways.items()}
    for pivot, held in pivots.items():
        found[pivot] = {ways[part]: -value for part, value in held.items() if part != pivot}
    return found


def _is_tied(vectors: Sequence[_Vector]) -> bool:
    """Whether some sum of these parts cannot change: then the rows tell it."""
    pivots: list[tuple[int, _Vector]] = []
    for vector in vectors:
        held = dict(vector)
        for pivot, other in pivots:
            if factor := held.get(pivot):
                _subtract(held, other, factor / other[pivot])
        if not held:
            return True
        pivots.append((min(held), held))
    return False


def _left(
    rows: Sequence[Row],
    parts: Mapping[Part, frozenset[str]],
    inside: Sequence[Part],
) -> Iterator[tuple[_Sum, dict[int, Fraction]]]:
    """The sums of rows that hold nothing but parts `inside`, each with the rows it is made of."""
    pivots: list[tuple[Part, _Sum, dict[int, Fraction]]] = []
    for number in range(len(rows)):
        held: _Sum = {part: Fraction(1) for part in parts if number in part}
        made_of = {number: Fraction(1)}
        for pivot, other, other_of in pivots:
            if factor := held.get(pivot):
                factor /= other[pivot]
                _subtract(held, other, factor)
                _subtract(made_of, other_of, factor)
        if not held:
            continue
        outside = [part for part in held if part not in inside]
        if not outside:
            yield dict(held), dict(made_of)
        pivot = min(outside or held, key=sorted)
        pivots.append((pivot, held, made_of))


def _subtract(held: dict[Any, Fraction], other: Mapping[Any, Fraction], factor: Fraction) -> None:
    for key, value in other.items():
        left = held.get(key, Fraction(0)) - factor * value
        if left:
            held[key] = left
        else:
            held.pop(key, None)


def _told(rows: Sequence[Row], made_of: Mapping[int, Fraction], audits: set[str]) -> Told:
    *others, last = sorted(made_of)
    return Told(rows[last], tuple(rows[n] for n in others), frozenset(audits))
