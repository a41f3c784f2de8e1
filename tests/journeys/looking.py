"""Looking at pages: which of them somebody may open, and what is wrong with one that is open."""

import os
import re
from dataclasses import dataclass, field
from html import unescape

from django.test import Client
from playwright.sync_api import Page

from goldenthread.people.models import Person
from tests.journeys.browser import AXE, OF_LAYOUT, WIDTHS, axe_faults, layout_faults

IS_THOROUGH = os.environ.get("GOLDENTHREAD_PROOFS") == "thorough"
# What is not a page: answers to scripts and machines, styles, pictures and files to keep.
NO_PAGES = {
    "home:session", "home:brand", "home:logo", "home:live", "home:ready", "home:metrics", "actions:download",
    "audits:excel_file", "audits:word_file", "audits:word_zip",
    "programme:schedule_file", "programme:calendar_file", "programme:tell_word", "programme:notice_word", "programme:selection_file", "figures:workbook_of_figures",
    "reports:download", "reports:audit_document", "journal:subject_document", "journal:person_document",
    "tools:tool_file", "tools:typed", "learning:plan_document", "learning:briefing_document",
    "word_templates:example", "word_templates:file",
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

TAG = re.compile(r"<[^>]*>")
ELEMENT = re.compile(r"<(/?\w+)([^>]*)>")
ATTRIBUTE = re.compile(r'([\w-]+)(?:="([^"]*)")?')
# By what these say two elements look or work differently; of others it counts that they are there.
TELLING = {"class", "role", "type", "scope", "lang", "colspan", "rowspan", "autocomplete"}
ROW = re.compile(r"\n(?=(?:tr|li|option|div) \[)")

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
class Seen:
    """Pages that somebody saw already, by what a look at them tells.

    `make thorough` looks at each markup of a page. `make test` looks at one only where it has an element
    of a kind that nobody saw on the page (or `is_of_all`: on any page), or a longer word.
    """

    is_of_all: bool = False
    longest: dict[tuple[str, str], int] = field(default_factory=dict)  # of the words of a markup
    kinds: dict[str, set[str]] = field(default_factory=dict)  # of the elements of a page

    def has(self, page: str, html: str) -> bool:
        """Whether what this page shows was seen, with a word as long; it is from now on."""
        main = html.partition("<main")[2].partition("</main>")[0]
        words = max(map(len, TAG.sub(" ", main).split()), default=0)
        if not IS_THOROUGH:
            return self._has_kinds("" if self.is_of_all else page, set(elements(main)), words)
        key = (page, markup(main))
        known = self.longest.get(key, -1)
        self.longest[key] = max(known, words)
        return words <= known

    def _has_kinds(self, page: str, found: set[str], words: int) -> bool:
        known, longest = self.kinds.setdefault(page, set()), self.longest.get((page, ""), -1)
        is_new = not found <= known or words > longest
        known |= found
        self.longest[page, ""] = max(longest, words)
        return not is_new


@dataclass
class Opened:
    """What one person may open."""

    pages: dict[str, str]  # address -> page, of those that nobody before them saw the same of
    links: dict[str, str]  # where else these pages lead -> a page that says so


def opened_by(person: Person, addresses: dict[str, list[str]], seen: Seen) -> Opened:
    """The pages among these addresses that open."""
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
            links = (unescape(link) for link in LINK.findall(html))
            found.links |= {link.partition("#")[0]: where for link in links}
            if not seen.has(page, html):
                found.pages[where] = page
    for where in open_to_them:
        found.links.pop(where, None)
    return found


def elements(main: str) -> list[str]:
    """The tags of a page in their order, each with what tells how it looks or works."""
    found = []
    for name, rest in ELEMENT.findall(main):
        told = (each if each[0] in TELLING else each[0] for each in ATTRIBUTE.findall(rest))
        found.append(f"{name} {list(told)}")
    return found


def markup(main: str) -> str:
    """The elements of a page with what makes them look and work as they do: all but its words.

    Two pages of one markup have the same faults, but for words too long for their place. A row after
    one of its own markup tells nothing more.
    """
    rows = ROW.split("\n".join(elements(main)))
    return "\n".join(
        row for row, before in zip(rows, [None, *rows[:-1]], strict=True) if row != before
    )


def faults(page: Page) -> list[str]:
    """What is wrong with the page that is open, at either width: first at the one it is open at."""
    found, (wide, narrow) = [], WIDTHS
    is_narrow = (page.viewport_size or {}).get("width") == narrow
    for width in (narrow, wide) if is_narrow else (wide, narrow):
        page.set_viewport_size({"width": width, "height": 900})
        rules = OF_LAYOUT if width == narrow else None
        told = [*axe_faults(page, rules), *layout_faults(page)]
        if width == narrow:
            told += [fault for script in (SPACED, LARGE) for fault in page.evaluate(script)]
        found += [f"{width}: {fault}" for fault in told]
    return found


def looked_at(page: Page, wheres: dict[str, str]) -> dict[str, list[str]]:
    """The faults of each page; two pages of one title are a fault of the second."""
    wrong, titles = {}, {}
    page.context.add_init_script(path=AXE)
    for where, name in wheres.items():
        page.goto(where)
        found = faults(page)
        if titles.setdefault(page.title(), name) != name:
            found.append(f"has the title of {titles[page.title()]}: {page.title()}")
        if found:
            wrong[where] = found
    page.context.close()
    return wrong
