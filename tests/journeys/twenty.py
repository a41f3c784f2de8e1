"""Twenty invented cases of five teams, and the five team managers who audit them."""

from collections import Counter
from dataclasses import dataclass

from goldenthread.people.changes import make_team, set_concern_numbers
from goldenthread.people.models import Person
from goldenthread.people.roles import Role
from tests.cast import OPERATOR, Cast, person
from tests.journeys.auditing import Case

TITLE = "Twenty cases, winter"
TYPES = {
    "cin": "Child in need", "cp": "Child protection", "cla": "Looked after",
    "care_leaver": "Care leaver",
}  # fmt: skip
# Team, its worker, its manager.
TEAMS = (
    ("North", "Dana Pike", "Tariq Moss"),
    ("South", "Sol Vane", "Sunita Reed"),
    ("East", "Evie Marsh", "Esme Cole"),
    ("West", "Will Hurst", "Wes Grant"),
    ("Centre", "Cass Orton", "Cleo Finch"),
)
GRADES = (
    "Good", "Requires improvement", "Good", "Outstanding", "Good",
    "Inadequate", "Requires improvement", "Good", "Good", "Requires improvement",
)  # fmt: skip
TRANSFERRED, NEXT_WORKER = "30107", "Nora Lind"
WORRYING = "30112"
MANAGER_OF = {team: manager for team, _, manager in TEAMS}


def _case(n: int) -> Case:
    """Each case has an action for its worker; every other one has a second, for its manager."""
    team, worker, manager = TEAMS[n % 5]
    number = str(30101 + n)
    actions = [(f"Update the chronology of case {number}", worker)]
    if n % 2:
        actions.append((f"Discuss case {number} in supervision", manager))
    changed = number == TRANSFERRED
    return Case(
        number,
        list(TYPES.values())[n % 4],
        worker,
        team,
        GRADES[n % 10],
        tuple(actions),
        int(changed),
    )


CASES = tuple(_case(n) for n in range(20))
BY_NUMBER = {case.number: case for case in CASES}


def given(case_type: str = "") -> dict[str, int]:
    """How many cases of a type, or of all, the auditors give each grade, from worst to best."""
    found = Counter(case.grade for case in CASES if case_type in ("", case.case_type))
    return {
        grade: found[grade]
        for grade in ("Inadequate", "Requires improvement", "Good", "Outstanding")
    }


@dataclass
class Five:
    """The five auditors by name, each the manager of one team."""

    by_name: dict[str, Person]

    def in_turn(self) -> list[Person]:
        return list(self.by_name.values())


def five_managers(cast: Cast) -> Five:
    """Two of the cast and three more, each managing a team whose cases are in the round."""
    people = [cast.tariq, cast.sunita]
    for team, _, manager in TEAMS[2:]:
        made = make_team(by=OPERATOR, name=team, parent=cast.service)
        people.append(person(manager, Role.TEAM_MANAGER, Role.AUDITOR, team=made))
    numbers = [("Duty manager", "01632 960 110", "weekdays"), ("Out of hours", "01632 960 999", "")]
    set_concern_numbers(by=OPERATOR, numbers=numbers)
    return Five({each.name: each for each in people})
