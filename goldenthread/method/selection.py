"""Which cases are audited: a stratified simple random selection that anyone can make again.

In each stratum the cases are put in the order of their hash numbers (``numbers.number``) and the
first n_h of N_h are taken, so every case of a stratum has the same chance, n_h / N_h. Selection
by permanent random numbers: Ohlsson (1995), Coordination of samples using permanent random
numbers. The same case list and seed give the same cases, however the list's rows are ordered.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, NamedTuple

from goldenthread.method.numbers import number
from goldenthread.method.quotas import typed

PURPOSE = "case"


class Case(NamedTuple):
    """A case that may be selected. ``ref`` is the one the hash number is computed from."""

    ref: str
    stratum: str


class Numbered(NamedTuple):
    """A case and its hash number: the order in which its stratum's cases are taken."""

    number: float
    ref: str
    stratum: str


@dataclass(frozen=True)
class Chosen:
    """A case to audit. ``probability`` is the exact chance it had; 1 where somebody named it."""

    ref: str
    stratum: str
    reason: Literal["selected", "named"]
    number: float
    probability: Fraction


@dataclass(frozen=True)
class Selection:
    """Named cases, then selected ones, each in hash order; and who comes next in each stratum."""

    chosen: tuple[Chosen, ...]
    replacements: Mapping[str, tuple[Numbered, ...]]


class DuplicateCases(Exception):
    """Case refs that stand more than once in the case list."""

    def __init__(self, refs: tuple[str, ...]) -> None:
        super().__init__(refs)
        self.refs = refs


class NamedNotListed(Exception):
    """Case refs that somebody named and that the case list does not hold."""

    def __init__(self, refs: tuple[str, ...]) -> None:
        super().__init__(refs)
        self.refs = refs


def selection(
    cases: Iterable[Case],
    *,
    quotas: Mapping[str, int],
    seed: str,
    frame_hash: str,
    named: Collection[str] = (),
) -> Selection:
    """The cases to audit, and the replacements of each stratum in the order to use them.

    Named cases are taken first and leave the list: they count neither towards the quotas nor in
    N_h, and belong in no estimate. ``quotas`` is the number to select besides them.

    Raises DuplicateCases, NamedNotListed, or quotas.QuotaImpossible where a stratum has too few
    cases once the named ones are out.

    >>> cases = [Case("77870", "cp"), Case("77686", "cp"), Case("71570", "cp"), Case("1", "cin")]
    >>> drawn = selection(
    ...     cases, quotas={"cp": 1}, seed="2018-11-committee", frame_hash="0" * 64, named=["1"]
    ... )
    >>> [(case.ref, case.reason, str(case.probability)) for case in drawn.chosen]
    [('1', 'named', '1'), ('71570', 'selected', '1/3')]
    >>> [case.ref for case in drawn.replacements["cp"]]
    ['77870', '77686']
    """
    by_name = frozenset(named)
    listed = sorted(
        Numbered(number(seed, frame_hash, PURPOSE, case.ref), case.ref, case.stratum)
        for case in cases
    )
    _check_refs(listed, by_name)
    frame = [case for case in listed if case.ref not in by_name]
    sizes = Counter(case.stratum for case in frame)
    taken = typed(quotas, sizes)
    queues = {h: [case for case in frame if case.stratum == h] for h in sorted(sizes)}
    first = sorted(case for h, queue in queues.items() for case in queue[: taken[h]])
    return Selection(
        chosen=(
            *(_chosen(case, "named", Fraction(1)) for case in listed if case.ref in by_name),
            *(
                _chosen(case, "selected", Fraction(taken[case.stratum], sizes[case.stratum]))
                for case in first
            ),
        ),
        replacements={h: tuple(queue[taken[h] :]) for h, queue in queues.items()},
    )


def _check_refs(listed: list[Numbered], named: frozenset[str]) -> None:
    times = Counter(case.ref for case in listed)
    if duplicates := sorted(ref for ref in times if times[ref] > 1):
        raise DuplicateCases(tuple(duplicates))
    if strangers := sorted(named - set(times)):
        raise NamedNotListed(tuple(strangers))


def _chosen(case: Numbered, reason: Literal["selected", "named"], chance: Fraction) -> Chosen:
    return Chosen(case.ref, case.stratum, reason, case.number, chance)
