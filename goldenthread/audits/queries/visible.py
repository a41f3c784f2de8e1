"""Who may see which audit, and which they may write. Every other query goes through these."""

from collections.abc import Collection

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.db.models.expressions import RawSQL

from goldenthread.audits.models import Audit, Worked
from goldenthread.audits.need import Place
from goldenthread.audits.queries.blind import kept_from_moderators
from goldenthread.config.statements import written_once
from goldenthread.journal.changes import today
from goldenthread.people.actors import Actor
from goldenthread.people.models import Person, RoleHeld
from goldenthread.people.queries import MANAGING, managed_team_ids
from goldenthread.people.roles import Permission, Role
from goldenthread.programme.models import Round, RoundCase
from goldenthread.programme.queries.doubles import kept_blind
from goldenthread.programme.queries.restricted import open_to

State = Audit.State
BEING_WRITTEN = (State.NOT_STARTED, State.IN_PROGRESS, State.RETURNED)
HANDED_IN = (State.SUBMITTED, State.MODERATED, State.SHARED, State.ACKNOWLEDGED, State.CLOSED)
NOBODY = Q(pk__in=[])
MANAGING_CODES = frozenset(role.code for role in MANAGING)


def how_moderated() -> dict[str, Count]:
    """Audits handed in and, of these, moderated: the two counts of every "n of N moderated"."""
    handed_in = Q(state__in=HANDED_IN)
    is_moderated = handed_in & Q(moderated_at__isnull=False)
    return {
        "handed_in": Count("pk", filter=handed_in, distinct=True),
        "moderated": Count("pk", filter=is_moderated, distinct=True),
    }


def all_audits(by: Actor) -> QuerySet[Audit]:
    """Audits whose case is still in its round, with what every list shows; none of a restricted round
    that the actor is not named on, nor the other audit of a case they audit themselves, which is
    audited twice. For nobody's eyes by itself."""
    return (
        in_their_rounds()
        .filter(open_to(by), kept_blind(by))
        .select_related(
            "round", "subject", "header__practitioner", "header__team", "header__case_type",
            "tool_version", "auditor",
        )
        .defer("tool_version__body", "round__design")
    )  # fmt: skip


def in_their_rounds() -> QuerySet[Audit]:
    """Audits whose case is still in its round.

    Few cases are taken out, and those have an index of their own: looking an audit up among them
    costs less than looking up the case of every audit.
    """
    taken_out = RoundCase.objects.filter(pk=OuterRef("round_case"), removed_at__isnull=False)
    return Audit.objects.filter(~Exists(taken_out))


def visible_audits(person: Person) -> QuerySet[Audit]:
    """Audits that the person may open. A practitioner reads feedback instead, once it is released."""
    audits = all_audits(person)
    if person.may(Permission.AUDITS_ALL):
        return audits
    return audits.filter(_answers(person) | _moderates(person) | _leads(person))


def visible_audit(person: Person, ref: str) -> Audit | None:
    if (roles := _roles_alone(person)) is not None:
        return _visible_audit.first(person.pk, ref, roles=roles)
    return visible_audits(person).filter(ref=ref).first()


@written_once
def _visible_audit(person: int, ref: str, *, roles: tuple[str, ...]) -> QuerySet[Audit]:
    return visible_audits(_holder(person, roles)).filter(ref=ref).order_by()


def _roles_alone(person: Person) -> tuple[str, ...] | None:
    """The roles by which the person sees audits; None where a round or a team they manage bounds them."""
    codes = {held.role for held in person.held}
    if not person.is_active or codes & MANAGING_CODES or any(h.round_ref for h in person.held):
        return None
    return tuple(sorted(codes))


def _holder(person: int, roles: tuple[str, ...]) -> Person:
    """Whoever has this key and these roles, for writing a statement that holds for all of them."""
    holder = Person(pk=person)
    holder.held = [RoleHeld(role=code) for code in roles]
    return holder


def own_audits(person: Person) -> QuerySet[Audit]:
    """The audits given to this person, those still to be written first."""
    if not person.may(Permission.AUDIT_ANSWER):
        return Audit.objects.none()
    return by_need(all_audits(person).filter(_answers(person)))


def returned_audits(person: Person) -> QuerySet[Audit]:
    """Their audits that a moderator has returned."""
    return own_audits(person).filter(state=State.RETURNED)


def by_need(audits: QuerySet[Audit]) -> QuerySet[Audit]:
    """Those still to be written first, the soonest due on top; then those handed in."""
    return audits.order_by(Place("state"), "due_on", "id")


def audits_without_auditor(person: Person) -> QuerySet[Audit]:
    """Audits handed back and not yet given to anybody, for whoever runs rounds."""
    if not person.may(Permission.ROUND_RUN):
        return Audit.objects.none()
    waiting = all_audits(person).filter(auditor=None, state__in=BEING_WRITTEN)
    return waiting.filter(round__state=Round.State.OPEN)


def overdue_audits(person: Person) -> QuerySet[Audit]:
    """Audits past their due date that this person may see and nobody has submitted, the longest overdue first."""
    return visible_audits(person).filter(is_overdue()).order_by("due_on", "id")


def is_overdue() -> Q:
    """Audits of an open round, not submitted, whose due date has passed."""
    return Q(state__in=BEING_WRITTEN, round__state=Round.State.OPEN, due_on__lt=today())


def audit_to_answer(person: Person, ref: str) -> Audit | None:
    """An audit that the person may write in now: their own, or another's to enter for them."""
    audit = visible_audit(person, ref)
    return audit if audit and may_write(person, audit) else None


def audit_to_save_in(person: Person, ref: str) -> Audit | None:
    """The same with no more of it than a save needs: it comes every few seconds from everybody who writes."""
    if (roles := _roles_alone(person)) is not None:
        audit = _audit_to_save_in.first(person.pk, ref, roles=roles)
    else:
        audit = _to_save_in(visible_audits(person)).filter(ref=ref).first()
    return audit if audit and may_write(person, audit) else None


@written_once
def _audit_to_save_in(person: int, ref: str, *, roles: tuple[str, ...]) -> QuerySet[Audit]:
    return _to_save_in(visible_audits(_holder(person, roles))).filter(ref=ref).order_by()


def _to_save_in(seen: QuerySet[Audit]) -> QuerySet[Audit]:
    seen = seen.select_related(None).select_related("round", "auditor").defer(None)
    return seen.only("ref", "state", "round__state", "auditor__ref")


def may_write(by: Actor, audit: Audit) -> bool:
    """Whether answers may be saved: by its auditor or whoever enters for them, until it is submitted."""
    if audit.state not in BEING_WRITTEN or audit.round.state != Round.State.OPEN:
        return False
    return is_auditor(by, audit) or by.may(Permission.AUDIT_ENTER_FOR)


def is_auditor(by: Actor, audit: Audit) -> bool:
    """Whether this actor is the auditor of the audit, with the right to answer it today."""
    auditor = audit.auditor
    return (
        auditor is not None
        and auditor.actor_label == by.actor_label
        and by.may(Permission.AUDIT_ANSWER)
    )


def worked_by(person: Person) -> Q:
    """Audits of cases that this person worked or supervised, by the case list or by the auditor."""
    worked = Worked.objects.filter(
        audit=OuterRef("pk"), removed_at=None, practitioner__person=person
    )
    return Q(header__practitioner__person=person) | Q(Exists(worked))


def in_teams(team_ids: Collection[int], key: str = "header__team_id") -> Q:
    """Rows of cases of these teams, however many: one parameter, not one for each team."""
    ids = RawSQL("SELECT unnest(%s::bigint[])", [list(team_ids)])
    return Q(**{f"{key}__in": ids})


def _answers(person: Person) -> Q:
    """A role bounded by a round opens the audits of that round alone."""
    bounds = [
        held.round_ref
        for held in person.held
        if Permission.AUDIT_ANSWER in held.meaning.permissions
    ]
    if not person.is_active or not bounds:
        return NOBODY
    mine = Q(auditor=person)
    return mine if "" in bounds else mine & Q(round__ref__in=bounds)


def _moderates(person: Person) -> Q:
    if not person.may(Permission.AUDIT_MODERATE):
        return NOBODY
    own = Q(auditor=person) | worked_by(person) | in_teams(managed_team_ids(person))
    return Q(state__in=HANDED_IN, round_case__second_of=None) & ~own & ~kept_from_moderators()


def _leads(person: Person) -> Q:
    """Managers see audits of their teams once feedback is released; the principal social worker all."""
    if not person.may(Permission.TEAM_SEE):
        return NOBODY
    released = Q(shared_at__isnull=False)
    if any(held.role == Role.PRINCIPAL_SOCIAL_WORKER.code for held in person.held):
        return released
    return released & in_teams(managed_team_ids(person)) & ~Q(manager_may="none")
