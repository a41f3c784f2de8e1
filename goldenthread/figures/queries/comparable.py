"""Whether two rounds may be compared: in what they differ, in words. Where they do, no trend is said."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from django.db.models import QuerySet

from goldenthread.audits.models import Audit
from goldenthread.audits.queries import HANDED_IN
from goldenthread.figures.queries.breaks import breaks_between
from goldenthread.figures.queries.rounds import counted_rounds
from goldenthread.figures.queries.standing import reach
from goldenthread.people.actors import Actor
from goldenthread.programme.models import Round
from goldenthread.programme.queries.plan import sample_of
from goldenthread.tools.models import ToolVersion

# What of a round's own design has to be the same.
DESIGN: Mapping[str, str] = {"way": "how the cases were chosen", "mode": "who was spoken to"}


def case_types_of(by: Actor, rounds: Iterable[Round]) -> dict[int, frozenset[str]]:
    """The case types of the audits handed in of each round, by the round's key."""
    found = Audit.objects.filter(
        reach(by, ""), round__in=[each.pk for each in rounds], round_case__removed_at=None,
        state__in=HANDED_IN,
    )  # fmt: skip
    types: dict[int, set[str]] = {}
    rows = found.order_by().values_list("round", "header__case_type__code").distinct()
    for round, code in rows:
        types.setdefault(round, set()).add(code or "")
    return {round: frozenset(codes) for round, codes in types.items()}


def differences(
    newer: Round, older: Round, types: Mapping[int, frozenset[str]] | None = None
) -> tuple[str, ...]:
    """In what two rounds differ, so that their numbers stand beside each other and no trend is said.

    `types`: the case types of each, by its key, where they count too.
    """
    found = []
    if newer.is_imported and older.is_imported:
        found.append("how the cases were chosen, which is not recorded of past audits")
    if newer.tool_version.tool_id != older.tool_version.tool_id:
        found.append("the audit tool")
    elif _breaks(newer, older):
        found.append("questions of the audit tool that were changed")
    if newer.way == older.way and _basis(newer) != _basis(older):
        found.append(DESIGN["way"])
    found += [
        words for name, words in DESIGN.items() if getattr(newer, name) != getattr(older, name)
    ]
    if types is not None and types.get(newer.pk) != types.get(older.pk):
        found.append("the case types audited")
    return tuple(found)


def properties(round: Round, types: Mapping[int, frozenset[str]] | None = None) -> tuple[Any, ...]:
    """What `differences` looks at: rounds with the same properties differ in nothing from each other."""
    kinds = None if types is None else types.get(round.pk)
    chosen = repr(sorted(_basis(round).items()))
    return round.is_imported, round.tool_version_id, round.way, round.mode, chosen, kinds


def _basis(round: Round) -> dict[str, Any]:
    """What of a selection's plan decides which cases can come in and at what chance, but for how many."""
    sample = sample_of(round.design)
    quotas = sample.get("quotas")
    bends = {
        key: sample.get(key)
        for key in ("family", "minimum_per_worker", "bounds")
        if sample.get(key)
    }
    excluded = sorted(round.design.get("exclude", ()))
    return {**bends, "quotas": quotas if isinstance(quotas, str) else "typed", "exclude": excluded}


def _breaks(newer: Round, older: Round) -> bool:
    keys = {newer.tool_version_id, older.tool_version_id}
    if len(keys) == 1:
        return False
    versions: QuerySet[ToolVersion] = ToolVersion.objects.filter(pk__in=keys)
    return bool(breaks_between(versions))


@dataclass(frozen=True)
class Beside:
    """Two rounds whose numbers stand beside each other, the older and the newer by code and title, and in
    what they differ."""

    older: Round
    newer: Round
    differ: tuple[str, ...]

    @property
    def sentence(self) -> str:
        names = f"{self.older.title} and {self.newer.title}"
        if not self.differ:
            return f"{names} were made alike: the same tool, way of choosing and case types."
        *most, last = self.differ
        said = f"{', '.join(most)} and {last}" if most else last
        return f"{names} differ in {said}: their numbers stand beside each other and show no trend."


def side_by_side(by: Actor, codes: Iterable[str]) -> list[Beside]:
    """Each of these rounds beside the one before it of the same authority, the oldest first."""
    rounds = list(counted_rounds(by).filter(code__in=set(codes)).order_by("period_to", "id"))
    types = case_types_of(by, rounds)
    return [
        Beside(old, new, differences(new, old, types))
        for authority in dict.fromkeys(each.authority for each in rounds)
        for old, new in pairwise(each for each in rounds if each.authority == authority)
    ]
