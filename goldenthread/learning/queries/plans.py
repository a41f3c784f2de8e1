"""Recommendations and improvement plans: who sees them, who may say what of them."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Case, Count, Exists, OuterRef, Q, QuerySet, Subquery, When

from goldenthread.audits.models import Finding
from goldenthread.journal.changes import today
from goldenthread.learning.models import Objective, Plan, Progress, Recommendation, Theme
from goldenthread.learning.queries.themes import findings_of_theme, visible_findings
from goldenthread.people.actors import Actor
from goldenthread.people.models import Person
from goldenthread.people.queries import people_with_role
from goldenthread.people.roles import Permission, Role

State = Objective.State
STATES = State.choices
ENDED = (State.ACHIEVED, State.NOT_ACHIEVED)
# What the owner may say; that it was achieved is for somebody else to find.
OWNERS = (State.ON_TRACK, State.AT_RISK, State.DONE)
ANSWERS = [each for each in Recommendation.State.choices if each[0] != "waiting"]
# How many findings a recommendation can be based on where it is made.
OFFERED = 20
SOON = timedelta(days=30)


def sees_plans(person: Person) -> bool:
    return person.may(Permission.FIGURES_SEE)


def recommendations(person: Person) -> QuerySet[Recommendation]:
    """All for whoever sees figures, those that wait first; for others those addressed to them."""
    found = Recommendation.objects.select_related("what", "answer", "person", "theme")
    if not sees_plans(person):
        found = found.filter(person=person)
    has_answer = Case(When(state=Recommendation.State.WAITING, then=0), default=1)
    return found.annotate(n_objectives=Count("objectives")).order_by(has_answer, "-id")


def recommendation_by_ref(person: Person, ref: str) -> Recommendation | None:
    return recommendations(person).filter(ref=ref).first()


def may_answer_recommendation(by: Actor, recommendation: Recommendation) -> bool:
    """Whoever it is addressed to, or whoever keeps recommendations, shown as entered by them."""
    if recommendation.state != Recommendation.State.WAITING:
        return False
    is_theirs = isinstance(by, Person) and recommendation.person_id == by.pk
    return is_theirs or by.may(Permission.LEARNING_RUN)


def findings_behind_recommendation(person: Person, shown: Recommendation) -> QuerySet[Finding]:
    """The findings it was made from, those of them that this person may see."""
    behind = Recommendation.findings.through.objects.filter(
        finding=OuterRef("pk"), recommendation=shown
    )
    return visible_findings(person).filter(Exists(behind)).order_by("id")


def findings_to_recommend_from(person: Person, theme: Theme | None) -> list[Finding]:
    """The newest areas for improvement of a theme, of rounds that are not restricted."""
    if theme is None or not person.may(Permission.LEARNING_RUN):
        return []
    found = findings_of_theme(person, theme).filter(
        kind=Finding.Kind.IMPROVEMENT, audit__round__is_restricted=False
    )
    return list(found[:OFFERED])


def possible_addressees() -> QuerySet[Person]:
    """Accounts that a recommendation or an objective may be given to: whoever leads on practice."""
    return people_with_role(
        Role.TEAM_MANAGER, Role.SERVICE_MANAGER, Role.DIRECTOR, Role.PRINCIPAL_SOCIAL_WORKER,
        Role.QA_LEAD, Role.QA_OFFICER,
    )  # fmt: skip


@dataclass(frozen=True)
class PlanCount:
    """A plan with how many objectives it has, how many have ended as achieved, how many are late."""

    plan: Plan
    objectives: int
    achieved: int
    late: int


def plans(person: Person) -> list[PlanCount]:
    """Every plan, those still running first."""
    if not sees_plans(person):
        return []
    late = Q(objectives__due_on__lt=today()) & ~Q(objectives__state__in=ENDED)
    found = Plan.objects.annotate(
        n=Count("objectives"),
        achieved=Count("objectives", filter=Q(objectives__state=State.ACHIEVED)),
        late=Count("objectives", filter=late),
    )
    return [PlanCount(each, each.n, each.achieved, each.late) for each in found]


def plan_by_ref(person: Person, ref: str) -> Plan | None:
    return Plan.objects.filter(ref=ref).first() if sees_plans(person) else None


def objectives_of(plan: Plan) -> list[Any]:
    """The objectives of a plan by the day they are due, each with its latest progress as `latest`."""
    newest = Progress.objects.filter(objective=OuterRef("pk")).order_by("-id")
    rows: list[Any] = list(
        plan.objectives.select_related("what", "measure", "owner", "theme", "recommendation__what")
        .annotate(newest=Subquery(newest.values("pk")[:1]))
    )  # fmt: skip
    said = Progress.objects.select_related("words", "evidence").in_bulk(
        [row.newest for row in rows if row.newest]
    )
    for row in rows:
        row.latest = said.get(row.newest)
    return rows


def own_objectives(person: Person) -> QuerySet[Objective]:
    """Objectives that this person owns and that have not ended, the soonest due first."""
    found = Objective.objects.filter(owner=person, plan__closed_at=None)
    return found.exclude(state__in=ENDED).select_related("what", "plan")


def objectives_to_say(person: Person) -> QuerySet[Objective]:
    """Of these, those of which something is to be said now: never begun, at risk, or due within a month.

    What is said to be done waits for somebody else.
    """
    needs = Q(state__in=(State.NOT_BEGUN, State.AT_RISK)) | Q(due_on__lte=today() + SOON)
    return own_objectives(person).filter(needs).exclude(state=State.DONE).order_by("due_on", "id")


def objectives_to_check(person: Person) -> QuerySet[Objective]:
    """Objectives said to be done, for whoever keeps plans and does not own them."""
    if not person.may(Permission.LEARNING_RUN):
        return Objective.objects.none()
    found = Objective.objects.filter(state=State.DONE, plan__closed_at=None).exclude(owner=person)
    return found.select_related("what", "plan").order_by("due_on", "id")


def recommendations_to_answer(person: Person) -> QuerySet[Recommendation]:
    """Addressed to this person and not answered yet, the oldest first."""
    found = Recommendation.objects.filter(person=person, state=Recommendation.State.WAITING)
    return found.select_related("what").order_by("made_at", "id")


def objective_by_ref(person: Person, ref: str) -> Objective | None:
    """For whoever sees plans, and for its owner."""
    found = Objective.objects.select_related(
        "plan", "what", "measure", "owner", "theme", "recommendation__what"
    ).filter(ref=ref)
    return (found if sees_plans(person) else found.filter(owner=person)).first()


def progress_of(objective: Objective) -> QuerySet[Progress]:
    """What was said of it, the latest first."""
    return objective.progress.select_related("words", "evidence")


def states_to_say(by: Actor, objective: Objective) -> list[tuple[str, str]]:
    """What this actor may say of it now; nothing once it or its plan has ended."""
    if objective.has_ended or objective.plan.closed_at:
        return []
    if isinstance(by, Person) and objective.owner_id == by.pk:
        return [each for each in STATES if each[0] in OWNERS]
    if by.may(Permission.LEARNING_RUN):
        return [each for each in STATES if each[0] != State.NOT_BEGUN]
    return []


def is_late(objective: Objective, on: date | None = None) -> bool:
    return not objective.has_ended and objective.due_on < (on or today())
