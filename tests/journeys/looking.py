"""Looking at pages: which of them somebody may open, and what is wrong with one that is open."""

import re
from dataclasses import dataclass

from django.test import Client
from playwright.sync_api import Page

from goldenthread.people.models import Person
from tests.journeys.browser import OF_LAYOUT, WIDTHS, axe_faults, layout_faults

# What is not a page: answers to scripts and machines, styles, pictures and files to keep.
NO_PAGES = {
    "home:session", "home:brand", "home:logo", "home:live", "home:ready", "home:metrics", "actions:download",
    "audits:excel_file", "audits:word_file", "audits:word_zip",
    "programme:tell_word", "programme:notice_word", "programme:selection_file", "figures:workbook_of_figures",
    "reports:download", "reports:audit_document", "journal:subject_document", "journal:person_document",
    "tools:tool_file",
}  # fmt: skip
# An address of ours that is no file: files end in a dot and letters, or in word/.
LINK = re.compile(r'href="(/(?!static|sign-out)[^"]*?)(?<!word/)(?<!\.\w{3})(?<!\.\w{4})"')
SPACED = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: .12em !important;
    word-spacing: .16em !important } p { margin-bottom: 2em !important }`);
  document.adoptedStyleSheets = [sheet];
  const clipped = [...document.querySelectorAll('main *')].filter(one =>
    ['hidden', 'clip'].includes(getComputedStyle(one).overflowX) && one.textContent.trim() &&
    one.clientWidth > 1 && one.clientHeight > 1 &&
    (one.scrollWidth > one.clientWidth + 1 || one.scrollHeight > one.clientHeight + 1));
  const root = document.documentElement;
  const faults = clipped.map(one => `clips ${one.outerHTML.slice(0, 80)}`);
  if (root.scrollWidth > root.clientWidth) faults.push('scrolls sideways when text is spaced');
  document.adoptedStyleSheets = [];
  return faults;
}"""

# Twice as large on a narrow screen: what sticks out on the right, innermost first.
LARGE = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync('html { font-size: 200% !important }');
  document.adoptedStyleSheets = [sheet];
  const root = document.documentElement, faults = [];
  if (root.scrollWidth > root.clientWidth) {
    const out = [...document.querySelectorAll('body *')].filter(one =>
      one.getBoundingClientRect().right > root.clientWidth + 1 && !one.closest('.gt-scroll') &&
      ![...one.children].some(inner => inner.getBoundingClientRect().right > root.clientWidth + 1));
    const shown = out.slice(0, 3).map(one => one.outerHTML.slice(0, 120));
    faults.push(`scrolls sideways to ${root.scrollWidth} when text is twice as large: ${shown.join(' | ')}`);
  }
  document.adoptedStyleSheets = [];
  return faults;
}"""


@dataclass
class Opened:
    """What one person may open."""

    pages: dict[str, str]  # address -> page, of those whose contents were not seen before
    links: dict[str, str]  # where else these pages lead -> a page that says so


def opened_by(person: Person, addresses: dict[str, list[str]], seen: set[str]) -> Opened:
    """The pages among these addresses that open; `seen` holds the contents of earlier ones."""
    client, found = Client(), Opened({}, {})
    client.force_login(person)
    open_to_them = set()
    for page, wheres in addresses.items():
        for where in wheres:
            answer = client.get(where)
            if answer.status_code != 200 or not answer["Content-Type"].startswith("text/html"):
                continue
            html = answer.content.decode()
            open_to_them.add(where)
            found.links |= {link.partition("#")[0]: where for link in LINK.findall(html)}
            if contents(html) not in seen:
                found.pages[where] = page
                seen.add(contents(html))
    for where in open_to_them:
        found.links.pop(where, None)
    return found


def contents(html: str) -> str:
    """What the page says to one person and says just so to the next."""
    return re.sub(r'value="\w{64}"', "", html.partition("<main")[2].partition("</main>")[0])


def faults(page: Page) -> list[str]:
    """What is wrong with the page that is open, at either width."""
    found = []
    for width, rules in zip(WIDTHS, (None, OF_LAYOUT), strict=True):
        page.set_viewport_size({"width": width, "height": 900})
        found += [f"{width}: {fault}" for fault in (*axe_faults(page, rules), *layout_faults(page))]
    for script in (SPACED, LARGE):
        found += [f"320: {fault}" for fault in page.evaluate(script)]
    return found


def looked_at(page: Page, wheres: dict[str, str]) -> dict[str, list[str]]:
    """The faults of each page; two pages of one title are a fault of the second."""
    wrong, titles = {}, {}
    for where, name in wheres.items():
        page.goto(where)
        found = faults(page)
        if titles.setdefault(page.title(), name) != name:
            found.append(f"has the title of {titles[page.title()]}: {page.title()}")
        if found:
            wrong[where] = found
    page.context.close()
    return wrong
