"""Chromium for the journeys: signing in, walking about, and what every page must hold to."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, Page

from goldenthread.people.models import Person
from tests.cast import PASSWORD

AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    # All pages are ours: one process draws them.
    "--disable-site-isolation-trials",
    # Every page is a new one to its scripts: what is run once is not worth optimising, nor threads.
    "--js-flags=--max-lazy --no-maglev --no-opt --single-threaded",
]  # fmt: skip
WIDTHS = (1280, 320)
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# What may be right at one width and wrong at the other.
OF_LAYOUT = [
    "color-contrast",
    "target-size",
    "scrollable-region-focusable",
    "meta-viewport",
    "bypass",
    "skip-link",
]


def sign_in(browser: Browser, url: str, person: Person, width: int = 1280, **options: Any) -> Page:
    """A page of the browser, signed in as this person, in a context of its own."""
    context = browser.new_context(viewport={"width": width, "height": 900}, base_url=url, **options)
    page = context.new_page()
    page.goto("/sign-in/")
    page.get_by_label("E-mail").fill(person.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(lambda address: "/sign-in/" not in address)
    return page


def arrive(browser: Browser, url: str, person: Person | None, **options: Any) -> Page:
    """A page in a context of its own, signed in (or not) without the form: for many people or pages."""
    context = browser.new_context(base_url=url, **options)
    if person:
        client = Client()
        client.force_login(person)
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": url}])
    return context.new_page()


def axe_faults(page: Page, rules: list[str] | None = None) -> list[str]:
    """What axe finds, by all its rules or these: the rule and the first element of each violation."""
    page.wait_for_load_state("domcontentloaded")
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text())
    result = page.evaluate(
        """only => axe.run(document, {runOnly: only, resultTypes: ['violations'], preload: false})""",
        {"type": "rule", "values": rules} if rules else {"type": "tag", "values": TAGS},
    )
    return [f"{found['id']}: {found['nodes'][0]['html'][:120]}" for found in result["violations"]]


def layout_faults(page: Page) -> list[str]:
    """Sideways scrolling, more than one h1, a title without words, foreign requests' traces."""
    return page.evaluate(
        """() => {
          const faults = [];
          const root = document.documentElement;
          if (root.scrollWidth > root.clientWidth) faults.push(`scrolls sideways to ${root.scrollWidth}`);
          const headings = document.querySelectorAll('h1').length;
          if (headings !== 1) faults.push(`${headings} h1`);
          if (!document.title.trim()) faults.push('no title');
          if (root.lang !== 'en') faults.push('no language');
          if (document.querySelector('[style], style, script:not([src])')) faults.push('inline style or script');
          if (document.querySelector('[required]')) faults.push('browser validation');
          return faults;
        }"""
    )
