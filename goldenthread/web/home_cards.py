"""What a home shows beside what needs somebody: counts, rounds in progress, and where to go next."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Min, Q, Value
from django.urls import reverse

from goldenthread.actions import queries as actions
from goldenthread.audits import queries as audits
from goldenthread.people import kept
from goldenthread.people.roles import Permission
from goldenthread.programme import queries as programme

Rounds = list[dict[str, Any]]


@dataclass(frozen=True)
class Card:
    """A count on the home page."""

    number: str
    label: str
    href: str
    note: str = ""
    is_warning: bool = False
    done: int = 0
    total: int = 0


def _count(person: Any, find: Callable[[Any], Any]) -> int:
    return kept.count(person, ("home", find), lambda: find(person))


def cards(person: Any, rounds: Rounds) -> list[Card]:
    """The counts at the top: how the newest open round stands, what is late, what waits."""
    found = []
    if person.may(Permission.ROUND_RUN):
        found += list(_round_cards(person, rounds))
    if actions.may_see_actions(person) and (
        person.may(Permission.ROUND_RUN) or person.may(Permission.TEAM_SEE)
    ):
        late = _count(person, actions.overdue_actions)
        found.append(
            Card(
                str(late),
                "overdue action" if late == 1 else "overdue actions",
                f"{reverse('actions:tracker')}?status=overdue",
                is_warning=late > 0,
            )
        )
    return found


def _round_cards(person: Any, rounds: Rounds) -> Iterator[Card]:
    late, note = _overdue(person)
    waiting = _count(person, audits.all_waiting)
    unfinished = [row for row in rounds if row["handed_in"] < row["audits"]]
    for row in (unfinished or rounds)[:1]:
        yield Card(
            f"{row['handed_in']} of {row['audits']}", row["title"], row["href"],
            f"Due {row['due_on']:%-d %B %Y}, {programme.due_text(row['due_on'])}", False, row["handed_in"],
            row["audits"],
        )  # fmt: skip
    yield Card(
        str(late),
        "overdue audit" if late == 1 else "overdue audits",
        f"{reverse('audits:index')}?state={audits.OVERDUE}",
        note,
        is_warning=late > 0,
    )
    yield Card(str(waiting), "waiting for moderation", reverse("audits:moderation"))


def _overdue(person: Any) -> tuple[int, str]:
    """How many audits are late, by how many auditors, and how long the latest has been."""

    def write() -> Any:
        late: Any = audits.visible_audits(person).filter(audits.is_overdue())
        late = late.select_related(None).defer(None).order_by().values(together=Value(1))
        return late.annotate(
            n=Count("pk"), people=Count("auditor", distinct=True), oldest=Min("due_on")
        )

    for row in kept.rows(person, ("overdue together",), write):
        if not row.n:
            break
        days = -programme.working_days_left(row.oldest)
        by = "1 auditor" if row.people == 1 else f"{row.people} auditors"
        age = "1 working day" if days == 1 else f"{days} working days"
        return row.n, f"{by}. The oldest is {age} late."
    return 0, ""


def rounds_in_progress(person: Any) -> Rounds:
    """Open rounds, soonest due first, each with how far its audits are; for whoever runs rounds."""
    if not person.may(Permission.ROUND_RUN):
        return []
    return [
        {
            **row._asdict(), "title": row.round__title, "due_on": row.round__due_on,
            "href": reverse("programme:round", args=[row.round__ref]),
        }
        for row in kept.rows(person, ("rounds in progress",), lambda: _in_progress(person))
    ]  # fmt: skip


def _in_progress(person: Any) -> Any:
    shared = Q(shared_at__isnull=False)
    return (
        audits.visible_audits(person).select_related(None).defer(None).order_by()
        .filter(round__state="open")
        .values("round__ref", "round__title", "round__due_on")
        .annotate(
            audits=Count("pk", distinct=True), **audits.how_moderated(),
            shared=Count("pk", filter=shared, distinct=True),
            closed=Count("pk", filter=Q(state="closed"), distinct=True),
            **{f"actions_{name}": count for name, count in actions.how_far("actions__").items()},
        )
        .order_by("round__due_on", "round__ref")
    )  # fmt: skip
