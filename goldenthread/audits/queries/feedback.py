"""Whose feedback may be read, what it says, what may be released, and what waits for a reply."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from goldenthread.audits.models import (
    Audit,
    Finding,
    Reply,
    Response,
    Stage,
    Standing,
    Worked,
)
from goldenthread.audits.queries.form import applied_form, audit_form
from goldenthread.audits.queries.lists import audit_rows
from goldenthread.audits.queries.moderation import grades, is_provisional, judged_sections
from goldenthread.audits.queries.visible import NOBODY, all_audits, in_teams, own_audits, worked_by
from goldenthread.journal.changes import now
from goldenthread.people import kept
from goldenthread.people.actors import Actor
from goldenthread.people.models import FeedbackLevel, Person
from goldenthread.people.queries import authority, managed_team_ids
from goldenthread.people.roles import Permission, Role
from goldenthread.programme.queries.restricted import open_to, those_let_in
from goldenthread.tools.form import FOR_THE_WORKER, OVERALL, Section

RELEASED = (Audit.State.SHARED, Audit.State.ACKNOWLEDGED, Audit.State.CLOSED)
RESPONSE_KINDS, DECISIONS = Response.Kind.choices, Reply.Decision.choices
UNDO_FOR = timedelta(minutes=10)
SEES_FEEDBACK = (
    Permission.AUDITS_ALL, Permission.FEEDBACK_ANSWER, Permission.TEAM_SEE,
    Permission.AUDIT_ANSWER, Permission.AUDIT_MODERATE,
)  # fmt: skip


@dataclass(frozen=True)
class Graded:
    """One section's grade, the auditor's and the moderator's where it was moderated."""

    section: Section
    auditor: str
    moderated: str


@dataclass(frozen=True)
class Sheet:
    """What a feedback sheet says, but for the actions, which stand a room further on."""

    strengths: list[str]
    improvements: list[str]
    grades: list[Graded]
    is_moderated: bool
    to_worker: str
    no_strength_why: str


def may_see_feedback(person: Person) -> bool:
    return any(person.may(permission) for permission in SEES_FEEDBACK)


def feedback_for(person: Person) -> QuerySet[Audit]:
    """Released audits whose feedback this person may read, the latest first."""
    released = all_audits(person).filter(state__in=RELEASED, shared_at__isnull=False)
    if not person.may(Permission.AUDITS_ALL):
        released = released.filter(_of_work(person) | _of_teams(person) | _of_audits(person))
    return released.order_by("-shared_at", "id")


def feedback(person: Person, ref: str) -> Audit | None:
    return feedback_for(person).filter(ref=ref).first()


def own_feedback(person: Person) -> QuerySet[Audit]:
    """Released feedback on this person's own work."""
    if not person.may(Permission.FEEDBACK_ANSWER):
        return Audit.objects.none()
    return feedback_for(person).filter(_of_work(person))


def feedback_to_answer(person: Person) -> QuerySet[Audit]:
    """Of this, what nobody has answered yet and they may answer."""
    may = Q(worker_may=FeedbackLevel.REPLY)
    return own_feedback(person).filter(may, state=Audit.State.SHARED)


def _of_work(person: Person) -> Q:
    if not person.may(Permission.FEEDBACK_ANSWER):
        return NOBODY
    return worked_by(person) & ~Q(worker_may=FeedbackLevel.NONE)


def _of_teams(person: Person) -> Q:
    if not person.may(Permission.TEAM_SEE):
        return NOBODY
    if any(held.role == Role.PRINCIPAL_SOCIAL_WORKER.code for held in person.held):
        return Q(shared_at__isnull=False)  # every one; an empty Q would be lost in an OR
    return in_teams(managed_team_ids(person)) & ~Q(manager_may=FeedbackLevel.NONE)


def _of_audits(person: Person) -> Q:
    mine = Q(pk__in=own_audits(person).values("pk"))
    return mine | Q(moderator=person) if person.may(Permission.AUDIT_MODERATE) else mine


def releasable(person: Person) -> QuerySet[Audit]:
    """Audits whose feedback may be released: moderated, or submitted with no moderation due.

    Of a case that is audited twice only the first audit's is.
    """
    if not person.may(Permission.FEEDBACK_RELEASE):
        return Audit.objects.none()
    ready = Q(state=Audit.State.MODERATED) | Q(state=Audit.State.SUBMITTED, moderation_due="")
    first = all_audits(person).filter(ready, round_case__second_of=None)
    return first.order_by("submitted_at", "id")


def release_rows() -> QuerySet[Audit, Any]:
    """What a list shows of feedback to release: `final` is the grade that stands, and `praise` counts
    the strengths recorded, since a sheet opens with what went well."""
    strengths = Finding.objects.filter(
        audit=OuterRef("pk"), kind=Finding.Kind.STRENGTH, removed_at=None
    )
    counted = strengths.order_by().values("audit").annotate(n=Count("pk")).values("n")
    moderated = Standing.objects.filter(
        audit=OuterRef("pk"), section=OVERALL, stage=Stage.MODERATOR
    )
    return audit_rows().annotate(
        praise=Coalesce(Subquery(counted), 0),
        final=Coalesce(Subquery(moderated.values("grade")[:1]), "overall"),
    )


def how_many_releasable(person: Person) -> int:
    return kept.count(person, ("releasable",), lambda: releasable(person))


def may_undo_release(audit: Audit) -> bool:
    """Within ten minutes, and only while nobody has answered, disputed it or talked it over."""
    if audit.state != Audit.State.SHARED or audit.shared_at is None:
        return False
    is_in_time = now() - audit.shared_at <= UNDO_FOR
    is_taken_up = audit.responses.exists() or audit.disputes.exists()
    return is_in_time and not is_taken_up and audit.discussed_on is None


def sheet(audit: Audit) -> Sheet:
    """What the feedback says: strengths first, then what would make it stronger, then the grades."""
    found: dict[str, list[str]] = {kind: [] for kind in Finding.Kind.values}
    rows = audit.findings.filter(removed_at=None).select_related("words")
    for kind, text in rows.values_list("kind", "words__body"):
        found[kind].append(text)
    given, moderated = grades(audit, Stage.AUDITOR), grades(audit, Stage.MODERATOR)
    return Sheet(
        strengths=found[Finding.Kind.STRENGTH],
        improvements=found[Finding.Kind.IMPROVEMENT],
        grades=[
            Graded(s, given.get(s.key, ""), moderated.get(s.key, ""))
            for s in judged_sections(audit)
        ],
        is_moderated=audit.moderated_at is not None and not is_provisional(audit),
        to_worker=_to_worker(audit),
        no_strength_why=audit.no_strength_why.body if audit.no_strength_why else "",
    )


def _to_worker(audit: Audit) -> str:
    """What the auditor wrote for the worker and their manager alone, in the order of the tool."""
    asked = [q.key for q in applied_form(audit).questions if q.audience == FOR_THE_WORKER][:50]
    rows = audit.answers.filter(question__in=asked, words__body__gt="")
    said = dict(rows.values_list("question", "words__body"))
    return "\n\n".join(said[key] for key in asked if key in said)


def is_about(person: Person, audit: Audit) -> bool:
    """Whether the audit is about this person's own work."""
    if not person.may(Permission.FEEDBACK_ANSWER):
        return False
    return Audit.objects.filter(worked_by(person), pk=audit.pk).exists()


def manages_case(by: Actor, audit: Audit) -> bool:
    """Whether the actor manages the team that holds the case."""
    if not isinstance(by, Person) or not by.may(Permission.TEAM_SEE):
        return False
    return audit.header.team_id in managed_team_ids(by)


def is_theirs(person: Person, audit: Audit) -> bool:
    """Whether the audit is about this person's own work, or their team's."""
    return is_about(person, audit) or manages_case(person, audit)


def may_answer(person: Person, audit: Audit) -> bool:
    """Those whose work it is about, as far as its release opened that, until the audit is closed."""
    if audit.state == Audit.State.CLOSED:
        return False
    reply = FeedbackLevel.REPLY
    is_own = audit.worker_may == reply and is_about(person, audit)
    return is_own or (audit.manager_may == reply and manages_case(person, audit))


def opened_by_release(audit: Audit) -> tuple[str, str]:
    """What releasing this audit's feedback now opens to the worker and to managers, by the settings.

    "Reply where the audit is below the standard" comes to "reply" or "view", by the grade that stands.
    """
    held = authority()
    given = grades(audit, Stage.AUDITOR) | grades(audit, Stage.MODERATOR)
    scale, overall = audit_form(audit).scale, given.get(OVERALL, "")
    is_graded = scale is not None and overall in scale.keys
    is_below = is_graded and scale is not None and not scale.meets_standard(overall)
    below = FeedbackLevel.REPLY if is_below else FeedbackLevel.VIEW
    return tuple(
        str(below if level == FeedbackLevel.REPLY_BELOW else level)
        for level in (held.feedback_worker, held.feedback_manager)
    )  # type: ignore[return-value]


def corrections(audit: Audit) -> QuerySet[Reply]:
    """What was found to be factually wrong, with what is right instead; the audit's words stay."""
    found = Reply.objects.filter(response__audit=audit, decision=Reply.Decision.CORRECTED)
    return found.select_related("response__words", "correction").order_by("id")


def may_keep_dates(by: Actor, audit: Audit) -> bool:
    """Who writes down that it was discussed, or recorded on the child's file."""
    return by.may(Permission.FEEDBACK_RELEASE) or manages_case(by, audit)


def may_reply(by: Actor, audit: Audit) -> bool:
    """The QA team, or the auditor, to what somebody else thinks is wrong."""
    is_auditor = isinstance(by, Person) and audit.auditor_id == by.pk
    return by.may(Permission.FEEDBACK_RELEASE) or (is_auditor and by.may(Permission.AUDIT_ANSWER))


def has_worker_account(audit: Audit) -> bool:
    """Whether anybody who worked on the case can sign in and answer, and may know of its round."""
    worked = Worked.objects.filter(audit=audit, removed_at=None).values("practitioner__person")
    practitioner = audit.header.practitioner
    is_theirs = Q(pk__in=worked) | Q(pk=practitioner.person_id if practitioner else None)
    return bool(those_let_in(audit.round, Person.objects.filter(is_theirs)))


def responses(audit: Audit) -> QuerySet[Response]:
    """What was answered, and the replies, in the order they came."""
    return audit.responses.select_related("words", "reply__words", "reply__correction").order_by(
        "id"
    )


def responses_to_reply(person: Person) -> QuerySet[Response]:
    """What somebody thinks is factually wrong, until it is replied to: for QA and the auditor.

    `number` is its place among the audit's responses, by which its page is found.
    """
    waiting = Response.objects.filter(
        open_to(person, "audit__round"), kind=Response.Kind.WRONG, reply__isnull=True
    )
    before = Response.objects.filter(audit=OuterRef("audit"), pk__lte=OuterRef("pk"))
    count = before.order_by().values("audit").annotate(n=Count("pk")).values("n")
    waiting = waiting.annotate(number=Subquery(count))
    waiting = waiting.select_related("audit__subject", "audit__round", "words").order_by("id")
    if person.may(Permission.FEEDBACK_RELEASE):
        return waiting
    if not person.may(Permission.AUDIT_ANSWER):
        return waiting.none()
    return waiting.filter(audit__in=own_audits(person).values("pk"))


def reply_rows(person: Person, most: int) -> list[Any]:
    """What a list shows of the first of these."""
    columns = {
        "audit_ref": "audit__ref", "subject_ref": "audit__subject__ref",
        "case": "audit__subject__number", "said": "words__body",
    }  # fmt: skip
    named = {name: F(path) for name, path in columns.items()}

    def write() -> Any:
        found: Any = responses_to_reply(person)
        return found.values("number", "answered_by", "answered_at", **named)[:most]

    return kept.rows(person, ("to reply", most), write)


def response_to_reply(person: Person, audit: Audit, number: int) -> Response | None:
    """The audit's response of this number, the first being 1, if it waits for this person's reply."""
    rows = list(responses(audit))
    if not 1 <= number <= len(rows):
        return None
    return responses_to_reply(person).filter(pk=rows[number - 1].pk).first()
