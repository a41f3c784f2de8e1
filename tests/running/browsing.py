"""Pages fetched and forms sent as a browser without a script would, over HTTP, from any process."""

from typing import Any

import requests
from lxml import html

from tests.cast import PASSWORD


class Visitor:
    """Somebody at one node of the service, with the cookies they were given."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.session = requests.Session()

    def see(self, path: str) -> Any:
        answer = self.session.get(self.url + path, timeout=60)
        assert answer.ok, f"{path}: {answer.status_code}"
        return html.fromstring(answer.text)

    def send(self, path: str, field: str, files: Any = None, **values: Any) -> str:
        """Fill in the form that has this field; where it led. A page that comes again is a failure."""
        form = next(f for f in self.see(path).forms if f.xpath(f'.//*[@name="{field}"]'))
        typed = {k: v for k, v in form.form_values() if v is not None} | values
        answer = self.session.post(
            self.url + (form.action or path), data=typed, files=files, timeout=60,
            allow_redirects=False, headers={"Origin": self.url},
        )  # fmt: skip
        assert answer.status_code == 302, f"{path}: {answer.status_code} {problems(answer.text)}"
        return str(answer.headers["Location"])

    def save(self, path: str, **content: Any) -> int:
        """Save one answer as the page does while somebody types; its new version."""
        csrf = self.session.get(f"{self.url}/session/", timeout=60).json()["csrf"]
        answer = self.session.put(
            self.url + path, json=content, timeout=60, headers={"X-CSRFToken": csrf}
        )
        assert answer.status_code == 200, f"{path}: {answer.status_code} {answer.text}"
        return int(answer.json()["version"])

    def at(self, url: str) -> "Visitor":
        """The same browser, sent on by the proxy to another node."""
        other = Visitor(url)
        other.session.cookies.update(self.session.cookies)
        return other

    def sign_in(self, email: str) -> "Visitor":
        self.send("/sign-in/", "password", login=email, password=PASSWORD)
        return self


def problems(text: str) -> list[str]:
    found = html.fromstring(text).xpath('//*[contains(@class, "govuk-error-message")]')
    return [" ".join(each.text_content().split()) for each in found]
