"""What a sharing out is made from: what auditors can take, what cases need, who may not have which."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, Exists, OuterRef, QuerySet, Sum
from django.db.models.functions import Coalesce

from goldenthread.cases.models import CaseType
from goldenthread.journal.changes import today
from goldenthread.method.allocation import (
    Auditor,
    Case,
    fit_costs,
    presence,
)
from goldenthread.people.models import Person, RoleHeld
from goldenthread.people.roles import Role
from goldenthread.programme.models import (
    USUAL_MINUTES,
    Absence,
    Allocation,
    Assignment,
    Capacity,
    Effort,
    Round,
    RoundCase,
    Specialism,
)
from goldenthread.programme.queries.auditors import bars, case_teams, loads
from goldenthread.programme.queries.rounds import cases_to_audit

RUNNING = (Round.State.SETTING_UP, Round.State.OPEN)
USUAL_DAYS = 28  # how long auditing takes where no due date is known yet
A_MONTH = 30
HOUR = 60

SECOND_OF = "second of "  # before the family of a second audit

NOT_PLACED = {
    "nobody_may": "Every auditor you chose is barred",
    "all_full": "The auditors who may take it have as much as they can",
    "family_elsewhere": (
        "A brother or sister has already been given to an auditor who may not or cannot take it"
    ),
}
AGAINST = {
    "not_auditor": "no longer an auditor",
    "expired": "date has passed",
    "other_round": "for other rounds only",
    "not_named": "not named on this round",
    "not_practised": "has not practised with this tool",
    "own_case": "works with the child",
    "own_team": "own team",
    "handed_back": "handed back a case of this family",
    "last_time": "audited it last time",
    "has_it": "has it now",
    "other_audit": "makes the other audit of it",
    "sees_all": "sees every audit",
    "externals_only": "not an external auditor",
    "internals_only": "an external auditor",
    "away": "away until it is due",
    "full": "no room",
    "family_elsewhere": "does not have the brother or sister",
}


@dataclass(frozen=True)
class Placing:
    """What sharing out needs to know of a case that may not be in the database yet."""

    key: str
    family: str
    practitioner_id: int | None
    team_ids: tuple[int | None, ...]
    case_type_id: int | None = None
    subject_id: int | None = None


def placing(round_case: RoundCase) -> Placing:
    header = round_case.header
    family = header.family
    if family and round_case.second_of_id:
        family = f"{SECOND_OF}{family}"  # one auditor too, and another than the first audits'
    return Placing(
        round_case.ref, family, header.practitioner_id, case_teams(round_case),
        header.case_type_id, round_case.subject_id,
    )  # fmt: skip


@dataclass
class Capacities:
    """What each auditor can take, by person, and what each case type needs: a query for each."""

    most: dict[int, Capacity] = field(default_factory=dict)
    specialisms: dict[int, set[int]] = field(default_factory=dict)
    absences: dict[int, list[Absence]] = field(default_factory=dict)
    elsewhere: dict[int, tuple[int, int]] = field(default_factory=dict)
    external: set[int] = field(default_factory=set)
    efforts: dict[int, Effort] = field(default_factory=dict)

    def auditor(self, person: Person, due_on: date) -> Auditor:
        """Limits until a due date: hours by the days there are, both by the days they are here."""
        first = today()
        days = max(1, (due_on - first).days + 1)
        away = [(each.from_on, each.until_on) for each in self.absences.get(person.id, [])]
        here, most = presence(first, due_on, away), self.most.get(person.id, Capacity())
        costs, usual = fit_costs(map(str, self.specialisms.get(person.id, ())))
        minutes = None
        if most.hours is not None:
            whole = most.hours * HOUR * days * here // (A_MONTH * 1000)
            minutes = max(0, whole - self.elsewhere.get(person.id, (0, 0))[1])
        return Auditor(
            person.ref, None if most.audits is None else -(-most.audits * here // 1000), minutes,
            here, person.id in self.external, costs, usual,
        )  # fmt: skip

    def case(self, placing: Placing) -> Case:
        effort = self.efforts.get(placing.case_type_id or 0)
        return Case(
            placing.key, placing.family, str(placing.case_type_id or ""),
            effort.minutes if effort else USUAL_MINUTES, str(placing.practitioner_id or ""),
            effort.audited_by if effort else "",  # type: ignore[arg-type]
        )  # fmt: skip


def capacities(round: Round | None = None) -> Capacities:
    """As they stand today; what auditors have elsewhere leaves this round out."""
    found = Capacities(
        most={each.person_id: each for each in Capacity.objects.all()},
        elsewhere=loads_elsewhere(round),
        external=_externals(),
        efforts={each.case_type_id: each for each in Effort.objects.all()},
    )
    for person_id, case_type_id in Specialism.objects.values_list("person", "case_type"):
        found.specialisms.setdefault(person_id, set()).add(case_type_id)
    for absence in Absence.objects.filter(ended_at=None, until_on__gte=today()):
        found.absences.setdefault(absence.person_id, []).append(absence)
    return found


def _externals() -> set[int]:
    """Those who audit as external auditors and not as our own."""
    held = RoleHeld.in_force().filter(role__in=[Role.AUDITOR.code, Role.EXTERNAL_AUDITOR.code])
    roles = list(held.values_list("person_id", "role"))
    own = {person for person, role in roles if role == Role.AUDITOR.code}
    return {person for person, _ in roles} - own


def loads_elsewhere(round: Round | None = None) -> dict[int, tuple[int, int]]:
    """Audits and expected minutes not handed in yet of rounds that are running, by auditor.

    Restricted rounds are not counted: their number would tell that there are some.
    """
    given = Assignment.objects.filter(
        ended_at=None, round_case__removed_at=None, round_case__outcome=None,
        round_case__round__state__in=RUNNING, round_case__round__is_restricted=False,
    ).exclude(round_case__round=round)  # fmt: skip
    minutes = Sum(Coalesce("round_case__header__case_type__effort__minutes", USUAL_MINUTES))
    rows = given.values("auditor_id").annotate(n=Count("id"), minutes=minutes)
    return {row["auditor_id"]: (row["n"], row["minutes"]) for row in rows}


def minutes_here(round: Round) -> dict[str, int]:
    """Expected minutes of what each auditor has of this round, by the auditor's ref."""
    given = Assignment.objects.filter(
        ended_at=None, round_case__removed_at=None, round_case__round=round
    )
    minutes = Sum(Coalesce("round_case__header__case_type__effort__minutes", USUAL_MINUTES))
    return dict(given.values_list("auditor__ref").annotate(minutes=minutes))


@dataclass(frozen=True)
class Standing:
    """One auditor of a round: what they have here and elsewhere, and what they can take."""

    person: Person
    audits: int
    minutes: int
    elsewhere: tuple[int, int]
    most: Capacity | None
    absences: Sequence[Absence]
    specialisms: Sequence[str]
    is_external: bool
    barred: int = 0


def standings(people: Sequence[Person], round: Round | None = None) -> list[Standing]:
    """Each of these people beside a round, or beside every round that is running."""
    can = capacities(round)
    here = minutes_here(round) if round else {}
    given = loads(round) if round else Counter()
    codes: dict[int, str] = dict(CaseType.objects.values_list("id", "code"))
    barred = _barred_cases(people, round) if round else Counter()
    return [
        Standing(
            person, given[person.ref], here.get(person.ref, 0),
            can.elsewhere.get(person.id, (0, 0)), can.most.get(person.id),
            can.absences.get(person.id, []),
            sorted(codes[each] for each in can.specialisms.get(person.id, ())),
            person.id in can.external, barred[person.id],
        )
        for person in people
    ]  # fmt: skip


def _barred_cases(people: Sequence[Person], round: Round) -> Counter[int]:
    """How many cases of the round each may not audit; cases alike are looked at once."""
    alike = (
        round.cases.filter(removed_at=None).order_by()
        .values_list("header__practitioner", "header__team", "header__practitioner__team")
        .annotate(n=Count("id"))
    )  # fmt: skip
    kinds, barred = list(alike), bars(people)
    found: Counter[int] = Counter()
    for person in people:
        of = barred[person.id]
        found[person.id] = sum(
            n for worker, *teams, n in kinds if of.reason(round.ref, worker, teams)
        )
    return found


def without_anybody(round: Round) -> QuerySet[RoundCase]:
    """Cases of the round that nobody has."""
    now = Assignment.objects.filter(round_case=OuterRef("pk"), ended_at=None)
    return cases_to_audit(round).exclude(Exists(now))


def allocations(round: Round) -> list[Allocation]:
    """How the round was shared out, the newest first."""
    return list(round.allocations.all())


def allocation_asker(ref: str) -> str:
    """Who asked for an allocation that is waiting; empty where it is waited for no longer."""
    found = Allocation.objects.filter(ref=ref, state=Allocation.State.WAITING)
    return found.values_list("asked_by", flat=True).first() or ""


def why_words(unplaced: Mapping[str, object]) -> str:
    """Why a case was left over and what stood in the way, in words.

    >>> why_words({"why": "all_full", "against": {"full": 2, "own_team": 1}})
    'The auditors who may take it have as much as they can: no room (2), own team (1).'
    """
    against = unplaced["against"]
    assert isinstance(against, Mapping)
    told = ", ".join(f"{AGAINST[code]} ({n})" for code, n in against.items())
    return NOT_PLACED[str(unplaced["why"])] + (f": {told}." if told else ".")


def absences_of(person: Person) -> Iterable[Absence]:
    """Absences that are not over, the next first."""
    return person.absences.filter(ended_at=None, until_on__gte=today())


def absence_by_ref(person: Person, ref: str) -> Absence | None:
    return person.absences.filter(ref=ref, ended_at=None).first()


@dataclass(frozen=True)
class AuditTime:
    """What an audit of a case type takes, as written down or as usual; `seen` is the version, 0 for none."""

    case_type: CaseType
    minutes: int
    audited_by: str
    seen: int


def audit_times() -> list[AuditTime]:
    """Each case type in use, in its order."""
    efforts = {each.case_type_id: each for each in Effort.objects.all()}
    found = []
    for case_type in CaseType.objects.filter(is_in_use=True):
        held = efforts.get(case_type.id, Effort(version=0))
        found.append(AuditTime(case_type, held.minutes, held.audited_by, held.version))
    return found
