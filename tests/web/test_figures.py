"""The pages of figures: sentences, tables with links to audits, filters in the address, Excel."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import strip_tags
from python_calamine import CalamineWorkbook

from goldenthread.audits.models import Audit
from goldenthread.programme.models import RoundCase
from tests.cast import Cast
from tests.finished import World, undone, with_a_newer_tool, world_of_a_module

PAGES = ("grades", "moderation", "domains", "voices", "coverage", "reaudit")


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    yield from world_of_a_module(django_db_blocker)


@pytest.fixture(autouse=True)
def _undone(request: pytest.FixtureRequest) -> Iterator[None]:
    if "world" not in request.fixturenames:
        yield
        return
    request.getfixturevalue("world")
    with undone():
        yield


def page(client: Client, person: Any, name: str, **asked: str) -> str:
    client.force_login(person)
    answer = client.get(reverse(f"figures:{name}"), asked)
    assert answer.status_code == 200
    return answer.content.decode()


def read(text: str) -> str:
    """The words of a page without its links."""
    return strip_tags(text)


def status(client: Client, person: Any, name: str) -> int:
    client.force_login(person)
    return client.get(reverse(f"figures:{name}")).status_code


@pytest.mark.django_db
@pytest.mark.parametrize("name", PAGES)
def test_every_page_says_what_to_expect_before_the_first_audit(
    client: Client, cast: Cast, name: str
) -> None:
    text = page(client, cast.pat, name)
    said = ("No audits match", "No round has been opened yet", "No round follows another yet")
    assert any(words in text for words in said)


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["stranger", "ines", "dana", "tariq", "ira"])
def test_insights_are_not_there_for_others(client: Client, cast: Cast, who: str) -> None:
    names = ("insights", *PAGES, "trace", "workbook_of_figures")
    assert {status(client, getattr(cast, who), name) for name in names} == {404}


def test_insights_begin_with_grades(world: World, client: Client) -> None:
    client.force_login(world.cast.dee)
    assert client.get("/insights/")["Location"] == "/insights/grades/"


def test_grades_give_the_sentence_first_and_link_each_number(world: World, client: Client) -> None:
    text = page(client, world.cast.pat, "grades", round=world.first.code, by="round")
    assert "9 of 12 (75%)</a> audits met the standard (auditor&#39;s grade)." in text
    assert "3 of 12 moderated, chosen by: 25% at random" in text
    assert "6 (50%)" in text and "grade%3Dgood" in text
    assert "Read with care" in text


def with_chances(world: World) -> None:
    """Good ones are easy to select, so that what meets the standard is seen too often: 42/72 of all."""
    for audit in Audit.objects.filter(round=world.first):
        grade = audit.standing.get(section="overall", stage="auditor").grade
        chance = 0.5 if grade == "good" else 0.1
        RoundCase.objects.filter(audit=audit).update(probability=chance)


def test_grades_show_both_shares_where_chances_differed(world: World, client: Client) -> None:
    asked = {"round": world.first.code, "by": "round"}
    assert "Weighted" not in page(client, world.cast.pat, "grades", **asked)
    with_chances(world)
    text = page(client, world.cast.pat, "grades", **asked)
    assert "58% of the 60 cases that could be selected would meet the standard" in text
    assert "of the 12 selected and audited, 75% (9) did." in text
    assert "effective number of cases, 8.3 (Kish)" in text
    assert "Weighted for that, the share of all 60 cases would most likely lie" in text
    assert "Weighted" not in page(client, world.cast.pat, "grades", **asked, stage="moderated")
    assert "Weighted" not in page(client, world.cast.sam, "grades", **asked)


def test_grades_leave_named_cases_out_of_estimates(world: World, client: Client) -> None:
    with_chances(world)
    RoundCase.objects.filter(audit__round=world.first, probability=0.1).update(came="named")
    text = page(client, world.cast.pat, "grades", round=world.first.code)
    assert "Weighted" not in text  # six are left, and of fewer than ten no percentage is printed


def test_grades_lead_a_director_to_no_audit(world: World, client: Client) -> None:
    text = page(client, world.cast.dee, "grades", by="round")
    assert "6 (50%)" in text
    assert "/insights/trace/" in text and "AUD-" not in text


def test_grades_of_small_groups_have_no_bar_and_no_percentage(world: World, client: Client) -> None:
    text = page(client, world.cast.pat, "grades", round=world.second.code)
    assert "gt-bars__bar" not in text
    assert "fewer than 10 audits: no percentage and no bar" in text


def test_grades_by_what_nobody_offers_are_by_case_type(world: World, client: Client) -> None:
    assert "Grades by case type" in page(client, world.cast.pat, "grades", by="practitioner")


def test_domains_are_named_as_the_tool_names_them(world: World, client: Client) -> None:
    assert "Risk" in page(client, world.cast.pat, "domains", round=world.first.code)


def test_moderation_shows_the_matrix_and_what_it_is_not(world: World, client: Client) -> None:
    text = page(client, world.cast.pat, "moderation", round=world.first.code)
    assert "Only some audits were moderated" in text
    assert "figure=moderation" in text
    every = page(client, world.cast.pat, "moderation", round=world.second.code)
    assert "Only some audits were moderated" not in every


def test_moderation_of_an_unknown_round_is_not_there(world: World, client: Client) -> None:
    client.force_login(world.cast.pat)
    assert client.get("/insights/moderation/?round=nowhere").status_code == 404


def test_coverage_counts_practitioners_and_names_none(world: World, client: Client) -> None:
    text = page(client, world.cast.dee, "coverage", round=world.first.code)
    assert "20% (12 of 60) of the cases open on" in read(text)
    assert "of 6 with open cases" in text and "Worker 1" not in text


@pytest.mark.parametrize("table", ["case_type", "domain", "moderation", "coverage"])
def test_workbook_of_figures_holds_the_table_and_no_reference(
    world: World, client: Client, table: str
) -> None:
    client.force_login(world.cast.dee)
    answer = client.get("/insights/figures.xlsx", {"table": table, "round": world.first.code})
    book = CalamineWorkbook.from_filelike(BytesIO(answer.content))
    cells = [
        str(c)
        for name in book.sheet_names
        for row in book.get_sheet_by_name(name).to_python()
        for c in row
    ]
    assert len(cells) > 6 and not any("AUD-" in cell for cell in cells)


def test_workbook_of_figures_says_where_a_series_breaks(world: World, client: Client) -> None:
    with_a_newer_tool(world)
    client.force_login(world.cast.pat)
    answer = client.get(reverse("figures:workbook_of_figures"), {"table": "round"})
    book = CalamineWorkbook.from_filelike(BytesIO(answer.content))
    header, *rows = book.get_sheet_by_name("Grades").to_python()
    assert header[-1] == "Break in the series"
    said = {row[0]: row[-1] for row in rows}
    assert "do not compare with those of version 1" in str(said.pop(world.second.title))
    assert set(said.values()) == {""}
    assert "do not compare" in str(book.get_sheet_by_name("Notes").to_python())


def test_voices_are_two_figures(world: World, client: Client) -> None:
    text = page(client, world.cast.pat, "voices", round=world.first.code)
    assert "Moderators found the child’s views in 3 of 3 audits" in read(text)
    assert "told us something for 12 of 12 audits" in read(text)


def test_reaudit_says_the_plain_sentence_first(world: World, client: Client) -> None:
    text = page(client, world.cast.pat, "reaudit", round=world.second.code)
    assert "Re-audit: 4 audits." in text and "the rule for moderation" in text
    assert "Not compared" in text and "exact sign test" in text
    assert "/audits/AUD-" not in page(client, world.cast.dee, "reaudit")
    client.force_login(world.cast.pat)
    assert client.get("/insights/re-audit/", {"round": world.first.code}).status_code == 404


def test_reaudit_draws_each_section_and_joins_no_dots_of_another_basis(
    world: World, client: Client
) -> None:
    text = page(client, world.cast.pat, "reaudit", round=world.second.code)
    rows = text.count('class="gt-pairs__row"')
    assert rows and text.count("<circle") == 2 * rows and text.count("<line") == rows
    assert "Their basis differs, so no change is read from them." in text
    for word in ("Better", "Worse", "got better", "mproved"):
        assert word not in text
