"""Immediate safeguarding concerns: who has to see them, and how many a round has had."""

from django.db.models import Q, QuerySet

from goldenthread.audits.models import Concern
from goldenthread.audits.queries.visible import NOBODY, in_teams
from goldenthread.people.models import Person
from goldenthread.people.queries import managed_team_ids
from goldenthread.people.roles import Permission
from goldenthread.programme.models import Round


def visible_concerns(person: Person) -> QuerySet[Concern]:
    """Concerns at once for QA, for managers of the case's team and of the services above it, and
    for whoever raised it or audits the case."""
    concerns = Concern.objects.select_related(
        "what", "spoke_to", "will_do", "acknowledgement", "audit__subject", "audit__round",
        "audit__header__team", "audit__header__practitioner", "audit__auditor",
    )  # fmt: skip
    if person.may(Permission.AUDITS_ALL):
        return concerns
    own = Q(raised_by=person.actor_label)
    if person.may(Permission.AUDIT_ANSWER):
        own |= Q(audit__auditor=person)
    return concerns.filter(
        (own if person.may(Permission.CONCERN_RAISE) else NOBODY) | _managed(person)
    )


def visible_concern(person: Person, ref: str) -> Concern | None:
    return visible_concerns(person).filter(ref=ref).first()


def concerns_to_acknowledge(person: Person) -> QuerySet[Concern]:
    """What stays at the top of this person's home until somebody has acknowledged it."""
    if not person.may(Permission.CONCERN_ACKNOWLEDGE):
        return Concern.objects.none()
    return visible_concerns(person).filter(acknowledged_at=None)


def concern_count(round: Round) -> int:
    """How many immediate concerns a round has had; the round's page and paper say "none" for 0."""
    return Concern.objects.filter(audit__round=round).count()


def _managed(person: Person) -> Q:
    if not person.may(Permission.CONCERN_ACKNOWLEDGE):
        return NOBODY
    return in_teams(managed_team_ids(person), "audit__header__team_id")
