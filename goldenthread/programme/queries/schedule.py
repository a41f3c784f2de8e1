"""The year's schedule: what is to be done in which month, how far it is, and what was promised."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, F, Q, QuerySet

from goldenthread.journal.changes import today
from goldenthread.people.actors import Actor, require
from goldenthread.people.models import Person
from goldenthread.people.roles import Permission
from goldenthread.programme.models import (
    Activity,
    ActivityStep,
    Outcome,
    Promise,
    Round,
    RoundCase,
)
from goldenthread.programme.queries.restricted import open_to

KINDS, NEEDS = Activity.Kind.choices, Activity.Need.choices
MODERATIONS, MEASURES = Activity.Moderation.choices, Promise.Measure.choices
LABELS = {
    "title": "Title", "kind": "Kind", "month": "Month", "service": "Service or team",
    "tool": "Audit tool", "lead": "Lead", "target": "Audits wanted", "moderation": "Moderation",
    "need": "Where the need came from",
}  # fmt: skip
STATES = {
    "planned": "Planned", "under_way": "Under way", "late": "No round yet", "finished": "Finished",
    "cancelled": "Cancelled",
}  # fmt: skip


@dataclass(frozen=True)
class Scheduled:
    """An activity and how far it is: its rounds that may be seen, audits handed in, audits planned."""

    activity: Activity
    rounds: tuple[Round, ...] = ()
    done: int = 0
    cases: int = 0

    @property
    def planned(self) -> int | None:
        """Audits wanted, else the cases of its rounds; None where nobody has said how many."""
        return self.activity.target or self.cases or None

    @property
    def counted(self) -> int:
        """Audits done that count towards the plan: more than planned in one makes up for no other."""
        return min(self.done, self.planned or 0)

    @property
    def state(self) -> str:
        """A key of STATES."""
        activity = self.activity
        if activity.cancelled_at:
            return "cancelled"
        is_closed = {round.state == Round.State.CLOSED for round in self.rounds}
        if activity.finished_at or is_closed == {True}:
            return "finished"
        if self.rounds:
            return "under_way"
        return "late" if month_after(activity.month) <= today() else "planned"


@dataclass(frozen=True)
class Month:
    """A month of the schedule with what is to be done in it."""

    first: date
    activities: list[Scheduled] = field(default_factory=list)

    @property
    def standing(self) -> list[Scheduled]:
        return [each for each in self.activities if each.state != "cancelled"]

    @property
    def is_now(self) -> bool:
        return self.first == today().replace(day=1)

    @property
    def done(self) -> int:
        return sum(each.counted for each in self.standing)

    @property
    def planned(self) -> int:
        return sum(each.planned or 0 for each in self.standing)

    @property
    def without_number(self) -> int:
        """Activities of which nobody has said how many audits are wanted."""
        return sum(each.planned is None for each in self.standing)


def month_after(first: date) -> date:
    return months_from(first, 1)


def months_from(first: date, months: int) -> date:
    """The first day of the month so many months later."""
    index = 12 * first.year + first.month - 1 + months
    return date(index // 12, index % 12 + 1, 1)


def may_see_schedule(person: Actor) -> bool:
    """Whoever runs rounds, and whoever sees figures: nothing of a case stands on the schedule."""
    return person.may(Permission.ROUND_RUN) or person.may(Permission.FIGURES_SEE)


def activities(person: Actor) -> QuerySet[Activity]:
    if not may_see_schedule(person):
        return Activity.objects.none()
    return Activity.objects.select_related("service", "tool", "lead").order_by("month", "id")


def months(person: Actor, year: int) -> list[Month]:
    """The twelve months of a year, whatever is planned in each."""
    return months_between(person, date(year, 1, 1), date(year, 12, 1))


def months_between(person: Actor, first: date, last: date) -> list[Month]:
    """The months from one first day to another."""
    found = scheduled(person, activities(person).filter(month__range=(first, last)))
    return _by_month(found, first, last)


def _by_month(found: list[Scheduled], first: date, last: date) -> list[Month]:
    shown, month = [], first
    while month <= last:
        shown.append(Month(month, [each for each in found if each.activity.month == month]))
        month = month_after(month)
    return shown


def delivery(by: Actor, first: date, last: date) -> list[Month]:
    """The months for the figures of the programme, for whoever sees figures; the command line too."""
    require(by, Permission.FIGURES_SEE)
    rows = Activity.objects.filter(month__range=(first, last)).order_by("month", "id")
    return _by_month(scheduled(by, rows), first, last)


def scheduled(person: Actor, found: Iterable[Activity]) -> list[Scheduled]:
    """Activities with their rounds and counts, in three queries however many there are."""
    rows = list(found)
    ids = [each.id for each in rows]
    mine = Round.objects.filter(open_to(person, "pk"), activity__in=ids).order_by("id")
    rounds: dict[int | None, list[Round]] = {}
    for round in mine.defer("design"):
        rounds.setdefault(round.activity_id, []).append(round)
    if not rounds:
        return [Scheduled(each) for each in rows]
    done = _by_activity(Outcome.objects.filter(open_to(person), round_case__second_of=None), ids)
    cases = _by_activity(
        RoundCase.objects.filter(open_to(person), removed_at=None, second_of=None), ids
    )
    return [
        Scheduled(each, tuple(rounds.get(each.id, ())), done.get(each.id, 0), cases.get(each.id, 0))
        for each in rows
    ]


def _by_activity(rows: QuerySet[Outcome] | QuerySet[RoundCase], ids: list[int]) -> dict[int, int]:
    counted = rows.order_by().filter(round__activity__in=ids).values_list("round__activity")
    return dict(counted.annotate(n=Count("pk")))


def activity_by_ref(person: Person, ref: str) -> Activity | None:
    return activities(person).filter(ref=ref).first()


def activity_to_start(person: Person, ref: str) -> Activity | None:
    """An activity from which a round may be made."""
    found = activities(person).filter(ref=ref, cancelled_at=None, finished_at=None)
    return found.first() if person.may(Permission.ROUND_RUN) else None


def activities_to_keep_by(person: Person) -> QuerySet[Activity]:
    """What may be named as that which will keep a promise: anything not cancelled, from last year on."""
    return activities(person).filter(cancelled_at=None, month__gte=date(today().year - 1, 1, 1))


def activity_steps(activity: Activity) -> QuerySet[ActivityStep]:
    """Who did what to it, the latest first."""
    return activity.steps.order_by("-id")


def said_of(activity: Activity, *, with_tool: bool = True) -> dict[str, str]:
    """What an activity says, in words, by the keys of LABELS; without its tool no query is asked."""
    note = f" ({activity.need_note})" if activity.need_note else ""
    return {
        "title": activity.title,
        "kind": str(Activity.Kind(activity.kind).label),
        "month": f"{activity.month:%B %Y}",
        "service": activity.service.name if activity.service else "All services",
        "tool": tool_title(activity) if with_tool else "",
        "lead": activity.lead.name if activity.lead else "Nobody yet",
        "target": str(activity.target) if activity.target else "Not said",
        "moderation": moderation_said(activity),
        "need": f"{Activity.Need(activity.need).label}{note}",
    }


def tool_title(activity: Activity) -> str:
    """The title of the newest published version of its tool."""
    if activity.tool is None:
        return "Not chosen yet"
    newest = activity.tool.versions.exclude(state="draft").order_by("-number").first()
    return newest.title if newest else activity.tool.code


def moderation_said(activity: Activity) -> str:
    rate, chosen = activity.moderation_rate, Activity.Moderation(activity.moderation)
    share = f"{rate}% of the audits, chosen at random"
    if chosen == Activity.Moderation.RATE:
        return share
    if chosen == Activity.Moderation.BOTH:
        return f"{share}, and every audit below the standard"
    return str(chosen.label)


def promises(person: Actor) -> QuerySet[Promise]:
    """Those to keep, the soonest due first and those for each round last; then the kept ones of a year."""
    if not may_see_schedule(person):
        return Promise.objects.none()
    since = months_from(today().replace(day=1), -12)
    found = Promise.objects.filter(Q(kept_at=None) | Q(kept_on__gte=since))
    to_keep_first = F("kept_on").asc(nulls_first=True)
    return found.select_related("activity").order_by(to_keep_first, "due_on", "id")


def promise_by_ref(person: Person, ref: str) -> Promise | None:
    if not may_see_schedule(person):
        return None
    return Promise.objects.select_related("activity").filter(ref=ref).first()


def promises_due(person: Person, until: date) -> list[Promise]:
    """Promises not kept that are due until a day, for whoever runs rounds."""
    if not person.may(Permission.ROUND_RUN):
        return []
    return list(promises(person).filter(kept_at=None, due_on__lte=until))


def promise_state(promise: Promise) -> str:
    """kept, late, scheduled, open, or each_round."""
    if promise.kept_at:
        return "kept"
    if promise.due_on is None:
        return "each_round"
    if promise.due_on < today():
        return "late"
    is_planned = promise.activity is not None and promise.activity.cancelled_at is None
    return "scheduled" if is_planned else "open"


def years_with_activities(person: Person) -> list[int]:
    """Years that have something on the schedule, this one and the next."""
    held = activities(person).order_by().values_list("month__year", flat=True).distinct()
    return sorted({*held, today().year, today().year + 1})
