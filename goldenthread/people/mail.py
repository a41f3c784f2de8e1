"""How mail stands: whether it is set up, what waits, what was told of one thing, and to whom."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import F, QuerySet

from goldenthread.journal.changes import now, today
from goldenthread.people.models import ConcernContact, ConcernWait, Message, Person, Team

LATE = timedelta(minutes=15)
# Minutes of office time until a concern that nobody acknowledged climbs: half an hour and an hour for a
# child, one and two working days for work to be put right.
WAITS = {
    ("child", "service_manager"): 30, ("child", "qa_lead"): 60,
    ("remedial", "service_manager"): 480, ("remedial", "qa_lead"): 960,
}  # fmt: skip


@dataclass(frozen=True)
class MailStanding:
    """Whether mail is set up; how many wait, since when, and as what the last try failed."""

    is_set_up: bool
    waiting: int
    oldest: datetime | None
    failed_as: str
    last_sent: datetime | None

    @property
    def is_late(self) -> bool:
        return self.oldest is not None and now() - self.oldest > LATE


def mail_standing() -> MailStanding:
    waiting = Message.objects.filter(sent_at=None, dropped_at=None).order_by("queued_at")
    oldest = waiting.first()
    failed = waiting.exclude(failed_as="").values_list("failed_as", flat=True).first()
    last = Message.objects.filter(sent_at__isnull=False).order_by("-sent_at").first()
    return MailStanding(
        settings.HAS_EMAIL, waiting.count(), oldest.queued_at if oldest else None, failed or "",
        last.sent_at if last else None,
    )  # fmt: skip


def told_of(ref: str) -> QuerySet[Message]:
    """The messages about one thing, in the order they were queued; not those that another one stood for."""
    found = Message.objects.filter(about=ref).exclude(dropped_by=F("queued_by"))
    return found.select_related("person").order_by("queued_at", "id")


def last_summarised(person: Person) -> datetime | None:
    """When the summary of the last day before today was made for somebody; None where none was."""
    made = Message.objects.filter(person=person, reason="summary", day__lt=today())
    return made.order_by("-day").values_list("queued_at", flat=True).first()


def people_to_summarise() -> QuerySet[Person]:
    """Accounts that are on, want the summary, and have not had today's made."""
    made = Message.objects.filter(reason="summary", day=today()).values("person")
    return Person.objects.filter(is_active=True, wants_summary=True).exclude(pk__in=made)


def contacts() -> QuerySet[ConcernContact]:
    """Everybody who is named for concerns, by team."""
    return ConcernContact.objects.select_related("person", "team")


def contacts_for(team: Team | None, *, is_late: bool) -> list[Person]:
    """Who is named for a team, for a team above it or for all; out of hours those named for that."""
    above: list[int] = []
    while team is not None and team.pk not in above:
        above.append(team.pk)
        team = team.parent
    rows = contacts().filter(is_out_of_hours=is_late, person__is_active=True)
    found = [row.person for row in rows if row.team_id is None or row.team_id in above]
    return list(dict.fromkeys(found))


def concern_waits() -> dict[tuple[str, str], int]:
    """(kind, level) -> minutes."""
    rows = {(row.kind, row.to): row.minutes for row in ConcernWait.objects.all()}
    return {**WAITS, **rows}
