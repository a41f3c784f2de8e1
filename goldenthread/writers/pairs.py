"""Two rounds beside each other, row by row: the part of a paper that is drawn as dots on lines."""

from dataclasses import dataclass


class CountsDoNotAddUp(ValueError):
    """The counts of a bar or line do not make its n: such a paper must not be printed."""

    def __init__(self, label: str, n: int, total: int) -> None:
        super().__init__(label, n, total)
        self.label, self.n, self.total = label, n, total


@dataclass(frozen=True)
class PairRow:
    """How many of how many, in the first round and in the second; `keys` their figures (may be empty)."""

    label: str
    before: tuple[int, int]
    after: tuple[int, int]
    keys: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for part, whole in (self.before, self.after):
            if not 0 <= part <= whole or not whole:
                raise CountsDoNotAddUp(self.label, whole, part)

    @property
    def counted(self) -> tuple[str, str]:
        """
        >>> PairRow("Plans", (18, 40), (3, 6)).counted
        ('18 of 40', '3 of 6')
        """
        (a, of_a), (b, of_b) = self.before, self.after
        return f"{a} of {of_a}", f"{b} of {of_b}"


@dataclass(frozen=True)
class Dumbbells:
    """A line a row; the title states the finding, `names` are those of the two rounds.

    `is_joined` draws the way from the first dot to the second; leave it out where the two rounds have
    another basis, since the line would say that something moved.
    """

    title_finding: str
    caption: str
    names: tuple[str, str]
    rows: tuple[PairRow, ...]
    is_joined: bool = True
    row_heading: str = "Section"
