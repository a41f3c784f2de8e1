"""Access reports: who may make them, what they tell, and that making one is itself written down."""

from io import BytesIO

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from goldenthread.audits.changes import acknowledge_concern
from goldenthread.cases.changes import ensure_subject
from goldenthread.journal.changes import record_read
from goldenthread.journal.models import Entry
from goldenthread.reports import access
from tests.cast import OPERATOR
from tests.world import World

pytestmark = pytest.mark.django_db
FOUND = "/set-up/access-reports/"
WORDS = b"The child was found alone"  # of the concern of the case: content


@pytest.fixture
def ira(world: World) -> Client:
    """Information governance."""
    client = Client()
    client.force_login(world.cast.ira)
    return client


def look(world: World, name: str, address: str) -> None:
    client = Client()
    client.force_login(getattr(world.cast, name))
    assert client.get(address).status_code == 200


def test_find_leads_from_a_number_to_the_report(world: World, ira: Client) -> None:
    answer = ira.get(FOUND, {"case": " 20301 "})
    assert answer["Location"] == f"{FOUND}cases/{world.begun.subject.ref}/"
    assert b"Nothing was found" in ira.get(FOUND, {"case": "no such case"}).content


@pytest.mark.parametrize("of", ["audit", "action", "concern", "round_case"])
def test_find_takes_any_reference_of_a_case(world: World, ira: Client, of: str) -> None:
    audit = world.action.audit if of == "action" else world.begun
    ref = {
        "audit": audit.ref, "action": world.action.ref, "concern": world.concern.ref,
        "round_case": audit.round_case.ref,
    }[of]  # fmt: skip
    answer = ira.get(FOUND, {"case": ref.lower()})
    assert answer["Location"] == f"{FOUND}cases/{audit.subject.ref}/"


def test_find_offers_cases_of_the_same_number_and_writes_down_that_it_did(
    world: World, ira: Client
) -> None:
    other = ensure_subject(by=OPERATOR, number="20301", kind="family")
    assert other.ref.encode() in ira.get(FOUND, {"case": "20301"}).content
    assert {other.ref, world.begun.subject.ref} <= set(Entry.objects.latest("seq").refs)


def test_find_leads_from_a_name_to_the_person(world: World, ira: Client) -> None:
    answer = ira.get(FOUND, {"person": world.cast.ines.email})
    assert answer["Location"] == f"{FOUND}people/{world.cast.ines.ref}/"


@pytest.mark.parametrize("name", ["pat", "mo", "ines", "dee", "ada", "stranger"])
def test_subject_is_for_information_governance_alone(world: World, name: str) -> None:
    client = Client()
    client.force_login(getattr(world.cast, name))
    for address in (FOUND, f"{FOUND}cases/{world.begun.subject.ref}/"):
        assert client.get(address).status_code == 404


def test_subject_tells_who_saw_and_changed_it_but_not_what_was_written(
    world: World, ira: Client
) -> None:
    look(world, "mo", "/moderation/")
    look(world, "pat", f"/audits/{world.begun.ref}/")
    acknowledge_concern(by=world.cast.pat, concern=world.concern, words="I will ring.")
    page = ira.get(f"{FOUND}cases/{world.begun.subject.ref}/").content
    for told in (b"Pat Ellis", b"Raise concern", b"Acknowledge concern", b"Audit"):
        assert told in page
    assert WORDS not in page and b"I will ring" not in page
    assert b"Moderation queue" not in page, "Mo saw other cases there, not this one"


def test_subject_tells_of_no_other_case_on_the_same_list(world: World, ira: Client) -> None:
    record_read(world.cast.pat, "audit_list", world.begun.ref, world.submitted.ref)
    page = ira.get(f"{FOUND}cases/{world.begun.subject.ref}/").content.decode()
    assert "Audit list" in page and world.begun.ref in page
    assert world.submitted.ref not in page


def test_subject_is_itself_written_down(world: World, ira: Client) -> None:
    ira.get(f"{FOUND}cases/{world.begun.subject.ref}/")
    last = Entry.objects.latest("seq")
    assert (last.actor, last.kind, last.what, last.refs) == (
        world.cast.ira.ref, "read", "access_report", [world.begun.subject.ref],
    )  # fmt: skip


def test_subject_asks_the_same_number_of_queries_however_much_was_seen(
    world: World, ira: Client
) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            ira.get(f"{FOUND}cases/{world.begun.subject.ref}/")
        return len(queries)

    asked()  # the first also begins the session
    few = asked()
    for person in (world.cast.pat, world.cast.mo, world.cast.ines):
        for _ in range(30):
            record_read(person, "audit", world.begun.ref)
    assert asked() == few


def test_subject_keeps_to_the_days_asked_for(world: World, ira: Client) -> None:
    address = f"{FOUND}cases/{world.begun.subject.ref}/"
    page = ira.get(address, {"end": "1/1/2020"}).content
    assert b"Nothing was seen or changed" in page


def test_subject_document_is_an_excel_workbook_with_every_entry(world: World, ira: Client) -> None:
    subject = world.begun.subject
    count = access.about_subject(subject).entries.count()
    answer = ira.get(f"{FOUND}cases/{subject.ref}/report.xlsx")
    book = load_workbook(BytesIO(answer.content))
    assert book.sheetnames == ["Who", "Entries", "Notes"]
    assert book["Entries"].max_row == count + 1
    assert "found alone" not in str([row for sheet in book for row in sheet.values])


@pytest.mark.parametrize(("form", "starts"), [("pdf", b"%PDF"), ("docx", b"PK")])
def test_subject_document_is_word_or_pdf(
    world: World, ira: Client, form: str, starts: bytes
) -> None:
    answer = ira.get(f"{FOUND}cases/{world.begun.subject.ref}/report.{form}")
    assert answer.content.startswith(starts)
    assert Entry.objects.latest("seq").what == "access_report_document"
    assert ira.get(f"{FOUND}cases/{world.begun.subject.ref}/report.exe").status_code == 404


def test_person_tells_what_they_looked_at_by_reference(world: World, ira: Client) -> None:
    look(world, "ines", f"/audits/{world.begun.ref}/")
    page = ira.get(f"{FOUND}people/{world.cast.ines.ref}/").content
    assert world.begun.ref.encode() in page
    assert b"20301" not in page


def test_person_document_is_written_down(world: World, ira: Client) -> None:
    answer = ira.get(f"{FOUND}people/{world.cast.ines.ref}/report.xlsx")
    assert load_workbook(BytesIO(answer.content)).sheetnames == ["Entries", "Notes"]
    assert Entry.objects.latest("seq").refs == [world.cast.ines.ref]
