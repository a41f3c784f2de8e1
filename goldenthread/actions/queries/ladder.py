"""The ladder that overdue actions climb: by how late they are and how much harm delay could do."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from types import MappingProxyType

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from goldenthread.actions.models import Action, Escalation, Level, Priority, Rung
from goldenthread.actions.queries.standing import checkable, visible_actions
from goldenthread.audits.queries.visible import in_teams
from goldenthread.journal.changes import today
from goldenthread.method.timescales import is_working_day
from goldenthread.people.kept import teams_managed
from goldenthread.people.models import Person
from goldenthread.people.queries import managers_of, people_with_role
from goldenthread.people.roles import Permission, Role
from goldenthread.programme.queries.days import bank_holidays, working_day_after
from goldenthread.programme.queries.restricted import those_let_in

Ladder = Mapping[tuple[str, str], int]
# Working days overdue after which an action of a priority climbs to a level, until settings say other.
DEFAULTS: Ladder = MappingProxyType({
    (Priority.STANDARD.value, Level.TEAM_MANAGER.value): 1,
    (Priority.STANDARD.value, Level.SERVICE_MANAGER.value): 5,
    (Priority.STANDARD.value, Level.QA_LEAD.value): 15,
    (Priority.HIGH.value, Level.TEAM_MANAGER.value): 1,
    (Priority.HIGH.value, Level.SERVICE_MANAGER.value): 3,
    (Priority.HIGH.value, Level.QA_LEAD.value): 10,
    (Priority.URGENT.value, Level.TEAM_MANAGER.value): 1,
    (Priority.URGENT.value, Level.SERVICE_MANAGER.value): 2,
    (Priority.URGENT.value, Level.QA_LEAD.value): 5,
})  # fmt: skip
LEVELS = tuple(level.value for level in Level)
HOLDERS = {
    Level.TEAM_MANAGER.value: Role.TEAM_MANAGER,
    Level.SERVICE_MANAGER.value: Role.SERVICE_MANAGER,
}
# Working days after which somebody looks whether an action made a difference: three months.
LOOK_AFTER = 60


def ladder() -> dict[tuple[str, str], int]:
    """(priority, level) -> working days overdue."""
    rows = {(row.priority, row.to): row.after_days for row in Rung.objects.all()}
    return {**DEFAULTS, **rows}


def overdue_since(days: int, on: date | None = None) -> date:
    """The last due date of which so many working days have gone by, up to and with today."""
    day, left, holidays = on or today(), days, bank_holidays()
    while left > 0:
        left -= is_working_day(day, holidays)
        day -= timedelta(days=1)
    return day


def past_policy(to: str, priority: str, days: int) -> QuerySet[Action]:
    """Open actions that are late enough for a level and have not climbed to it for this due date."""
    climbed = Escalation.objects.filter(action=OuterRef("pk"), to=to, due_on=OuterRef("due_on"))
    return Action.objects.filter(
        ~Exists(climbed), state=Action.State.OPEN, priority=priority,
        due_on__lte=min(overdue_since(days), today() - timedelta(days=1)),
    )  # fmt: skip


def unescalated() -> int:
    """How many steps of the ladder are due and were not taken: 0 after the daily job."""
    return sum(past_policy(to, of, days).count() for (of, to), days in ladder().items())


def told_of(action: Action, to: str) -> list[Person]:
    """Who is told at a level: never the owner, and the next level up where nobody is left."""
    managers = _managers(action)
    for level in LEVELS[LEVELS.index(to) :]:
        people = managers[level] if level in managers else people_with_role(Role.QA_LEAD)
        if action.audit:
            people = those_let_in(action.audit.round, people)
        others = [each for each in people if not _owns(each, action)]
        if others:
            return others
    return []


def _managers(action: Action) -> dict[str, list[Person]]:
    if action.team is None:
        return {level: [] for level in HOLDERS}
    people = managers_of(action.team)
    return {
        level: [each for each in people if any(h.role == role.code for h in each.held)]
        for level, role in HOLDERS.items()
    }


def _owns(person: Person, action: Action) -> bool:
    worker = action.owner_practitioner.person_id if action.owner_practitioner else None
    return person.pk in (action.owner_id, worker)


def escalated_to(person: Person) -> QuerySet[Action]:
    """Open actions that climbed to this person for the date they are due now."""
    if not person.may(Permission.TEAM_SEE) and not person.may(Permission.AUDITS_ALL):
        return Action.objects.none()
    mine = Escalation.objects.filter(
        action=OuterRef("pk"), due_on=OuterRef("due_on"), people=person
    )
    found = visible_actions(person).filter(Exists(mine), state=Action.State.OPEN)
    return found.order_by("due_on", "id")


def to_confirm(person: Person) -> QuerySet[Action]:
    """Actions of below-standard audits that wait for this manager to say they will be done in time."""
    if not teams_managed(person):
        return Action.objects.none()
    found = visible_actions(person).filter(
        in_teams(teams_managed(person), "team_id"), state=Action.State.OPEN, needs_confirming=True,
        confirmed_at=None,
    )  # fmt: skip
    return found.exclude(proposed_by=person.ref).order_by("due_on", "id")


def differences_due(person: Person) -> QuerySet[Action]:
    """Closed actions of which this person may say, from today on, whether they made a difference."""
    found = checkable(person).filter(
        Q(difference="") | Q(difference="too_early"), state=Action.State.CLOSED,
        difference_due_on__lte=today(),
    )  # fmt: skip
    return found.order_by("difference_due_on", "id")


def escalations_of(actions: Iterable[Action]) -> dict[int, list[Escalation]]:
    """Action's key -> where it climbed to for the date it is due now, in order."""
    found: dict[int, list[Escalation]] = {}
    rows = Escalation.objects.filter(
        action__in=[each.pk for each in actions], due_on=F("action__due_on")
    )
    for row in rows.prefetch_related("people").order_by("id"):
        found.setdefault(row.action_id, []).append(row)
    return found


def difference_day(closed_on: date) -> date:
    return working_day_after(closed_on, LOOK_AFTER)
