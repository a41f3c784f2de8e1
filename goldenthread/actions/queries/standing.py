"""Which actions a person may see, which of them are late, and who may do what to them."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from goldenthread.actions.models import PLACE, Action, Difference, Step
from goldenthread.audits.models import Audit, Finding, Stage, Standing, Worked
from goldenthread.audits.queries.visible import NOBODY, in_teams, own_audits
from goldenthread.config.statements import written_once
from goldenthread.journal.changes import today
from goldenthread.people.actors import Actor
from goldenthread.people.kept import teams_managed
from goldenthread.people.models import Person, Practitioner
from goldenthread.people.queries import is_outsider, managed_team_ids, managers_of, people_with_role
from goldenthread.people.roles import Permission, Role
from goldenthread.programme.models import Round
from goldenthread.programme.queries.doubles import others_of_pairs
from goldenthread.programme.queries.restricted import open_to, those_let_in
from goldenthread.tools.queries import form

SEES = (
    Permission.AUDITS_ALL, Permission.TEAM_SEE, Permission.ACTION_DO,
    Permission.AUDIT_ANSWER, Permission.AUDIT_MODERATE,
)  # fmt: skip


@dataclass(frozen=True)
class Owner:
    """Somebody who may be given an action: an account, or a practitioner of the case list."""

    value: str
    label: str


def may_see_actions(person: Person) -> bool:
    """Whether there is a tracker for this person at all."""
    return any(person.may(permission) for permission in SEES)


def whole_actions() -> QuerySet[Action]:
    """All actions with what a list shows of them. For nobody's eyes by itself."""
    return Action.objects.select_related(
        "audit__subject", "audit__round", "audit__tool_version", "owner", "owner_practitioner__person",
        "team", "what",
    ).defer("audit__tool_version__body", "audit__round__design")  # fmt: skip


def visible_actions(person: Person) -> QuerySet[Action]:
    """The actions this person may see, with all that a list shows of them.

    The QA team sees all; others see theirs, their teams' or their audits', once these are open.
    Whoever worked on the case sees none of them before feedback is released, and whoever audits it a
    second time none of the first audit's before they handed in theirs. Of a restricted round only
    those see any who are named on it.
    """
    hidden = Audit.objects.filter(~open_to(person), pk=OuterRef("audit")).order_by()
    found = whole_actions().filter(~Exists(hidden))
    if person.may(Permission.AUDITS_ALL):
        return found
    if not may_see_actions(person):
        return found.none()
    if person.may(Permission.AUDIT_ANSWER):
        blind = others_of_pairs(person, unfinished=True, key="audit__round_case")
        found = found.filter(~blind)
    return found.filter(_of_own_audits(person) | (_of_teams(person) | own(person)) & _told(person))


def own(person: Person) -> Q:
    """Actions that this person has to do, by account or as a practitioner linked to one."""
    if not person.may(Permission.ACTION_DO):
        return NOBODY
    return Q(owner=person) | Q(owner_practitioner__person=person)


def _of_teams(person: Person) -> Q:
    if not person.may(Permission.TEAM_SEE):
        return NOBODY
    if any(held.role == Role.PRINCIPAL_SOCIAL_WORKER.code for held in person.held):
        return Q(audit__shared_at__isnull=False)
    teams = managed_team_ids(person)
    return in_teams(teams, "team_id") | in_teams(teams, "audit__header__team_id")


def _told(person: Person) -> Q:
    """Open, and no news to whoever worked on the case and has not had their feedback yet."""
    worked = Worked.objects.filter(
        audit=OuterRef("audit"), removed_at=None, practitioner__person=person
    )
    is_worker = Q(audit__header__practitioner__person=person) | Q(Exists(worked))
    is_worker |= Q(owner_practitioner__person=person)
    return Q(opened_at__isnull=False) & (Q(audit__shared_at__isnull=False) | ~is_worker)


def _of_own_audits(person: Person) -> Q:
    mine = NOBODY
    if person.may(Permission.AUDIT_ANSWER):
        mine |= Q(audit__in=own_audits(person).values("pk"))
    if person.may(Permission.AUDIT_MODERATE):
        mine |= Q(audit__moderator=person)
    return mine


def may_meet(person: Person) -> bool:
    """Whether this person goes through actions in a meeting and writes its minutes."""
    return person.may(Permission.ACTION_CHECK) or person.may(Permission.ROUND_RUN)


def visible_action(person: Person, ref: str) -> Action | None:
    return visible_actions(person).filter(ref=ref).first()


def proposed_by_second_audits(person: Person, round: Round) -> QuerySet[Action]:
    """What second audits of the round proposed and nobody took up, for whoever runs rounds."""
    if not person.may(Permission.ROUND_RUN):
        return Action.objects.none()
    return (
        visible_actions(person)
        .filter(
            audit__round=round,
            audit__round_case__second_of__isnull=False,
            state=Action.State.PROPOSED,
        )
        .order_by("audit__subject__number", "id")
    )


def action_steps(action: Action) -> QuerySet[Step]:
    """The action's history, the latest first."""
    return action.steps.select_related("words").order_by("-id")


def actions_of(audit: Audit) -> list[Action]:
    """The actions of one audit that stand, whatever came of them; not those withdrawn."""
    return _actions_of(audit.pk)


@written_once
def _actions_of(audit: int) -> QuerySet[Action]:
    found = Action.objects.filter(audit=audit).exclude(state=Action.State.WITHDRAWN)
    return found.select_related("what", "owner", "owner_practitioner").order_by("due_on", "id")


def is_below_standard(audit: Audit, grade: str) -> bool:
    """Whether an overall grade falls short of the standard on the scale of the audit's tool."""
    scale = form(audit.tool_version).scale
    return bool(grade and scale and scale.step(grade) and not scale.meets_standard(grade))


def standing_grade(audit: Audit) -> str:
    """The overall grade that stands: the moderator's where there is one; empty where there is none."""
    rows = Standing.objects.filter(audit=audit, section="overall").order_by("stage")
    grades = dict(rows.values_list("stage", "grade"))
    return grades.get(Stage.MODERATOR) or grades.get(Stage.AUDITOR, "")


def by_need(found: QuerySet[Action]) -> QuerySet[Action]:
    """Open ones first, by the day they are due, so the overdue lead; then what is done, then the rest."""
    return found.order_by(PLACE, "due_on", "id")


def how_far_conditions() -> dict[str, dict[str, Any]]:
    """What an action has to be to count as how far it is.

    Open ones are still to be done, the overdue among them; those done wait to be checked and are
    counted apart. Proposed and withdrawn ones are no actions here.
    """
    state = Action.State
    return {
        "total": {"state__in": [state.OPEN, state.DONE, state.CLOSED, state.NOT_DONE]},
        "open": {"state": state.OPEN},
        "overdue": {"state": state.OPEN, "due_on__lt": today()},
        "to_check": {"state": state.DONE},
        "closed": {"state": state.CLOSED},
        "not_done": {"state": state.NOT_DONE},
    }


def how_far(to_action: str = "") -> dict[str, Count]:
    """Counts of actions by how far they are; `to_action` leads from the counted row to the actions.

    From another row an action may be met more than once; where actions themselves are counted, never.
    """

    def counted(conditions: dict[str, Any]) -> Count:
        asked = Q(**{f"{to_action}{name}": value for name, value in conditions.items()})
        return Count(f"{to_action}pk", filter=asked, distinct=bool(to_action))

    return {name: counted(conditions) for name, conditions in how_far_conditions().items()}


def owner_name(action: Action) -> str:
    """Who has to do it, as people know them."""
    if action.owner_practitioner:
        return action.owner_practitioner.name
    return action.owner.name if action.owner else ""


def days_overdue(action: Action) -> int:
    """How many days late an open action is; 0 if it is not."""
    is_open = action.state == Action.State.OPEN
    return max(0, (today() - action.due_on).days) if is_open else 0


def own_actions(person: Person) -> QuerySet[Action]:
    """Open actions that this person has to do, the most urgent first."""
    if not person.may(Permission.ACTION_DO):
        return Action.objects.none()
    return by_need(visible_actions(person).filter(own(person), state=Action.State.OPEN))


def actions_to_check(person: Person) -> QuerySet[Action]:
    """Actions said to be done that this person may close: never one that is their own work."""
    return checkable(person).filter(state=Action.State.DONE).order_by("done_on", "id")


def checkable(person: Person) -> QuerySet[Action]:
    """Actions within the reach of a person who checks, that are not their own work."""
    if not person.may(Permission.ACTION_CHECK):
        return Action.objects.none()
    found = visible_actions(person)
    if not person.may(Permission.AUDITS_ALL):
        found = found.filter(in_teams(managed_team_ids(person), "team_id"))
    is_own = Q(owner=person) | Q(owner_practitioner__person=person) | Q(done_by=person.ref)
    # `exclude` on joins that may be empty would lose rows whose owner has no account.
    return found.exclude(pk__in=Action.objects.filter(is_own).values("pk"))


def is_owner(by: Actor, action: Action) -> bool:
    """Whether the actor is the one who has to do it, by account or as a practitioner linked to one."""
    if not isinstance(by, Person):
        return False
    practitioner = action.owner_practitioner
    return by.pk in (action.owner_id, practitioner.person_id if practitioner else None)


def is_proposer(by: Actor, action: Action) -> bool:
    return by.actor_label == action.proposed_by


def manages(by: Actor, action: Action) -> bool:
    """Whether the actor manages the action's team; asked once for as long as the account lives."""
    return isinstance(by, Person) and action.team_id in teams_managed(by)


def may_check(by: Actor, action: Action) -> bool:
    """Whether the actor's roles reach this action; that it is not their own is asked apart."""
    return by.may(Permission.ACTION_CHECK) and (
        by.may(Permission.AUDITS_ALL) or manages(by, action)
    )


def may_enter_done(by: Actor, action: Action) -> bool:
    """Whether the actor may say it is done for a practitioner who cannot sign in."""
    account = action.owner or (action.owner_practitioner and action.owner_practitioner.person)
    if account and account.is_active:
        return False
    return by.may(Permission.AUDITS_ALL) or manages(by, action)


def may_confirm(by: Actor, action: Action) -> bool:
    """The managers of its team; where it has none, whoever checks for the QA team."""
    if manages(by, action):
        return True
    return may_check(by, action) and not managers_of(action.team)


def may_move(by: Actor, action: Action) -> bool:
    """Whether the actor may change the date or the owner of this action."""
    if by.may(Permission.ROUND_RUN) or may_check(by, action):
        return True
    auditor = action.audit.auditor_id if action.audit else None
    is_auditor = isinstance(by, Person) and auditor == by.pk
    is_proposed = action.state == Action.State.PROPOSED
    return is_proposed and is_auditor and by.may(Permission.AUDIT_ANSWER)


@dataclass(frozen=True)
class Rights:
    """What one person may do to one action as it stands now; each is asked again by its change."""

    done: bool
    check: bool
    move: bool
    withdraw: bool
    confirm: bool = False
    difference: bool = False


def rights(person: Person, action: Action, *, asks_confirm: bool = True) -> Rights:
    """What a person may do to an action. Whether they may confirm it asks the database where the action
    waits for that: a page of many leaves it out."""
    is_open, is_own = action.state == Action.State.OPEN, is_owner(person, action)
    is_doer = is_own or may_enter_done(person, action)
    may_do = person.may(Permission.ACTION_DO)
    is_own_check = is_own or action.done_by == person.ref
    is_moving = action.state in (Action.State.PROPOSED, Action.State.OPEN)
    waits = is_open and action.needs_confirming and not action.confirmed_at
    is_checker = not is_own_check and may_check(person, action)
    return Rights(
        done=is_open and is_doer and may_do,
        check=action.state in (Action.State.OPEN, Action.State.DONE) and is_checker,
        move=is_moving and not is_own and may_move(person, action),
        withdraw=is_moving and person.may(Permission.ROUND_RUN),
        confirm=asks_confirm
        and waits
        and not is_proposer(person, action)
        and may_confirm(person, action),
        difference=action.state == Action.State.CLOSED
        and action.difference in ("", Difference.TOO_EARLY)
        and is_checker,
    )


def did_own(action: Action) -> bool:
    """Whether whoever said it is done is its owner; else it was entered for them."""
    practitioner = action.owner_practitioner
    accounts = [action.owner, practitioner.person if practitioner else None]
    return action.done_by in [account.ref for account in accounts if account]


def findings_behind(action: Action) -> QuerySet[Finding]:
    """The findings it answers; where none are linked, what its section's auditor said should be
    stronger."""
    linked = Finding.objects.filter(answered_by__action=action, removed_at=None)
    if action.audit is None or linked.exists():
        return linked.select_related("words", "audit__subject").order_by("id")
    found = Finding.objects.filter(
        audit=action.audit_id, removed_at=None, kind=Finding.Kind.IMPROVEMENT
    )
    return found.filter(section=action.section).select_related("words", "audit__subject")


def findings_to_answer(audit: Audit) -> QuerySet[Finding]:
    """What the auditor said should be stronger, section by section: an action may answer several."""
    found = Finding.objects.filter(audit=audit, removed_at=None, kind=Finding.Kind.IMPROVEMENT)
    return found.select_related("words").order_by("section", "id")


def possible_owners(audit: Audit | None, by: Person | None = None) -> list[Owner]:
    """Who may be given an action of this audit: its workers first, then their managers, then others.

    Of a restricted round only accounts that are named on it, besides its workers. Of no audit,
    whoever has an account and does actions. Somebody from outside (`by`) is offered no others: it would
    tell them who else audits.
    """
    if audit is None:
        doers = [role for role in Role if Permission.ACTION_DO in role.value.permissions]
        return [Owner(person.ref, person.name) for person in people_with_role(*doers)]
    worked = audit.worked.filter(removed_at=None).select_related("practitioner")
    practitioners = [row.practitioner for row in worked]
    if audit.header.practitioner:
        practitioners.insert(0, audit.header.practitioner)
    found = [Owner(p.ref, p.name) for p in dict.fromkeys(practitioners)]
    accounts = {p.person_id for p in practitioners}
    managers = those_let_in(audit.round, managers_of(audit.header.team))
    found += [Owner(m.ref, f"{m.name} ({_role(m)})") for m in managers if m.pk not in accounts]
    if by is not None and is_outsider(by):
        return found
    known = accounts | {m.pk for m in managers}
    doers = [role for role in Role if Permission.ACTION_DO in role.value.permissions]
    able = people_with_role(*doers).exclude(pk__in=[k for k in known if k])
    others = those_let_in(audit.round, able)
    return found + [Owner(person.ref, person.name) for person in others]


def _role(person: Person) -> str:
    return (
        "team manager"
        if any(h.role == Role.TEAM_MANAGER.code for h in person.held)
        else "service manager"
    )


def owner_by_ref(ref: str) -> tuple[Person | None, Practitioner | None]:
    """The account or practitioner behind an owner's value; (None, None) if there is none."""
    if ref.startswith("PRA-"):
        return None, Practitioner.objects.select_related("team", "person").filter(ref=ref).first()
    return Person.objects.filter(ref=ref, is_active=True).first(), None


def todays_manager_actions(audit: Audit) -> list[Action]:
    """Actions of an audit that a named manager, by their account, is to do today."""
    waiting = audit.actions.exclude(state=Action.State.WITHDRAWN).filter(due_on=today())
    found = waiting.filter(owner__isnull=False).select_related("owner")
    return [each for each in found if each.owner and each.owner.may(Permission.TEAM_SEE)]
