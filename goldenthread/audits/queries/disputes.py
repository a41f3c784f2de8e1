"""What came back after moderation: the auditor's answer, and the service's dispute."""

from django.db.models import Exists, OuterRef, QuerySet

from goldenthread.audits.models import Audit, Dispute, Judgement, Moderation, Stage
from goldenthread.audits.queries.feedback import RELEASED, manages_case
from goldenthread.audits.queries.judging import Judged, grade_choices
from goldenthread.audits.queries.moderation import grades, in_reach, judged_sections, own_work
from goldenthread.audits.queries.visible import all_audits
from goldenthread.people.actors import Actor
from goldenthread.people.models import FeedbackLevel, Person
from goldenthread.people.roles import Permission
from goldenthread.tools.form import Section

DISPUTE_DECISIONS = Dispute.Decision.choices


def disputes(audit: Audit) -> QuerySet[Dispute]:
    return audit.disputes.select_related("why", "decided_why").order_by("id")


def may_dispute(by: Actor, audit: Audit) -> bool:
    """The managers of the team, once, from the release of the feedback until the audit is closed."""
    if audit.state not in RELEASED or audit.state == Audit.State.CLOSED:
        return False
    if audit.manager_may == FeedbackLevel.NONE or audit.disputes.exists():
        return False
    return manages_case(by, audit) and bool(standing_now(audit))


def disputes_to_decide(person: Person) -> QuerySet[Dispute]:
    """Open disputes that this moderator may decide: nothing they audited, moderated, worked or manage."""
    if not person.may(Permission.AUDIT_MODERATE):
        return Dispute.objects.none()
    judged = Judgement.objects.filter(
        audit=OuterRef("pk"), made_by=person.ref, stage=Stage.MODERATOR
    )
    mine = Audit.objects.filter(own_work(person)).values("pk")
    reach = all_audits(person).filter(in_reach(person), ~Exists(judged)).exclude(moderator=person)
    found = Dispute.objects.filter(decided_at=None, audit__in=reach.values("pk"))
    found = found.exclude(audit__in=mine).exclude(raised_by=person.ref)
    return found.select_related("audit__subject", "audit__round", "why").order_by("raised_at", "id")


def dispute_to_decide(person: Person, ref: str) -> Dispute | None:
    return disputes_to_decide(person).filter(ref=ref).first()


def standing_now(audit: Audit) -> dict[str, str]:
    """The grade that stands for each section: the moderator's where there is one, else the auditor's."""
    return grades(audit, Stage.AUDITOR) | grades(audit, Stage.MODERATOR)


def disputed_sections(audit: Audit) -> list[tuple[Section, str, list[str]]]:
    """Each section with a grade, the grade that stands, and those that may take its place."""
    stand = standing_now(audit)
    return [
        (section, stand[section.key], grade_choices(audit, section))
        for section in judged_sections(audit)
        if section.key in stand
    ]


def changed_grades(audit: Audit, decided: dict[str, Judged]) -> dict[str, str]:
    """Those of the decided grades that differ from what stands and may be given."""
    return {
        section.key: decided[section.key].grade
        for section, stands, may_be in disputed_sections(audit)
        if section.key in decided
        and decided[section.key].grade != stands
        and decided[section.key].grade in may_be
    }


def may_answer_moderator(by: Actor, moderation: Moderation) -> bool:
    """The auditor, once, to a moderation that was confirmed."""
    auditor = moderation.audit.auditor
    is_theirs = auditor is not None and auditor.actor_label == by.actor_label
    return (
        is_theirs
        and moderation.ending == Moderation.Ending.CONFIRMED
        and not has_answer(moderation)
    )


def has_answer(moderation: Moderation) -> bool:
    return hasattr(moderation, "auditor_answer")


def moderations_to_read(person: Person) -> QuerySet[Moderation]:
    """What moderators decided on this person's audits and they have not yet read."""
    if not person.may(Permission.AUDIT_ANSWER):
        return Moderation.objects.none()
    mine = all_audits(person).filter(auditor=person).values("pk")
    found = Moderation.objects.filter(audit__in=mine, auditor_answer=None, audit__closed_at=None)
    found = found.filter(ending=Moderation.Ending.CONFIRMED)
    return found.select_related("audit__subject").order_by("ended_at", "id")
