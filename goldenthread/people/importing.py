"""A list of people as a file (name, email, role, team, until): what is in it, and what is wrong with it."""

import csv
from dataclasses import dataclass, field
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from goldenthread.journal.changes import today
from goldenthread.people.models import Person, Team
from goldenthread.people.queries import vocabulary
from goldenthread.people.roles import TEAM_BOUND, Role
from goldenthread.people.vocabulary import DEFAULTS

MOST_ROWS = 300
COLUMNS = ("name", "email", "role", "team", "until")
ALSO_CALLED = {"e-mail": "email", "email address": "email", "e-mail address": "email"}
DATE_FORMATS = ("%d/%m/%Y", "%Y-%m-%d", "%d %B %Y", "%d %b %Y", "%d.%m.%Y", "%d-%m-%Y")


@dataclass(frozen=True)
class NewRole:
    """One good row: a person and, where one is named, a role with its bounds."""

    row: int
    name: str
    email: str
    role: Role | None = None
    team_ref: str = ""
    team_name: str = ""
    until_on: date | None = None
    has_account: bool = False


@dataclass(frozen=True)
class Problem:
    """What is wrong in one cell; row 1 is the row of column names."""

    row: int
    column: str
    value: str
    problem: str


@dataclass
class Report:
    """What the file would do, before anything is written."""

    rows: list[NewRole] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def new_accounts(self) -> int:
        return len({line.email for line in self.rows if not line.has_account})


@dataclass
class _Known:
    """What rows are checked against, loaded once."""

    emails: set[str]
    teams: dict[str, Team]
    roles: dict[str, Role]


def decoded(content: bytes) -> str:
    """The text of an uploaded file, as spreadsheets save it."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def report(text: str) -> Report:
    """Read the list and check every row; nothing is written."""
    found = Report()
    delimiter = max(",;\t", key=text.partition("\n")[0].count)
    lines = list(csv.reader(text.replace("\x00", "").splitlines(), delimiter=delimiter))
    names = [cell.strip().lower() for cell in lines[0]] if lines else []
    columns = [ALSO_CALLED.get(name, name) for name in names]
    for missing in [name for name in ("name", "email") if name not in columns]:
        found.problems.append(Problem(1, missing, "", f"There is no column called {missing}"))
    if len(lines) > MOST_ROWS + 1:
        found.problems.append(Problem(1, "", "", f"A file may have at most {MOST_ROWS} rows"))
    if found.problems:
        return found
    known = _known()
    for number, cells in enumerate(lines[1:], 2):
        row = dict(zip(columns, (cell.strip() for cell in cells), strict=False))
        if any(row.values()):
            _read_row(number, row, known, found)
    return found


def _known() -> _Known:
    words = vocabulary()
    roles = {}
    for role in Role:
        for text in (role.code, DEFAULTS["role"][role.code], words("role", role.code)):
            roles[text.lower()] = role
    emails = {email.lower() for email in Person.objects.values_list("email", flat=True)}
    return _Known(emails, {team.name.lower(): team for team in Team.objects.all()}, roles)


def _read_row(number: int, row: dict[str, str], known: _Known, found: Report) -> None:
    problems = []

    def wrong(column: str, problem: str) -> None:
        problems.append(Problem(number, column, row.get(column, ""), problem))

    role = known.roles.get(row.get("role", "").lower())
    team = known.teams.get(row.get("team", "").lower())
    until = _day(row.get("until", ""))
    if not row.get("name"):
        wrong("name", "The name is missing")
    elif len(row["name"]) > 120:
        wrong("name", "The name is longer than 120 characters")
    if not _is_email(row.get("email", "")):
        wrong("email", "This is not an e-mail address")
    if row.get("role") and role is None:
        wrong("role", "There is no such role")
    if row.get("team") and team is None:
        wrong("team", "There is no such team; add it under Teams first")
    if row.get("until") and until is None:
        wrong("until", "This is not a date such as 31/3/2027")
    if until is not None and until < today():
        wrong("until", "This date is in the past")
    if role is Role.EXTERNAL_AUDITOR and not row.get("until"):
        wrong("until", "An external auditor needs a date until which they may see their cases")
    if role in (Role.TEAM_MANAGER, Role.SERVICE_MANAGER) and not row.get("team"):
        wrong("team", "A manager needs the team or service they manage")
    if role is not None and role not in TEAM_BOUND and row.get("team"):
        wrong("team", "This role holds for the whole authority; leave the team empty")
    if problems:
        found.problems.extend(problems)
        return
    email = row["email"].lower()
    found.rows.append(
        NewRole(
            number,
            row["name"],
            email,
            role,
            team.ref if team else "",
            team.name if team else "",
            until,
            email in known.emails,
        )
    )


def _is_email(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True


def _day(text: str) -> date | None:
    for layout in DATE_FORMATS:
        try:
            return datetime.strptime(text, layout).date()
        except ValueError:
            continue
    return None
