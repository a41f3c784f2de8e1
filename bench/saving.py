"""One answer saved by itself while somebody types, with its version and its line of the journal."""

import json
from collections.abc import Iterator
from itertools import count

from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench.measuring import Figure, milliseconds, with_database
from bench.pattern import answer_questions
from bench.rounds import open_with
from goldenthread.audits.queries import audit_form
from tests.cast import Cast

TIMES = 100
WORDS = "The child was seen alone at each visit, and what she said is in the plan. " * 4


def figures(cast: Cast) -> Iterator[Figure]:
    audit = open_with(cast, 2, title="Saving")[0]
    answer_questions(cast, audit, audit_form(audit).sections, "good", whole=True)
    client = Client()
    client.force_login(cast.ines)
    versions = count(1)
    address = f"/audits/{audit.ref}/answers/risk.grade/"

    def put() -> None:
        version = next(versions)
        body = {"version": version, "value": "good", "text": f"{WORDS}{version}"}
        answer = client.put(address, json.dumps(body), content_type="application/json")
        assert answer.status_code == 200, answer.content

    put()
    with CaptureQueriesContext(connection) as asked:
        put()
    statements = len(asked)  # counted now: the next requests begin the count anew
    yield Figure(
        "An autosave with its journal line", milliseconds(put, TIMES, with_database),
        milliseconds(BareSave(), TIMES, with_database),
        "one UPDATE, one INSERT, COMMIT", f"{statements} statements",
    )  # fmt: skip


class BareSave:
    """The least that keeps an answer and says so in another table."""

    def __init__(self) -> None:
        self.number = 0
        with connection.cursor() as cursor:
            cursor.execute("CREATE TABLE bench_answer (id int PRIMARY KEY, body text)")
            cursor.execute("CREATE TABLE bench_line (seq int PRIMARY KEY, body text)")
            cursor.execute("INSERT INTO bench_answer VALUES (1, '')")

    def __call__(self) -> None:
        self.number += 1
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("UPDATE bench_answer SET body = %s WHERE id = 1", [WORDS])
            cursor.execute("INSERT INTO bench_line VALUES (%s, %s)", [self.number, WORDS])
