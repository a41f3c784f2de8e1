"""Which cases are audited: a stratified simple random selection that anyone can make again.

The draw of ``sampling.drawing`` with case types alone: in each stratum the cases are put in the
order of their hash numbers and the first n_h of N_h are taken, so every case of a stratum has the
same chance, n_h / N_h.
"""

from collections import Counter
from collections.abc import Collection, Container, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, NamedTuple

from goldenthread.method.numbers import BITS
from goldenthread.method.quotas import typed
from goldenthread.method.sampling.design import Design
from goldenthread.method.sampling.drawing import CASE, Drawn, draw
from goldenthread.method.sampling.frame import ID, frame_of

PURPOSE = CASE
STRATUM = "stratum"


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
    cases: Sequence[Case],
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
    strata = {case.ref: case.stratum for case in cases}
    _check_refs(cases, strata, named)
    by_name = frozenset(named)
    sizes = Counter(stratum for ref, stratum in strata.items() if ref not in by_name)
    if not strata:
        return Selection((), {})
    asked = Design(
        document={}, strata=STRATUM, quotas=typed(quotas, sizes), named=tuple(by_name),
        programme=frame_hash,
    )  # fmt: skip
    made = draw(frame_of((ID, STRATUM), list(strata.items())), asked, seed)
    replacements: dict[str, list[Numbered]] = {h: [] for h in sorted(sizes)}
    for row, whole in made.reserves:
        ref, stratum = made.frame.rows[row]
        replacements[stratum].append(Numbered(whole / (1 << BITS), ref, stratum))
    chosen = [_chosen(each, *made.frame.rows[each.row]) for each in made.rows]
    return Selection(tuple(chosen), {h: tuple(queue) for h, queue in replacements.items()})


def _check_refs(cases: Sequence[Case], known: Container[str], named: Collection[str]) -> None:
    times = Counter(case.ref for case in cases)
    if duplicates := sorted(ref for ref in times if times[ref] > 1):
        raise DuplicateCases(tuple(duplicates))
    if strangers := sorted(ref for ref in named if ref not in known):
        raise NamedNotListed(tuple(strangers))


def _chosen(each: Drawn, ref: str, stratum: str) -> Chosen:
    reason: Literal["selected", "named"] = "named" if each.reason == "named" else "selected"
    return Chosen(ref, stratum, reason, each.hash_number, each.probability)
