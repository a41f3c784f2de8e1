"""Families: once, together, or as if there were none."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import NamedTuple

from goldenthread.method.numbers import Numbers
from goldenthread.method.sampling.design import Family

PURPOSE = "family"


class Unit(NamedTuple):
    """What is drawn as one. ``row``: the case whose type and practitioner count, by its place in
    the case list; ``others``: the rows that come with it. ``siblings``: how many cases it stands
    for, itself included."""

    row: int
    others: tuple[int, ...] = ()
    siblings: int = 1


def units(
    rows: Sequence[int],
    families: Sequence[str],
    *,
    taken: Collection[str],
    rule: Family,
    refs: Sequence[str],
    numbers: Numbers,
) -> tuple[list[Unit], list[int]]:
    """The units among ``rows``, and the rows left out because of their family.

    Of a family the case with the lowest number stands for all. The number is one of its own
    purpose: were it the one that cases are picked by, children with siblings would come first.
    ``taken``: families that are in the selection already; without a family nobody has siblings.
    """
    if rule == "ignore":
        return [Unit(row) for row in rows], []
    by_family: dict[str, list[int]] = defaultdict(list)
    found, left_out = [], []
    for row in rows:
        family = families[row]
        if not family:
            found.append(Unit(row))
        elif family in taken:
            left_out.append(row)
        else:
            by_family[family].append(row)
    for members in by_family.values():
        first, *others = members
        if others:
            first, *others = sorted(members, key=lambda r: (numbers.whole(refs[r]), refs[r]))
        if rule == "once":
            found.append(Unit(first, siblings=1 + len(others)))
            left_out += others
        else:
            found.append(Unit(first, tuple(sorted(others))))
    return sorted(found), left_out
