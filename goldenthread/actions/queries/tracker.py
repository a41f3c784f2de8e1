"""The tracker of actions: what it can be narrowed to, how many stand in each status, what it says of each."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce

from goldenthread.actions.models import Action, Escalation
from goldenthread.actions.queries.standing import by_need, own, visible_actions
from goldenthread.audits.queries.lists import kept_choices, with_one
from goldenthread.audits.queries.visible import NOBODY, in_teams
from goldenthread.journal.changes import today
from goldenthread.people import kept
from goldenthread.people.kept import teams_managed
from goldenthread.people.models import Person, Practitioner, Team
from goldenthread.people.roles import Permission
from goldenthread.programme.models import Round

SOON = timedelta(days=7)
# The words of the filter, in its order. An action that is only proposed is neither open nor late.
STATUSES = {
    "overdue": "Overdue",
    "soon": "Due in 7 days",
    "open": "Open, due later",
    "done": "Done, needs checking",
    "closed": "Closed",
    "proposed": "Proposed, not yet open",
}
WHOSE = {
    "": "Everything I may see",
    "mine": "Mine",
    "team": "My teams’",
    "climbed": "Escalated to me",
}
# Bands of days overdue: the first and the last day of each.
AGES = {"week": (1, 7), "month": (8, 30), "quarter": (31, 90), "older": (91, None)}
FIRST_SHOWN = ("overdue", "soon", "open", "done")
Pairs = list[tuple[str, str]]
# More actions than this are counted once in a while: it takes as long as the rest of the page.
MANY = 2_500


@dataclass(frozen=True)
class Filter:
    """What a page of the tracker asks for; empty fields leave everything in.

    `whose` is one of WHOSE; `age` one of AGES, of overdue actions.
    """

    word: str = ""
    statuses: tuple[str, ...] = FIRST_SHOWN
    team: str = ""
    round: str = ""
    owner: str = ""
    whose: str = ""
    age: str = ""


@dataclass(frozen=True)
class Choices:
    """What the filter panel offers: only teams, rounds and owners that occur. (ref, name) pairs."""

    teams: list[tuple[str, str]]
    rounds: list[tuple[str, str]]
    owners: list[tuple[str, str]]

    def __len__(self) -> int:
        return len(self.teams) + len(self.rounds) + len(self.owners)


def status_condition(status: str) -> Q:
    """One status of the filter; together they hold every action once, but for withdrawn ones."""
    day = today()
    is_open = Q(state=Action.State.OPEN)
    return {
        "overdue": is_open & Q(due_on__lt=day),
        "soon": is_open & Q(due_on__gte=day, due_on__lte=day + SOON),
        "open": is_open & Q(due_on__gt=day + SOON),
        "done": Q(state=Action.State.DONE),
        "closed": Q(state__in=[Action.State.CLOSED, Action.State.NOT_DONE]),
        "proposed": Q(state=Action.State.PROPOSED),
    }[status]


def filtered(person: Person, asked: Filter, *, with_status: bool = True) -> QuerySet[Action]:
    """The visible actions that a filter lets through, by need."""
    found = visible_actions(person).exclude(state=Action.State.WITHDRAWN)
    if asked.word:
        found = found.filter(
            Q(what__body__icontains=asked.word)
            | Q(audit__subject__number__icontains=asked.word)
            | Q(owner__name__icontains=asked.word)
            | Q(owner_practitioner__name__icontains=asked.word)
        )
    if asked.team:
        found = found.filter(team__ref=asked.team)
    if asked.round:
        found = found.filter(audit__round__ref=asked.round)
    if asked.owner:
        found = found.filter(Q(owner__ref=asked.owner) | Q(owner_practitioner__ref=asked.owner))
    if asked.whose:
        found = found.filter(_whose(person, asked.whose))
    if asked.age:
        found = found.filter(of_age(asked.age))
    if with_status and asked.statuses:
        wanted = NOBODY
        for status in asked.statuses:
            wanted |= status_condition(status)
        found = found.filter(wanted)
    return by_need(found)


def _whose(person: Person, whose: str) -> Q:
    if whose == "mine":
        return own(person)
    if whose == "team":
        return in_teams(teams_managed(person), "team_id")
    climbed = Escalation.objects.filter(
        action=OuterRef("pk"), due_on=OuterRef("due_on"), people=person
    )
    return Q(Exists(climbed))


def of_age(age: str) -> Q:
    """Open actions overdue by the days of a band."""
    first, last = AGES[age]
    late = Q(state=Action.State.OPEN, due_on__lte=today() - timedelta(days=first))
    return late & Q(due_on__gte=today() - timedelta(days=last)) if last else late


def overdue_by_age(person: Person) -> list[dict[str, Any]]:
    """Overdue actions of each team by age, the most first: team, team_ref, a count for each of AGES,
    all, carried (of these, carried over) and climbed (of these, escalated)."""
    climbed = Escalation.objects.filter(action=OuterRef("pk"), due_on=OuterRef("due_on"))
    rows: Any = (
        visible_actions(person)
        .filter(status_condition("overdue"))
        .select_related(None)
        .order_by()
        .annotate(has_climbed=Exists(climbed))
        .values(team_ref=F("team__ref"), name=F("team__name"))
        .annotate(
            all=Count("pk"),
            carried=Count("pk", filter=Q(carried__gt=0)),
            climbed=Count("pk", filter=Q(has_climbed=True)),
            **{age: Count("pk", filter=of_age(age)) for age in AGES},
        )
    )
    return sorted(rows, key=lambda row: (-row["all"], row["name"] or ""))


def summed(rows: list[dict[str, Any]]) -> dict[str, int]:
    """All teams together."""
    return {key: sum(row[key] for row in rows) for key in (*AGES, "all", "carried", "climbed")}


def climbed(actions: list[int]) -> dict[int, str]:
    """Action's key -> the highest level that it has climbed to for the date it is due now."""
    rows = Escalation.objects.filter(action__in=actions, due_on=F("action__due_on"))
    return dict(rows.order_by("id").values_list("action_id", "to"))


def overdue_actions(person: Person) -> QuerySet[Action]:
    return by_need(visible_actions(person).filter(status_condition("overdue")))


def status_counts(person: Person, asked: Filter) -> dict[str, int]:
    """How many actions stand in each status, the rest of the filter being as it is.

    Of many actions the counts may be half a minute old.
    """
    rest = (
        "action counts", asked.word, asked.team, asked.round, asked.owner, asked.whose, asked.age,
    )  # fmt: skip
    return kept.for_a_while(
        (*kept.as_they_are(person), *rest),
        lambda: _counted(person, asked, rest),
        lambda counts: sum(counts.values()) > MANY,
    )


def _counted(person: Person, asked: Filter, rest: kept.Key) -> dict[str, int]:
    counts = {f"is_{status}": Count("pk", filter=status_condition(status)) for status in STATUSES}

    def write() -> QuerySet[Action, Any]:
        found = filtered(person, asked, with_status=False).order_by()
        return found.values(together=Value(1)).annotate(**counts)

    for row in kept.rows(person, rest, write):
        return {status: getattr(row, f"is_{status}") for status in STATUSES}
    return dict.fromkeys(STATUSES, 0)


def action_rows() -> QuerySet[Action, Any]:
    """What the tracker says of each action."""
    return Action.objects.values(
        "id", "ref", "state", "due_on", "done_on", "carried", "priority",
        text=F("what__body"), number=F("audit__subject__number"), kind=F("audit__subject__kind"),
        subject_ref=F("audit__subject__ref"),
        owner_name=Coalesce("owner_practitioner__name", "owner__name"),
    )  # fmt: skip


def filter_choices(person: Person) -> Choices:
    """What the tracker can be narrowed to, kept as the choices of the list of audits are."""
    return kept_choices(person, "action choices", lambda: _choices(person))


def meeting_choices(person: Person) -> Choices:
    """What a meeting can be narrowed to: its teams and its rounds, no owners."""
    return kept_choices(person, "meeting choices", lambda: _of_meeting(person))


def _of_meeting(person: Person) -> Choices:
    seen = visible_actions(person).select_related(None).defer(None).order_by()
    if person.may(Permission.AUDITS_ALL):
        return Choices(*_teams_and_rounds_of_all(seen), owners=[])
    return Choices(*_teams_and_rounds(person, seen), owners=[])


def _choices(person: Person) -> Choices:
    seen = visible_actions(person).select_related(None).defer(None).order_by()
    offer = _of_all if person.may(Permission.AUDITS_ALL) else _of_some
    teams, rounds, people, workers = offer(person, seen)
    return Choices(teams, rounds, owners=sorted([*people, *workers], key=_by_name))


def _of_all(_: Person, seen: QuerySet[Action]) -> list[Pairs]:
    """Each is asked whether there is an action of it, however many actions there are."""
    workers = seen.filter(owner=None)
    return [
        *_teams_and_rounds_of_all(seen),
        _sorted(with_one(Person.objects.all(), seen, "owner", "name")),
        _sorted(with_one(Practitioner.objects.all(), workers, "owner_practitioner", "name")),
    ]


def _teams_and_rounds_of_all(seen: QuerySet[Action]) -> tuple[Pairs, Pairs]:
    return (
        _sorted(with_one(Team.objects.all(), seen, "team", "name")),
        _sorted(with_one(Round.objects.all(), seen, "audit__round", "title")),
    )


def _of_some(person: Person, seen: QuerySet[Action]) -> list[Pairs]:
    def occurring(rows: QuerySet[Action], key: str) -> Pairs:
        write = lambda: rows.values(f"{key}__ref", f"{key}__name").distinct()  # noqa: E731
        return _sorted(kept.rows(person, ("actions by", key), write))

    return [
        *_teams_and_rounds(person, seen),
        occurring(seen.filter(owner__isnull=False), "owner"),
        occurring(seen.filter(owner__isnull=True), "owner_practitioner"),
    ]


def _teams_and_rounds(person: Person, seen: QuerySet[Action]) -> tuple[Pairs, Pairs]:
    """Both by one look at the actions; an action may be of no team, or of no audit."""
    both = "team__ref", "team__name", "audit__round__ref", "audit__round__title"
    found = kept.rows(person, ("actions by", *both), lambda: seen.values(*both).distinct())
    pairs = [tuple(row) for row in found]
    teams, rounds = {row[:2] for row in pairs if row[0]}, {row[2:] for row in pairs if row[2]}
    return _sorted(teams), _sorted(rounds)


def _sorted(pairs: Any) -> list[tuple[str, str]]:
    return sorted(map(tuple, pairs), key=_by_name)


def _by_name(pair: tuple[str, str]) -> str:
    return pair[1].casefold()
