"""The description of the interface: whole, as it is kept in the guide, and what any question is answered."""

import json
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from jsonschema import Draft202012Validator

from goldenthread.api.interface import document
from goldenthread.api.urls import urlpatterns
from goldenthread.config.wsgi import application
from tests.api.asking import DOCUMENT, program, token_of
from tests.cast import Cast
from tests.rules.code import ROOT
from tests.world import make_world

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
def asked(cast: Cast) -> Any:
    world = make_world(cast)
    token = token_of(world.cast.pat)
    headers = {"Authorization": f"Bearer {token}"}
    return schemathesis.openapi.from_wsgi(DOCUMENT, application, headers=headers), headers


any_question = schemathesis.pytest.from_fixture("asked_schema")


@pytest.fixture
def asked_schema(asked: Any) -> Any:
    return asked[0]


@any_question.parametrize()
@settings(
    max_examples=5, derandomize=True, deadline=None, phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)  # fmt: skip
def test_any_question_is_answered_as_the_description_says(case: Any, asked: Any) -> None:
    case.call_and_validate(headers=asked[1])
