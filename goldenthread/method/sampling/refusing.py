"""What can stop a draw, told in one sentence."""

from collections.abc import Sequence

FEW = 5


class Refused(Exception):
    """Nothing was drawn. The message is for the person who asked."""


def listed(names: Sequence[str]) -> str:
    """Names in a sentence, the first few of many.

    >>> listed(["A"]), listed(["A", "B", "C"]), listed(list("ABCDEFGH"))
    ('A', 'A, B and C', 'A, B, C, D, E and 3 more')
    """
    if len(names) == 1:
        return names[0]
    if len(names) > FEW + 1:
        return f"{', '.join(names[:FEW])} and {len(names) - FEW} more"
    return f"{', '.join(names[:-1])} and {names[-1]}"


def counted(n: int, noun: str) -> str:
    """A number with its noun.

    >>> counted(1, "case"), counted(1200, "case")
    ('1 case', '1,200 cases')
    """
    return f"{n:,} {noun}{'' if n == 1 else 's'}"
