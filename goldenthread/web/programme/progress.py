"""How far rounds have come: counts over audits, a few queries however many audits there are."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q

from goldenthread.audits.queries import BEING_WRITTEN, HANDED_IN, visible_audits
from goldenthread.journal.changes import today
from goldenthread.programme.queries import Round, rounds_in_order
from goldenthread.web.guards import Person

HANDED = Q(state__in=HANDED_IN)
COUNTS = {
    "total": Count("id"),
    "started": Count("id", filter=~Q(state="not_started")),
    "submitted": Count("id", filter=HANDED),
    "to_moderate": Count("id", filter=~Q(moderation_due="")),
    "moderated": Count("id", filter=HANDED & Q(moderated_at__isnull=False)),
    "shared": Count("id", filter=Q(shared_at__isnull=False)),
    "acknowledged": Count("id", filter=Q(acknowledged_at__isnull=False)),
    "closed": Count("id", filter=Q(state="closed")),
    "without_auditor": Count("id", filter=Q(auditor=None, state__in=BEING_WRITTEN)),
}
ACTIONS = {
    "actions_all": Count("actions", filter=~Q(actions__state__in=("proposed", "withdrawn"))),
    "actions_open": Count("actions", filter=Q(actions__state__in=("open", "done"))),
}


@dataclass(frozen=True)
class Progress:
    """Audits of a round by how far they are, and its actions."""

    total: int = 0
    started: int = 0
    submitted: int = 0
    to_moderate: int = 0
    moderated: int = 0
    shared: int = 0
    acknowledged: int = 0
    closed: int = 0
    without_auditor: int = 0
    overdue: int = 0
    actions_all: int = 0
    actions_open: int = 0

    @property
    def steps(self) -> list[tuple[str, int, int]]:
        """The pipeline: what, how many, of how many."""
        return [
            ("In the round", self.total, self.total),
            ("Started", self.started, self.total),
            ("Submitted", self.submitted, self.total),
            ("Moderated", self.moderated, max(self.to_moderate, self.moderated)),
            ("Feedback shared", self.shared, self.total),
            ("Acknowledged", self.acknowledged, self.total),
            ("Closed", self.closed, self.total),
            ("Actions closed", self.actions_all - self.actions_open, self.actions_all),
        ]


def overdue() -> Count:
    return Count("id", filter=Q(state__in=BEING_WRITTEN, due_on__lt=today()))


def progress_by_round(person: Person) -> Mapping[int, Progress]:
    """The progress of every round by its key, in two queries."""
    audits: Any = visible_audits(person).order_by().values("round_id")
    counts: dict[int, dict[str, Any]] = {}
    for row in [*audits.annotate(**COUNTS, overdue=overdue()), *audits.annotate(**ACTIONS)]:
        found = {name: n for name, n in row.items() if name != "round_id"}
        counts.setdefault(row["round_id"], {}).update(found)
    return {round_id: Progress(**found) for round_id, found in counts.items()}


def progress_of(person: Person, round: Round) -> Progress:
    audits = visible_audits(person).order_by().filter(round=round)
    counts = audits.aggregate(**COUNTS, overdue=overdue()) | audits.aggregate(**ACTIONS)
    return Progress(**counts)


def rounds_in_progress(person: Person) -> list[tuple[Round, Progress]]:
    """Open rounds with their progress, for the home page."""
    found = [round for round in rounds_in_order(person) if round.state == "open"]
    counts = progress_by_round(person) if found else {}
    return [(round, counts.get(round.id, Progress())) for round in found]


@dataclass(frozen=True)
class Load:
    """One auditor's audits of a round."""

    name: str
    ref: str
    total: int
    submitted: int
    overdue: int


def loads_of(person: Person, round: Round) -> list[Load]:
    audits = visible_audits(person).order_by().filter(round=round, auditor__isnull=False)
    rows = audits.values("auditor__name", "auditor__ref").annotate(
        total=Count("id"), submitted=Count("id", filter=HANDED), overdue=overdue()
    )
    return [
        Load(r["auditor__name"], r["auditor__ref"], r["total"], r["submitted"], r["overdue"])
        for r in rows.order_by("auditor__name")
    ]
