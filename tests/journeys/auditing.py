"""An auditor at work on one case: by clicking through the form, or by sending the same pages."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from playwright.sync_api import Locator, Page, expect

from goldenthread.journal.changes import today
from tests.journeys.clicking import choose, follow, is_headed, pick, press, reads, write
from tests.journeys.posting import Values, fetched, filled, form_with, option, send

WHY = "The record was all there was to see in this round."
GRADES = {
    "Inadequate": "inadequate", "Requires improvement": "requires_improvement", "Good": "good",
    "Outstanding": "outstanding",
}  # fmt: skip


@dataclass(frozen=True)
class Case:
    """One case as it is pasted, and what its auditor will make of it."""

    number: str
    case_type: str
    worker: str
    team: str
    grade: str
    actions: tuple[tuple[str, str], ...]  # what, and whose it is
    transfers: int = 0  # how often the worker changed in the period

    @property
    def line(self) -> str:
        return f"{self.number}, {self.case_type}, {self.worker}, {self.team}"

    @property
    def strength(self) -> str:
        return f"In case {self.number} the child was seen alone at each visit."

    def why(self, question: str) -> str:
        return f"Seen on the record of {self.number}: {question}."


def audit_by_sending(page: Page, address: str, case: Case) -> None:
    """The whole audit by the pages as they are without a script, handed in at the end."""
    key = answer_all(page, f"{address}unanswered/", case)
    strength = {"kind": "strength", "words": case.strength}
    send(page, f"{address}sections/risk/findings/", key | strength)
    propose_all(page, f"{address}actions/add/?section=risk", case.actions)
    send(page, f"{address}people/", key | {"worker_changes": str(case.transfers), "go": "confirm"})
    send(page, f"{address}check/", key | {"why": WHY})


def answer_all(page: Page, address: str, case: Case) -> Values:
    """Every question on one page; what every form of this tab carries along."""
    tree = fetched(page, address)
    boxes = tree.xpath("//*[@data-answer]")
    values = {name: value for box in boxes for name, value in _given(box, case).items()}
    sent = filled(form_with(tree, "go"), values | {"go": "overview"})
    send(page, address, sent)
    return {"csrfmiddlewaretoken": sent["csrfmiddlewaretoken"]}


def _given(box: Any, case: Case) -> dict[str, str]:
    """The answer to one question: the case's grade, or yes; words; a date of last week."""
    key, given = box.get("data-answer"), {}
    choices = box.xpath('.//input[@type="radio"]/@value')
    if choices:
        wanted = (GRADES[case.grade], "yes")
        given[f"{key}-value"] = next((each for each in wanted if each in choices), choices[0])
    if box.xpath(".//textarea"):
        given[f"{key}-text"] = case.why(key)
    if box.xpath(f'.//input[@name="{key}-date-day"]'):
        last = today() - timedelta(days=7)
        parts = {"day": last.day, "month": last.month, "year": last.year}
        given |= {f"{key}-date-{part}": str(number) for part, number in parts.items()}
    return given


def propose_all(page: Page, address: str, actions: Iterable[tuple[str, str]]) -> None:
    form = form_with(fetched(page, address), "owner")
    for what, owner in actions:
        values = {"what": what, "owner": option(form, "owner", owner), "due": "10"}
        send(page, address, filled(form, values))


def audit_by_clicking(page: Page, case: Case) -> None:
    """From the home page: section after section with a mouse and a keyboard, then submitted."""
    _open(page, case)
    press(page, "with section A")
    is_headed(page, "Key facts")
    _words_are_kept_without_a_button(page, case)
    while _fill_section(page, case):
        pass
    _finish(page, case)


def audit_on_one_page(page: Page, case: Case) -> None:
    """The same, but all that is unanswered on one page."""
    _open(page, case)
    follow(page, "Show only unanswered")
    is_headed(page, "Unanswered questions")
    _click_answers(page, case)
    press(page, "Save and return to overview")
    _finish(page, case)


def _open(page: Page, case: Case) -> None:
    page.goto("/")
    follow(page, case.number, exact=True)
    is_headed(page, f"Audit of case {case.number}")


def _finish(page: Page, case: Case) -> None:
    is_headed(page, f"Audit of case {case.number}")
    reads(page, "35 of 35")
    _record_finding_and_actions(page, case)
    _confirm_workers(page, case.transfers)
    _submit(page)


def _words_are_kept_without_a_button(page: Page, case: Case) -> None:
    """Autosave: what was typed stands after the page is loaded again, though nothing was pressed."""
    page.locator("textarea").first.fill(case.why("typed and left"))
    page.locator("textarea").nth(1).click()
    expect(page.locator("[data-autosave-status]")).to_contain_text("All changes saved at")
    page.reload()
    expect(page.locator("textarea").first).to_have_value(case.why("typed and left"))


def _fill_section(page: Page, case: Case) -> bool:
    """Answer what stands on the page and go on; whether another section follows."""
    _click_answers(page, case)
    heading = page.locator("h1").inner_text()
    has_next = page.get_by_role("link", name="Next:").count() > 0
    press(page, "Save and continue" if has_next else "Save and return to overview")
    expect(page.locator("h1")).not_to_have_text(heading)
    page.wait_for_load_state("domcontentloaded")
    return has_next


def _click_answers(page: Page, case: Case) -> None:
    for box in page.locator("[data-answer]").all():
        _click_answer(box, case)


def _click_answer(box: Locator, case: Case) -> None:
    key = box.get_attribute("data-answer") or ""
    radios = box.locator("input[type=radio]")
    if radios.count():
        wanted = box.locator(f"input[value={GRADES[case.grade]}], input[value=yes]")
        (wanted if wanted.count() else radios).first.check()
    if box.locator("textarea").count():
        box.locator("textarea").fill(case.why(key))
    if box.get_by_label("Year").count():
        last = today() - timedelta(days=7)
        for part, number in (("Day", last.day), ("Month", last.month), ("Year", last.year)):
            box.get_by_label(part).fill(str(number))


def _record_finding_and_actions(page: Page, case: Case) -> None:
    """A strength from the section on risk, and the actions of the case from the same place."""
    follow(page, "B. Risk")
    press(page, "Record a strength or an area for improvement")
    choose(page, "What is it?", "Strength")
    write(page, "Describe it", case.strength)
    press(page, "Record it")
    for what, owner in case.actions:
        _add_action(page, what, owner)
    follow(page, f"Case {case.number}", exact=True)


def _add_action(page: Page, what: str, owner: str) -> None:
    press(page, "Add an action from this section")
    write(page, "What needs to be done?", what)
    pick(page, "Who will do it?", owner)
    choose(page, "When is it due?", "In 10 working days")
    press(page, "Add the action")
    reads(page, "The action is added", what)


def _confirm_workers(page: Page, transfers: int) -> None:
    follow(page, "Who worked and supervised the case")
    write(page, "How many times did the worker change", str(transfers))
    press(page, "Confirm who worked the case")


def _submit(page: Page) -> None:
    press(page, "Check and submit")
    is_headed(page, "Check and submit")
    write(page, "Why are you submitting it as it is?", WHY)
    press(page, "Submit the audit")
    reads(page, "Your audit is submitted")
