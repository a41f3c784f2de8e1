"""Tables about practice, such as grades: rows behind which too few people stand are put together.

Such a table judges an authority's work, so its counts are printed, and nothing is blanked; but a row
that one worker or one family could be known by is told only together with others.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

FEWEST = 3


class People(NamedTuple):
    """Who stands behind a row, by any reference that stays within the authority."""

    practitioners: frozenset[str]
    families: frozenset[str]

    def are_enough(self, practitioners: int, families: int) -> bool:
        return len(self.practitioners) >= practitioners and len(self.families) >= families


@dataclass(frozen=True)
class Row:
    """A row's name or names, its counts, and who stands behind it."""

    names: tuple[str, ...]
    counts: tuple[int, ...]
    people: People

    @property
    def name(self) -> str:
        """As printed.

        >>> Row(("CP", "CIN", "Care leaver"), (), People(frozenset(), frozenset())).name
        'CP, CIN and Care leaver'
        """
        *first, last = self.names
        return f"{', '.join(first)} and {last}" if first else last


def combined(
    rows: Sequence[Row], *, practitioners: int = FEWEST, families: int = FEWEST
) -> list[Row]:
    """The rows, those with too few people behind them put together in one.

    Where those together are still too few, the row with the fewest cases joins them (of equals, the
    last). Rows without a case stay as they are: nobody stands behind them. The joined row stands
    where its first part stood. An empty list where all rows together are too few to print.

    >>> few, many = frozenset("ab"), frozenset("abcd")
    >>> [row.name for row in combined([
    ...     Row(("CP",), (2, 0), People(few, few)),
    ...     Row(("CIN",), (3, 4), People(many, many)),
    ...     Row(("Care leaver",), (5, 6), People(many, many)),
    ... ])]
    ['CP and CIN', 'Care leaver']
    """
    filled = [row for row in rows if any(row.counts)]
    few = [row for row in filled if not row.people.are_enough(practitioners, families)]
    if not few:
        return list(rows)
    while not joined(few, rows).people.are_enough(practitioners, families):
        others = [row for row in filled if row not in few]
        if not others:
            return []
        few.append(min(reversed(others), key=lambda row: sum(row.counts)))
    together = joined(few, rows)
    first = min(rows.index(row) for row in few)
    return [
        together if n == first else row
        for n, row in enumerate(rows)
        if n == first or row not in few
    ]


def joined(parts: Sequence[Row], order: Sequence[Row]) -> Row:
    """Several rows as one, named in the order that they had."""
    inner = sorted(parts, key=order.index)
    return Row(
        tuple(name for row in inner for name in row.names),
        tuple(sum(counts) for counts in zip(*(row.counts for row in inner), strict=True)),
        People(
            frozenset().union(*(row.people.practitioners for row in inner)),
            frozenset().union(*(row.people.families for row in inner)),
        ),
    )
