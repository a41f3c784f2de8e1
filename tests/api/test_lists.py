"""Audits and actions: what the pages show, in pages of rows, without a name, a number or a word."""

import csv
import io
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from goldenthread.people.models import Team
from tests.api.asking import LISTS, program
from tests.cast import Cast
from tests.loop import act, moderated, round_of, submitted

pytestmark = pytest.mark.django_db
AUDITS, ACTIONS = LISTS


def rows(answer: Any) -> list[dict[str, str]]:
    assert answer.status_code == 200, answer.content
    text = answer.content.decode()
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text[1:])))


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
