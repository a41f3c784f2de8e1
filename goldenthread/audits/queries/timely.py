"""By when a submitted audit is to be moderated, where its round says so."""

from datetime import date, datetime, time, timedelta

from django.db.models import Q, QuerySet
from django.utils.timezone import localdate, make_aware

from goldenthread.audits.models import Audit
from goldenthread.audits.queries.moderation import all_waiting, audits_to_moderate
from goldenthread.audits.queries.visible import NOBODY
from goldenthread.journal.changes import today
from goldenthread.people.models import Person
from goldenthread.people.roles import Permission
from goldenthread.programme.models import Round
from goldenthread.programme.queries.days import working_day_after

MOST_LIMITS = 20


def moderate_by(submitted_at: datetime, days: int | str | None) -> date | None:
    """The last day for moderation, by the round's limit; None where it sets none."""
    return working_day_after(localdate(submitted_at), int(days)) if days else None


def moderations_late(person: Person) -> QuerySet[Audit]:
    """Audits that wait for moderation longer than their round allows, for moderators and the QA team."""
    runs = person.may(Permission.ROUND_RUN)
    return (all_waiting(person) if runs else audits_to_moderate(person)).filter(_is_late())


def _is_late() -> Q:
    """One condition for each of the few limits that open rounds set."""
    opened = Round.objects.filter(
        state=Round.State.OPEN, moderation_rule__has_key="days"
    ).order_by()
    limits = opened.values_list("moderation_rule__days", flat=True).distinct()[:MOST_LIMITS]
    late = NOBODY
    for days in limits:
        late |= Q(round__moderation_rule__days=days, submitted_at__lt=moment_before(int(days)))
    return late


def moment_before(days: int) -> datetime:
    """What came in before this moment should have been dealt with by yesterday."""
    day = today()
    while working_day_after(day, days) >= today():
        day -= timedelta(days=1)
    return make_aware(datetime.combine(day + timedelta(days=1), time.min))
