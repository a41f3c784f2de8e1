"""The cast: the people of every test, made through changes. Invented names only."""

from copy import deepcopy
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import connection

from goldenthread.journal.changes import today
from goldenthread.journal.models import Entry
from goldenthread.people.actors import Operator
from goldenthread.people.changes import give_role, make_account, make_team
from goldenthread.people.models import Person, RoleHeld, Team
from goldenthread.people.roles import Role

PASSWORD = "quiet-river-lantern-42"
OPERATOR = Operator("tests")


@dataclass
class Cast:
    """Who there is, and the two teams below one service."""

    service: Team
    north: Team
    south: Team
    pat: Person  # QA lead
    olive: Person  # QA officer
    ines: Person  # internal auditor, manages no team
    tariq: Person  # team manager of North, and an auditor
    sunita: Person  # team manager of South, and an auditor
    ed: Person  # external auditor, for ten more days
    gone: Person  # external auditor whose date has passed
    mo: Person  # moderator
    dana: Person  # practitioner in North
    sam: Person  # service manager
    dee: Person  # director
    ira: Person  # information governance
    ada: Person  # administrator
    stranger: Person  # an account without any role


def person(name: str, *roles: Role, team: Team | None = None, days: int | None = None) -> Person:
    """An account with roles; `days` is how long from today the roles last."""
    email = f"{name.lower().replace(' ', '.')}@example.org"
    made = make_account(by=OPERATOR, name=name, email=email)
    made.password = hashed_password()
    made.save(update_fields=["password"])
    until = today() + timedelta(days=days) if days is not None else None
    begin = min(today(), until) if until else today()
    for role in roles:
        give_role(by=OPERATOR, person=made, role=role, team=team, from_on=begin, until_on=until)
    return made


@cache
def hashed_password() -> str:
    """One Argon2 hash for the whole cast: made once, since each takes longer than a test should."""
    return make_password(PASSWORD)


def make_cast() -> Cast:
    service = make_team(by=OPERATOR, name="Children's services")
    north = make_team(by=OPERATOR, name="North", parent=service)
    south = make_team(by=OPERATOR, name="South", parent=service)
    return Cast(
        service=service,
        north=north,
        south=south,
        pat=person("Pat Ellis", Role.QA_LEAD),
        olive=person("Olive Hart", Role.QA_OFFICER),
        ines=person("Ines Vale", Role.AUDITOR),
        tariq=person("Tariq Moss", Role.TEAM_MANAGER, Role.AUDITOR, team=north),
        sunita=person("Sunita Reed", Role.TEAM_MANAGER, Role.AUDITOR, team=south),
        ed=person("Ed Quill", Role.EXTERNAL_AUDITOR, days=10),
        gone=person("Gwen Past", Role.EXTERNAL_AUDITOR, days=-1),
        mo=person("Mo Lark", Role.MODERATOR),
        dana=person("Dana Pike", Role.PRACTITIONER, team=north),
        sam=person("Sam Field", Role.SERVICE_MANAGER, team=service),
        dee=person("Dee Crane", Role.DIRECTOR),
        ira=person("Ira Stone", Role.INFORMATION_GOVERNANCE),
        ada=person("Ada Flint", Role.ADMINISTRATOR),
        stranger=person("Una Strange"),
    )


_made: dict[str, tuple[Any, Cast, list[list[Any]]]] = {}


def cast_again() -> Cast:
    """What `make_cast` makes, made once for each database and then put in with its lines of the journal.

    A thousand tests need it, and its hundred changes take longer than most of them.
    """
    name, base = str(connection.settings_dict["NAME"]), (today(), _newest_line())
    kept = _made.get(name)
    if kept and kept[0] == base:
        for rows in deepcopy(kept[2]):
            type(rows[0]).objects.bulk_create(rows)
        return deepcopy(kept[1])
    if any(model.objects.exists() for model in (Team, Person)):
        return make_cast()
    made, after = make_cast(), base[1][0] if base[1] else 0
    rows = [
        list(found.order_by("pk"))
        for found in (
            Team.objects.all(), Person.objects.all(), RoleHeld.objects.all(),
            Entry.objects.filter(seq__gt=after),
        )
    ]  # fmt: skip
    _made[name] = base, deepcopy(made), rows
    return made


def _newest_line() -> tuple[int, str] | None:
    return Entry.objects.order_by("-seq").values_list("seq", "hash").first()
