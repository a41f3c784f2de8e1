"""Case lists of one's own: columns matched, lists looked at and withdrawn, case types."""

import pytest
from django.urls import reverse

from goldenthread.cases import changes, queries
from goldenthread.cases.queries import CaseListDraft
from goldenthread.jobs.reading import read_draft
from goldenthread.journal.models import Entry
from goldenthread.web.jinja import moment
from tests.cast import OPERATOR, Cast
from tests.rooms.case_files import OWN_CSV, case, reading, upload
from tests.web.asking import html as text
from tests.web.asking import signed_in as as_
from tests.web.case_pages import address, is_closed_to

pytestmark = pytest.mark.django_db


def test_match_columns_is_for_those_who_load_lists(cast: Cast) -> None:
    assert is_closed_to("match_columns", cast)


def columns_form(**more: str) -> dict[str, str]:
    return {
        "person_id": "PERSON_ID",
        "case_type": "LEGAL_CATEGORY",
        "typed_in": "LEGAL_CATEGORY",
        "worker": "ALLOC_WORKER",
        "name": "Open cases",
        "type-2": "early_help",
        **more,
    }


def test_match_columns_shows_what_is_matched_thrown_away_and_wrong(cast: Cast) -> None:
    page = text(as_(cast.pat).get(address("match_columns")))
    for words in (
        "4 rows, 5 columns",
        "1 column in your file will be thrown away before anything is saved: CHILD_NAME",
        "Case 20319 appears twice",
        "Step-down",
        "20303, 20319, 20321",
    ):
        assert words in page
    assert "Some Child" not in page


def test_match_columns_asks_again_when_the_column_of_types_is_another(cast: Cast) -> None:
    where = address("match_columns")
    page = text(
        as_(cast.pat).post(where, columns_form(case_type="TEAM", typed_in="LEGAL_CATEGORY"))
    )
    assert "Check below what each case type means" in page
    assert "You chose another column" in page


def test_match_columns_guesses_the_types_of_another_column(cast: Cast) -> None:
    own = OWN_CSV.replace(b"LEGAL_CATEGORY", b"INVOLVEMENT")
    where = reverse("cases:match_columns", args=[upload("own.csv", own).ref])
    sent = columns_form(case_type="INVOLVEMENT", typed_in="")
    page = text(as_(cast.pat).post(where, {k: v for k, v in sent.items() if k != "type-2"}))
    assert '<option value="care_leaver" selected>' in page


def test_match_columns_shows_values_before_anything_is_sent_and_how_long_it_waits(
    cast: Cast,
) -> None:
    page = text(as_(cast.pat).get(address("match_columns")))
    assert "First values of each column" in page
    assert "Not shown: it may hold a person’s details" in page
    assert "Optional" in page
    assert f"The file waits here until {moment(CaseListDraft.objects.get().waits_until)}" in page


def test_match_columns_refuses_a_list_without_a_number(cast: Cast) -> None:
    page = text(as_(cast.pat).post(address("match_columns"), columns_form(person_id="")))
    assert "Select the column that holds the case number" in page


def test_match_columns_leads_to_the_report_and_is_remembered(cast: Cast) -> None:
    where = address("match_columns")
    answer = as_(cast.pat).post(where, columns_form())
    ref = answer.url.split("/")[-2]  # type: ignore[attr-defined]
    read_draft(ref)
    page = text(as_(cast.pat).get(answer.url))  # type: ignore[attr-defined]
    assert "Use this case list" in page
    again = upload("next.csv", OWN_CSV.replace(b"20303", b"20309"))
    page = text(as_(cast.pat).get(reverse("cases:match_columns", args=[again.ref])))
    assert "We recognised this as a <strong>Open cases</strong> list" in page


def test_case_list_is_for_those_who_load_them_and_its_reading_is_recorded(cast: Cast) -> None:
    assert is_closed_to("case_list", cast, cast.dee)
    made = queries.current_case_list()
    assert made is not None
    as_(cast.olive).get(reverse("cases:case_list", args=[made.ref]))
    line = Entry.objects.latest("seq")
    assert (line.kind, line.what, line.refs[0]) == ("read", "case_list", made.ref)
    assert made.entries.get().subject.ref in line.refs


def test_case_list_is_filtered_and_paged(cast: Cast) -> None:
    cases = [
        case(str(n), "cp" if n == 7 else "cin", flags=("uasc",) if n == 8 else (), team="North")
        for n in range(30)
    ]
    made = changes.import_case_list(by=OPERATOR, reading=reading(*cases))
    where = reverse("cases:case_list", args=[made.ref])
    assert "30 cases." in text(as_(cast.pat).get(where))
    assert (
        text(as_(cast.pat).get(f"{where}?page=2")).count('scope="row"')
        == text(as_(cast.pat).get(where)).count('scope="row"') - 20
    )
    for question in ("status=cp", "flag=uasc", "number=29"):
        assert "1 case." in text(as_(cast.pat).get(f"{where}?{question}"))
    assert "No cases match." in text(as_(cast.pat).get(f"{where}?number=404"))


def test_case_list_takes_as_many_queries_for_many_cases(cast: Cast) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    found = []
    for count in (3, 25):
        cases = [case(f"{n}", team=f"T{n}", worker=f"W{n}") for n in range(count)]
        made = changes.import_case_list(by=OPERATOR, reading=reading(*cases, sha=f"{count:064}"))
        client = as_(cast.pat)
        with CaptureQueriesContext(connection) as counted:
            client.get(reverse("cases:case_list", args=[made.ref]))
        found.append(len(counted))
    assert found[0] == found[1]


def test_withdraw_case_list_needs_a_reason_and_shows_it(cast: Cast) -> None:
    where = address("withdraw_case_list")
    assert "Enter why is it withdrawn" in text(as_(cast.pat).post(where, {"why": ""}))
    assert "Wrong file" in text(as_(cast.pat).post(where, {"why": "Wrong file"}, follow=True))
    assert "already been withdrawn" in text(as_(cast.pat).post(where, {"why": "Again"}))


def test_withdraw_case_list_is_closed_to_others(cast: Cast) -> None:
    assert is_closed_to("withdraw_case_list", cast)


def test_case_types_list_the_order_the_mapping_and_what_is_not_mapped(cast: Cast) -> None:
    unknown = case("1", "unknown", source_values={"case_type": "Step-down"})
    changes.import_case_list(by=OPERATOR, reading=reading(unknown))
    page = text(as_(cast.olive).get(address("case_types")))
    assert page.index("Looked after") < page.index("Child protection") < page.index("Step-down")
    assert "Add a case type" not in page  # an officer maps; the lead arranges
    assert as_(cast.stranger).get(address("case_types")).status_code == 404


def test_add_case_type_and_refuse_one_twice(cast: Cast) -> None:
    where = address("add_case_type")
    answer = as_(cast.pat).post(where, {"label": "Disabled children"})
    assert answer.status_code == 302
    assert "already a case type" in text(as_(cast.pat).post(where, {"label": "disabled Children"}))
    for who in (cast.stranger, cast.olive):
        assert as_(who).get(where).status_code == 404


def test_case_type_is_edited_once_and_a_second_editor_is_told(cast: Cast) -> None:
    where = address("case_type")
    cin = queries.case_type_by_code("cin")
    assert cin is not None
    data = {
        "label": "In need",
        "statuses": ["cin", "assessment"],
        "source_values": "CIN plan\nSection 17",
        "is_in_use": "on",
        "seen": queries.case_type_version(cin),
    }
    page = text(as_(cast.pat).post(where, data, follow=True))
    assert "In need" in page
    assert "“CIN plan”, “Section 17”" in page
    assert "Somebody else changed this case type" in text(as_(cast.pat).post(where, data))
    assert as_(cast.stranger).get(where).status_code == 404


def test_move_case_type_up_and_down(cast: Cast) -> None:
    where = reverse("cases:move_case_type", args=["cp"])
    as_(cast.pat).post(where, {"to": "up"})
    assert [use.case_type.code for use in queries.case_types(None)][:2] == ["cp", "cla"]
    assert as_(cast.pat).get(where).status_code == 405
    assert as_(cast.stranger).post(where, {"to": "down"}).status_code == 404


def test_map_value_without_a_choice_changes_nothing_and_says_so(cast: Cast) -> None:
    page = as_(cast.pat).post(address("map_value"), {"source_value": "Section 17"}, follow=True)
    assert "Choose a case type before you press Remember" in text(page)
    assert queries.case_type_mapping().by_value == {}


def test_map_value_comes_back_to_our_own_page_only(cast: Cast) -> None:
    where = address("map_value")
    data = {"case_type": "cin", "source_value": "Section 17", "back": "https://elsewhere.example/"}
    assert as_(cast.pat).post(where, data)["Location"] == reverse("cases:case_types")
    assert queries.case_type_mapping().by_value == {"section 17": "cin"}
    assert as_(cast.stranger).post(where, data).status_code == 404
