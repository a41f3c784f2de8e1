"""Would we have seen it? How many cases show at least one of a kind, if there are so many of it.

The other way round, how many there may be where none was seen, is the exact interval of nought:
``proportions.hypergeometric(0, drawn, cases)``.
"""

from fractions import Fraction
from math import ceil


def size_to_detect(cases: int, percent: Fraction, confidence: Fraction = Fraction(95)) -> int:
    """The fewest cases, drawn at random, that hold one of the kind with ``confidence`` per cent.

    At least ``percent`` of all ``cases`` are taken to be of the kind: a part of a case counts as
    one. The chance of none among n is the hypergeometric distribution's; whole numbers throughout.

    >>> size_to_detect(62, Fraction(20)), size_to_detect(62, Fraction(10))
    (12, 21)
    """
    of_the_kind = ceil(percent * cases / 100)
    chance_missed = Fraction(1)
    allowed = 1 - confidence / 100
    n = 0
    while chance_missed > allowed:
        chance_missed *= Fraction(cases - of_the_kind - n, cases - n)
        n += 1
    return n
