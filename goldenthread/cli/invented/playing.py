"""The whole demo: authority, accounts, case lists, two rounds, papers."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from goldenthread.actions import queries as actions
from goldenthread.cli.invented import under_way
from goldenthread.cli.invented.accounts import Accounts, make_accounts
from goldenthread.cli.invented.authority import Invented
from goldenthread.cli.invented.clock import weekdays_before
from goldenthread.cli.invented.learning import (
    AUDITED_AGAIN,
    audit_again,
    draw_conclusions,
    say_differences,
    tag_findings,
)
from goldenthread.cli.invented.one_case import audit_one_case
from goldenthread.cli.invented.papers import write_papers
from goldenthread.cli.invented.putting_right import put_right
from goldenthread.cli.invented.schedule import (
    LEAVING,
    SAFEGUARDING,
    Wanted,
    Year,
    ask_of_managers,
    make_promises,
    plan_year,
)
from goldenthread.cli.invented.sessions import calibrate
from goldenthread.cli.invented.smaller_rounds import (
    OBSERVED,
    SUPERVISED,
    observe,
    plan_supervision,
    practise,
    train,
)
from goldenthread.cli.invented.under_way import LIVE, audit_now
from goldenthread.cli.invented.year import Plan, load_cases, plans, run_round
from goldenthread.journal.changes import today
from goldenthread.people import changes, queries
from goldenthread.people.actors import Actor
from goldenthread.people.changes import Number
from goldenthread.people.roles import Role

NAME = "Fennmarsh Council"
NUMBERS = [
    Number("Duty manager", "01632 960 110", "weekdays 9am to 5pm"),
    Number("Emergency duty team", "01632 960 999", "evenings, nights and weekends", True),
]


@dataclass(frozen=True)
class Played:
    """What a person needs to look around: one sign-in for each role."""

    password: str
    people: tuple[tuple[str, str], ...]


def play(
    by: Actor, invented: Invented, password: str, out: Path, say: Callable[[str], None]
) -> Played:
    """Everything, through the product's own changes; the papers go to `out`."""
    first, second = plans(today())
    say("Inventing an authority: teams, people, settings")
    accounts = make_accounts(by, invented, first.begins_on - timedelta(days=10))
    _settings(by)
    year = plan_year(accounts, begins(first, second), today())
    rounds: list[Any] = []
    for plan in (first, second):
        case_list = load_cases(by, invented, plan.begins_on - timedelta(days=3), out)
        _link(by, accounts)
        say(f"  {case_list}: read and imported")
        follows, activity = rounds[-1] if rounds else None, year.activities[plan.title]
        more = {"follows": follows, "activity": activity}
        rounds.append(run_round(plan, case_list, accounts, say, **more))
    _learn(year, rounds, case_list, first, second)
    say("  findings put to themes, a plan made, a briefing sent")
    _go_on(by, year, rounds, case_list, second)
    say("  smaller rounds, sessions, promises, what is asked of managers; a round under way")
    say("Writing the papers")
    write_papers(accounts, rounds, out)
    choose_busy(accounts)
    # Both rounds are over, so that their papers print final grades; this one waits for an answer.
    audit_one_case(accounts, case_list, today())
    say(f"{accounts.by_role['practitioner'].name}, the practitioner, has feedback to answer")
    for person in accounts.by_role.values():
        changes.set_password(by=by, person=person, password=password)
    return Played(password, _people(accounts.by_role))


def begins(first: Plan, second: Plan) -> dict[str, tuple[Wanted, date]]:
    """What rounds are made from, by title, with the day on which each begins."""
    today_ = today()
    lost = "Actions that were carried over without a reason"
    rows = (
        *((Wanted(0, plan.title, "full", target=40), plan.begins_on) for plan in (first, second)),
        (Wanted(0, AUDITED_AGAIN, "re_audit", target=6), again_on(second)),
        (Wanted(0, OBSERVED, "observation", SAFEGUARDING, "observation", 2), observed_on(today_)),
        (Wanted(0, LIVE, "thematic", LEAVING, target=10, need="iro_board",
                note="Corporate parenting board"), under_way.begins_on(today_)),
        (Wanted(0, SUPERVISED, "supervision", tool="supervision", target=3, need="indicator",
                note=lost), today_),
    )  # fmt: skip
    return {wanted.title: (wanted, day) for wanted, day in rows}


def again_on(second: Plan) -> date:
    return second.begins_on + timedelta(days=28)


def observed_on(day: date) -> date:
    return weekdays_before(day, 40)


def _learn(year: Year, rounds: list[Any], case_list: Any, first: Plan, second: Plan) -> None:
    """The loop closed: what was done is asked after, some cases are audited again, and what was found
    is themed and leads to a plan."""
    accounts, activities = year.accounts, year.activities
    say_differences(accounts, rounds[0], first.begins_on + timedelta(days=150))
    audit_again(accounts, rounds[0], case_list, again_on(second), activities[AUDITED_AGAIN])
    tag_findings(accounts, second.begins_on + timedelta(days=46))
    draw_conclusions(accounts, today())


def _go_on(by: Actor, year: Year, rounds: list[Any], case_list: Any, second: Plan) -> None:
    """The rest of the programme, up to what waits for somebody today."""
    accounts, activities, day = year.accounts, year.activities, year.today
    name_contacts(by, accounts)
    put_right(accounts, rounds[1], day)
    observe(accounts, case_list, observed_on(day), activities[OBSERVED])
    practise(accounts, weekdays_before(day, 38))
    train(accounts, case_list, weekdays_before(day, 36))
    calibrate(accounts, rounds[0], weekdays_before(day, 110), day)
    audit_now(accounts, case_list, day, activities[LIVE])
    plan_supervision(accounts, case_list, weekdays_before(day, 2), activities[SUPERVISED])
    make_promises(year, LIVE)
    ask_of_managers(year, second.begins_on)


def choose_busy(accounts: Accounts) -> None:
    """Sign-ins that lead to work: a worker with an action to do, the manager of the round under way."""
    to_do = (p for p in accounts.practitioners.values() if actions.own_actions(p).exists())
    accounts.by_role["practitioner"] = next(to_do, accounts.by_role["practitioner"])
    accounts.by_role["team_manager"] = accounts.managers[under_way.TEAM]


def played_before(password: str) -> Played | None:
    """The sign-ins of a demo that this database already holds."""
    if queries.authority().name != NAME:
        return None
    found = {}
    for role in Role:
        person = next((p for p in queries.people_with_role(role) if p.has_usable_password()), None)
        if person is not None:
            found[role.code] = person
    return Played(password, _people(found))


def _people(by_role: dict[str, Any]) -> tuple[tuple[str, str], ...]:
    return tuple(
        (role.value.label, by_role[role.code].email) for role in Role if role.code in by_role
    )


def name_contacts(by: Actor, accounts: Accounts) -> None:
    """Who is told of concerns at once: a team's own manager besides, and one for nights and weekends."""
    team, manager = next(iter(accounts.managers.items()))
    by_name = {each.name: each for each in queries.teams()}
    changes.name_contact(by=by, person=manager, team=by_name[team])
    service = accounts.by_role["service_manager"]
    changes.name_contact(by=by, person=service)
    changes.name_contact(by=by, person=service, is_out_of_hours=True)


def _settings(by: Actor) -> None:
    changes.set_authority(
        by=by, seen=queries.authority().version, name=NAME, title="Case audit", colour="#12436d",
        contact_email="practice.audits@fennmarsh.example",
        case_address="https://records.fennmarsh.example/case/{number}",
    )  # fmt: skip
    changes.set_concern_numbers(by=by, numbers=NUMBERS)


def _link(by: Actor, accounts: Accounts) -> None:
    """Practitioners whom the case list has named, joined to their accounts by hand, as it has to be."""
    known = {p.name: p for p in queries.practitioners().filter(person=None)}
    for name, person in accounts.practitioners.items():
        if name in known:
            changes.link_practitioner(by=by, practitioner=known[name], person=person)
