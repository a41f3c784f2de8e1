"""Sends what waits; makes the summaries of the day at eight; lets concerns and overdue actions climb."""

import logging
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.mail import get_connection
from django.utils.timezone import localtime

from goldenthread.actions import queries as actions
from goldenthread.actions.changes import escalate_overdue, note_reminders
from goldenthread.audits import queries as audits
from goldenthread.jobs.letters import letter
from goldenthread.journal.changes import now, today
from goldenthread.people.actors import Schedule
from goldenthread.people.changes import Outcome, deliver_next, queue_message
from goldenthread.people.mail import people_to_summarise
from goldenthread.programme.queries.days import is_first_working_day_of_week, is_working_day_today
from goldenthread.programme.queries.quotas import to_chase
from goldenthread.programme.queries.schedule import months_from

log = logging.getLogger("goldenthread.mail")
SENDING, SUMMING, CLIMBING = Schedule("send_mail"), Schedule("summary"), Schedule("escalate")
MOST_AT_ONCE = 500
FIRST_HOUR, LAST_HOUR = 8, 18  # London's; a worker that was away at eight still sends it before six
SOON = timedelta(days=7)


def send_waiting() -> int:
    """Hand over what waits, until nothing does or the server is down; how many were sent."""
    if not settings.HAS_EMAIL:
        return 0
    post, sent = get_connection(), 0

    def send(message: Any) -> None:
        mail = letter(
            message.kind, message.ref, message.person.email, message.counts, message.about
        )
        post.send_messages([mail])

    for _ in range(MOST_AT_ONCE):
        outcome = deliver_next(by=SENDING, send=send)
        if outcome in (Outcome.NOTHING, Outcome.DOWN):
            break
        sent += outcome is Outcome.SENT
    return sent


def summarise() -> int:
    """On a working day from eight: a summary for each person whom something waits for; how many.

    One person's fault stops nobody else's; run again it goes on where it stopped.
    """
    here = localtime(now())
    if not settings.HAS_EMAIL or not is_working_day_today():
        return 0
    if not FIRST_HOUR <= here.hour < LAST_HOUR:
        return 0
    escalate_overdue(by=CLIMBING)
    made = 0
    for person in people_to_summarise().order_by("id"):
        try:
            made += queue_message(
                by=SUMMING, person=person, kind="summary", reason="summary", counts=counted(person)
            )
        except Exception as error:
            log.error("A summary could not be made", exc_info=error)
    return made


def counted(person: Any) -> dict[str, int]:
    """What waits for somebody, by kind; nothing where nothing does."""
    reminders = note_reminders(by=SUMMING, person=person)
    mine = audits.own_audits(person).filter(state__in=audits.BEING_WRITTEN)
    counts = {
        **reminders,
        "back": actions.back_since(person).count(),
        "concerns": audits.concerns_to_acknowledge(person).count(),
        "escalated": actions.escalated_to(person).count(),
        "to_confirm": actions.to_confirm(person).count(),
        "to_check": actions.actions_to_check(person).count(),
        "differences": actions.differences_due(person).count(),
        "audits_late": mine.filter(due_on__lt=today()).count(),
        "audits_due": mine.filter(due_on__gte=today(), due_on__lte=today() + SOON).count(),
        "audits_returned": audits.returned_audits(person).count(),
        "to_decide": audits.disputes_to_decide(person).count(),
        "to_moderate": audits.audits_to_moderate(person).count(),
        "moderations_late": audits.moderations_late(person).count(),
        "talks_late": audits.discussions_late(person).count(),
        "to_chase": _to_chase(person),
        "to_answer": audits.feedback_to_answer(person).count(),
        "to_reply": audits.responses_to_reply(person).count(),
    }  # fmt: skip
    return {key: count for key, count in counts.items() if count}


def _to_chase(person: Any) -> int:
    """Who has not done what was asked of them last month: said once a week, since it waits all month."""
    if not is_first_working_day_of_week():
        return 0
    return len(to_chase(person, months_from(today().replace(day=1), -1)))
