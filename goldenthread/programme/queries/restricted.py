"""Restricted rounds: seen by the people named on them; for everybody else they are not there."""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q, QuerySet

from goldenthread.people.actors import Actor, Operator
from goldenthread.people.models import Person, RoleHeld
from goldenthread.people.queries import people_with_role
from goldenthread.people.roles import Permission, Role
from goldenthread.programme.models import NamedPerson, Restriction, Round

# Who has any use for being named: these see rounds, audits, feedback, actions, figures or reports.
NAMEABLE = tuple(
    role for role in Role if role not in (Role.ADMINISTRATOR, Role.INFORMATION_GOVERNANCE)
)
RUNNING = tuple(role.code for role in Role if Permission.ROUND_RUN in role.value.permissions)


def closed_to(by: Actor) -> QuerySet[Round]:
    """Restricted rounds that the actor is not named on; to an operator or a job, all of them."""
    restricted = Round.objects.filter(is_restricted=True).order_by()
    if isinstance(by, Person):
        named = NamedPerson.objects.filter(round=OuterRef("pk"), person=by, ended_at=None)
        restricted = restricted.filter(~Exists(named))
    return restricted


def open_to(by: Actor, key: str = "round") -> Q:
    """Rows whose round, found by `key`, the actor may know of. Every query that shows one asks this."""
    return ~Q(**{f"{key}__in": closed_to(by).values("pk")})


def is_open_to(by: Actor, round: Round) -> bool:
    return not closed_to(by).filter(pk=round.pk).exists()


def restricted_round(by: Operator, ref: str) -> Round | None:
    """For whoever runs the server, who may name somebody on it and sees nothing else of it."""
    return Round.objects.filter(ref=ref.strip().upper(), is_restricted=True).first()


def those_let_in(round: Round, people: Iterable[Person]) -> list[Person]:
    """Those of the people who may know of the round."""
    if not round.is_restricted:
        return list(people)
    named = set(named_people(round).values_list("person", flat=True))
    return [person for person in people if person.pk in named]


def named_people(round: Round) -> QuerySet[NamedPerson]:
    """Who may see the round now, those named first on top."""
    return round.named_people.filter(ended_at=None).select_related("person", "why")


def named_person(round: Round, ref: str) -> NamedPerson | None:
    return named_people(round).filter(person__ref=ref).first()


def may_be_named(round: Round) -> QuerySet[Person]:
    """People with a use for the round who are not named on it."""
    return people_with_role(*NAMEABLE).exclude(pk__in=named_people(round).values("person"))


def restriction_now(round: Round) -> Restriction | None:
    return round.restrictions.filter(ended_at=None).select_related("why").first()


def named_runners(round: Round) -> QuerySet[NamedPerson]:
    """The named people who may run rounds today: without one of them nobody could reach the round."""
    running = RoleHeld.in_force().filter(role__in=RUNNING)
    return named_people(round).filter(person__is_active=True, person__in=running.values("person"))
