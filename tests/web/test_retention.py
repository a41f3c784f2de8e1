"""Information governance says how long things are kept, holds them, and sees what is due and what went."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from goldenthread.audits.changes import close_audit
from goldenthread.audits.models import Audit
from goldenthread.journal.changes import today
from goldenthread.retention import changes, queries
from goldenthread.retention.models import Disposal, Hold, Period
from goldenthread.web.urls import TABLE
from tests.cast import Cast
from tests.loop import round_of, shared

pytestmark = pytest.mark.django_db
PLAIN = [f"retention:{page}" for page, path in TABLE["retention"].items() if "<" not in path]


@pytest.fixture
def closed(cast: Cast) -> Audit:
    [audit] = round_of(cast, ["20301"])
    shared(cast, audit)
    close_audit(by=cast.pat, audit=audit)
    changes.settle_dates(by=cast.ira)
    return audit


@pytest.fixture
def ira(cast: Cast, client: Client) -> Client:
    client.force_login(cast.ira)
    return client


def text(client: Client, page: str, *values: str) -> str:
    answer = client.get(reverse(f"retention:{page}", args=values))
    assert answer.status_code == 200
    return answer.content.decode()


def post(client: Client, page: str, *values: str, **data: str) -> str:
    answer = client.post(reverse(f"retention:{page}", args=values), data, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("page", PLAIN)
def test_kept_and_all_other_pages_are_information_governance_s_alone(
    cast: Cast, client: Client, page: str
) -> None:
    for person in (cast.pat, cast.ada, cast.dee, cast.ines, cast.stranger):
        client.force_login(person)
        assert client.get(reverse(page)).status_code == 404, person
        assert client.post(reverse(page)).status_code == 404, person


def test_kept_shows_periods_and_who_changed_them_why(cast: Cast, ira: Client) -> None:
    assert "Nobody has changed a period yet" in text(ira, "kept")
    changes.set_period(by=cast.ira, retention="report", months=120, why="Schedule 4.2", seen=72)
    shown = text(ira, "kept")
    assert "Schedule 4.2" in shown and "120 months" in shown and "Ira Stone" in shown


def test_edit_period_saves_with_a_reason_and_stops_at_a_conflict(cast: Cast, ira: Client) -> None:
    told = post(ira, "edit_period", "audit", months="84", why="", seen="72")
    assert "Error: " in told and not Period.objects.exists()
    told = post(ira, "edit_period", "audit", months="84", why="Schedule", seen="72")
    assert "Audit record: kept for 84 months." in told
    told = post(ira, "edit_period", "audit", months="96", why="Schedule", seen="72")
    assert "changed this period to 84 months" in told
    assert "from 1 to 1,200" in post(ira, "edit_period", "audit", months="0", why="x", seen="84")
    assert queries.months()["audit"] == 84


def test_place_hold_finds_a_case_by_number_and_an_audit_by_reference(
    ira: Client, closed: Audit
) -> None:
    assert "is on hold" in post(ira, "place_hold", target="20301", why="A claim")
    assert "is on hold" in post(ira, "place_hold", target=closed.ref.lower(), why="A claim")
    assert {hold.kind for hold in Hold.objects.all()} == {"subject", "audit"}
    assert "on hold already" in post(ira, "place_hold", target="20301", why="Again")
    assert "nothing here with the number" in post(ira, "place_hold", target="99999", why="Again")


def test_holds_shows_those_in_force_and_their_reasons(ira: Client, closed: Audit) -> None:
    assert "Nothing is on hold." in text(ira, "holds")
    post(ira, "place_hold", target="20301", why="A claim is expected")
    shown = text(ira, "holds")
    assert "A claim is expected" in shown and closed.subject.ref in shown
    assert "20301" not in shown


def test_end_hold_needs_a_reason_and_keeps_it(cast: Cast, ira: Client, closed: Audit) -> None:
    hold = changes.place_hold(by=cast.ira, kind="audit", target_ref=closed.ref, why="A claim")
    assert "Error: " in post(ira, "end_hold", hold.ref, why="")
    assert "has ended" in post(ira, "end_hold", hold.ref, why="Settled in court")
    assert "Settled in court" in text(ira, "holds")
    changes.place_hold(by=cast.ira, kind="round", target_ref=closed.round.ref, why="An inquiry")
    shown = text(ira, "holds")
    assert shown.index("An inquiry") < shown.index("Settled in court")
    assert "has ended already" in post(ira, "end_hold", hold.ref, why="Twice")


def test_disposals_counts_what_is_due_and_lets_it_go(
    ira: Client, closed: Audit, cast: Cast
) -> None:
    assert str(today().year + 6) in text(ira, "disposals")
    with time_machine.travel(today() + timedelta(days=366 * 6 + 31), tick=False):
        ira.force_login(cast.ira)
        assert "Let go what is due now" in text(ira, "disposals")
        assert "audit records: 1" in post(ira, "disposals")
        assert Disposal.objects.get().ref in text(ira, "disposals")
        assert "Nothing was due." in post(ira, "disposals")
    assert not closed.findings.get().words.body


def test_dispose_case_asks_to_be_sure_and_says_what_stands_in_the_way(
    cast: Cast, ira: Client, closed: Audit
) -> None:
    decided = {"case": "20301", "why": "Decision 2026/17", "is_sure": "on"}
    assert "Error: " in post(ira, "dispose_case", case="20301", why="Decision 2026/17")
    hold = changes.place_hold(by=cast.ira, kind="audit", target_ref=closed.ref, why="A claim")
    assert f"on hold ({closed.ref})" in post(ira, "dispose_case", **decided)
    changes.end_hold(by=cast.ira, hold=hold, why="Settled")
    assert "audit records: 1" in post(ira, "dispose_case", **decided)
    assert "nothing here with the number" in post(ira, "dispose_case", **decided)
