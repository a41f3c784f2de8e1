"""Several people grade one case alone, then see how far they lie apart. Nothing of it is in a figure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from goldenthread.audits.changes.feedback import WordsMissing
from goldenthread.audits.models import Audit, Session, SessionGrade, SessionMember
from goldenthread.audits.queries.judging import Judged, grade_choices
from goldenthread.audits.queries.moderation import judged_sections
from goldenthread.audits.queries.sessions import (
    audit_for_session,
    may_grade,
    possible_members,
    visible_session,
)
from goldenthread.journal.changes import change, keep_words, now, record
from goldenthread.people.actors import Actor, NotAllowed, OwnWork, require
from goldenthread.people.models import Person
from goldenthread.people.roles import Permission
from goldenthread.tools.form import OVERALL

FEWEST = 2


@dataclass(unsafe_hash=True)
class TooFewGraders(Exception):
    """A spread needs two grades at least."""

    count: int

    def __str__(self) -> str:
        return f"A session needs at least {FEWEST} people who grade; there are {self.count} so far"


@dataclass(unsafe_hash=True)
class NotInPanel(Exception):
    """A panel moderates an audit that waits for moderation, and this one does not."""

    def __str__(self) -> str:
        return "A panel moderates a submitted audit. Choose a calibration session for this one"


@dataclass(unsafe_hash=True)
class GradeMissing(Exception):
    """A section that has to be graded, or a grade that the tool does not give."""

    section: str
    title: str

    def __str__(self) -> str:
        return f"Select your grade: {self.title}"


@dataclass(unsafe_hash=True)
class SessionOver(Exception):
    """The grades were shown, or this person has graded already."""

    def __str__(self) -> str:
        return "You have graded already, or the grades were shown in the meantime."


@change
def open_session(
    *, by: Actor, audit: Audit, kind: str, title: str, people: Sequence[Person]
) -> Session:
    """Ask some people to grade the case of an audit, each alone. Raises TooFewGraders, NotInPanel, OwnWork."""
    require(by, Permission.ROUND_RUN)
    if not isinstance(by, Person) or audit_for_session(by, audit.ref) is None:
        raise NotAllowed(Permission.ROUND_RUN)
    if kind == Session.Kind.PANEL and audit.state != Audit.State.SUBMITTED:
        raise NotInPanel
    if len(people) < FEWEST:
        raise TooFewGraders(len(people))
    if not set(people) <= set(possible_members(audit, kind)):
        raise OwnWork("grade this case in a session")
    session = Session.objects.create(
        audit=audit, kind=Session.Kind(kind), title=title.strip(), made_by=by.actor_label
    )
    for person in people:
        SessionMember.objects.create(session=session, person=person, asked_by=by.actor_label)
    refs = [person.ref for person in people]
    record(by, "open_session", audit.ref, session.ref, *refs, kind=kind)
    return session


@change
def grade_in_session(*, by: Person, session: Session, grades: Mapping[str, Judged]) -> None:
    """One member's own grades, once, before anything is shown. Raises GradeMissing, SessionOver."""
    held = Session.objects.select_for_update(of=("self",)).get(pk=session.pk)
    member = SessionMember.objects.filter(session=held, person=by).first()
    if member is None:
        raise NotAllowed(Permission.AUDIT_ANSWER)
    if not may_grade(by, held):
        raise SessionOver
    for section in judged_sections(held.audit):
        judged = grades.get(section.key, Judged())
        may_be = grade_choices(held.audit, section)
        if judged.grade not in may_be and (judged.grade or section.key == OVERALL):
            raise GradeMissing(section.key, section.title)
        if judged.grade:
            words = keep_words(judged.why.strip()) if judged.why.strip() else None
            SessionGrade.objects.create(
                member=member, section=section.key, grade=judged.grade, words=words,
                graded_by=by.actor_label,
            )  # fmt: skip
    if not member.grades.exists():
        first = judged_sections(held.audit)[0]
        raise GradeMissing(first.key, first.title)
    record(by, "grade_in_session", held.audit.ref, held.ref)


@change
def show_session(*, by: Actor, session: Session) -> None:
    """Show the spread to everybody who was asked; nobody grades any more. Raises TooFewGraders."""
    held = _run(by, session)
    if held.shown_at is not None:
        return
    graded = held.members.filter(grades__isnull=False).distinct().count()
    if graded < FEWEST:
        raise TooFewGraders(graded)
    held.shown_at, held.shown_by = now(), by.actor_label
    held.save(update_fields=["shown_at", "shown_by"])
    record(by, "show_session", held.audit.ref, held.ref, graded=graded)


@change
def note_agreed(*, by: Actor, session: Session, text: str) -> None:
    """What the session came to, once its grades are shown. Raises WordsMissing, SessionOver."""
    held = _run(by, session)
    if held.shown_at is None or held.agreed_at is not None:
        raise SessionOver
    if not text.strip():
        raise WordsMissing("what the session agreed")
    held.agreed, held.agreed_at = keep_words(text.strip()), now()
    held.agreed_by = by.actor_label
    held.save(update_fields=["agreed", "agreed_at", "agreed_by"])
    record(by, "note_agreed", held.audit.ref, held.ref)


def _run(by: Actor, session: Session) -> Session:
    require(by, Permission.ROUND_RUN)
    if not isinstance(by, Person) or visible_session(by, session.ref) is None:
        raise NotAllowed(Permission.ROUND_RUN)
    return Session.objects.select_for_update(of=("self",)).get(pk=session.pk)
