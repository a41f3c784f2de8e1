"""Feedback talked over with whoever worked on the case: what was said, by when it is due, who is late."""

from datetime import date

from django.db.models import Q, QuerySet
from django.utils.timezone import localdate

from goldenthread.audits.models import Audit, Discussion
from goldenthread.audits.queries.feedback import feedback_for, manages_case
from goldenthread.audits.queries.timely import moment_before
from goldenthread.audits.queries.visible import NOBODY, in_teams, is_auditor
from goldenthread.people.actors import Actor
from goldenthread.people.models import Person
from goldenthread.people.queries import authority, managed_team_ids
from goldenthread.people.roles import Permission
from goldenthread.programme.queries.days import working_day_after


def discussions(audit: Audit) -> QuerySet[Discussion]:
    found = audit.discussions.select_related("present", "worker_view", "disagreement", "timescales")
    return found.order_by("on", "id")


def may_note_discussion(by: Actor, audit: Audit) -> bool:
    """The manager of the team, the auditor, or the QA team."""
    is_there = by.may(Permission.FEEDBACK_RELEASE) or is_auditor(by, audit)
    return is_there or (manages_case(by, audit) and audit.manager_may != "none")


def discussion_due_on(audit: Audit) -> date | None:
    """The day by which released feedback is to be discussed; None before its release."""
    if audit.shared_at is None:
        return None
    return working_day_after(localdate(audit.shared_at), authority().discuss_days)


def feedback_not_discussed(person: Person) -> QuerySet[Audit]:
    """Released feedback that this person is to have discussed, or to chase: no date yet, oldest first.

    For managers that of their teams; for the QA team all of it.
    """
    found = feedback_for(person).filter(discussed_on=None).exclude(state=Audit.State.CLOSED)
    if not person.may(Permission.FEEDBACK_RELEASE):
        found = found.filter(_of_managed(person))
    return found.order_by("shared_at", "id")


def _of_managed(person: Person) -> Q:
    return in_teams(managed_team_ids(person)) if person.may(Permission.TEAM_SEE) else NOBODY


def discussions_late(person: Person) -> QuerySet[Audit]:
    """Those of them whose day has passed."""
    before = moment_before(authority().discuss_days)
    return feedback_not_discussed(person).filter(shared_at__lt=before)
