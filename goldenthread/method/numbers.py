"""The numbers a selection is made by: from a seed and a case list, the same for anyone, for ever.

A keyed hash stands where a random number generator would. Generators change between versions of
a language and depend on the order of the calls; HMAC-SHA256 does neither.

Sources: FIPS 198-1 (HMAC) and FIPS 180-4 (SHA-256). The hash is used as a permanent random number
in the sense of Ohlsson (1995), Coordination of samples using permanent random numbers.
"""

import hashlib
import hmac
from collections.abc import Iterable, Iterator, Sequence
from itertools import count

_SEPARATOR = "|"
BITS = 53  # as many as a double holds exactly
_MUST_BE_QUOTED = frozenset(',"\r\n')


def number(seed: str, frame_hash: str, purpose: str, ref: str) -> float:
    """The number in [0, 1) that one seed gives one case, a multiple of 2**-53.

    ``frame_hash`` is the case list's SHA-256, or a programme's ref where numbers are to stay the
    same from round to round. ``purpose`` keeps the numbers of a selection ("case") apart from
    those of anything else drawn with the same seed.

    Raises ValueError when ``frame_hash`` or ``purpose`` holds the separator ``|``: two different
    cases could then share one message.

    >>> number("2018-11-committee", "0" * 64, "case", "77870")
    0.44498479499479093
    """
    return Numbers(seed, frame_hash, purpose).whole(ref) / (1 << BITS)


class Numbers:
    """The numbers of one seed, case list and purpose, as whole numbers below 2**53.

    The same as ``number`` times 2**53; for the many cases of a list it is quicker.
    """

    def __init__(self, seed: str, frame_hash: str, purpose: str) -> None:
        if _SEPARATOR in frame_hash or _SEPARATOR in purpose:
            raise ValueError(f"{_SEPARATOR!r} in {frame_hash!r} or {purpose!r}")
        beginning = _SEPARATOR.join((frame_hash, purpose, ""))
        self._begun = hmac.new(seed.encode(), beginning.encode(), hashlib.sha256)

    def whole(self, ref: str) -> int:
        """The number of one case.

        >>> Numbers("2018-11-committee", "0" * 64, "case").whole("77870")
        4008066713848154
        """
        made = self._begun.copy()
        made.update(ref.encode())
        return int.from_bytes(made.digest()[:8], "big") >> (64 - BITS)

    def stream(self) -> Iterator[int]:
        """The numbers of "1", "2", "3" and so on, for decisions taken one after another."""
        return (self.whole(str(i)) for i in count(1))


def lowest(refs: Iterable[str], size: int, seed: str, purpose: str) -> frozenset[str]:
    """As many of the refs, by the lowest numbers of a seed: exact in size, all where there are fewer.

    No case list's hash goes into these numbers: a ref's stays the same when others come or go.

    >>> sorted(lowest(["A", "B", "C"], 2, "seed", "moderation"))
    ['A', 'B']
    """
    made = Numbers(seed, "", purpose)
    return frozenset(sorted(refs, key=lambda ref: (made.whole(ref), ref))[:size])


def frame_sha256(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """The SHA-256 (hexadecimal) of a case list in its canonical form, whatever its rows' order.

    The canonical form is UTF-8 CSV: the header, then the rows sorted as text, lines ended by LF,
    a cell quoted only where it holds a comma, a quotation mark or a line break.

    >>> frame_sha256(["case_ref", "case_type"], [["77870", "CP"], ["100291", "CIN"]])[:16]
    '8e2dd39267b08b7b'
    """
    lines = [csv_line(columns), *map(csv_line, sorted(map(tuple, rows)))]
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def csv_line(cells: Sequence[str]) -> str:
    """One row of a canonical CSV file, with its end."""
    # The csv module's own rule for what to quote has changed between versions of Python.
    line = ",".join(cells)
    if '"' in line or "\n" in line or "\r" in line or line.count(",") >= len(cells):
        return ",".join(map(_cell, cells)) + "\n"
    return line + "\n"


def _cell(text: str) -> str:
    if _MUST_BE_QUOTED.isdisjoint(text):
        return text
    return '"' + text.replace('"', '""') + '"'
