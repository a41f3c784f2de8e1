"""Recommendations are made and answered; a plan has objectives, and what was said of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from goldenthread.audits.models import Finding
from goldenthread.journal.changes import change, keep_words, now, record
from goldenthread.journal.models import Retention, Words
from goldenthread.learning.models import Objective, Plan, Progress, Recommendation, Theme
from goldenthread.learning.queries.plans import may_answer_recommendation, states_to_say
from goldenthread.people.actors import Actor, NotAllowed, OwnWork, require
from goldenthread.people.models import Person
from goldenthread.people.roles import Permission

State = Objective.State


@dataclass(unsafe_hash=True)
class ReasonMissing(Exception):
    """An answer that always needs its reason was given without one."""

    def __str__(self) -> str:
        return "Enter the reason"


@dataclass(unsafe_hash=True)
class EvidenceMissing(Exception):
    """Something is said to be done, and nothing says where that can be seen."""

    def __str__(self) -> str:
        return (
            "Enter what shows it, such as a figure, a report or a visit, and where it can be found"
        )


@dataclass(unsafe_hash=True)
class AlreadyAnswered(Exception):
    """The recommendation was answered since the page was opened."""

    state: str

    def __str__(self) -> str:
        return "Somebody else has answered this recommendation since you opened the page."


@dataclass(unsafe_hash=True)
class PlanBackwards(Exception):
    from_on: date
    to_on: date

    def __str__(self) -> str:
        return "The last day must be the same as or after the first"


@dataclass(unsafe_hash=True)
class PlanClosed(Exception):
    """Nothing more is added to a plan that is closed, nor said of its objectives."""

    plan: str

    def __str__(self) -> str:
        return "This plan is closed"


@dataclass(unsafe_hash=True)
class ObjectiveChanged(Exception):
    """Somebody said something of the objective since the page was opened."""

    objective: Objective

    def __str__(self) -> str:
        return "Somebody else changed this objective since you opened the page. Check it and try again."


@change
def recommend(
    *, by: Actor, what: str, to_whom: str, person: Person | None = None,
    theme: Theme | None = None, findings: Sequence[Finding] = (),
) -> Recommendation:  # fmt: skip
    """What findings or a theme ask of somebody. Findings of restricted rounds are never among them."""
    require(by, Permission.LEARNING_RUN)
    made = Recommendation.objects.create(
        what=_kept(what), to_whom=to_whom.strip(), person=person, theme=theme,
        made_by=by.actor_label,
    )  # fmt: skip
    made.findings.set([each for each in findings if not each.audit.round.is_restricted])
    record(
        by, "recommend", made.ref, *([theme.ref] if theme else []), findings=made.findings.count()
    )
    return made


@change
def answer_recommendation(
    *, by: Actor, recommendation: Recommendation, state: str, why: str = ""
) -> None:
    """Accepted; or not accepted, or withdrawn, with the reason. Raises AlreadyAnswered, ReasonMissing."""
    held = Recommendation.objects.select_for_update(of=("self",)).get(pk=recommendation.pk)
    if held.state != Recommendation.State.WAITING:
        raise AlreadyAnswered(held.state)
    if not may_answer_recommendation(by, held):
        raise NotAllowed(Permission.LEARNING_RUN)
    if state == Recommendation.State.WITHDRAWN:
        require(by, Permission.LEARNING_RUN)
    if state != Recommendation.State.ACCEPTED and not why.strip():
        raise ReasonMissing
    held.state, held.answer = state, _kept(why) if why.strip() else None
    held.answered_at, held.answered_by = now(), by.actor_label
    held.save()
    is_theirs = isinstance(by, Person) and held.person_id == by.pk
    record(by, "answer_recommendation", held.ref, state=state, is_entered_for=not is_theirs)


@change
def begin_plan(*, by: Actor, title: str, from_on: date, to_on: date, board: str = "") -> Plan:
    """An improvement plan without objectives yet."""
    require(by, Permission.LEARNING_RUN)
    if to_on < from_on:
        raise PlanBackwards(from_on, to_on)
    made = Plan.objects.create(
        title=title.strip(), board=board.strip(), from_on=from_on, to_on=to_on,
        made_by=by.actor_label,
    )  # fmt: skip
    record(by, "begin_plan", made.ref)
    return made


@change
def close_plan(*, by: Actor, plan: Plan) -> None:
    """Nothing more is said of its objectives; what is not achieved stays as it stands."""
    require(by, Permission.LEARNING_RUN)
    held = _open(plan)
    held.closed_at, held.closed_by = now(), by.actor_label
    held.save(update_fields=["closed_at", "closed_by"])
    record(by, "close_plan", held.ref)


@change
def add_objective(
    *, by: Actor, plan: Plan, what: str, measure: str, owner: Person, due_on: date,
    recommendation: Recommendation | None = None, theme: Theme | None = None,
) -> Objective:  # fmt: skip
    """One objective: what is to be different, what will show it, whose it is, and by when."""
    require(by, Permission.LEARNING_RUN)
    held = _open(plan)
    made = Objective.objects.create(
        plan=held, what=_kept(what), measure=_kept(measure), owner=owner, due_on=due_on,
        first_due_on=due_on, recommendation=recommendation,
        theme=theme or (recommendation.theme if recommendation else None), added_by=by.actor_label,
    )  # fmt: skip
    record(by, "add_objective", made.ref, held.ref, owner.ref, due_on=str(due_on))
    return made


@change
def say_progress(
    *, by: Actor, objective: Objective, version: int, state: str, words: str, evidence: str = "",
    due_on: date | None = None,
) -> None:  # fmt: skip
    """Where an objective stands, in words, with the evidence; another date goes with it, the first stays.

    That it was achieved is said by somebody who does not own it. Raises EvidenceMissing,
    ObjectiveChanged, PlanClosed, OwnWork.
    """
    held = Objective.objects.select_for_update(of=("self",)).get(pk=objective.pk)
    _open(held.plan)
    if held.version != version:
        raise ObjectiveChanged(held)
    _may_say(by, held, state)
    if state in (State.DONE, State.ACHIEVED) and not evidence.strip():
        raise EvidenceMissing
    held.state, held.due_on = state, due_on or held.due_on
    held.version += 1
    held.save()
    Progress.objects.create(
        objective=held, state=state, words=_kept(words), due_on=held.due_on, said_at=now(),
        evidence=_kept(evidence) if evidence.strip() else None, said_by=by.actor_label,
    )  # fmt: skip
    record(by, "say_progress", held.ref, held.plan.ref, state=state, due_on=str(held.due_on))


def _may_say(by: Actor, objective: Objective, state: str) -> None:
    if state in [each for each, _ in states_to_say(by, objective)]:
        return
    if isinstance(by, Person) and objective.owner_id == by.pk:
        raise OwnWork("say that this objective was achieved")
    raise NotAllowed(Permission.LEARNING_RUN)


def _open(plan: Plan) -> Plan:
    held = Plan.objects.select_for_update().get(pk=plan.pk)
    if held.closed_at:
        raise PlanClosed(held.ref)
    return held


def _kept(text: str) -> Words:
    return keep_words(text.strip(), Retention.REPORT)
