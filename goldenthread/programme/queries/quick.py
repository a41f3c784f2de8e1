"""The cases of a quick round before anything is written: recognised, typed by hand, or in doubt."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models.functions import Lower

from goldenthread.cases.models import CaseEntry, CaseList, CaseType
from goldenthread.people.models import Team
from goldenthread.people.vocabulary import Vocabulary
from goldenthread.programme.models import Round, RoundCase
from goldenthread.programme.queries.auditors import Placing
from goldenthread.programme.queries.frame import any_of_texts, entries_by_number
from goldenthread.programme.queries.pasted import Pasted, Typed


@dataclass(frozen=True)
class Recognised:
    """One case to be put into a round: an entry of the case list, or what was typed."""

    number: str
    entry: CaseEntry | None
    case_type: CaseType | None
    worker: str
    team: Team | None
    elsewhere: str

    @property
    def placing(self) -> Placing:
        if self.entry is None:
            return Placing(self.number, "", None, (self.team.id if self.team else None,))
        worker = self.entry.practitioner
        teams = (self.entry.team_id, worker.team_id if worker else None)
        return Placing(self.number, self.entry.family, self.entry.practitioner_id, teams)


@dataclass(frozen=True)
class Recognising:
    """Every case that was pasted, and what a person must put right first."""

    cases: tuple[Recognised, ...]
    repeated: tuple[str, ...]
    problems: tuple[str, ...]

    @property
    def listed(self) -> int:
        return sum(case.entry is not None for case in self.cases)


def recognised(read: Pasted, case_list: CaseList | None, words: Vocabulary) -> Recognising:
    """The pasted cases, matched with the case list; what stands on the list wins over what was typed."""
    entries = entries_by_number(case_list, [typed.number for typed in read.cases])
    types = {
        name.lower(): each
        for each in CaseType.objects.all()
        for name in (each.code, words("case_type", each.code))
    }
    teams = {team.name.lower(): team for team in Team.objects.all()}
    elsewhere = _elsewhere([typed.number for typed in read.cases])
    problems = list(read.problems)
    cases = []
    for typed in read.cases:
        entry = entries.get(typed.number.lower())
        if entry is None:
            problems += _unknown(typed, types, teams, words)
        cases.append(_case(typed, entry, types, teams, elsewhere.get(typed.number.lower(), "")))
    return Recognising(tuple(cases), read.repeated, tuple(problems))


def _case(
    typed: Typed, entry: CaseEntry | None, types: Mapping[str, CaseType],
    teams: Mapping[str, Team], elsewhere: str,
) -> Recognised:  # fmt: skip
    if entry is None:
        case_type, team = types.get(typed.case_type.lower()), teams.get(typed.team.lower())
        return Recognised(typed.number, None, case_type, typed.worker, team, elsewhere)
    worker = entry.practitioner.name if entry.practitioner else ""
    return Recognised(entry.subject.number, entry, entry.case_type, worker, entry.team, elsewhere)


def _unknown(
    typed: Typed, types: Mapping[str, CaseType], teams: Mapping[str, Team], words: Vocabulary
) -> list[str]:
    problems = []
    if typed.case_type and typed.case_type.lower() not in types:
        known = ", ".join(sorted({words("case_type", each.code) for each in types.values()}))
        problems.append(
            f"Line {typed.line}: there is no case type “{typed.case_type}”. Use one of: {known}."
        )
    if typed.team and typed.team.lower() not in teams:
        problems.append(
            f"Line {typed.line}: there is no team “{typed.team}”. "
            "Use a team's name from Set-up, or leave it out."
        )
    return problems


def _elsewhere(numbers: Sequence[str]) -> dict[str, str]:
    """Titles of other rounds in progress that a case of these numbers is in already."""
    wanted = any_of_texts([number.lower() for number in numbers])
    found = RoundCase.objects.filter(removed_at=None, round__state=Round.State.OPEN).annotate(
        lower=Lower("subject__number")
    )
    titles = found.filter(lower__in=wanted).order_by().values_list("lower", "round__title")
    return dict(titles)
