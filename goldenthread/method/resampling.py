"""How far a figure would differ had other cases been drawn: percentile bootstrap limits (Efron, 1979).

The draws come from a generator written out here (SplitMix64; Steele, Lea and Flood, 2014), so that the
same cases give the same limits on every machine and with every version of Python.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

Thing = TypeVar("Thing")
TIMES = 2000
_BITS = (1 << 64) - 1


def stream(seed: int) -> Iterator[int]:
    """Numbers from 0 to 2**64 - 1, each as likely, the same for ever.

    >>> numbers = stream(0)
    >>> hex(next(numbers))
    '0xe220a8397b1dcdaf'
    """
    state = seed & _BITS
    while True:
        state = (state + 0x9E3779B97F4A7C15) & _BITS
        mixed = ((state ^ (state >> 30)) * 0xBF58476D1CE4E5B9) & _BITS
        mixed = ((mixed ^ (mixed >> 27)) * 0x94D049BB133111EB) & _BITS
        yield mixed ^ (mixed >> 31)


def limits(
    things: Sequence[Thing],
    figure: Callable[[Counter[Thing]], float | None],
    *,
    times: int = TIMES,
    seed: int = 1,
) -> tuple[float, float] | None:
    """The 2.5th and 97.5th percentile of a figure over draws of as many things, with replacement.

    ``figure`` takes how often each thing was drawn and gives None where it has no value; None where
    that is so for more than one draw in twenty.

    >>> limits([0, 0, 0, 1], lambda drawn: drawn[1] / 4)
    (0.0, 0.75)
    """
    n, numbers = len(things), stream(seed)
    found = []
    for _ in range(times if n else 0):
        value = figure(Counter(things[next(numbers) % n] for _ in range(n)))
        if value is not None:
            found.append(value)
    if len(found) * 20 < times * 19:
        return None
    found.sort()
    edge = len(found) * 25 // 1000
    return found[edge], found[-1 - edge]
