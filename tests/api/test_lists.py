"""Audits and actions: what the pages show, in pages of rows, without a name, a number or a word."""

import csv
import io
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from goldenthread.actions.queries import visible_actions
from goldenthread.audits.models import Audit
from goldenthread.audits.queries import visible_audits
from goldenthread.journal.models import Entry
from goldenthread.people.models import Team
from tests.api.asking import LISTS, problem, program
from tests.cast import Cast
from tests.loop import act, moderated, round_of, submitted
from tests.world import World, make_world

pytestmark = pytest.mark.django_db
AUDITS, ACTIONS = LISTS
REPORTING = ("pat", "olive", "tariq", "sunita", "sam")


@pytest.fixture
def world(cast: Cast) -> World:
    return make_world(cast)


def rows(answer: Any) -> list[dict[str, str]]:
    assert answer.status_code == 200, answer.content
    text = answer.content.decode()
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text[1:])))


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


def pages(client: Client, address: str) -> list[dict[str, Any]]:
    """Every row, page after page."""
    found: list[dict[str, Any]] = []
    following: str | None = address
    while following:
        said = client.get(following).json()
        found += said["audits"]
        following = said["next"]
    return found


def test_a_list_is_read_page_by_page_and_each_row_once(cast: Cast) -> None:
    made = round_of(cast, [f"2030{n}" for n in range(5)])
    client = program(cast.pat)
    found = pages(client, f"{AUDITS}?limit=2&round={made[0].round.code}")
    assert [each["ref"] for each in found] == sorted(each.ref for each in made)
    answer = client.get(f"{AUDITS}?limit=2&format=csv")
    last = rows(answer)[-1]["ref"]
    assert answer["Link"] == f'</api/v1/audits?limit=2&format=csv&after={last}>; rel="next"'
    assert answer["Content-Type"] == "text/csv; charset=utf-8"


def test_filters_narrow_and_grades_stand_at_their_stage(cast: Cast) -> None:
    written, graded = round_of(cast, ["20301", "20302"], rate=100)
    act(graded)
    moderated(cast, submitted(graded), overall="inadequate", why="Risk was missed.")
    client = program(cast.pat)
    [row] = client.get(f"{AUDITS}?state=moderated").json()["audits"]
    grades = [row[f"grade_{stage}"] for stage in ("auditor", "moderator", "standing")]
    assert grades == ["good", "inadequate", "inadequate"]
    [row] = client.get(f"{AUDITS}?state=not_started&team=North").json()["audits"]
    assert (row["ref"], row["grade_auditor"]) == (written.ref, None)
    [action] = client.get(f"{ACTIONS}?state=open").json()["actions"]
    assert (action["audit_ref"], action["team"]) == (graded.ref, "North")
    assert client.get(f"{ACTIONS}?state=done").json() == {"actions": [], "next": None}


def test_one_action_by_its_reference(world: World) -> None:
    address = f"{ACTIONS}/{world.action.ref}"
    said = program(world.cast.pat).get(address).json()
    assert (said["ref"], said["due_on"]) == (world.action.ref, world.action.due_on.isoformat())
    problem(program(world.cast.sunita).get(address), 404)


def test_a_cell_that_begins_like_a_formula_is_words(cast: Cast) -> None:
    round_of(cast, ["20301"])
    Team.objects.filter(pk=cast.north.pk).update(name="=1+1")
    [row] = rows(program(cast.pat).get(f"{AUDITS}?format=csv"))
    assert row["team"] == "\u200b=1+1"


def test_more_rows_ask_no_more_questions(cast: Cast) -> None:
    counts = []
    for numbers in (["20301"], [f"2040{n}" for n in range(6)]):
        for audit in round_of(cast, numbers, title=numbers[0]):
            act(audit)
        client = program(cast.pat)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert [client.get(address).status_code for address in LISTS] == [200, 200]
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 30
