"""How the audits behind a number came to be audited, and so what may be inferred from it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from goldenthread.method.proportions import Basis
from goldenthread.programme.models import Round, RoundCase, Selection
from goldenthread.programme.queries.plan import sample_of

PURPOSIVE, UNEQUAL = Basis("purposive"), Basis("unequal")
SELECTED = (RoundCase.Came.SELECTED.value, RoundCase.Came.SWAPPED.value)


@dataclass(frozen=True)
class Origin:
    """Where a case came from: its round, its case type and how it came into the round."""

    round: int
    case_type: str
    came: str


@dataclass(frozen=True)
class Frames:
    """The latest selection of each round: how many cases of each case type were open and selected.

    `uneven`: rounds whose plan gave cases of one case type different chances.
    """

    counts: Mapping[int, Mapping[str, Mapping[str, int]]]
    uneven: frozenset[int] = frozenset()

    def basis(self, origins: Iterable[Origin], *, frame_is_whole: bool) -> Basis:
        """The basis of a number that these cases stand behind.

        Within one case type of one round the selection is random, from as many cases as were
        open. Case types together are so only where all were selected at the same rate. A named
        case beside selected ones makes the chances unequal. `frame_is_whole`: whether the number
        is of whole case types; of a team or a domain it is not known how many cases there were.
        """
        found = set(origins)
        if not found or any(o.round not in self.counts for o in found):
            return PURPOSIVE if not any(o.round in self.counts for o in found) else UNEQUAL
        if any(o.came not in SELECTED for o in found):
            named = all(o.came not in SELECTED for o in found)
            return PURPOSIVE if named else UNEQUAL
        rounds = {o.round for o in found}
        if len(rounds) > 1 or rounds & self.uneven:
            return UNEQUAL
        counts = self.counts[rounds.pop()]
        strata = {o.case_type or "unknown" for o in found}
        if not strata <= set(counts):
            return UNEQUAL
        if len(strata) > 1:
            strata = set(counts)
            rates = {counts[s]["selected"] / counts[s]["open"] for s in strata if counts[s]["open"]}
            if len(rates) > 1:
                return UNEQUAL
        size = sum(counts[stratum]["open"] for stratum in strata)
        return Basis("random", size if frame_is_whole else None)


def frames(rounds: Iterable[int]) -> Frames:
    """The frames of selected rounds; a quick round has none."""
    wanted = Selection.objects.filter(round__in=set(rounds), round__way=Round.Way.SELECTED)
    # Years of rounds: no more of each than is looked at.
    needed = wanted.order_by("number").only("round_id", "counts", "design")
    made = {s.round_id: s for s in needed}
    uneven = frozenset(round for round, s in made.items() if _bends(sample_of(s.design)))
    return Frames({round: s.counts for round, s in made.items()}, uneven)


def _bends(sample: Mapping[str, Any]) -> bool:
    """Whether practitioners, teams, families or grades before bend the chances within a case type."""
    is_by_family = sample.get("family", "ignore") != "ignore"
    return is_by_family or any(sample.get(k) for k in ("minimum_per_worker", "bounds", "certain"))
