"""Pages of past audits: upload, what would be made, import, and taking it back."""

import re
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from goldenthread.audits.models import Audit, PastImport
from goldenthread.audits.past.map import FIELDS
from goldenthread.programme.models import Round
from goldenthread.reports.changes import begin_report
from tests.cast import Cast
from tests.published import AUDITS, COLUMNS, imported, waiting
from tests.web.asking import in_one_line, last_line, signed_in

pytestmark = pytest.mark.django_db
ROW = b"Ref,Year,Grade\nA1,2019,Good\n"
MAP = b"columns:\n  number: Ref\n  round: Year\n  auditor_grade: Grade\n"


@pytest.fixture
def pat(cast: Cast) -> Client:
    return signed_in(cast.pat)


def send(client: Client, data: bytes, mapped: bytes = b"", name: str = "old.csv") -> HttpResponse:
    files = {"file": SimpleUploadedFile(name, data)}
    if mapped:
        files["map"] = SimpleUploadedFile("map.yaml", mapped)
    return client.post(reverse("audits:past_imports"), files, follow=True)  # type: ignore[return-value]


def page_of(held: PastImport) -> str:
    return reverse("audits:past_import", args=[held.ref])


def test_past_imports_reads_a_file_whose_headings_are_known(pat: Client) -> None:
    page = in_one_line(send(pat, AUDITS.read_bytes(), name="audits.csv"))
    assert "City of London 2018" in page and "Import all 394 rows" in page
    assert "31 yes, 0 no, 0 not said" in page and "assumed_fields, seed" in page
    assert not Round.objects.filter(way=Round.Way.IMPORTED).exists()
    assert last_line().what == "past_import"


def test_past_imports_takes_a_map_for_any_other_file(pat: Client) -> None:
    data = b"Ref,Year,Grade\nA1,2019,Good\nA2,2019,RI\n"
    assert "No map fits a file with the columns Ref, Year, Grade." in in_one_line(send(pat, data))
    assert "Import all 2 rows" in in_one_line(send(pat, data, MAP))


@pytest.mark.parametrize(
    ("data", "mapped", "says"),
    [
        (b"", b"", "The file is empty."),
        (ROW, b"columns: [", "cannot be read as YAML"),
        (ROW, b"columns:\n  worker: Ref\n", "worker is not imported"),
        (b"Ref,Year\nA1,2019\n", MAP, "The file has no column Grade"),
        (ROW, b"kind: [audits]", "Its kind has to be one of audits, sections, percents."),
        (ROW, MAP + b"name: {a: b}\n", "Its name has to be words"),
        (ROW, MAP + b"left_out: [[a]]\n", "left_out has to be a list of columns"),
        (ROW, MAP + b"values: {round: {a: [b]}}\n", "The values of round has to be words"),
        (ROW, MAP + b"scales: {a: {steps: [{b: c}, d]}}\n", "has to list two steps or more"),
        (ROW, MAP + b"scales: {a: {steps: [b, c], meets: [[c]]}}\n", "which it has not"),
        (ROW, MAP + b"scales: {'!': {steps: [b, c]}}\n", "has to be called by a word"),
    ],
)
def test_past_imports_refuses_in_words(pat: Client, data: bytes, mapped: bytes, says: str) -> None:
    assert says in in_one_line(send(pat, data, mapped))
    assert not PastImport.objects.exists()


def test_past_import_names_each_problem_by_row_and_imports_nothing(cast: Cast, pat: Client) -> None:
    held = waiting(cast.pat, "audit_id,round,auditor_grade\nA,Spring,Good\nA,2019,Gold\n")
    page = in_one_line(pat.get(page_of(held)))
    for said in ("Does not say which months it was", "Stands in row 2 already", "Is no grade of"):
        assert said in page
    assert "Import all" not in page
    pat.post(page_of(held), {"decision": "use"})
    assert (Audit.objects.count(), PastImport.objects.get().state) == (0, "read")


def test_past_imports_show_a_map_that_can_be_copied(pat: Client) -> None:
    page = pat.get(reverse("audits:past_imports")).content.decode()
    (shown,) = re.findall(r"<code>(kind:.*?)</code>", page, re.DOTALL)
    data = b"Ref,Type,Grade,Agreed grade,Comments\nA1,LAC,Good,RI,Seen\n"
    assert "Import all 1 row" in in_one_line(send(pat, data, unescape(shown).encode()))


def test_past_imports_say_which_columns_a_known_file_misses(pat: Client) -> None:
    renamed = AUDITS.read_bytes().replace(b"moderated_grade", b"Agreed grade", 1)
    assert "would fit if there were also moderated_grade. Rename" in in_one_line(send(pat, renamed))


@pytest.mark.parametrize(
    ("part", "says"),
    [
        ({"authority": "A" * 81}, "Is longer than 80 characters"),
        ({"round": "!!!"}, "Has no letter or figure to make a code of"),
    ],
)
def test_past_import_names_what_a_map_says_of_every_row(
    cast: Cast, pat: Client, part: dict[str, str], says: str
) -> None:
    columns = {each: each for each in COLUMNS if each not in ("number", *part)}
    mapped = {"columns": {"number": "audit_id", **columns}, "fixed": part}
    held = waiting(cast.pat, periods={"!!!": {"from": "2019-01-01", "to": "2019-02-01"}}, **mapped)
    assert says in in_one_line(pat.get(page_of(held)))


def test_past_import_imports_once_and_marks_what_it_made(cast: Cast, pat: Client) -> None:
    held = waiting(cast.pat)
    done = in_one_line(pat.post(page_of(held), {"decision": "use"}, follow=True))
    assert "past.csv is imported: 1 of 1 rows." in done
    again = in_one_line(pat.post(page_of(held), {"decision": "use"}, follow=True))
    assert "This file has been dealt with already." in again
    audit = Audit.objects.get()
    page = in_one_line(pat.get(reverse("audits:audit", args=[audit.ref])))
    assert "Imported." in page and "does not say whether it was moderated" in page
    assert "needs an auditor" not in page
    listed = in_one_line(pat.get(reverse("programme:round", args=[audit.round.ref])))
    assert "Past audits" in listed and "Needs an auditor" not in listed
    assert "Begin a round that follows this one" not in listed


def test_past_import_can_be_deleted_before_it_is_used(cast: Cast, pat: Client) -> None:
    held = waiting(cast.pat)
    pat.post(page_of(held), {"decision": "drop"})
    held.refresh_from_db()
    assert held.state == "dropped" and held.reading is not None and held.reading.body == ""
    assert "No file of past audits has been read yet." in in_one_line(
        pat.get(reverse("audits:past_imports"))
    )


def test_past_import_is_taken_back_with_a_reason(cast: Cast, pat: Client) -> None:
    held = imported(cast.pat, AUDITS)
    asked = in_one_line(pat.post(page_of(held), {"decision": "take_back", "why": ""}))
    assert "Say why the import is taken back" in asked
    done = in_one_line(
        pat.post(page_of(held), {"decision": "take_back", "why": "Wrong year"}, follow=True)
    )
    assert "is taken back" in done and "Wrong year" in done
    assert "City of London 2018" not in in_one_line(pat.get(reverse("programme:index")))
    assert imported(cast.pat, AUDITS).made == 394


def test_past_import_stays_while_a_report_stands_on_it(cast: Cast, pat: Client) -> None:
    held = imported(cast.pat, AUDITS)
    round = held.rounds.get(code="city-of-london-2018")
    begin_report(by=cast.pat, round=round, kind="committee")
    page = in_one_line(pat.post(page_of(held), {"decision": "take_back", "why": "Wrong year"}))
    assert "a report of City of London 2018 stands on it" in page
    held.refresh_from_db()
    assert held.state == "used"


def test_past_import_asks_as_much_for_many_rows_as_for_few(
    cast: Cast, pat: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for held in (waiting(cast.pat), imported(cast.pat, AUDITS)):
        with django_assert_max_num_queries(20):
            pat.get(page_of(held))
    with django_assert_max_num_queries(20):
        pat.get(reverse("audits:past_imports"))


def test_past_import_is_not_there_for_a_stranger(cast: Cast) -> None:
    held = waiting(cast.pat)
    for person in (cast.stranger, cast.ines, cast.dee):
        assert signed_in(person).get(page_of(held)).status_code == 404
        assert signed_in(person).get(reverse("audits:past_imports")).status_code == 404


def test_no_page_of_figures_is_made_by_a_named_person(cast: Cast, pat: Client) -> None:
    asked = pat.get(reverse("figures:grades"), {"by": "practitioner", "practitioner": "Dana Pike"})
    assert "Grades by case type" in in_one_line(asked) or "No audits are counted" in in_one_line(
        asked
    )
    assert not {"practitioner", "worker", "auditor"} & set(FIELDS["audits"])
