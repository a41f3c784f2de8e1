"""The description of the interface: whole, as it is kept in the guide, and what any question is answered."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from jsonschema import Draft202012Validator
from schemathesis import GenerationMode

from goldenthread.api.interface import document
from goldenthread.api.urls import urlpatterns
from goldenthread.config.wsgi import application
from tests.api.asking import DOCUMENT, program, token_of
from tests.cast import Cast
from tests.loop import act, moderated, round_of, submitted
from tests.rules.code import ROOT

MOST = 5
KEPT = ROOT / "docs" / "guide" / "openapi.json"
pytestmark = pytest.mark.django_db


def written() -> str:
    return json.dumps(document(), indent=1, ensure_ascii=False) + "\n"


def test_it_is_served_as_it_is_kept(cast: Cast) -> None:
    """`python -m tests.api` writes it anew."""
    assert KEPT.read_text() == written()
    assert program(cast.pat).get(DOCUMENT).json() == json.loads(KEPT.read_text())


def test_it_is_openapi_3_1_and_names_every_address() -> None:
    found = document()
    assert found["openapi"].startswith("3.1")
    for each in found["components"]["schemas"].values():
        Draft202012Validator.check_schema(each)
    addresses = {
        f"/api/v1/{p.pattern}".replace("<ref>", "{ref}") for p in urlpatterns[0].url_patterns
    }
    assert set(found["paths"]) == addresses
    assert {tuple(methods) for methods in found["paths"].values()} == {("get",)}


@pytest.fixture
def described(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """The interface as a program finds it. Django would close the test's connection after each answer,
    and the tool tries more wrong tokens than one network may."""
    for limit in ("FROM_ONE_NETWORK", "FROM_ALL_UNKNOWN_PLACES"):
        monkeypatch.setattr(f"goldenthread.people.changes.attempts.{limit}", 10_000)
    audit = round_of(cast, ["20301"], rate=100)[0]
    act(audit)
    moderated(cast, submitted(audit))
    token = token_of(cast.pat)
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    headers = {"Authorization": f"Bearer {token}"}
    found = schemathesis.openapi.from_wsgi(DOCUMENT, application, headers=headers)
    found.config.update(headers=headers)
    yield found
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.parametrize("mode", GenerationMode)
def test_any_question_is_answered_as_the_description_says(
    described: Any, mode: GenerationMode
) -> None:
    """What may be asked and what may not, by all checks that the tool has."""
    for address, methods in document()["paths"].items():
        if mode is GenerationMode.NEGATIVE and not methods["get"]["parameters"]:
            continue  # nothing is asked there that could be wrong
        ask(described[address]["GET"].as_strategy(generation_mode=mode))


def ask(questions: Any) -> None:
    @given(case=questions)
    @settings(
        max_examples=MOST,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def one(case: Any) -> None:
        case.call_and_validate()

    one()
