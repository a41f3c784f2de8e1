"""What a program reads of a world with everything in it: what its person's pages show, without names or words."""

from collections.abc import Iterator
from typing import Any

import pytest

from goldenthread.actions.queries import visible_actions
from goldenthread.audits.models import Audit
from goldenthread.audits.queries import visible_audits
from goldenthread.journal.models import Entry
from tests.api.asking import LISTS, problem, program
from tests.databases import borrowed
from tests.world import World, make_world

pytestmark = pytest.mark.django_db
AUDITS, ACTIONS = LISTS
REPORTING = ("pat", "olive", "tariq", "sunita", "sam")


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    with django_db_blocker.unblock(), borrowed(make_world) as made:
        yield made


@pytest.mark.parametrize("name", REPORTING)
def test_the_same_audits_and_actions_as_on_the_pages(world: World, name: str) -> None:
    person = getattr(world.cast, name)
    client = program(person, "audits", "actions")
    seen = set(visible_audits(person).values_list("ref", flat=True))
    assert {each["ref"] for each in client.get(AUDITS).json()["audits"]} == seen
    followed = visible_actions(person).exclude(state="withdrawn")
    got = {each["ref"] for each in client.get(ACTIONS).json()["actions"]}
    assert got == set(followed.values_list("ref", flat=True))
    for audit in Audit.objects.all():
        status = client.get(f"{AUDITS}/{audit.ref}").status_code
        assert (status == 200) == (audit.ref in seen), (name, audit)


def test_whoever_is_not_named_reads_nothing_of_a_restricted_round(world: World) -> None:
    hidden = Audit.objects.filter(round=world.restricted).first()
    assert hidden
    assert program(world.cast.pat).get(f"{AUDITS}/{hidden.ref}").status_code == 200
    client = program(world.cast.olive)
    problem(client.get(f"{AUDITS}/{hidden.ref}"), 404)
    for address in (AUDITS, ACTIONS, "/api/v1/figures/grades?by=round"):
        assert world.restricted.code not in client.get(address).text
    answer = client.get(f"/api/v1/figures/grades?round={world.restricted.code}")
    assert "There is no round" in problem(answer, 404)["detail"]


def test_nobody_is_named_and_nothing_written_is_repeated(world: World) -> None:
    audits, actions = (program(world.cast.pat).get(a).text for a in (AUDITS, ACTIONS))
    for word in (
        "Dana", "Ines", "Pike", "2030", "Seen alone", str(world.action.what), world.cast.ines.ref,
    ):  # fmt: skip
        assert word not in audits and word not in actions, word
    assert world.begun.ref in audits and world.begun.subject.ref in audits


def test_what_was_read_is_in_the_journal_by_its_references(world: World) -> None:
    program(world.cast.pat).get(f"{AUDITS}?round={world.round.code}")
    line = Entry.objects.latest("seq")
    shown = Audit.objects.filter(round=world.round)
    wanted = {each.ref for each in shown} | {each.subject.ref for each in shown}
    assert (line.what, line.kind) == ("audit_list", "read") and wanted <= set(line.refs)


def test_one_action_by_its_reference(world: World) -> None:
    address = f"{ACTIONS}/{world.action.ref}"
    said = program(world.cast.pat).get(address).json()
    assert (said["ref"], said["due_on"]) == (world.action.ref, world.action.due_on.isoformat())
    problem(program(world.cast.sunita).get(address), 404)
