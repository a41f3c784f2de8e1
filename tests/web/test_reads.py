"""Whoever is shown a case is written down before a byte leaves; if that fails, nothing leaves.

The addresses are enumerated from the table that the resolver is made of, and the cases from the
database: a new page, download or JSON answer that shows one without saying which fails here.
"""

from collections.abc import Callable, Iterator

import pytest
from django.db import transaction
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.test import Client, RequestFactory

from goldenthread.journal.changes import JournalBusy
from goldenthread.journal.models import Entry
from goldenthread.people.models import Person
from goldenthread.reports.changes import begin_report, save_boxes
from goldenthread.web import guards
from tests.cast import Cast
from tests.web.showing import Known, known, text_of
from tests.web.test_strangers import ADDRESSES, address_of
from tests.world import World

pytestmark = pytest.mark.django_db
# Who looks, and how: those who write most also post and put what no form would take.
SEEN_BY = {
    "pat": ("GET", "POST"), "ines": ("GET", "POST", "PUT"), "mo": ("GET",), "tariq": ("GET",),
    "dana": ("GET",), "ira": ("GET",),
}  # fmt: skip
# The log shows references by its nature; that it was looked at is a line of its own.
THE_LOG = {"people:access_log", "journal:person", "journal:person_document"}
FORMS = {"reports:download": ("docx", "xlsx", "html"), "reports:audit_document": ("docx", "pdf")}
WAYS: dict[str, Callable[[Client, str], HttpResponse]] = {
    "GET": lambda client, address: client.get(f"{address}?q=203&case=203"),
    "POST": lambda client, address: client.post(address, {}),
    "PUT": lambda client, address: client.put(
        address, {"version": 99, "value": "good", "text": "x"}, content_type="application/json"
    ),
}


@pytest.fixture
def cast(world: World) -> Cast:
    return world.cast


def addresses(world: World) -> Iterator[tuple[str, str]]:
    """Every page by name and address; a paper in each of its forms."""
    for room, page, address in ADDRESSES:
        name = f"{room}:{page}"
        for form in FORMS.get(name, ("pdf",)):
            world.refs["reports form"] = form
            yield name, address_of(world, room, page, address)


def unrecorded(client: Client, cases: Known, way: str, page: str, address: str) -> list[str]:
    """The cases shown and not said; what the request changed is undone."""
    with transaction.atomic():
        before = Entry.objects.latest("seq").seq
        answer = WAYS[way](client, address)
        reads = Entry.objects.filter(seq__gt=before, kind="read")
        found = (
            cases.unsaid(answer, reads, by_ref=page not in THE_LOG)
            if answer.status_code != 302
            else []
        )
        transaction.set_rollback(True)
    return found


@pytest.mark.parametrize("name", SEEN_BY)
def test_every_case_shown_is_in_the_record_of_reads(world: World, name: str) -> None:
    cases = known()
    client = Client(raise_request_exception=False)
    client.force_login(getattr(world.cast, name))
    found = {
        f"{way} {page}": numbers[:3]
        for page, address in addresses(world)
        for way in SEEN_BY[name]
        if (numbers := unrecorded(client, cases, way, page, address))
    }
    assert found == {}


def test_a_report_that_quotes_audits_says_which(world: World, client: Client) -> None:
    """The committee's internal edition lists findings, each with the reference of its audit."""
    report = begin_report(by=world.cast.pat, round=world.round, kind="committee")
    save_boxes(by=world.cast.pat, report=report, boxes={"edition": "internal"}, seen={})
    client.force_login(world.cast.pat)
    cases = known()
    for address in ("", "edit/", "report.docx", "report.pdf"):
        answer = client.get(f"/reports/{report.ref}/{address}")
        assert cases.shown(answer), address
        assert cases.unsaid(answer, [Entry.objects.latest("seq")]) == [], address


def test_a_case_shown_and_not_said_is_seen(world: World) -> None:
    page = HttpResponse(f"<p>Case {world.begun.subject.number}</p>")
    stream = StreamingHttpResponse([b"Case ", world.submitted.subject.number.encode()])
    cases = known()
    assert cases.unsaid(page, []) == [world.begun.subject.number]
    assert cases.unsaid(stream, []) == [world.submitted.subject.number]


@pytest.mark.parametrize("form", ["docx", "pdf"])
def test_what_a_document_shows_is_read(world: World, form: str) -> None:
    client = Client()
    client.force_login(world.cast.pat)
    answer = client.get(f"/audits/{world.submitted.ref}/documents/record.{form}")
    assert world.submitted.subject.number in text_of(answer)


def test_a_read_that_cannot_be_recorded_is_no_read(
    world: World, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*args: object, **kwargs: object) -> None:
        raise JournalBusy

    monkeypatch.setattr("goldenthread.web.guards.record_reads", busy)
    client.force_login(world.cast.ines)
    answer = client.get(f"/audits/{world.begun.ref}/")
    assert answer.status_code == 503
    assert b"20301" not in answer.content


def asked(person: Person) -> HttpRequest:
    request = RequestFactory().get("/")
    request.user = person
    return request


def test_the_line_is_there_before_the_first_byte_of_a_stream(cast: Cast) -> None:
    lines_at_first_byte: list[str] = []

    def body() -> Iterator[bytes]:
        lines_at_first_byte.append(Entry.objects.latest("seq").what)
        yield b"20301"

    def page(request: HttpRequest) -> StreamingHttpResponse:
        guards.shows(request, "long_list", "SUB-2222222222")
        return StreamingHttpResponse(body())

    answer = guards.signed_in(page)(asked(cast.pat))  # type: ignore[arg-type]
    assert b"".join(answer.streaming_content) == b"20301"  # type: ignore[attr-defined]
    assert lines_at_first_byte == ["long_list"]


@pytest.mark.parametrize(("status", "is_read"), [(200, True), (400, True), (409, True), (302, False), (404, False)])  # fmt: skip
def test_a_refusal_with_content_is_a_read_and_one_without_is_none(
    cast: Cast, status: int, is_read: bool
) -> None:
    def page(request: HttpRequest) -> HttpResponse:
        guards.shows(request, "some_page", "SUB-2222222222")
        return HttpResponse(status=status)

    before = Entry.objects.count()
    guards.signed_in(page)(asked(cast.pat))
    assert Entry.objects.count() == before + is_read
