"""No page of selecting asks the database more for a long case list than for a short one."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from goldenthread.journal.changes import today
from goldenthread.people.models import Practitioner, Team
from goldenthread.programme.changes import exempt_practitioner, name_case, plan_selection
from goldenthread.programme.models import Round
from goldenthread.programme.queries import entry_by_number, round_cases
from tests.cast import Cast
from tests.rooms.case_list import make_case_list
from tests.rooms.rounds import make_selected_round, select
from tests.web.asking import signed_in
from tests.web.programme_pages import page, seen

pytestmark = pytest.mark.django_db
PLAN = {"kind": "sample", "way": "proportional", "size": "12", "minimum": "1", "family": "once"}
RULES = {"statuses": ["cla", "cp", "cin"], "audited_months": "6", "leave_conflict": "on"}
FILES = (
    ("certificate", "json"), ("public", "json"), ("frame", "csv"), ("selection", "csv"),
    ("replacements", "csv"), ("record", "docx"), ("method-note", "docx"),
)  # fmt: skip


def counted(client: Client, address: str, data: dict[str, Any] | None = None) -> int:
    """Queries of one answer; what it did is undone."""
    with transaction.atomic(), CaptureQueriesContext(connection) as queries:
        answer = client.post(address, data) if data else client.get(address)
        transaction.set_rollback(True)
    assert answer.status_code in (200, 302), address
    return len(queries)


def planned(cast: Cast, size: int) -> Round:
    """A plan with every kind of rule, a named case and one selection, from a list of this size."""
    listed = make_case_list([cast.north, cast.south], size=size)
    round = make_selected_round(cast.pat, listed)
    bounds = {"team": {cast.north.ref: [1, 500]}, "service": {cast.service.ref: [1, 500]}}
    sample = {"size": 12, "quotas": "proportional", "minimum_per_worker": 1, "bounds": bounds}
    plan_selection(
        by=cast.pat, round=round, seen=seen(round), sample=sample, exclude={"leave_conflict": True}
    )
    name_case(
        by=cast.pat, round=round, entry=entry_by_number(listed, "5001"), named_by="Pat", why="Asked"
    )
    for worker in Practitioner.objects.filter(name__startswith="Worker")[:2]:
        exempt_practitioner(
            by=cast.pat, practitioner=worker, from_on=today(), why="leaving", decided_by="Dee",
            until_on=today() + timedelta(days=1),
        )  # fmt: skip
    select(cast.pat, round)
    return round


def counts(cast: Cast, size: int) -> dict[str, int]:
    """Queries of each page about a list of this size, by page; the list is gone afterwards."""
    with transaction.atomic():
        round, client = planned(cast, size), signed_in(cast.pat)
        made, case = round.selections.get(), round_cases(round).filter(came="selected")[0]
        asked = {
            name: page(name, round.ref)
            for name in ("set_up", "set_up_cases", "set_up_selection", "preview", "select_again",
                         "selecting", "name_case", "set_up_auditors", "set_up_check")
        }  # fmt: skip
        asked |= {name: page(name, round.ref, made.ref) for name in ("selection", "fair_sample")}
        asked |= {name: page(name) for name in ("index", "rotations", "workers_covered", "times")}
        asked |= {"swap": page("swap", round.ref, case.ref)}
        asked |= {
            f"{kind}.{form}": page("selection_file", round.ref, made.ref, kind, form)
            for kind, form in FILES
        }
        found = {name: counted(client, address) for name, address in asked.items()}
        for name, data in (
            ("set_up_selection", PLAN | {"try": "yes", "seen": seen(round)}),
            ("set_up_cases", RULES | {"count": "yes", "seen": seen(round)}),
            ("select_again", {"why": "Old", "because": "mistake"}),
        ):
            found[f"{name} sent"] = counted(client, page(name, round.ref), data)
        transaction.set_rollback(True)
    return found


def test_every_page_of_selecting_asks_as_often_for_600_cases_as_for_60(cast: Cast) -> None:
    other = Team.objects.create(name="Care and protection")
    Team.objects.filter(pk=cast.south.pk).update(parent=other)
    few, many = counts(cast, 60), counts(cast, 600)
    assert {name: (n, many[name]) for name, n in few.items() if n != many[name]} == {}
    assert max(n for name, n in few.items() if name != "select_again sent") <= 65
