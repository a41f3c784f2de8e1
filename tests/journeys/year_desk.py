"""Somebody of the cast at a desk: a page is opened, its form filled in and sent, as without a script."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from lxml import html

from goldenthread.journal.changes import now
from goldenthread.people.models import Person
from tests.journeys.posting import form_with, option
from tests.web.asking import signed_in

# Stands in every free-text field that is filled in all year, and may stand in no mail.
CANARY = "Zanzibar"
FREE = frozenset({
    "title", "need_note", "made_to", "spoke_to", "present", "to_whom", "board", "safe_agreed_by",
})  # fmt: skip
A_SITTING = timedelta(minutes=30)


@dataclass(frozen=True)
class Pick:
    """The entry of a list that begins with these words."""

    words: str


Values = Mapping[str, Any]


@dataclass
class Desk:
    """One person, signed in again after each pause."""

    person: Person
    _client: Any = None
    _since: datetime | None = None
    written: list[str] = field(default_factory=list)  # every free text that was sent

    def opens(self, address: str, *says: str) -> Any:
        """A page as its tree, which says these things."""
        answer = self._browser().get(address)
        assert answer.status_code == 200, f"{self.person}: {address}: {answer.status_code}"
        return _said(answer, address, says)

    def downloads(self, address: str) -> bytes:
        answer = self._browser().get(address)
        assert answer.status_code == 200, f"{self.person}: {address}: {answer.status_code}"
        return b"".join(answer) if answer.streaming else bytes(answer.content)

    def finds_nothing(self, address: str) -> None:
        """For this person there is no such page, to read or to send."""
        browser = self._browser()
        assert (browser.get(address).status_code, browser.post(address, {}).status_code) == (
            404,
            404,
        )

    def is_not_let(self, address: str, *says: str) -> None:
        """The page offers no button for it, and says why; sent all the same, nothing happens."""
        tree = self.opens(address, *says)
        assert not tree.xpath("//main//button")
        answer = self._browser().post(address, {})
        assert answer.status_code == 200
        _said(answer, address, says)

    def sends(self, address: str, values: Values, *says: str) -> str:
        """A form that has the first of these fields is sent and taken; the address it leads to."""
        answer = self._send(address, values)
        assert answer.status_code == 302, f"{address}: {answer.status_code} {_problems(answer)}"
        if says:
            self.opens(answer["Location"], *says)
        return str(answer["Location"])

    def presses(self, address: str, button: str, *says: str, **values: Any) -> str:
        """The button with these words, and its form as it came but for these values."""
        xpath = f'//main//button[starts-with(normalize-space(.), "{button}")]'
        found = self.opens(address).xpath(xpath)
        assert found, f"{address} has no button “{button}”"
        [form] = found[0].xpath("ancestor::form")
        sent = self._filled(form, values)
        if found[0].get("name"):
            sent[found[0].get("name")] = [found[0].get("value", "")]
        answer = self._browser().post(form.get("action") or address, sent)
        assert answer.status_code == 302, f"{address}: {answer.status_code} {_problems(answer)}"
        if says:
            self.opens(answer["Location"], *says)
        return str(answer["Location"])

    def uploads(self, address: str, values: Values) -> str:
        """A form with files, sent as it is given here."""
        answer = self._browser().post(address, dict(values))
        assert answer.status_code == 302, f"{address}: {answer.status_code} {_problems(answer)}"
        return str(answer["Location"])

    def is_refused(self, address: str, values: Values, *says: str) -> None:
        """The form comes again, and says why."""
        answer = self._send(address, values)
        assert answer.status_code == 200, f"{address}: {answer.status_code}"
        _said(answer, address, says)

    def shown(self, address: str, values: Values, *says: str) -> Any:
        """A form that answers with a page of its own."""
        answer = self._send(address, values)
        assert answer.status_code == 200, f"{address}: {answer.status_code}"
        return _said(answer, address, says)

    def _send(self, address: str, values: Values) -> Any:
        tree, wanted = self.opens(address), _in_form(next(iter(values)), values)
        there = {name for form in tree.forms for name in form.xpath(".//@name")}
        assert wanted in there, f"{address} has no {wanted}: {sorted(there)}"
        form = form_with(tree, wanted)
        return self._browser().post(address, self._filled(form, values))

    def _filled(self, form: Any, values: Values) -> dict[str, list[str]]:
        """What the form sends: as it came, but for these values; each free text with the canary."""
        sent: dict[str, list[str]] = {}
        for name, value in form.form_values():
            sent.setdefault(name, []).append(value)
        for radio in form.xpath('.//input[@type="radio"][@checked][@value=""]'):
            sent[radio.get("name")] = [""]  # lxml takes an empty value for none
        for name, value in values.items():
            sent |= self._one(form, name, value)
        return sent

    def _one(self, form: Any, name: str, value: Any) -> dict[str, list[str]]:
        box = f"{name}-day" if isinstance(value, date) else name
        assert form.xpath(f'.//*[@name="{box}"]'), f"the form has no {box}"
        if isinstance(value, date):
            return {
                f"{name}-{part}": [str(getattr(value, part))] for part in ("day", "month", "year")
            }
        if isinstance(value, Pick):
            return {name: [option(form, name, value.words)]}
        if isinstance(value, list):
            return {name: [str(each) for each in value]}
        if value and (form.xpath(f'.//textarea[@name="{name}"]') or name in FREE):
            self.written.append(f"{CANARY} {value}")
            return {name: [self.written[-1]]}
        return {name: [str(value)]}

    def _browser(self) -> Any:
        if self._since is None or now() - self._since > A_SITTING:
            self._client, self._since = signed_in(self.person), now()
        return self._client


def _in_form(name: str, values: Values) -> str:
    """A date is three boxes, of which the first is looked for."""
    return f"{name}-day" if isinstance(values[name], date) else name


def _said(answer: Any, address: str, says: tuple[str, ...]) -> Any:
    tree = html.fromstring(answer.content)
    text = " ".join(tree.text_content().split())
    for words in says:
        assert words in text, f"{address} does not say “{words}”: {text[:3000]}"
    return tree


def _problems(answer: Any) -> list[str]:
    if not answer.content:
        return []
    found = html.fromstring(answer.content).xpath(
        '//*[contains(@class, "govuk-error-message") or contains(@class, "govuk-error-summary")]'
    )
    return [" ".join(each.text_content().split()) for each in found]
