"""Immediate safeguarding concerns: who has to see them, and how many a round has had."""

from django.db.models import Q, QuerySet

from goldenthread.audits.models import Audit, Concern
from goldenthread.audits.queries.visible import NOBODY, in_teams
from goldenthread.people.actors import Actor
from goldenthread.people.models import Person
from goldenthread.people.queries import (
    concern_numbers,
    managed_team_ids,
    managers_of,
    people_with_role,
)
from goldenthread.people.roles import Permission, Role
from goldenthread.programme.models import Round
from goldenthread.programme.queries.days import is_out_of_hours
from goldenthread.programme.queries.restricted import open_to, those_let_in


def visible_concerns(person: Person) -> QuerySet[Concern]:
    """Concerns at once for QA, for managers of the case's team and of the services above it, and
    for whoever raised it or audits the case; of a restricted round, for those of them named on it."""
    concerns = Concern.objects.filter(open_to(person, "audit__round")).select_related(
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


def is_own_concern(by: Actor, concern: Concern) -> bool:
    """Whether the actor raised the concern or audits the case: somebody else has to acknowledge it."""
    auditor = concern.audit.auditor
    return by.actor_label in (concern.raised_by, auditor.actor_label if auditor else "")


def acknowledgers(concern: Concern) -> list[Person]:
    """Who may acknowledge a concern: the QA team, and the managers of the case's team."""
    team = concern.audit.header.team
    able = [*people_with_role(Role.QA_LEAD, Role.QA_OFFICER), *managers_of(team)]
    others = [person for person in dict.fromkeys(able) if not is_own_concern(person, concern)]
    return those_let_in(concern.audit.round, others)


def numbers_to_call(audit: Audit) -> list[tuple[str, str, str]]:
    """(who, number, when) in the order to try: the case's own team, then the settings' numbers.

    Out of hours, those who answer then stand first, since nobody sits at a team's desk.
    """
    team = audit.header.team
    own = [(team.name, team.phone, "The team of this case")] if team and team.phone else []
    rows = concern_numbers()
    late = [(row.who, row.number, row.when) for row in rows if row.is_out_of_hours]
    rest = [(row.who, row.number, row.when) for row in rows if not row.is_out_of_hours]
    return late + own + rest if is_out_of_hours() else own + rest + late


def concern_count(round: Round) -> int:
    """How many immediate concerns a round has had; the round's page and paper say "none" for 0."""
    return Concern.objects.filter(audit__round=round, kind=Concern.Kind.CHILD).count()


def remedial_count(round: Round) -> int:
    """How often work in a round had to be put right at once, with the child safe."""
    return Concern.objects.filter(audit__round=round, kind=Concern.Kind.REMEDIAL).count()


def _managed(person: Person) -> Q:
    if not person.may(Permission.CONCERN_ACKNOWLEDGE):
        return NOBODY
    return in_teams(managed_team_ids(person), "audit__header__team_id")
