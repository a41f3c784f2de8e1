"""Programs that ask with a token."""

from datetime import timedelta
from typing import Any

from django.test import Client

from goldenthread.journal.changes import today
from goldenthread.people.changes import make_token
from goldenthread.people.models import Person
from goldenthread.people.tokens import scopes_of, written

LISTS = ("/api/v1/audits", "/api/v1/actions")
FIGURES = tuple(
    f"/api/v1/figures/{each}" for each in ("grades", "ledger", "audits", "sections", "reported")
)
DOCUMENT = "/api/v1/openapi.json"


def token_of(person: Person, *scopes: str, audience: str = "internal") -> str:
    """A token of theirs for these scopes; for all they may have where none is named."""
    token, secret = make_token(
        by=person, name="Report", scopes=scopes or scopes_of(person), audience=audience,
        until_on=today() + timedelta(days=30),
    )  # fmt: skip
    return written(token, secret)


def with_token(said: str) -> Client:
    return Client(headers={"Authorization": f"Bearer {said}"})


def program(person: Person, *scopes: str, audience: str = "internal") -> Client:
    return with_token(token_of(person, *scopes, audience=audience))


def problem(answer: Any, status: int) -> dict[str, Any]:
    """What is said where there is no answer."""
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
    said: dict[str, Any] = answer.json()
    assert said["status"] == status and said["title"] and said["detail"]
    return said
