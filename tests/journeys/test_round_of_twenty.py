"""The main job: from twenty pasted case numbers to the committee paper, each signed in as themselves."""

import os
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from python_calamine import CalamineWorkbook

from goldenthread.journal.changes import today
from goldenthread.people.models import Person
from tests.cast import Cast
from tests.journeys.auditing import WHY, audit_by_clicking, audit_by_sending, audit_on_one_page
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
    write_date,
)
from tests.journeys.commands import figures, goldenthread
from tests.journeys.leading import Lead
from tests.journeys.papers import pdf_text, word_rows, word_text
from tests.journeys.service import Service
from tests.journeys.twenty import (
    BY_NUMBER,
    CASES,
    MANAGER_OF,
    NEXT_WORKER,
    TRANSFERRED,
    TYPES,
    WORRYING,
    Five,
    five_managers,
    given,
)

IS_THOROUGH = os.environ.get("GOLDENTHREAD_PROOFS") == "thorough"


@dataclass
class Round:
    """Who sits where, and what has become of the twenty cases."""

    browser: Browser
    service: Service
    cast: Cast
    five: Five
    folder: Path
    lead: Lead
    tabs: dict[str, Page] = field(default_factory=dict)
    auditors: dict[str, str] = field(default_factory=dict)  # by case number
    audits: dict[str, str] = field(default_factory=dict)  # addresses, by case number
    regraded: str = ""  # the case whose grade the moderator changed

    def tab(self, person: Person) -> Page:
        """This person's own browser, signed in once."""
        if person.name not in self.tabs:
            self.tabs[person.name] = sign_in(self.browser, self.service.url, person)
        return self.tabs[person.name]

    def tab_of(self, number: str) -> Page:
        return self.tab(self.five.by_name[self.auditors[number]])

    def of(self, auditor: str) -> list[str]:
        return [number for number, name in self.auditors.items() if name == auditor]


@pytest.fixture
def round(browser: Browser, service: Service, people: Cast, tmp_path: Path) -> Round:
    page = sign_in(browser, service.url, people.pat)
    count_clicks(page)
    return Round(browser, service, people, five_managers(people), tmp_path, Lead(page))


@pytest.mark.browser
def test_a_round_of_twenty_goes_from_pasted_numbers_to_the_committee_paper(round: Round) -> None:
    """Given five auditors who manage the teams whose cases are audited."""
    _the_lead_opens_the_round_and_tells_people(round)
    _each_auditor_finds_four_cases_of_other_teams(round)
    _one_case_is_handed_back_and_given_to_another(round)
    _one_case_was_transferred_in_the_period(round)
    _a_concern_is_raised_and_acknowledged(round)
    _the_audits_are_done(round)
    _two_are_moderated_one_after_it_was_returned(round)
    _feedback_is_released_and_answered(round)
    _the_tracker_holds_thirty_actions_and_one_is_closed(round)
    _each_case_has_a_feedback_sheet_and_a_record(round)
    _the_summary_and_the_paper_say_what_the_figures_say(round)
    _the_journal_is_whole(round)
    clicks, boxes = counted(round.lead.page)
    print(f"\nThe QA lead's part: {clicks} clicks, {boxes} boxes written in.")
    assert 40 < clicks < 80


def _the_lead_opens_the_round_and_tells_people(round: Round) -> None:
    round.auditors = round.lead.opens_the_round()
    assert all(MANAGER_OF[BY_NUMBER[n].team] != name for n, name in round.auditors.items())
    assert sorted(Counter(round.auditors.values()).values()) == [4, 4, 4, 4, 4]
    round.lead.tells_people()


def _each_auditor_finds_four_cases_of_other_teams(round: Round) -> None:
    for person in round.five.in_turn():
        page = round.tab(person)
        reads(page, "You have 4 audits to do.")
        links = page.get_by_role("table", name="Assigned to you").get_by_role("link").all()
        found = {link.inner_text(): link.get_attribute("href") or "" for link in links}
        assert sorted(found) == round.of(person.name)
        round.audits |= found


def _one_case_is_handed_back_and_given_to_another(round: Round) -> None:
    number, first = next(iter(round.auditors.items()))
    page = round.tab(round.five.by_name[first])
    page.goto(round.audits[number])
    follow(page, "Hand this case back")
    press(page, "I know this family or worker")
    reads(page, f"Case {number} is handed back", "You have 3 audits to do.")
    barred = {first, MANAGER_OF[BY_NUMBER[number].team]}
    other = next(name for name in round.five.by_name if name not in barred)
    round.lead.gives_to_another(number, other)
    round.auditors[number] = other
    assert page.request.get(round.audits[number]).status == 404


def _the_audits_are_done(round: Round) -> None:
    """Two by clicking, section by section and on one page; the others by the same pages, faster."""
    by_hand = [audit_by_clicking, audit_on_one_page]
    for person in round.five.in_turn():
        page = round.tab(person)
        first, *others = round.of(person.name)
        if by_hand:
            by_hand.pop(0)(page, BY_NUMBER[first])
        else:
            others.append(first)
        for number in others:
            audit_by_sending(page, round.audits[number], BY_NUMBER[number])
        page.goto("/")
        reads(page, "You have submitted every audit you were given.")


def _one_case_was_transferred_in_the_period(round: Round) -> None:
    """Two workers, each with their dates."""
    page, moved = round.tab_of(TRANSFERRED), today() - timedelta(days=40)
    page.goto(f"{round.audits[TRANSFERRED]}people/")
    follow(page, "Change dates")
    write_date(page, "Until", moved)
    press(page, "Save", exact=True)
    page.get_by_text("Add somebody").click()
    write(page, "Name", NEXT_WORKER)
    write_date(page, "From", moved + timedelta(days=1))
    press(page, "Add", exact=True)
    named = page.get_by_role("table", name="Named for this period")
    expect(named).to_contain_text(NEXT_WORKER)
    expect(named).to_contain_text(f"until {moved.day} {moved:%B %Y}")


def _a_concern_is_raised_and_acknowledged(round: Round) -> None:
    """By the manager of the team that has the case, who finds it on top of their home page."""
    page = round.tab_of(WORRYING)
    page.goto(round.audits[WORRYING])
    press(page, "Flag an immediate concern")
    reads(page, "This page does not tell anyone.", "Duty manager: 01632 960 110")
    write(page, "What worries you about this child now?", "Nobody has seen the child for a month.")
    write(page, "Who did you speak to?", "The duty manager")
    write(page, "What will they do, and by when?", "Visit today.")
    choose(page, "Is the concern on the child’s record?", "Yes")
    press(page, "Record the concern and the call")
    reads(page, "Not yet acknowledged")
    round.lead.sees_one_concern()
    manager = round.tab(round.five.by_name[MANAGER_OF[BY_NUMBER[WORRYING].team]])
    manager.goto("/")
    follow(manager, "Read and acknowledge")
    write(manager, "What has been done, or will be done now?", "Seen at home and safe.")
    press(manager, "Acknowledge", exact=True)
    reads(manager, "It no longer stands on anybody’s home page.")


def _two_are_moderated_one_after_it_was_returned(round: Round) -> None:
    page = round.tab(round.cast.mo)
    page.goto("/moderation/")
    reads(page, "2 audits waiting for moderation.")
    page.get_by_role("table", name="Waiting for moderation").get_by_role("link").first.click()
    round.regraded = _another_grade_is_confirmed(page)
    reads(page, f"Moderation of case {round.regraded} confirmed.")
    returned = _returned_with_a_note(page)
    _handed_in_again(round, returned)
    page.goto("/moderation/")
    follow(page, returned)
    reads(page, "returned this audit on", "The visit of last Monday.")
    choose(page, "Your grade", BY_NUMBER[returned].grade)
    _say_what_else_is_asked(page)
    press(page, "Confirm moderation")
    reads(page, f"Moderation of case {returned} confirmed.", "Nothing to moderate.")


def _another_grade_is_confirmed(page: Page) -> str:
    """The overall grade is changed, which asks for a reason; the number of the case."""
    is_headed(page, "Moderate case ")
    number = page.locator("h1").inner_text().removeprefix("Moderate case ")
    was = BY_NUMBER[number].grade
    choose(page, "Your grade", "Good" if was != "Good" else "Outstanding")
    press(page, "Confirm moderation")
    reads(page, "Enter why you changed the grade", "Select how good the audit itself is")
    write(page, "Why you changed the overall grade", "The record shows more than the audit said.")
    _say_what_else_is_asked(page)
    press(page, "Confirm moderation")
    return number


def _say_what_else_is_asked(page: Page) -> None:
    for whose, answer in (
        ("child’s", "Yes"),
        ("parents’", "Partly"),
        ("carers’", "Not applicable"),
    ):
        choose(page, f"Are the {whose} views in this audit?", answer)
    choose(page, "How good is the audit itself?", "Sound: it can be relied on")


def _returned_with_a_note(page: Page) -> str:
    is_headed(page, "Moderate case ")
    number = page.locator("h1").inner_text().removeprefix("Moderate case ")
    press(page, "Return to auditor")
    write(page, "What the auditor should look at again", "Say which visit you mean.")
    press(page, "Return to auditor")
    reads(page, f"Case {number} is back with its auditor.", "Nothing to moderate.")
    return number


def _handed_in_again(round: Round, number: str) -> None:
    """The auditor finds the note, changes an answer and submits the audit a second time."""
    page = round.tab_of(number)
    page.goto("/")
    follow(page, f"Case {number} was returned to you")
    reads(page, "Returned by the moderator.", "Say which visit you mean.")
    follow(page, "B. Risk")
    page.locator("textarea").first.fill("The visit of last Monday.")
    press(page, "Save and return to overview")
    is_headed(page, f"Audit of case {number}")
    press(page, "Check and submit")
    write(page, "Why are you submitting it as it is?", WHY)
    press(page, "Submit the audit")
    reads(page, "Your audit is submitted.")


def _feedback_is_released_and_answered(round: Round) -> None:
    """Nothing of it can be read before; then its worker finds it and answers."""
    page = round.tab(round.cast.dana)
    reads(page, "Nothing needs you today.")
    round.lead.links("Dana Pike", "Dana Pike")
    page.goto("/feedback/")
    reads(page, "No feedback has been shared with you yet.")
    round.lead.releases_feedback()
    page.goto("/")
    follow(page, "Feedback on case 30101")
    reads(page, BY_NUMBER["30101"].strength, BY_NUMBER["30101"].actions[0][0])
    choose(page, "Your response", "I have read this and discussed it")
    write(page, "Your reflections (optional)", "Thank you, that was fair.")
    press(page, "Send response")
    reads(page, "Your response has been sent.", "Thank you, that was fair.")


def _the_tracker_holds_thirty_actions_and_one_is_closed(round: Round) -> None:
    """Done by the manager it was given to, who cannot close it; closed by the service manager."""
    kept = round.lead.sees_thirty_actions().path().read_bytes()
    rows = CalamineWorkbook.from_filelike(BytesIO(kept)).get_sheet_by_index(0).to_python()
    wanted = {what for case in CASES for what, _ in case.actions}
    assert {cell for row in rows for cell in row} >= wanted
    assert len(wanted) == 30
    what, owner = BY_NUMBER["30106"].actions[1]
    page = round.tab(round.five.by_name[owner])
    _mark_done(page, what)
    assert page.request.get(f"{page.url}check/").status == 404
    _close(round.tab(round.cast.sam), what)


def _mark_done(page: Page, what: str) -> None:
    page.goto("/actions/")
    follow(page, what)
    press(page, "Mark as done")
    write(page, "What was done?", "Discussed in supervision today.")
    write(page, "Where can it be seen?", "Supervision record of today.")
    write_date(page, "Date it was done", today())
    press(page, "Mark as done")
    reads(page, "Somebody else will check it.")


def _close(page: Page, what: str) -> None:
    page.goto("/")
    follow(page, "Check an action on case 30106")
    is_headed(page, what)
    press(page, "Check this action")
    choose(page, "What did you find?", "It is done. Close it.")
    press(page, "Save", exact=True)
    reads(page, "Saved.", "Discussed in supervision today.")
    expect(page.locator(".govuk-summary-list")).to_contain_text("Closed")


def _each_case_has_a_feedback_sheet_and_a_record(round: Round) -> None:
    """Sixty Word files in `make thorough`, else those of every fourth case; one page is asked for its
    links, the others' addresses are alike."""
    page = round.lead.page
    follow(page, "Feedback", exact=True)
    rows = page.get_by_role("table", name="Released feedback").locator("tbody tr")
    expect(rows).to_have_count(20)
    follow(page, TRANSFERRED)
    expect(page.get_by_role("link", name="Feedback sheet (Word)")).to_have_count(1)
    for number, case in list(BY_NUMBER.items())[:: 1 if IS_THOROUGH else 4]:
        letter, sheet, record = (_word(round, number, kind) for kind in _kinds(page))
        wanted = (number, case.grade, case.strength, *(what for what, _ in case.actions))
        assert [words for words in wanted if words not in sheet] == []
        assert [words for words in wanted if words not in record] == []
        assert case.worker in sheet and case.worker in letter


def _kinds(page: Page) -> list[str]:
    """Which Word files a feedback page links to: the letter and the sheet for the worker first."""
    links = page.locator("a[href*='/documents/'][href$='.docx']").all()
    found = [(link.get_attribute("href") or "").rsplit("/", 1)[1] for link in links]
    assert len(found) == 3, found
    return found


def _word(round: Round, number: str, kind: str) -> str:
    answer = round.lead.page.request.get(f"{round.audits[number]}documents/{kind}")
    assert answer.ok, f"{kind} of {number}: {answer.status}"
    return word_text(answer.body())


def _the_summary_and_the_paper_say_what_the_figures_say(round: Round) -> None:
    """The same counts and per cents by command, on the page, in Word and in PDF."""
    rows = _figures_as_given(round)
    _the_page_shows_them_with_the_audits_behind(round.lead.page, rows)
    said = {"What is going well": "Children are seen alone.", "What needs to get better": "Plans."}
    summary = said | {"What happens next": "Training in spring."}
    second = round.tab(round.cast.olive)
    papers = [
        round.lead.writes("One-page summary", summary, second),
        round.lead.writes("Committee report", said | {"Conclusion": "The work is sound."}, second),
    ]
    for word, pdf in papers:
        data, printed = word.path().read_bytes(), pdf_text(pdf.path().read_bytes())
        for each in (" ".join(word_text(data).split()), printed):
            assert "Children are seen alone." in each
            assert "30 actions were agreed" in each
            assert "1 immediate safeguarding concern was raised" in each
        assert [row for row in rows if row not in word_rows(data)] == []
        assert [row for row in rows if " ".join(row) not in printed] == []


def _the_page_shows_them_with_the_audits_behind(page: Page, rows: list[list[str]]) -> None:
    follow(page, "Insights", exact=True)
    for head, *cells in rows[:-1]:
        row = page.get_by_role("row").filter(has=page.get_by_role("rowheader", name=head))
        expect(row.get_by_role("cell")).to_have_text(cells)
    first = page.get_by_role("rowheader", name=rows[0][0]).locator("xpath=..")
    first.get_by_role("cell").first.get_by_role("link").click()
    for case in CASES:
        is_there = case.case_type == rows[0][0]
        expect(page.get_by_role("link", name=case.number)).to_have_count(int(is_there))


def _figures_as_given(round: Round) -> list[list[str]]:
    """By round and case type and in all, what the auditors clicked; as the rows of a table."""
    rows = figures(round.service, round.folder, "--by", "round,case_type")
    counts = {TYPES[row["group"]["case_type"]]: row["counts"] for row in rows}
    assert counts == {case_type: given(case_type) for case_type in TYPES.values()}
    total, *_ = figures(round.service, round.folder, "--by", "round")
    assert total["counts"] == given()
    assert sorted(total["audits"]) == sorted(a.split("/")[2] for a in round.audits.values())
    heads = [*(TYPES[row["group"]["case_type"]] for row in rows), "All cases"]
    return [_printed(head, row) for head, row in zip(heads, [*rows, total], strict=True)]


def _printed(head: str, row: dict[str, Any]) -> list[str]:
    """Counts alone below ten audits, with their per cent from there on."""
    shares = row["shares"].values()
    cells = [
        str(s["count"]) if s["percent"] is None else f"{s['count']} ({s['percent']}%)"
        for s in shares
    ]
    return [head, str(row["n"]), *cells]


def _the_journal_is_whole(round: Round) -> None:
    done = goldenthread(round.service, round.folder, "verify_journal")
    assert done.returncode == 0, done.stderr
    assert "The journal is whole" in done.stdout
