"""The pages of the ledger: the chain, and the findings behind each of its numbers."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from goldenthread.audits.changes import record_finding
from goldenthread.audits.models import Finding
from tests.cast import Cast
from tests.loop import round_of, submitted
from tests.web.test_learning import as_

pytestmark = pytest.mark.django_db


def found_worse(cast: Cast) -> Finding:
    """One area for improvement, handed in, that nothing answers."""
    [audit] = round_of(cast, ["20301"])
    assert audit.auditor
    finding = record_finding(
        by=audit.auditor, audit=audit, section="risk", kind="improvement", words="Weigh the risk."
    )
    submitted(audit)
    return finding


def test_ledger_says_how_far_findings_got_and_every_number_opens_its_list(cast: Cast) -> None:
    finding = found_worse(cast)
    page = as_(cast.pat).get(reverse("figures:ledger")).content.decode()
    assert "Of 1 area for improvement, 0 led to an action" in page
    [dropped] = re.findall(r'href="(/insights/ledger/actions/[^"]*)"', page)
    listed = as_(cast.pat).get(dropped.replace("&amp;", "&")).content.decode()
    assert "Weigh the risk." in listed and finding.ref in listed
    assert (
        "/insights/ledger/actions/"
        not in as_(cast.dee).get(reverse("figures:ledger")).content.decode()
    )


def test_ledger_list_is_for_those_who_may_list_and_shows_what_they_may_read(cast: Cast) -> None:
    found_worse(cast)
    address = reverse("figures:ledger_list", args=["findings"])
    assert ">1 finding</a> counted" in as_(cast.sam).get(address).content.decode()
    assert "Weigh the risk." not in as_(cast.sam).get(address).content.decode()
    for person in (cast.dee, cast.stranger, cast.tariq):
        assert as_(person).get(address).status_code == 404
    assert as_(cast.pat).get(reverse("figures:ledger_list", args=["nothing"])).status_code == 404


def test_ledger_asks_the_same_queries_of_one_and_of_many(cast: Cast) -> None:
    client = as_(cast.pat)
    found_worse(cast)
    client.get(reverse("figures:ledger"))
    with CaptureQueriesContext(connection) as of_one:
        client.get(reverse("figures:ledger"))
    for audit in round_of(cast, ["20302", "20303"], title="More"):
        submitted(audit)
    with CaptureQueriesContext(connection) as of_many:
        client.get(reverse("figures:ledger"))
    assert len(of_many) == len(of_one) < 20


def test_ledger_stands_on_the_director_s_home(cast: Cast) -> None:
    found_worse(cast)
    page = as_(cast.dee).get("/").content.decode()
    assert "0 of 1" in page and "areas for improvement put right and verified" in page
    assert reverse("figures:ledger") not in as_(cast.dana).get("/").content.decode()
