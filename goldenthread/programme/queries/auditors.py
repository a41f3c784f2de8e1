"""Who may audit what: nobody their own case, nor one of their own team's."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import QuerySet

from goldenthread.journal.changes import today
from goldenthread.people.models import Person, Practitioner, RoleHeld, Team
from goldenthread.people.queries import auditors as people_who_audit
from goldenthread.people.roles import Permission, Role
from goldenthread.programme.models import Assignment, Round, RoundCase
from goldenthread.programme.queries.doubles import pair_bars
from goldenthread.programme.queries.practice import not_practised
from goldenthread.programme.queries.restricted import named_people

AUDITING = (Role.AUDITOR.code, Role.EXTERNAL_AUDITOR.code)

REASONS = {
    "not_auditor": "is not an auditor",
    "expired": "is an external auditor whose date has passed",
    "other_round": "is an auditor for other rounds only",
    "not_named": "is not named on this restricted round",
    "not_practised": "has not practised with this tool yet",
    "own_case": "works with this child",
    "own_team": "manages this case's team or works in it",
    "other_audit": "makes the other audit of this case, which is audited twice",
    "sees_all": "sees every audit, and this case is audited twice by people who do not see each other's",
}


@dataclass(frozen=True)
class Bars:
    """What one person may not audit: a reason against everything, their teams, their own cases.

    `rounds` names the only rounds they may audit in, where their role is bounded by round; `closed`
    the restricted rounds that they are not named on; `pairs` a reason against a row of a case
    audited twice, by the row's key; `not_practised` those with a tool that the authority wants
    practised first.
    """

    person: Person
    against_all: str
    teams: frozenset[int]
    practitioners: frozenset[int]
    rounds: frozenset[str] | None
    closed: frozenset[str] = frozenset()
    not_practised: frozenset[str] = frozenset()
    sees_all: bool = False
    pairs: Mapping[int, str] = field(default_factory=dict)

    def reason(
        self, round_ref: str, practitioner_id: int | None, team_ids: Iterable[int | None]
    ) -> str:
        """Why this person may not audit a case of this worker and these teams; empty if they may."""
        if self.against_all:
            return self.against_all
        if self.rounds is not None and round_ref not in self.rounds:
            return "other_round"
        if round_ref in self.closed:
            return "not_named"
        if round_ref in self.not_practised:
            return "not_practised"
        if practitioner_id in self.practitioners:
            return "own_case"
        return "own_team" if self.teams.intersection(team_ids) else ""


def bars(people: Sequence[Person], tool: str = "") -> dict[int, Bars]:
    """The bars of several people by their id, in a handful of queries however many they are.

    `tool`: the code of that of a round still to be made, whose ref is "".
    """
    ids = [person.id for person in people]
    held = list(RoleHeld.in_force().filter(person__in=ids))
    seeing = {each.person_id for each in held if Permission.AUDITS_ALL in each.meaning.permissions}
    pairs = pair_bars(ids, seeing)
    worked = list(Practitioner.objects.filter(person__in=ids))
    below = _teams_below()
    named_on, unready = _named_on_restricted(), not_practised(people, tool)
    past = set(
        RoleHeld.objects.filter(
            person__in=ids, role=Role.EXTERNAL_AUDITOR.code, until_on__lt=today(), ended_at=None
        ).values_list("person_id", flat=True)
    )
    return {
        person.id: _bars(
            person,
            [each for each in held if each.person_id == person.id],
            [each for each in worked if each.person_id == person.id],
            below,
            is_past=person.id in past,
            closed=frozenset(ref for ref, named in named_on.items() if person.id not in named),
            unready=unready.get(person.id, frozenset()),
            sees_all=person.id in seeing,
            pairs=pairs[person.id],
        )
        for person in people
    }


def _bars(
    person: Person, held: list[RoleHeld], worked: list[Practitioner],
    below: Mapping[int, frozenset[int]], *, is_past: bool, closed: frozenset[str], sees_all: bool,
    pairs: Mapping[int, str], unready: frozenset[str],
) -> Bars:  # fmt: skip
    teams = [*(each.team_id for each in held), *(each.team_id for each in worked)]
    own = {team for team in teams if team is not None}
    roles = [each for each in held if each.role in AUDITING]
    against = "" if roles and person.is_active else "expired" if is_past else "not_auditor"
    bounded = all(role.round_ref for role in roles)
    return Bars(
        person=person,
        against_all=against,
        teams=frozenset().union(*(below.get(team, frozenset()) for team in own)),
        practitioners=frozenset(each.id for each in worked),
        rounds=frozenset(role.round_ref for role in roles) if bounded else None,
        closed=closed,
        not_practised=unready,
        sees_all=sees_all,
        pairs=pairs,
    )


def _named_on_restricted() -> dict[str, set[int]]:
    """Who is named on each restricted round, by the round's ref; there are few of them."""
    found: dict[str, set[int]] = {}
    rows = Round.objects.filter(is_restricted=True).order_by()
    for ref, person, ended_at in rows.values_list(
        "ref", "named_people__person", "named_people__ended_at"
    ):
        found.setdefault(ref, set()).update([] if ended_at else [person])
    return found


def _teams_below() -> dict[int, frozenset[int]]:
    """Each team with every team under it: the whole tree in one query, since it is small."""
    parents: dict[int, int | None] = dict(Team.objects.values_list("id", "parent_id"))
    below: dict[int, set[int]] = {team: {team} for team in parents}
    for team, parent in parents.items():
        step, seen = parent, {team}
        while step is not None and step not in seen:
            below[step].add(team)
            seen.add(step)
            step = parents.get(step)
    return {team: frozenset(found) for team, found in below.items()}


def case_teams(round_case: RoundCase) -> tuple[int | None, int | None]:
    """The team the case stands in, and the team its worker belongs to."""
    worker = round_case.header.practitioner
    return round_case.header.team_id, worker.team_id if worker else None


def may_audit(person: Person, round_case: RoundCase) -> str | None:
    """Why this person may not audit this case (a key of REASONS), or None where they may."""
    barred = bars([person])[person.id]
    return reason_against(barred, round_case) or None


def reason_against(barred: Bars, round_case: RoundCase) -> str:
    header = round_case.header
    found = barred.reason(round_case.round.ref, header.practitioner_id, case_teams(round_case))
    return found or barred.pairs.get(round_case.id, "")


def auditors(round: Round | None = None) -> QuerySet[Person]:
    """People who may be given audits today, whether of this round only or of any.

    Of a restricted round, only those who are named on it.
    """
    found = people_who_audit()
    if round is None:
        return found
    held = RoleHeld.in_force().filter(role__in=AUDITING, round_ref__in=["", round.ref])
    found = found.filter(id__in=held.values("person"))
    return (
        found.filter(id__in=named_people(round).values("person")) if round.is_restricted else found
    )


def loads(round: Round) -> Counter[str]:
    """How many cases of the round each auditor has now, by the auditor's ref."""
    given = Assignment.objects.filter(
        round_case__round=round, round_case__removed_at=None, ended_at=None
    )
    return Counter(given.values_list("auditor__ref", flat=True))
