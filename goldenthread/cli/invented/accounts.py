"""Accounts of the invented authority: a person or more for every role."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from goldenthread.cli.invented.authority import SERVICES, Invented
from goldenthread.people import changes, queries
from goldenthread.people.actors import Actor
from goldenthread.people.roles import Role

DOMAIN = "fennmarsh.example"
SIGNS_IN = "Safeguarding and support"  # the service with most teams: its manager has most to do


@dataclass
class Accounts:
    """Who signs in: by role for the list that is printed, and the auditors and moderators by name."""

    by_role: dict[str, Any] = field(default_factory=dict)
    auditors: list[Any] = field(default_factory=list)
    moderators: list[Any] = field(default_factory=list)
    managers: dict[str, Any] = field(default_factory=dict)
    practitioners: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Maker:
    """Makes accounts with roles since a day before the first round; without a password as yet."""

    by: Actor
    since: date

    def account(self, name: str, post: str, *roles: Role, **bounds: Any) -> Any:
        email = f"{name.lower().replace(' ', '.')}@{DOMAIN}"
        person = changes.make_account(by=self.by, name=name, email=email, post=post)
        for role in roles:
            changes.give_role(by=self.by, person=person, role=role, from_on=self.since, **bounds)
        return person


def make_teams(by: Actor) -> dict[str, Any]:
    """Services with their teams; a team that the case list has already named is put below its service."""
    known = {team.name: team for team in queries.teams()}
    made: dict[str, Any] = {}
    for service, teams in SERVICES.items():
        made[service] = known.get(service) or changes.make_team(by=by, name=service)
        for name in teams:
            team = known.get(name) or changes.make_team(by=by, name=name, parent=made[service])
            if team.parent_id != made[service].id:
                changes.edit_team(by=by, team=team, name=name, parent=made[service])
            made[name] = team
    return made


def make_accounts(by: Actor, invented: Invented, since: date) -> Accounts:
    maker, teams, made = Maker(by, since), make_teams(by), Accounts()
    _leaders(maker, made, teams)
    _managers(maker, made, teams)
    auditor = maker.account("Ursula Finch", "Independent reviewing manager", Role.AUDITOR)
    made.auditors.append(auditor)
    external = maker.account(
        "Edmund Quill", "Independent auditor", Role.EXTERNAL_AUDITOR,
        until_on=since + timedelta(days=900),
    )  # fmt: skip
    made.auditors.append(external)
    made.by_role["external_auditor"] = external
    made.by_role["auditor"] = auditor
    for worker in invented.workers[::6]:
        made.practitioners[worker.name] = maker.account(
            worker.name, "Social worker", Role.PRACTITIONER, team=teams[worker.team]
        )
    made.by_role["practitioner"] = next(iter(made.practitioners.values()))
    return made


LEADERS = (
    ("Pat Ellis", "QA service manager", Role.QA_LEAD),
    ("Olive Hart", "QA officer", Role.QA_OFFICER),
    ("Dee Crane", "Director of children's services", Role.DIRECTOR),
    ("Prue Welland", "Principal social worker", Role.PRINCIPAL_SOCIAL_WORKER),
    ("Irma Rook", "Independent reviewing officer", Role.IRO),
    ("Ira Stone", "Information governance officer", Role.INFORMATION_GOVERNANCE),
    ("Ada Flint", "Systems administrator", Role.ADMINISTRATOR),
)


def _leaders(maker: Maker, made: Accounts, teams: dict[str, Any]) -> None:
    for name, post, role in LEADERS:
        made.by_role[role.code] = maker.account(name, post, role)
    for name in ("Mo Lark", "Mina Thorne"):
        made.moderators.append(maker.account(name, "Head of service", Role.MODERATOR))
    made.by_role["moderator"] = made.moderators[0]
    for number, service in enumerate(SERVICES):
        name = ("Sam Field", "Sal Brook", "Sid Heath", "Sue Marsh")[number]
        person = maker.account(
            name, f"Service manager, {service}", Role.SERVICE_MANAGER, team=teams[service]
        )
        if service == SIGNS_IN:
            made.by_role["service_manager"] = person


def _managers(maker: Maker, made: Accounts, teams: dict[str, Any]) -> None:
    """A manager for every team; every second one also audits, never their own team."""
    names = [name for service in SERVICES.values() for name in service]
    surnames = [
        "Moss",
        "Reed",
        "Vale",
        "Ford",
        "Dale",
        "Lowe",
        "Hill",
        "Wood",
        "Park",
        "Lane",
        "Byrd",
        "Snow",
        "Frost",
        "Gale",
        "Rain",
        "Storm",
    ]
    for number, (team, surname) in enumerate(zip(names, surnames, strict=True)):
        roles = [Role.TEAM_MANAGER] + ([Role.AUDITOR] if number % 2 == 0 else [])
        person = maker.account(f"Tay {surname}", f"Team manager, {team}", *roles, team=teams[team])
        made.managers[team] = person
        if number % 2 == 0:
            made.auditors.append(person)
    made.by_role["team_manager"] = made.managers[names[1]]
