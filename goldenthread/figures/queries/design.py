"""How the cases behind a figure came to be audited: the design of each of its rounds."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from goldenthread.figures.queries.rounds import counted_rounds
from goldenthread.figures.queries.standing import having
from goldenthread.people.actors import Actor
from goldenthread.programme.models import Round, Selection

MOST = 50  # rounds of one figure whose designs are listed, the newest


@dataclass(frozen=True)
class Design:
    """A round's own properties, and its latest selection: what a third party needs to make it again."""

    round: str
    title: str
    way: str
    mode: str
    period: tuple[str, str]
    tool: str
    version: int
    case_list: str
    follows: str
    selection: str
    method: str
    frame_sha256: str
    seed_sha256: str
    counts: Mapping[str, Any]
    exclusions: Mapping[str, Any]
    software: str

    @property
    def plain(self) -> dict[str, Any]:
        return asdict(self)


def designs(by: Actor, round: str = "") -> tuple[Design, ...]:
    """Of one round, of several joined, or of all that figures count, the newest first."""
    known = counted_rounds(by).select_related("tool_version__tool")
    found = list((known.filter(having("code", "round", round)) if round else known)[:MOST])
    latest = {s.round_id: s for s in Selection.objects.filter(round__in=found).order_by("number")}
    return tuple(_design(each, latest.get(each.pk)) for each in found)


def _design(round: Round, selection: Selection | None) -> Design:
    version, held, before = round.tool_version, round.case_list, round.follows
    return Design(
        round=round.code,
        title=round.title,
        way=round.way,
        mode=round.mode,
        period=(round.period_from.isoformat(), round.period_to.isoformat()),
        tool=version.tool.code,
        version=version.number,
        case_list=held.taken_on.isoformat() if held else "",
        follows=before.code if before and not before.is_restricted else "",
        selection=selection.ref if selection else "",
        method=selection.method if selection else "",
        frame_sha256=selection.frame_sha256 if selection else "",
        seed_sha256=round.seed_sha256,
        counts=selection.counts if selection else {},
        exclusions=selection.exclusions if selection else {},
        software=selection.software if selection else "",
    )
