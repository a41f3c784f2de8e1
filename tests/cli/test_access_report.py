"""`goldenthread access_report`: for the operator what the page is for information governance."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from goldenthread.cli.running import run
from goldenthread.journal.models import Entry
from tests.finished import World, undone, world_of_a_module
from tests.loop import round_of


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    yield from world_of_a_module(django_db_blocker)


@pytest.fixture(autouse=True)
def _in_process(monkeypatch: pytest.MonkeyPatch, world: World) -> Iterator[None]:
    monkeypatch.setattr("goldenthread.cli.running._log_to_file", lambda: None)
    monkeypatch.setattr("goldenthread.cli.preparing.prepare_database", lambda say: None)
    with undone():
        yield


def access_report(*words: str) -> int:
    return run(["goldenthread", "access_report", *words])


def test_a_case_number_gives_who_saw_and_changed_it(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    audit = round_of(world.cast, ["77301"])[0]
    assert access_report("--subject", "77301", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["case"], told["reference"]) == ("77301", audit.subject.ref)
    assert {each["who"] for each in told["people"]} == {entry["who"] for entry in told["entries"]}
    last = Entry.objects.latest("seq")
    assert (last.kind, last.what, last.refs) == ("read", "access_report", [audit.subject.ref])


def test_a_person_gives_what_they_saw_and_changed(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    assert access_report("--person", world.cast.ines.email) == 0
    assert capsys.readouterr().out.startswith(f"{world.cast.ines.name} ({world.cast.ines.ref}): ")


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["--subject", "nobody's"], 1, "There is no case"),
        (["--person", "nobody@example.org"], 1, "There is no account"),
        (["--subject", "77301", "--as", "pat@example.org"], 1, "Your roles do not let you"),
        ([], 2, "one of the arguments --subject --person is required"),
    ],
)
def test_what_cannot_be_told_is_said_in_words(
    words: list[str], code: int, said: str, capsys: pytest.CaptureFixture[str], world: World
) -> None:
    words = [world.cast.pat.email if word == "pat@example.org" else word for word in words]
    assert access_report(*words) == code
    told = capsys.readouterr()
    assert said in told.err and told.out == ""
