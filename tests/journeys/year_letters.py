"""Every letter of the year against the table written out beside this: who, when, what; and no more."""

from collections.abc import Iterable, Sequence
from datetime import date
from difflib import unified_diff
from pathlib import Path

from goldenthread.method.timescales import is_working_day
from goldenthread.people.models import Person, Practitioner, Team
from goldenthread.programme.queries.days import bank_holidays, working_day_after
from tests.journeys.year_days import Letter
from tests.journeys.year_desk import CANARY
from tests.journeys.year_people import NUMBERS, Year

TABLE = Path(__file__).with_name("year_letters.txt")


def table() -> list[str]:
    return [line for line in TABLE.read_text().splitlines() if line and line[0] != "#"]


def as_table(letters: Iterable[Letter]) -> list[str]:
    """A line for each: from which working day to which, at what time, to whom, saying what."""
    spans: dict[tuple[str, ...], list[list[date]]] = {}
    for each in letters:
        counts = ", ".join(f"{key} {n}" for key, n in each.counts)
        name = each.to.partition("@")[0]
        said = f"{each.at:%H:%M}", name, counts or each.kind
        runs, day = spans.setdefault(said, []), each.at.date()
        if runs and working_day_after(runs[-1][-1], 1) == day and counts:
            runs[-1].append(day)
        else:
            runs.append([day])
    lines = [
        (run[0], said, f"{_from_to(run)} {' '.join(said)}") for said, runs in spans.items() for run in runs
    ]  # fmt: skip
    return [line for _, _, line in sorted(lines)]


def _from_to(days: Sequence[date]) -> str:
    """
    >>> _from_to([date(2026, 5, 1)])
    '2026-05-01'
    >>> _from_to([date(2026, 5, 1), date(2026, 5, 5)])
    '2026-05-01 to 05-05'
    """
    return days[0].isoformat() + (f" to {days[-1]:%m-%d}" if len(days) > 1 else "")


def letters_are_as_written(year: Year) -> None:
    """The right people at the right time; nobody else, and nothing else."""
    found = list(unified_diff(table(), as_table(year.days.letters), "written", "sent", n=0))
    assert not found, "\n".join(found)


def only_concerns_came_when_nobody_works(year: Year) -> None:
    found = {
        each.kind for each in year.days.letters
        if not is_working_day(each.at.date(), bank_holidays())
    }  # fmt: skip
    assert found == {"concern"}
    twice = [(each.at, each.to) for each in year.days.letters]
    assert len(twice) == len(set(twice)), "two mails to one person in one minute"


def who_turned_it_off_had_concerns_alone(year: Year) -> None:
    for who in (year.cast.olive, year.cast.sunita, year.lena):
        kinds = {each.kind for each in year.days.letters if each.to == who.email}
        assert kinds == ({"concern", "remedial"} if who == year.lena else set())


def no_letter_tells_of_a_case(year: Year) -> None:
    """No number, name, team or word that anybody typed; also not in a header or the rest of a mail."""
    names = [
        *Person.objects.values_list("name", flat=True),
        *Team.objects.values_list("name", flat=True),
    ]
    names += Practitioner.objects.values_list("name", flat=True)
    names += [CANARY, *map(str, (*NUMBERS["cp"], *NUMBERS["cla"])), *year.audits.values()]
    names += [*year.actions.values(), *year.findings.values()]
    assert len(year.days.letters) == len(year.days.texts) > 50
    for text in year.days.texts:
        assert [name for name in names if name.lower() in text.lower()] == []
