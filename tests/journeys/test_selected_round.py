"""A selected round: from the authority's workbook to cases that anyone can select again."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from goldenthread.cases.queries import case_lists
from goldenthread.cli.invented.authority import invent
from goldenthread.cli.invented.workbook import Child, write_workbook
from goldenthread.journal.changes import today
from goldenthread.programme.changes import (
    commit_seed,
    create_round,
    design_round,
    name_case,
    select_cases,
)
from goldenthread.programme.queries import entry_by_number, selection_cases
from goldenthread.tools.queries import newest_version
from tests.cast import Cast
from tests.databases import own_database
from tests.journeys.browser import sign_in
from tests.journeys.clicking import (
    choose,
    count_clicks,
    counted,
    follow,
    is_headed,
    press,
    reads,
    write,
)
from tests.journeys.selection_records import (
    Record,
    number_of,
    record_on,
    verified,
)
from tests.journeys.service import Service

TITLE = "Selected cases, winter"
COUNTS = {
    "cin": 24, "cp": 12, "cla": 16, "care_leaver": 8, "assessment": 6, "early_help": 6, "closed": 6,
}  # fmt: skip
QUOTAS = {"Child in need": 4, "Child protection": 2, "Looked after": 3}


@dataclass
class Selecting:
    """The QA lead's tab, the workbook's children, and the records of what was selected."""

    page: Page
    cast: Cast
    workbook: Path
    children: list[Child]
    records: list[Record] = field(default_factory=list)

    @property
    def named(self) -> str:
        return next(child.number for child in self.children if child.kind == "cla")


@pytest.fixture
def service(db: None, django_db_blocker: Any) -> Iterator[Service]:
    """With the worker, who reads what is uploaded."""
    with django_db_blocker.unblock(), own_database() as name:
        running = Service(name, with_worker=True)
        running.start()
        try:
            yield running
        finally:
            running.stop()


@pytest.fixture
def lead(browser: Browser, service: Service, people: Cast, tmp_path: Path) -> Selecting:
    page, workbook = sign_in(browser, service.url, people.pat), tmp_path / "annex-a.xlsx"
    count_clicks(page)
    children = write_workbook(workbook, invent("journeys"), today(), "journeys", COUNTS)
    return Selecting(page, people, workbook, children)


# Two journeys that upload share one folder of the home, and one counts what is left in it.
@pytest.mark.browser
def test_a_selected_round_goes_from_the_workbook_to_cases_anyone_can_select_again(
    lead: Selecting, browser: Browser, service: Service
) -> None:
    _the_workbook_is_loaded_after_its_report_was_read(lead)
    _the_round_is_begun(lead)
    _cases_and_tool_are_chosen(lead)
    _a_case_is_named_and_others_are_selected(lead)
    _the_record_lets_anyone_select_the_same(lead)
    _the_same_seed_and_list_give_the_same_cases(lead)
    _another_selection_needs_a_reason(lead)
    _a_case_is_swapped_for_the_next_in_order(lead)
    _auditors_are_balanced(lead)
    _the_round_is_opened(lead)
    _an_auditor_finds_their_cases(sign_in(browser, service.url, lead.cast.ines))
    print("\nThe QA lead's part: {} clicks, {} boxes written in.".format(*counted(lead.page)))


def _the_workbook_is_loaded_after_its_report_was_read(lead: Selecting) -> None:
    page = lead.page
    follow(page, "Set-up")
    follow(page, "Case lists")
    press(page, "Load a case list")
    page.get_by_label("Files").set_input_files(lead.workbook)
    press(page, "Read the files")
    expect(page.locator("h1")).to_contain_text("What was read", timeout=60_000)
    reads(page, "Nothing has been loaded yet.", "annex-a.xlsx")
    counts = page.get_by_role("table", name="By status")
    for words, kind in (("Looked after", "cla"), ("Child in need", "cin"), ("Closed", "closed")):
        row = counts.get_by_role("row").filter(has_text=words)
        expect(row).to_contain_text(str(COUNTS[kind]))
    press(page, "Use this case list")
    reads(page, "The case list is loaded.")


def _the_round_is_begun(lead: Selecting) -> None:
    page = lead.page
    follow(page, "Programme")
    press(page, "Set up a round")
    press(page, "Start a selected round")
    write(page, "Title of the round", TITLE)
    press(page, "Continue")
    is_headed(page, TITLE)
    expect(page.locator(".govuk-task-list__item").first).to_contain_text("Not yet started")


def _cases_and_tool_are_chosen(lead: Selecting) -> None:
    """Closed cases and those nobody works are left out, and counted."""
    page = lead.page
    follow(page, "Cases", exact=True)
    page.get_by_label("Leave out cases without a named worker").check()
    press(page, "Save and count again")
    reads(page, "66 cases can be selected", "6 closed", "6 without a named worker")
    press(page, "Save and continue")
    follow(page, "Tool, period and due date")
    choose(page, "How are the audits done?", "With the worker")
    choose(page, "When are the audits due?", "In 20 working days")
    press(page, "Save and continue")
    expect(page.locator(".govuk-task-list__item").nth(1)).to_contain_text("Completed")


def _a_case_is_named_and_others_are_selected(lead: Selecting) -> None:
    page = lead.page
    follow(page, "Selection", exact=True)
    press(page, "Name a case")
    write(page, "Case number", lead.named)
    write(page, "Who named it?", "IRO")
    write(page, "Why?", "The placement has moved three times.")
    press(page, "Name this case")
    reads(page, "65 cases can be selected")
    choose(page, "How many of each case type?", "I type the number for each case type")
    for case_type, number in QUOTAS.items():
        page.get_by_label(case_type, exact=True).fill(str(number))
    press(page, "Select the cases")
    reads(page, "9 of 65 cases selected, and 1 named.")
    row = page.get_by_role("table", name="Cases of the round").get_by_role("row")
    expect(row.filter(has_text=lead.named)).to_contain_text("Named by IRO")


def _the_record_lets_anyone_select_the_same(lead: Selecting) -> None:
    record = _record(lead)
    assert len(record.rows) == 66
    assert all(f"{number_of(record, r.number):.6f}" == r.place_number for r in record.rows)


def _record(lead: Selecting) -> Record:
    """What the printed record of the newest selection says; kept for what follows."""
    follow(lead.page, "Print the selection record")
    is_headed(lead.page, f"ecord {len(lead.records) + 1}")
    lead.records.append(record_on(lead.page))
    assert verified(lead.page) == []
    lead.page.go_back()
    return lead.records[-1]


def _the_same_seed_and_list_give_the_same_cases(lead: Selecting) -> None:
    """No page takes a seed, so that nobody can try one after another; a command does."""
    by, record = lead.cast.pat, lead.records[0]
    round = create_round(
        by=by, title="The same again", way="selected", mode="record",
        tool_version=newest_version("core"), period_from=today(), period_to=today(),
        due_on=today(), moderation_rule={"rate": 0}, case_list=case_lists().first(),
    )  # fmt: skip
    entry = entry_by_number(round.case_list, lead.named)
    name_case(by=by, round=round, entry=entry, named_by="IRO", why="As before.")
    round.refresh_from_db()
    plan = {"way": "typed", "quotas": record.targets, "exclude": {"leave_no_worker": True}}
    round = design_round(by=by, round=round, seen=round.version, **plan)
    commit_seed(by=by, round=round, seed=record.seed)
    cases = selection_cases(select_cases(by=by, round=round, seed=record.seed))
    assert {case.subject.number for case in cases} == record.chosen | {lead.named}


def _another_selection_needs_a_reason(lead: Selecting) -> None:
    """Both selections stay on record, with seeds of their own."""
    page = lead.page
    press(page, "Select again (give a reason)")
    press(page, "Select again", exact=True)
    reads(page, "There is a problem")
    choose(page, "Why are the cases selected again?", "Cases had closed or moved")
    write(page, "Why, in your own words", "Two of the families have moved away.")
    press(page, "Select again", exact=True)
    reads(page, "This is selection 2. Earlier ones: selection 1.")
    first, second = lead.records[0], _record(lead)
    assert first.seed != second.seed
    assert first.fingerprint == second.fingerprint


def _a_case_is_swapped_for_the_next_in_order(lead: Selecting) -> None:
    page, record = lead.page, lead.records[1]
    old = sorted(record.chosen)[0]
    follow(page, f"Swap case {old}")
    choose(page, "Why is this case swapped?", "The case has closed")
    write(page, "More about it", "The child has moved to another authority.")
    press(page, "Swap this case")
    reads(page, f"Case {old} was swapped for case ")
    said = page.locator("body").inner_text()
    fresh = said.split(f"Case {old} was swapped for case ")[1].split(".")[0]
    assert fresh in record.reserves and record.type_of(fresh) == record.type_of(old)
    row = page.get_by_role("table", name="Cases of the round").get_by_role("row")
    expect(row.filter(has_text=fresh)).to_contain_text("Swapped in")
    expect(row.filter(has_text=old)).to_have_count(0)


def _auditors_are_balanced(lead: Selecting) -> None:
    """Ten cases between three people."""
    page = lead.page
    press(page, "Accept the selection and give out cases")
    for person in (lead.cast.ines, lead.cast.tariq, lead.cast.sunita):
        choose(page, "Share the cases out evenly between", person.name)
    press(page, "Share out evenly")
    reads(page, "Every case has an auditor.")
    rows = page.get_by_role("table", name="Auditors of this round").locator("tbody tr").all()
    given = [int(row.locator("td").first.inner_text()) for row in rows]
    assert sorted(n for n in given if n) == [3, 3, 4]


def _the_round_is_opened(lead: Selecting) -> None:
    page = lead.page
    press(page, "Continue to the check")
    is_headed(page, "Check and open")
    reads(page, "With the worker", "10% of the audits, chosen at random")
    press(page, "Open the round and give out the audits")
    reads(page, "The round is open and the audits are given out.")
    follow(page, "Record of selection 2")
    assert record_on(page) == lead.records[1]


def _an_auditor_finds_their_cases(page: Page) -> None:
    table = page.get_by_role("table", name="Assigned to you")
    expect(table.locator("tbody tr")).not_to_have_count(0)
    reads(page, "audits to do.")
