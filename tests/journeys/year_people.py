"""The year's people and cases, and what the test itself counts on the way."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.urls import reverse

from goldenthread.audits.models import Audit
from goldenthread.figures.queries import LEDGER_STAGES
from goldenthread.people.changes import give_role
from goldenthread.people.models import Person
from goldenthread.people.roles import Role
from goldenthread.programme.models import Round
from tests.cast import OPERATOR, Cast, person
from tests.journeys.year_days import Days
from tests.journeys.year_desk import Desk

FIRST, LAST = date(2026, 4, 1), date(2027, 3, 31)
# Eight children on a plan, whose worker is Dana in North; four looked after, whose worker is Sol in South.
NUMBERS = {"cp": [70401 + n for n in range(8)], "cla": [80901 + n for n in range(4)]}
HEADS = (
    "Child Unique ID", "Gender", "Ethnicity", "Case status", "Allocated Team", "Allocated Worker",
    "CIN Start Date", "Primary Need Code",
)  # fmt: skip
STATUS = {"cp": ("b) Child Protection plan", "North", "Dana Pike"),
          "cla": ("a) Looked after child", "South", "Sol Vane")}  # fmt: skip


def case_list_file() -> bytes:
    """The authority's list as a CSV file."""
    rows = [HEADS]
    for kind, numbers in NUMBERS.items():
        status, team, worker = STATUS[kind]
        rows += [
            (str(n), "a) Male", "a) WBRI", status, team, worker, "01/02/2026", "N1 - Abuse or neglect")
            for n in numbers
        ]  # fmt: skip
    return "\n".join(",".join(row) for row in rows).encode()


@dataclass
class Year:
    """Who sits where, which case is which, and how far each finding got."""

    cast: Cast
    days: Days
    lena: Person  # called out of hours
    nora: Person  # a second moderator
    desks: dict[int, Desk] = field(default_factory=dict)
    refs: dict[str, str] = field(default_factory=dict)
    audits: dict[str, str] = field(
        default_factory=dict
    )  # references, by c1 to c4, l1, l2 and their second audits
    actions: dict[str, str] = field(default_factory=dict)
    findings: dict[str, str] = field(default_factory=dict)
    stages: dict[str, str] = field(
        default_factory=dict
    )  # the last stage that a finding has reached

    def at(self, who: Person) -> Desk:
        return self.desks.setdefault(who.pk, Desk(who))

    def audit(self, page: str, name: str, *more: str) -> str:
        return reverse(f"audits:{page}", args=[self.audits[name], *more])

    def action(self, page: str, name: str) -> str:
        return reverse(f"actions:{page}", args=[self.actions[name]])

    def reaches(self, stage: str, *findings: str) -> None:
        """These findings got this far; never back, but by `falls_back`."""
        for name in findings:
            was = self.stages.get(name)
            assert was is None or LEDGER_STAGES.index(was) < LEDGER_STAGES.index(stage)
            self.stages[name] = stage

    def falls_back(self, stage: str, *findings: str) -> None:
        for name in findings:
            self.stages[name] = stage

    @property
    def round(self) -> Round:
        return Round.objects.get(ref=self.refs["round"])


def make_year(cast: Cast, days: Days) -> Year:
    """The cast, with Ed auditing all year, and two more people."""
    give_role(by=OPERATOR, person=cast.ed, role=Role.EXTERNAL_AUDITOR, from_on=FIRST, until_on=LAST)
    lena = person("Lena Night", Role.SERVICE_MANAGER, team=cast.service)
    return Year(cast, days, lena, person("Nora Hale", Role.MODERATOR))


def page(room_page: str, *args: str) -> str:
    return reverse(room_page, args=args)


def newest(model: Any, **where: Any) -> str:
    """The reference of the row made last."""
    return str(model.objects.filter(**where).latest("pk").ref)


def audits_of(round: Round) -> dict[str, str]:
    """References of a round's audits by c1 to c4 and l1, l2: the cases of each kind in order."""
    found: dict[str, str] = {}
    for letter, kind in (("c", "cp"), ("l", "cla")):
        rows = Audit.objects.filter(round=round, header__case_type__code=kind)
        refs = rows.order_by("subject__number").values_list("ref", flat=True)
        found |= {f"{letter}{n}": ref for n, ref in enumerate(refs, start=1)}
    return found
