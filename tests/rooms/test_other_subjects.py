"""What a list says of a contact, a carer or a home is kept as long as its audit, and not edited."""

from pathlib import Path

import pytest
from django.db import IntegrityError, transaction

from goldenthread.audits.changes import close_audit, open_round
from goldenthread.audits.models import Audit
from goldenthread.cases.changes import reduce_case_list
from goldenthread.cases.models import CaseEntry, CaseList, Header
from goldenthread.cases.queries import children
from goldenthread.people.changes import link_practitioner
from goldenthread.programme.changes import add_listed_case, assign
from goldenthread.retention import changes
from tests.cast import OPERATOR, Cast
from tests.loop import dana, shared
from tests.rooms.other_subjects import listed
from tests.rooms.rounds import make_round
from tests.rooms.test_retention import in_years

pytestmark = pytest.mark.django_db


@pytest.fixture
def contacts(cast: Cast, tmp_path: Path) -> CaseList:
    return listed(cast.pat, tmp_path, "contact", children=2)


def closed(cast: Cast, case_list: CaseList) -> Audit:
    """The audit of the first contact, closed and on its way to the end of its time."""
    round = make_round(cast.pat, moderation_rule={"rate": 0})
    entry = case_list.entries.order_by("subject__number")[0]
    case = add_listed_case(by=cast.pat, round=round, entry=entry, came="named")
    assign(by=cast.pat, round_case=case, auditor=cast.ines)
    [audit] = open_round(by=cast.pat, round=round)
    link_practitioner(by=OPERATOR, practitioner=dana(), person=cast.dana)
    shared(cast, Audit.objects.get(pk=audit.pk))
    close_audit(by=cast.pat, audit=Audit.objects.get(pk=audit.pk))
    changes.settle_dates(by=cast.ira)
    return Audit.objects.get(pk=audit.pk)


def test_nobody_edits_what_a_list_said(contacts: CaseList) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        CaseEntry.objects.filter(case_list=contacts).update(particulars={})


def test_a_contact_that_no_round_took_is_reduced_with_its_children(
    cast: Cast, contacts: CaseList
) -> None:
    assert reduce_case_list(by=cast.pat, case_list=contacts) == 4
    assert set(map(str, contacts.entries.values_list("particulars", flat=True))) == {"{}"}


def test_disposal_takes_what_the_list_said_of_an_audited_contact(
    cast: Cast, contacts: CaseList
) -> None:
    audit = closed(cast, contacts)
    header = Header.objects.get(pk=audit.header_id)
    assert len(children(header.particulars)) == 2
    changes.dispose(by=cast.ira, as_at=in_years(6))
    header.refresh_from_db()
    assert header.particulars == {}
    assert header.entry and CaseEntry.objects.get(pk=header.entry.pk).particulars == {}
