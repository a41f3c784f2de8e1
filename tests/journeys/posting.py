"""The same pages without a script: a form is fetched, filled in and sent, as a browser would."""

from typing import Any

from lxml import html
from playwright.sync_api import Page

Values = dict[str, str]


def fetched(page: Page, address: str) -> Any:
    """A page as its tree, with the cookies of whoever sits at this tab."""
    answer = page.request.get(address)
    assert answer.ok, f"{address}: {answer.status}"
    return html.fromstring(answer.text())


def form_with(tree: Any, field: str) -> Any:
    """The form that has a field or a button of this name."""
    return next(form for form in tree.forms if form.xpath(f'.//*[@name="{field}"]'))


def option(form: Any, field: str, words: str) -> str:
    """The value of the first entry of a list that begins with these words."""
    options = form.xpath(f'.//select[@name="{field}"]/option')
    return next(each.get("value") for each in options if each.text_content().startswith(words))


def filled(form: Any, values: Values) -> Values:
    """What a form sends: as it came, but for these values."""
    return {name: value for name, value in form.form_values() if value is not None} | values


def send(page: Page, address: str, values: Values) -> None:
    """Send a form. What was taken leads elsewhere; a page that comes again has something to say."""
    answer = page.request.post(address, form=values, max_redirects=0)
    assert answer.status == 302, f"{address}: {answer.status} {_problems(answer.text())}"


def _problems(text: str) -> list[str]:
    found = html.fromstring(text).xpath('//*[contains(@class, "govuk-error-message")]')
    return [" ".join(each.text_content().split()) for each in found]
