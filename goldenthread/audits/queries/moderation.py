"""What waits for a moderator, whose work nobody may moderate, and what a moderation says so far."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet

from goldenthread.audits.models import (
    Answer,
    Audit,
    Judgement,
    Moderation,
    Session,
    Stage,
    Standing,
)
from goldenthread.audits.queries.blind import blind_rounds, may_moderate_blind
from goldenthread.audits.queries.form import applied_form
from goldenthread.audits.queries.visible import NOBODY, all_audits, in_teams, own_audits, worked_by
from goldenthread.method.moderation import Rule
from goldenthread.people import kept
from goldenthread.people.actors import Actor
from goldenthread.people.models import Person
from goldenthread.people.queries import managed_team_ids
from goldenthread.people.roles import Permission
from goldenthread.programme.models import Assignment, Outcome, Round
from goldenthread.programme.queries.doubles import others_of_pairs
from goldenthread.programme.queries.restricted import open_to
from goldenthread.tools.form import OVERALL, Section
from goldenthread.tools.queries import form

# Why an audit is moderated, by the reason kept with it; for the QA team.
WHY_MODERATED = {
    "rate": "Moderation: drawn at random",
    "grade": "Moderation: for its grade",
    "first": "Moderation: a new auditor’s first",
    "asked": "Moderation: asked for",
    "dispute": "Moderation: disputed by the service",
}


def rule_of(round: Round) -> Rule:
    """Which audits of the round are moderated."""
    rule = round.moderation_rule
    return Rule(
        rate=int(rule.get("rate") or 0),
        grades=tuple(rule.get("grades") or ()),
        firsts=int(rule.get("firsts") or 0),
    )


def is_among_first(audit: Audit, firsts: int) -> bool:
    """Whether its auditor has handed in fewer than so many others before, but second ones that nobody
    moderates.

    Of restricted rounds only this audit's own counts: they leave no trace elsewhere.
    """
    counted = Q(round__is_restricted=False) | Q(round=audit.round_id)
    earlier = Outcome.objects.filter(counted, auditor=audit.auditor_id, round_case__second_of=None)
    return earlier.exclude(round_case=audit.round_case_id).count() < firsts


def may_moderate(person: Person) -> bool:
    return person.may(Permission.AUDIT_MODERATE)


def own_work(person: Person) -> Q:
    """Audits that this person had any hand in, or whose case they worked, supervised or manage."""
    judged = Judgement.objects.filter(audit=OuterRef("pk"), made_by=person.ref)
    entered = Answer.objects.filter(audit=OuterRef("pk"), versions__saved_by=person.ref)
    # Whoever was given the case and handed it back knew the family, or had begun to judge it.
    given = Assignment.objects.filter(round_case=OuterRef("round_case"), auditor=person)
    own = Q(auditor=person) | Q(submitted_by=person.ref) | worked_by(person)
    own |= Q(Exists(judged.filter(stage=Stage.AUDITOR))) | Q(Exists(entered)) | Q(Exists(given))
    own |= others_of_pairs(person)
    return own | in_teams(managed_team_ids(person))


def is_own_work(by: Actor, audit: Audit) -> bool:
    """Whether the actor had a hand in this audit or leads the work it is about."""
    if not isinstance(by, Person):
        return False
    return Audit.objects.filter(own_work(by), pk=audit.pk).exists()


def in_reach(person: Person) -> Q:
    """A moderator's role bounded by a round reaches the audits of that round alone."""
    bounds = [
        h.round_ref for h in person.held if Permission.AUDIT_MODERATE in h.meaning.permissions
    ]
    if not person.may(Permission.AUDIT_MODERATE):
        return NOBODY
    return Q() if "" in bounds else Q(round__ref__in=bounds)


def moderatable(person: Person) -> QuerySet[Audit]:
    """Submitted audits that this person could moderate, due for it or not; never a second audit."""
    if not person.may(Permission.AUDIT_MODERATE):
        return Audit.objects.none()
    waiting = all_audits(person).filter(
        in_reach(person), state=Audit.State.SUBMITTED, round_case__second_of=None
    )
    if not may_moderate_blind(person):
        waiting = waiting.exclude(round__in=blind_rounds().values("pk"))
    panel = Session.objects.filter(audit=OuterRef("pk"), kind=Session.Kind.PANEL, shown_at=None)
    waiting = waiting.filter(~Exists(panel))  # its members grade alone first
    own = Audit.objects.filter(own_work(person), state=Audit.State.SUBMITTED)
    return waiting.exclude(pk__in=own.values("pk"))


def audits_to_moderate(person: Person) -> QuerySet[Audit]:
    """What waits for this moderator: audits due for moderation, waiting longest first."""
    return moderatable(person).exclude(moderation_due="").order_by("submitted_at", "id")


def others_to_moderate(person: Person) -> QuerySet[Audit]:
    """Submitted audits that no rule sends to moderation; the moderator or QA may ask for one.

    The QA team sees every one, since it may ask for what somebody else will moderate.
    """
    found = all_submitted(person) if person.may(Permission.ROUND_RUN) else moderatable(person)
    return found.filter(moderation_due="").order_by("submitted_at", "id")


def all_submitted(person: Person) -> QuerySet[Audit]:
    """Every submitted audit but second ones, for whoever runs the rounds."""
    if not person.may(Permission.ROUND_RUN):
        return Audit.objects.none()
    return all_audits(person).filter(state=Audit.State.SUBMITTED, round_case__second_of=None)


def all_waiting(person: Person) -> QuerySet[Audit]:
    """Every audit that waits for moderation, for whoever runs the rounds."""
    waiting = all_submitted(person).exclude(moderation_due="")
    return waiting.order_by("submitted_at", "id")


def submitted_keys(person: Person) -> tuple[list[int], list[int]]:
    """Keys of the audits that wait for moderation and of the other submitted ones, longest first.

    What `audits_to_moderate` (for who only runs rounds `all_waiting`) and `others_to_moderate` find, by
    one look at the audits that are submitted: who had a hand in what is long to ask.
    """
    moderates, runs = (
        person.may(each) for each in (Permission.AUDIT_MODERATE, Permission.ROUND_RUN)
    )
    due = _submitted(person, moderatable if moderates else all_submitted)
    others = _submitted(person, all_submitted) if moderates and runs else due
    return [a.pk for a in due if a.moderation_due], [a.pk for a in others if not a.moderation_due]


def _submitted(person: Person, find: Callable[[Person], QuerySet[Audit]]) -> list[Any]:
    ordered = lambda: find(person).order_by("submitted_at", "id").values("pk", "moderation_due")  # noqa: E731
    return kept.rows(person, ("submitted", find), ordered)


def audit_to_moderate(person: Person, ref: str) -> Audit | None:
    """An audit this person may moderate now."""
    return moderatable(person).filter(ref=ref).first()


def audit_to_send_to_moderation(person: Person, ref: str) -> Audit | None:
    return others_to_moderate(person).filter(ref=ref).first()


def is_provisional(audit: Audit) -> bool:
    """A grade is provisional from submission until the moderation that is due is concluded."""
    return bool(audit.moderation_due) and audit.moderated_at is None


def moderation_now(audit: Audit) -> Moderation | None:
    """The moderation of the current attempt, begun or ended."""
    found = Moderation.objects.select_related("draft", "to_auditor", "moderator")
    return found.filter(audit=audit, attempt=audit.attempt).first()


def last_return(audit: Audit) -> Moderation | None:
    """The last time the audit was returned to its auditor, with the note, whatever came since."""
    found = Moderation.objects.select_related("to_auditor", "moderator")
    return found.filter(audit=audit, ending=Moderation.Ending.RETURNED).order_by("-attempt").first()


def judged_sections(audit: Audit) -> list[Section]:
    """The sections that carry a grade, the overall one last."""
    tool = applied_form(audit)
    overall = tool.section(OVERALL)
    last = [overall] if overall and overall.grade_question and tool.graded else []
    return [*tool.domains, *last]


def grades(audit: Audit, stage: str) -> dict[str, str]:
    """The grade that stands for each section at one stage."""
    return dict(Standing.objects.filter(audit=audit, stage=stage).values_list("section", "grade"))


def reasons(audit: Audit, stage: str) -> dict[str, str]:
    """Why the grade that stands was given, by section; sections without words are left out."""
    rows = Standing.objects.filter(audit=audit, stage=stage, judgement__words__isnull=False)
    return dict(rows.values_list("section", "judgement__words__body"))


@dataclass(frozen=True)
class Pattern:
    """How many overall grades moderation changed, and which way."""

    moderated: int
    up: int
    down: int

    @property
    def changed(self) -> int:
        return self.up + self.down


def pattern(round: Round, moderator: Person | None = None) -> Pattern:
    """Overall grades moderated in a round, all or one moderator's own: counts only, never an auditor's."""
    rows = Standing.objects.filter(audit__round=round, section=OVERALL, stage=Stage.MODERATOR)
    if moderator is not None:
        rows = rows.filter(audit__moderator=moderator)
    was = Standing.objects.filter(audit=OuterRef("audit"), section=OVERALL, stage=Stage.AUDITOR)
    pairs = rows.annotate(was=was.values("grade")[:1]).values_list("was", "grade")
    scale = _scale_keys(round)
    moves = [
        (scale.index(now) > scale.index(before)) - (scale.index(now) < scale.index(before))
        for before, now in pairs
        if before in scale and now in scale
    ]
    return Pattern(len(moves), moves.count(1), moves.count(-1))


def _scale_keys(round: Round) -> tuple[str, ...]:
    scale = form(round.tool_version).scale
    return scale.keys if scale else ()


def visible_moderation(person: Person, ref: str) -> Moderation | None:
    """A moderation that was confirmed, for its auditor, its moderator and the QA team."""
    found = Moderation.objects.filter(ending=Moderation.Ending.CONFIRMED, audit__ref=ref)
    found = found.filter(open_to(person, "audit__round"), attempt=F("audit__attempt"))
    if not person.may(Permission.AUDITS_ALL):
        mine = NOBODY
        if person.may(Permission.AUDIT_ANSWER):
            mine |= Q(audit__in=own_audits(person).values("pk"))
        if person.may(Permission.AUDIT_MODERATE):
            mine |= Q(moderator=person)
        found = found.filter(mine)
    return found.select_related(
        "audit__subject", "moderator", "to_auditor", "audit__auditor", "auditor_answer__words"
    ).first()


@dataclass(frozen=True)
class Talks:
    """Training audits that were talked through with their auditor: how many, and when the last."""

    count: int
    last: date


def training_talks(people: Iterable[Person]) -> dict[int, Talks]:
    """What each auditor has learned in training rounds, by person; nothing of restricted rounds."""
    rows = Moderation.objects.filter(
        audit__auditor__in=[person.id for person in people], talked_on__isnull=False,
        audit__round__is_training=True, audit__round__is_restricted=False,
    )  # fmt: skip
    found = (
        rows.order_by().values_list("audit__auditor").annotate(n=Count("id"), last=Max("talked_on"))
    )
    return {person: Talks(n, last) for person, n, last in found}
