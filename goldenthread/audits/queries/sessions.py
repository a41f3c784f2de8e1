"""Sessions: who may see one, whether they have graded, and the spread once it is shown."""

from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from goldenthread.audits.models import Audit, Session, SessionGrade, SessionMember
from goldenthread.audits.queries.form import audit_form
from goldenthread.audits.queries.moderation import is_own_work, judged_sections
from goldenthread.audits.queries.visible import HANDED_IN, visible_audit
from goldenthread.method.spread import Spread, spread
from goldenthread.people.models import Person
from goldenthread.people.queries import people_with_role
from goldenthread.people.roles import Permission, Role
from goldenthread.programme.queries.restricted import open_to, those_let_in
from goldenthread.tools.form import Section

SESSION_KINDS = Session.Kind.choices
GRADING = (Role.AUDITOR, Role.EXTERNAL_AUDITOR, Role.MODERATOR)


@dataclass(frozen=True)
class Compared:
    """One section of a session that is shown: how far the grades lie apart, and one's own."""

    section: Section
    spread: Spread
    mine: str


def visible_sessions(person: Person) -> QuerySet[Session]:
    """For whoever runs rounds, and for those asked to grade."""
    found = Session.objects.filter(open_to(person, "audit__round"))
    if not person.may(Permission.ROUND_RUN):
        found = found.filter(pk__in=SessionMember.objects.filter(person=person).values("session"))
    graded = SessionGrade.objects.filter(member=OuterRef("pk"))
    has_graded = SessionMember.objects.filter(Exists(graded)).values("pk")
    found = found.select_related("audit__subject", "audit__round", "audit__header__case_type")
    return found.order_by("-id").annotate(
        asked=Count("members", distinct=True),
        graded=Count("members", filter=Q(members__in=has_graded), distinct=True),
    )  # fmt: skip


def visible_session(person: Person, ref: str) -> Session | None:
    return visible_sessions(person).filter(ref=ref).first()


def sessions_to_grade(person: Person) -> QuerySet[Session]:
    """What this person was asked to grade and has not yet."""
    mine = SessionMember.objects.filter(person=person, grades=None)
    found = Session.objects.filter(open_to(person, "audit__round"), shown_at=None, members__in=mine)
    return found.select_related("audit__subject").order_by("id")


def may_grade(person: Person, session: Session) -> bool:
    return sessions_to_grade(person).filter(pk=session.pk).exists()


def members_of(session: Session) -> list[tuple[str, bool]]:
    """Each member's name and whether they have graded: for whoever runs the session, for nobody else."""
    graded = SessionGrade.objects.filter(member=OuterRef("pk"))
    rows = session.members.annotate(has_graded=Exists(graded)).order_by("person__name")
    return list(rows.values_list("person__name", "has_graded"))


def compared(person: Person, session: Session) -> list[Compared]:
    """The spread of each section, counted and never by name; nothing before it is shown."""
    if session.shown_at is None:
        return []
    scale = audit_form(session.audit).scale
    rows = list(
        SessionGrade.objects.filter(member__session=session).values_list(
            "section", "grade", "member__person"
        )
    )
    found = []
    for section in judged_sections(session.audit):
        given = [(grade, who) for key, grade, who in rows if key == section.key]
        mine = next((grade for grade, who in given if who == person.pk), "")
        keys = scale.keys if scale else ()
        found.append(Compared(section, spread([grade for grade, _ in given], keys), mine))
    return found


def audit_for_session(person: Person, ref: str) -> Audit | None:
    """An audit handed in, of which whoever runs rounds may make a session."""
    if not person.may(Permission.ROUND_RUN):
        return None
    audit = visible_audit(person, ref)
    return audit if audit and audit.state in HANDED_IN and judged_sections(audit) else None


def possible_members(audit: Audit, kind: str) -> list[Person]:
    """Who may grade it: nobody with a part in the audit or the case; moderators alone in a panel."""
    roles = (Role.MODERATOR,) if kind == Session.Kind.PANEL else GRADING
    found = those_let_in(audit.round, people_with_role(*roles))
    return [person for person in found if not is_own_work(person, audit)]
