"""What people do with a page: press, follow, choose, write; and how often they have to."""

import re
from datetime import date

from playwright.sync_api import Page, expect

# Kept in the tab's own storage, so that it lasts from page to page. Choosing from a list takes two
# clicks: one opens it. A box that was written in is counted apart.
COUNTER = """
addEventListener('pointerdown', () => add('clicks', 1), true)
addEventListener('change', (event) => {
  if (event.target.matches('select')) add('clicks', 2)
  if (event.target.matches('textarea, input:not([type=radio], [type=checkbox])')) add('boxes', 1)
}, true)
function add(what, by) {
  sessionStorage.setItem(what, by + Number(sessionStorage.getItem(what)))
}
"""


def count_clicks(page: Page) -> None:
    """From the next page on, count what whoever sits at this tab does."""
    page.add_init_script(f"(() => {{{COUNTER}}})()")
    page.reload()


def counted(page: Page) -> tuple[int, int]:
    """(clicks, boxes written in) so far."""
    clicks, boxes = page.evaluate(
        "() => ['clicks', 'boxes'].map((what) => Number(sessionStorage.getItem(what)))"
    )
    return clicks, boxes


def press(page: Page, name: str, *, exact: bool = False) -> None:
    page.get_by_role("button", name=name, exact=exact).first.click()
    page.wait_for_load_state("domcontentloaded")


def follow(page: Page, name: str, *, exact: bool = False) -> None:
    """To where a link leads, once that page is there to its end."""
    with page.expect_navigation(wait_until="domcontentloaded"):
        page.get_by_role("link", name=name, exact=exact).first.click()


def choose(page: Page, question: str, answer: str) -> None:
    """One of the radios, or a box to tick, of a question."""
    page.get_by_role("group", name=question).get_by_label(answer).first.check()


def pick(page: Page, label: str, words: str) -> None:
    """The first entry of a list that begins with these words."""
    box = page.get_by_label(label)
    entry = box.locator("option").filter(has_text=re.compile(rf"^\s*{re.escape(words)}")).first
    box.select_option(value=entry.get_attribute("value"))


def write(page: Page, label: str, text: str) -> None:
    page.get_by_label(label).fill(text)


def write_date(page: Page, question: str, day: date) -> None:
    group = page.get_by_role("group", name=question)
    for part, number in (("Day", day.day), ("Month", day.month), ("Year", day.year)):
        group.get_by_label(part).fill(str(number))


def reads(page: Page, *words: str) -> None:
    """The page comes to say all of this, and is there to its end."""
    for each in words:
        expect(page.locator("body")).to_contain_text(each)
    page.wait_for_load_state("domcontentloaded")


def is_headed(page: Page, words: str) -> None:
    """A page of this heading has come, to its end."""
    expect(page.locator("h1")).to_contain_text(words)
    page.wait_for_load_state("domcontentloaded")
