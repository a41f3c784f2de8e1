"""A concern: before whom it stands, and who acknowledges it."""

from datetime import datetime

import pytest
from time_machine import TimeMachineFixture

from goldenthread.audits import changes, queries
from goldenthread.audits.models import Audit, Concern
from goldenthread.people.actors import NotAllowed, OwnWork
from goldenthread.people.changes import give_role, set_concern_numbers
from goldenthread.people.models import Person
from goldenthread.people.roles import Role
from tests.cast import OPERATOR, Cast
from tests.rooms.audit_round import open_with

pytestmark = pytest.mark.django_db


def test_a_concern_stands_before_qa_and_the_managers_until_it_is_acknowledged(
    cast: Cast, audit: Audit
) -> None:
    concern = changes.raise_concern(
        by=cast.ines, audit=audit, what="Bruise not followed up.", is_reached=False,
        numbers_tried=["Duty desk 020 7946 0001"],
    )  # fmt: skip
    for person in (cast.pat, cast.tariq, cast.sam):
        assert list(queries.concerns_to_acknowledge(person)) == [concern]
    assert list(queries.concerns_to_acknowledge(cast.sunita)) == []
    assert queries.concern_count(audit.round) == 1
    changes.acknowledge_concern(by=cast.tariq, concern=concern, words="Visit today.")
    assert list(queries.concerns_to_acknowledge(cast.pat)) == []


def test_a_concern_is_acknowledged_by_nobody_outside(cast: Cast, audit: Audit) -> None:
    concern = changes.raise_concern(by=cast.ines, audit=audit, what="Worry.", is_reached=False)
    with pytest.raises(NotAllowed):
        changes.acknowledge_concern(by=cast.sunita, concern=concern, words="Seen.")
    with pytest.raises(NotAllowed):
        changes.raise_concern(by=cast.ed, audit=audit, what="Not my case.", is_reached=False)


def test_nobody_acknowledges_their_own_concern_or_one_about_their_own_audit(cast: Cast) -> None:
    give_role(by=OPERATOR, person=cast.ines, role=Role.QA_LEAD)
    ines = Person.objects.get(pk=cast.ines.pk)
    first, second = open_with(cast, ines, cast.ed)
    raised = changes.raise_concern(by=ines, audit=second, what="Worry.", is_reached=False)
    audited = changes.raise_concern(by=cast.pat, audit=first, what="Worry.", is_reached=False)
    for concern in (raised, audited):
        with pytest.raises(OwnWork):
            changes.acknowledge_concern(by=ines, concern=concern, words="Seen.")
        assert ines not in queries.acknowledgers(concern)
    assert cast.pat in queries.acknowledgers(raised)
    assert cast.pat not in queries.acknowledgers(audited)


@pytest.mark.parametrize(
    ("moment", "first"),
    [
        ("2026-11-20 16:59+00:00", "North"),
        ("2026-11-20 17:00+00:00", "Emergency duty"),
        ("2026-11-21 11:00+00:00", "Emergency duty"),
        ("2026-12-25 11:00+00:00", "Emergency duty"),
        ("2026-07-17 16:30+00:00", "Emergency duty"),  # half past five by London's clock
    ],
)
def test_out_of_hours_the_emergency_team_stands_first(
    cast: Cast, audit: Audit, time_machine: TimeMachineFixture, moment: str, first: str
) -> None:
    set_concern_numbers(by=cast.pat, numbers=[("Duty", "1", ""), ("Emergency duty", "2", "", True)])
    assert audit.header.team
    audit.header.team.phone = "3"
    time_machine.move_to(datetime.fromisoformat(moment))
    assert queries.numbers_to_call(audit)[0][0] == first


def test_a_call_that_is_answered_completes_the_concern(cast: Cast, audit: Audit) -> None:
    concern = changes.raise_concern(
        by=cast.ines, audit=audit, what="Worry.", is_reached=False, numbers_tried=["one"]
    )
    changes.record_call(by=cast.ines, concern=concern, is_reached=False, number="two")
    changes.record_call(
        by=cast.ines, concern=concern, is_reached=True, spoke_to="Tariq Moss", will_do="Visit."
    )
    now = Concern.objects.get()
    assert (now.numbers_tried, now.is_reached, now.spoke_to.body) == (
        ["one", "two"],
        True,
        "Tariq Moss",
    )
