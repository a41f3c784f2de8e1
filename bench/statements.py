"""How many statements each page asks of the database, and with how many parameters the largest SELECT.

`statements(people)` is for a database that is filled already, of any size: a page asks as much of one
with 100 audits as of one with 10,000, and no SELECT has more than fifty parameters.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

MOST_PARAMETERS = 50
# Pages by what their address leads to; pages without a reference are taken from the table.
OF_AUDIT = ("audit", "whole", "check", "people", "conversations", "feedback", "moderation_result")
OF_ROUND = ("round", "tell", "reassign", "due_date", "remind", "close", "restricted", "add_case")


@dataclass(frozen=True)
class Asked:
    """What one page asked as one person: statements, and parameters of the SELECT that has the most."""

    status: int
    statements: int
    parameters: int


class Counter:
    """Counts statements while it wraps the connection."""

    def __init__(self) -> None:
        self.statements = 0
        self.parameters = 0

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        self.statements += 1
        if sql.lstrip("( ").upper().startswith("SELECT"):
            self.parameters = max(self.parameters, len(params or ()))
        return execute(sql, params, many, context)


def statements(people: Mapping[str, Any]) -> dict[tuple[str, str], Asked]:
    """Every page as each of the people, by (address's name, person); reads are undone."""
    from django.db import connection, transaction
    from django.test import Client

    found = {}
    for who, person in people.items():
        client = Client()
        client.force_login(person)
        client.get("/account/")  # the first page of a session writes it down
        for name, address in addresses().items():
            counter = Counter()
            with transaction.atomic(), connection.execute_wrapper(counter):
                answer = client.get(address)
                transaction.set_rollback(True)
            found[name, who] = Asked(answer.status_code, counter.statements, counter.parameters)
    return found


def addresses() -> dict[str, str]:
    """Pages without a reference, and those of one audit in each state, one round, one action."""
    from django.db.models import F
    from django.urls import reverse

    from goldenthread.actions.models import Action
    from goldenthread.audits.models import Audit
    from goldenthread.programme.models import Round
    from goldenthread.web.urls import TABLE

    found = {
        f"{room}:{page}": reverse(f"{room}:{page}")
        for room, pages in TABLE.items()
        for page, address in pages.items()
        if "<" not in address
    }
    for state in ("in_progress", "submitted", "closed"):
        # A moderated one, where there is one: it shows more, at every size.
        best = F("moderated_at").asc(nulls_last=True)
        audit = Audit.objects.filter(state=state).order_by(best, "id").first()
        if audit:
            for page in OF_AUDIT:
                found[f"audits:{page} {state}"] = reverse(f"audits:{page}", args=[audit.ref])
            section = reverse("audits:section", args=[audit.ref, "risk"])
            found[f"audits:section {state}"] = section
    round = Round.objects.filter(state="open").order_by("id").first()
    action = Action.objects.order_by("id").first()
    if round:
        for page in OF_ROUND:
            found[f"programme:{page}"] = reverse(f"programme:{page}", args=[round.ref])
    if action:
        found["actions:action"] = reverse("actions:action", args=[action.ref])
    found["figures:grades by round"] = reverse("figures:grades") + "?by=round"
    given = Audit.objects.exclude(auditor=None).order_by("auditor_id", "id").first()
    if given:
        found["home:search found"] = f"{reverse('home:search')}?q={given.subject.number}"
    return found
