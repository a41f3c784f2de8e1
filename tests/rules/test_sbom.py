"""The list of components holds every package that is locked, and names no place it came from."""

import json
from typing import Any

import pytest

from packs import sbom


@pytest.fixture(scope="module")
def made() -> dict[str, Any]:
    return sbom.sbom()


def test_it_keeps_to_the_schema(made: dict[str, Any]) -> None:
    # Not for every worker: it takes a second to load.
    from cyclonedx.schema import SchemaVersion
    from cyclonedx.validation.json import JsonStrictValidator

    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(json.dumps(made)) is None


def test_every_locked_package_is_in_it_with_a_hash(made: dict[str, Any]) -> None:
    locked = {f"pkg:pypi/{name}@{version}" for name, version in sbom.pinned(sbom.ALL)}
    locked |= {each["purl"] for each in sbom.npm()}
    assert {each["purl"] for each in made["components"]} == locked
    assert len(locked) > 200
    assert [each["purl"] for each in made["components"] if not each["hashes"]] == []


def test_what_runs_says_its_licence_and_is_told_from_what_builds(made: dict[str, Any]) -> None:
    scopes = {each["name"]: each["scope"] for each in made["components"]}
    assert {name for name, scope in scopes.items() if scope == "required"} == {
        *(name for name, _ in sbom.pinned(sbom.RUN)),
        "govuk-frontend",
    }
    assert scopes["boto3"] == scopes["prometheus-client"] == "optional"
    assert scopes["pytest"] == scopes["sass"] == "excluded"
    running = [each for each in made["components"] if each["scope"] == "required"]
    silent = {each["name"] for each in running if "licenses" not in each}
    assert silent <= {"pyrage", "colorama"}  # says it in a file only; is for Windows only


def test_it_names_no_place_that_a_component_came_from(made: dict[str, Any]) -> None:
    text = json.dumps([made["metadata"], made["components"]])
    assert "://" not in text
