"""Pages of what is asked of people each month: two measures, exemptions, and whom to remind."""

from collections.abc import Iterator
from datetime import date

import pytest
import time_machine

from goldenthread.audits.models import Audit
from goldenthread.programme.changes import ask_exemption, set_quotas
from goldenthread.programme.models import Quota, QuotaExemption
from tests.cast import Cast, cast_again
from tests.loop import round_of, submitted
from tests.web.asking import signed_in, text
from tests.web.programme_pages import page

pytestmark = pytest.mark.django_db
JAN = date(2026, 1, 1)
FREE = {"why": "new_here", "note": "", "from_month": "2026-01-01", "until_month": "2026-02-01"}


@pytest.fixture
def cast(db: None) -> Iterator[Cast]:
    """The cast on 10 January 2026; an audit a month is asked of Tariq and Ines."""
    with time_machine.travel("2026-01-10 12:00+00:00", tick=False):
        made = cast_again()
        set_quotas(by=made.pat, people=[made.tariq, made.ines], audits=1, from_month=JAN)
        yield made


def asked_of_ines(cast: Cast) -> Audit:
    """An audit that is due on 24 January."""
    return round_of(cast, ["20301"])[0]


def test_managers_keeps_two_measures_apart(cast: Cast) -> None:
    submitted(asked_of_ines(cast))
    shown = text(signed_in(cast.pat).get(page("managers")))
    assert "Audits done of planned" in shown and "1 of 2" in shown
    assert "Not given enough" in shown and "Met" in shown
    empty = text(signed_in(cast.pat).get(page("managers") + "?year=2025"))
    assert "No audit is asked of anybody in December 2025" in empty


def test_ask_quotas_asks_several_people_at_once(cast: Cast) -> None:
    client = signed_in(cast.pat)
    shown = text(client.post(page("ask_quotas"), {"audits": "2", "from_month": "2026-02-01"}))
    assert "Select at least one person" in shown
    people = [cast.tariq.ref, cast.sunita.ref]
    sent = {"audits": "2", "from_month": "2026-02-01", "people": people}
    shown = text(client.post(page("ask_quotas"), sent, follow=True))
    assert "2 a month from February 2026 is asked of 2 people" in shown
    assert Quota.objects.filter(audits=2).count() == 2


def test_manager_is_exempt_by_somebody_else_with_a_reason(cast: Cast) -> None:
    client, address = signed_in(cast.pat), page("manager", cast.tariq.ref)
    assert "Select why" in text(client.post(address, FREE | {"why": ""}))
    assert "Enter the other reason" in text(client.post(address, FREE | {"why": "other"}))
    backwards = client.post(address, FREE | {"until_month": "2025-12-01"})
    assert "must be the same as or after the first" in text(backwards)
    shown = text(client.post(address, FREE, follow=True))
    assert "Approved by Pat Ellis" in shown and "Exempt" in shown
    assert "There is an exemption from January 2026" in text(client.post(address, FREE))
    assert client.get(page("manager", cast.stranger.ref)).status_code == 404


def test_decide_exemption_is_never_ones_own(cast: Cast) -> None:
    held = ask_exemption(
        by=cast.tariq, person=cast.tariq, from_month=JAN, until_month=JAN, why="leaving"
    )
    assert "wait for a decision" in text(signed_in(cast.pat).get(page("managers")))
    address = page("decide_exemption", cast.tariq.ref, held.ref)
    assert signed_in(cast.tariq).post(address, {"decision": "approve"}).status_code == 404
    signed_in(cast.olive).post(address, {})
    assert QuotaExemption.objects.get().is_approved is None
    shown = text(signed_in(cast.olive).post(address, {"decision": "refuse"}, follow=True))
    assert "Refused by Olive Hart" in shown


def test_end_quota_exemption_takes_back_what_one_asked(cast: Cast) -> None:
    client = signed_in(cast.tariq)
    shown = text(client.post(page("asked"), FREE, follow=True))
    assert "Waits for a decision" in shown
    held = QuotaExemption.objects.get()
    address = page("end_quota_exemption", cast.tariq.ref, held.ref)
    assert signed_in(cast.ines).post(address).status_code == 404
    assert "Taken back by Tariq Moss" in text(client.post(address, follow=True))


def test_nobody_is_chased_in_a_month_for_what_they_handed_in_before_it(cast: Cast) -> None:
    with time_machine.travel("2026-01-30 12:00+00:00", tick=False):
        submitted(asked_of_ines(cast))  # due on 13 February
    with time_machine.travel("2026-03-03 12:00+00:00", tick=False):
        chased = signed_in(cast.pat).get(page("chase") + "?month=2026-02-01")
        assert "Nobody needs a reminder" in text(chased)


def test_asked_shows_ones_own_months(cast: Cast) -> None:
    submitted(asked_of_ines(cast))
    shown = text(signed_in(cast.ines).get(page("asked")))
    assert "January 2026" in shown and "Met" in shown and ">December 2025</th>" not in shown
    assert signed_in(cast.dana).get(page("asked")).status_code == 404


def test_chase_writes_to_whoever_was_given_enough(cast: Cast) -> None:
    audit = asked_of_ines(cast)
    with time_machine.travel("2026-02-03 12:00+00:00", tick=False):
        client, address = signed_in(cast.pat), page("chase") + "?month=2026-01-01"
        shown = text(client.get(address))
        assert "Dear Ines Vale" in shown and "Dear Tariq Moss" not in shown
        assert "1 audit was asked of you for January 2026" in shown
        assert audit.subject.number not in shown
        assert "Nobody needs a reminder" in text(client.get(page("chase")))
