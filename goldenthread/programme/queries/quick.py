"""The cases of a quick round before anything is written: recognised, typed by hand, or in doubt."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models.functions import Lower

from goldenthread.cases.models import CaseEntry, CaseList, CaseType
from goldenthread.people.models import Practitioner, Team
from goldenthread.people.vocabulary import Vocabulary
from goldenthread.programme.models import Round, RoundCase
from goldenthread.programme.queries.frame import any_of_texts, entries_in
from goldenthread.programme.queries.pasted import Pasted, Typed
from goldenthread.programme.queries.sharing import Placing
from goldenthread.tools.form.subjects import CASE_FILE

# The source of practitioners whom somebody typed by hand.
TYPED = "typed"


@dataclass(frozen=True)
class Recognised:
    """One case to be put into a round: an entry of the case list, or what was typed."""

    number: str
    entry: CaseEntry | None
    case_type: CaseType | None
    worker: str
    practitioner: Practitioner | None
    team: Team | None
    elsewhere: str

    @property
    def placing(self) -> Placing:
        worker, family = self.practitioner, self.entry.family if self.entry else ""
        teams = (self.team.id if self.team else None, worker.team_id if worker else None)
        return Placing(
            self.number, family, worker.id if worker else None, teams,
            self.case_type.id if self.case_type else None,
            self.entry.subject_id if self.entry else None,
        )  # fmt: skip


@dataclass(frozen=True)
class Recognising:
    """Every case that was pasted, and what a person must put right first."""

    cases: tuple[Recognised, ...]
    repeated: tuple[str, ...]
    problems: tuple[str, ...]

    @property
    def listed(self) -> int:
        return sum(case.entry is not None for case in self.cases)


@dataclass(frozen=True)
class _Known:
    """What typed words may mean: case types and teams by name, workers typed before, other rounds."""

    types: Mapping[str, CaseType]
    teams: Mapping[str, Team]
    workers: Mapping[str, Practitioner]
    elsewhere: Mapping[str, str]


def recognised(
    read: Pasted, case_lists: Sequence[CaseList], words: Vocabulary, subject: str = CASE_FILE
) -> Recognising:
    """The pasted cases, matched with the lists there are of what the tool audits, its `subject`.

    What stands on a list wins over what was typed.
    """
    entries = entries_in(case_lists, [typed.number for typed in read.cases])
    known = _known(read, words, {subject, *(each.kind for each in case_lists)})
    problems = list(read.problems)
    cases = []
    for typed in read.cases:
        entry = entries.get(typed.number.lower())
        if entry is None:
            problems += _unknown(typed, known, words)
        cases.append(_case(typed, entry, known))
    return Recognising(tuple(cases), read.repeated, tuple(problems))


def _known(read: Pasted, words: Vocabulary, kinds: set[str]) -> _Known:
    types = list(CaseType.objects.all())
    workers = any_of_texts([typed.worker for typed in read.cases])
    return _Known(
        types={n.lower(): t for t in types for n in (t.code, words("case_type", t.code))},
        teams={team.name.lower(): team for team in Team.objects.all()},
        workers={p.key: p for p in Practitioner.objects.filter(source=TYPED, key__in=workers)},
        elsewhere=_elsewhere([typed.number for typed in read.cases], kinds),
    )


def _case(typed: Typed, entry: CaseEntry | None, known: _Known) -> Recognised:
    elsewhere = known.elsewhere.get(typed.number.lower(), "")
    if entry is None:
        return Recognised(
            typed.number, None, known.types.get(typed.case_type.lower()), typed.worker,
            known.workers.get(typed.worker), known.teams.get(typed.team.lower()), elsewhere,
        )  # fmt: skip
    worker = entry.practitioner
    return Recognised(
        entry.subject.number, entry, entry.case_type, worker.name if worker else "", worker,
        entry.team, elsewhere,
    )  # fmt: skip


def _unknown(typed: Typed, known: _Known, words: Vocabulary) -> list[str]:
    problems = []
    if typed.case_type and typed.case_type.lower() not in known.types:
        names = ", ".join(sorted({words("case_type", each.code) for each in known.types.values()}))
        problems.append(
            f"Line {typed.line}: there is no case type “{typed.case_type}”. Use one of: {names}."
        )
    if typed.team and typed.team.lower() not in known.teams:
        problems.append(
            f"Line {typed.line}: there is no team “{typed.team}”. "
            "Use a team's name from Set-up, or leave it out."
        )
    return problems


def _elsewhere(numbers: Sequence[str], kinds: set[str]) -> dict[str, str]:
    """Titles of other rounds in progress that a case of these numbers is in already.

    Never a restricted one's, whoever asks: what stands on this page is the same for everybody.
    """
    wanted = any_of_texts([number.lower() for number in numbers])
    found = RoundCase.objects.filter(
        removed_at=None,
        round__state=Round.State.OPEN,
        round__is_restricted=False,
        subject__kind__in=kinds,
    ).annotate(lower=Lower("subject__number"))
    titles = found.filter(lower__in=wanted).order_by().values_list("lower", "round__title")
    return dict(titles)
