"""What of the programme needs this person: promises, what is planned and not begun, what is asked."""

from collections.abc import Iterator
from datetime import date, timedelta

from django.urls import reverse

from goldenthread.journal.changes import today
from goldenthread.people.roles import Permission
from goldenthread.programme.queries import Promise
from goldenthread.programme.queries.quotas import (
    Asked,
    asked_in_year,
    asked_of,
    exemptions_to_decide,
    unfinished,
)
from goldenthread.programme.queries.schedule import (
    Month,
    Scheduled,
    may_see_schedule,
    month_after,
    months_between,
    months_from,
    promise_state,
    promises_due,
)
from goldenthread.web.guards import Person
from goldenthread.web.needs import SHOWN, Need

SOON = timedelta(days=30)
BACK, AHEAD = 3, 3  # months of the schedule that a home looks at


def near_months(person: Person) -> list[Month]:
    """The schedule from three months ago until three from now, for whoever may see it."""
    if not may_see_schedule(person):
        return []
    this = today().replace(day=1)
    return months_between(person, months_from(this, -BACK), months_from(this, AHEAD))


def next_months(near: list[Month]) -> list[tuple[str, str]]:
    """The next three months, and what is planned in each; those with nothing are left out."""
    coming = [month for month in near if month.first > today() and month.standing]
    return [
        (f"{month.first:%B}", ", ".join(each.activity.title for each in month.standing))
        for month in coming
    ]


def of_programme(person: Person, near: list[Month]) -> list[Need]:
    """For whoever runs rounds; at most SHOWN of a kind."""
    if not person.may(Permission.ROUND_RUN):
        return []
    return [*_promises(person), *_not_begun(near), *_exemptions(person), *_to_chase(person)]


def _promises(person: Person) -> Iterator[Need]:
    for promise in promises_due(person, today() + SOON)[:SHOWN]:
        href = reverse("programme:promise", args=[promise.ref])
        yield Need(promise.what, href, _promised(promise), promise.due_on)


def _promised(promise: Promise) -> str:
    said = f"Promised to {promise.made_to} on {promise.made_on:%-d %B %Y}."
    if promise_state(promise) == "scheduled" and promise.activity:
        return f"{said} On the schedule for {promise.activity.month:%B %Y}."
    return said if promise.activity else f"{said} Nothing on the schedule keeps it yet."


def _not_begun(near: list[Month]) -> Iterator[Need]:
    """Planned for this month or an earlier one, and no round was set up nor is it said to be done."""
    begun = [month for month in near if month.first <= today()]
    waiting = [each for month in begun for each in month.standing if _waits(each)]
    for each in waiting[:SHOWN]:
        month = each.activity.month
        yield Need(
            f"{each.activity.title}: no round yet",
            reverse("programme:activity", args=[each.activity.ref]),
            f"Planned for {month:%B %Y}. Set up its round, move it, or say that it is finished.",
            month_after(month) - timedelta(days=1),
        )  # fmt: skip


def _waits(each: Scheduled) -> bool:
    return each.state in ("planned", "late")


def _exemptions(person: Person) -> Iterator[Need]:
    for each in exemptions_to_decide(person)[:SHOWN]:
        yield Need(
            f"{each.person.name} asks to be exempt",
            reverse("programme:manager", args=[each.person.ref]),
            f"From {each.from_month:%B %Y} to {each.until_month:%B %Y}: {each.reason}.",
        )


def _to_chase(person: Person) -> Iterator[Need]:
    """Last month's audits that were given and not handed in; this month's are not late yet."""
    last = months_from(today().replace(day=1), -1)
    left = [e for e in unfinished(asked_in_year(person, last.year)) if e.month == last]
    if left:
        number = "1 person has" if len(left) == 1 else f"{len(left)} people have"
        yield Need(
            f"{number} not done what was asked in {last:%B}",
            f"{reverse('programme:chase')}?year={last.year}&month={last}",
            "They were given enough audits. Remind them.",
        )


def own_quota(person: Person) -> tuple[Asked, date] | None:
    """What is asked of oneself this month, and its last day; nothing where one has done it or is exempt."""
    if not person.may(Permission.AUDIT_ANSWER):
        return None
    now = [each for each in asked_of(person, months_back=0) if each.state in ("to_do", "not_given")]
    return (now[0], month_after(now[0].month) - timedelta(days=1)) if now else None
