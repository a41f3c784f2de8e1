"""How far rounds have come: counts over audits, a few queries however many audits there are."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from goldenthread.actions.queries import how_far
from goldenthread.audits.queries import BEING_WRITTEN, HANDED_IN, how_moderated, visible_audits
from goldenthread.journal.changes import today
from goldenthread.people import kept
from goldenthread.programme.queries import Round
from goldenthread.web.guards import Person

HANDED = Q(state__in=HANDED_IN)
COUNTS = {
    "total": Count("id"),
    "started": Count("id", filter=~Q(state="not_started")),
    **how_moderated(),
    "shared": Count("id", filter=Q(shared_at__isnull=False)),
    "acknowledged": Count("id", filter=Q(acknowledged_at__isnull=False)),
    "closed": Count("id", filter=Q(state="closed")),
    "without_auditor": Count("id", filter=Q(auditor=None, state__in=BEING_WRITTEN)),
}


@dataclass(frozen=True)
class Progress:
    """Audits of a round by how far they are, and its actions."""

    total: int = 0
    started: int = 0
    handed_in: int = 0
    moderated: int = 0
    shared: int = 0
    acknowledged: int = 0
    closed: int = 0
    without_auditor: int = 0
    overdue: int = 0
    actions_total: int = 0
    actions_open: int = 0
    actions_overdue: int = 0
    actions_to_check: int = 0
    actions_closed: int = 0
    actions_not_done: int = 0

    @property
    def steps(self) -> list[tuple[str, int, int]]:
        """The pipeline: what, how many, of how many."""
        return [
            ("In the round", self.total, self.total),
            ("Started", self.started, self.total),
            ("Submitted", self.handed_in, self.total),
            ("Moderated, of those submitted", self.moderated, self.handed_in),
            ("Feedback shared", self.shared, self.total),
            ("Acknowledged", self.acknowledged, self.total),
            ("Closed", self.closed, self.total),
            ("Actions closed", self.actions_closed + self.actions_not_done, self.actions_total),
        ]


def action_counts() -> dict[str, Count]:
    return {f"actions_{name}": count for name, count in how_far("actions__").items()}


def overdue() -> Count:
    return Count("id", filter=Q(state__in=BEING_WRITTEN, due_on__lt=today()))


def progress_by_round(person: Person, rounds: Iterable[Round]) -> Mapping[int, Progress]:
    """The progress of each round of a page by its key, in two queries; second audits stand apart."""
    keys = tuple(round.id for round in rounds)
    counts: dict[int, dict[str, Any]] = {}
    for what, counted in (
        ("audits", {**COUNTS, "overdue": overdue()}),
        ("actions", action_counts()),
    ):
        for row in kept.rows(person, ("progress", what, keys), _each(person, keys, counted)):
            found = {name: n for name, n in row._asdict().items() if name != "round_id"}
            counts.setdefault(row.round_id, {}).update(found)
    return {round_id: Progress(**found) for round_id, found in counts.items()}


def _each(
    person: Person, rounds: tuple[int, ...], counted: Mapping[str, Count]
) -> Callable[[], QuerySet[Any, Any]]:
    def write() -> Any:
        audits: Any = visible_audits(person).filter(round__in=rounds, round_case__second_of=None)
        audits = audits.order_by()
        return audits.values("round_id").annotate(**counted)

    return write


def progress_of(person: Person, round: Round) -> Progress:
    return progress_by_round(person, [round]).get(round.id, Progress())


@dataclass(frozen=True)
class Load:
    """One auditor's audits of a round."""

    name: str
    ref: str
    total: int
    submitted: int
    overdue: int


def loads_of(person: Person, round: Round) -> list[Load]:
    def write() -> Any:
        audits: Any = visible_audits(person).order_by().filter(round=round, auditor__isnull=False)
        loads = audits.values(name=F("auditor__name"), auditor_ref=F("auditor__ref"))
        loads = loads.annotate(
            total=Count("id"), submitted=Count("id", filter=HANDED), overdue=overdue()
        )
        return loads.order_by("name")

    return [Load(*row) for row in kept.rows(person, ("loads", round.id), write)]
