"""Every released version's database comes to today's: its journal, selections and figures as they were."""

import hashlib
import hmac
import json
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest

from goldenthread.config import database
from tests.running.node import OWNER, Node, empty_database

STORED = sorted((Path(__file__).parents[1] / "upgrades").glob("*.dump"))
SELECTION_NUMBERS = """
SELECT s.seed, s.frame_sha256, subject.number, r.number
  FROM programme_selectionrow r
  JOIN programme_selection s ON s.id = r.selection_id
  JOIN cases_caseentry entry ON entry.id = r.entry_id
  JOIN cases_subject subject ON subject.id = entry.subject_id
"""


@dataclass
class Upgraded:
    """A stored database at today's version, and what its own version said of it."""

    node: Node
    told: dict[str, Any]

    def rows(self, statement: str) -> list[Any]:
        with psycopg.connect(
            host=str(database.socket_folder()), user=database.SUPERUSER, dbname=self.node.database
        ) as connection:
            return connection.execute(statement).fetchall()


@pytest.fixture(scope="module", params=STORED, ids=lambda file: file.stem)
def upgraded(request: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Upgraded]:
    database.require_database()
    told = json.loads(request.param.with_suffix(".json").read_text())
    folder = tmp_path_factory.mktemp("upgraded")
    with empty_database("upgraded") as name:
        node = Node.of(name, folder, GOLDENTHREAD_JOURNAL_KEY=told["journal_key"])
        (folder / "journal-heads.log").write_text(told["heads"])
        load(name, request.param)
        done = node.with_owner().run("prepare")
        assert done.returncode == 0, done.stderr
        yield Upgraded(node, told)


def load(name: str, file: Path) -> None:
    """As the owner of the tables, as a restore does."""
    command = [
        str(database.binaries() / "pg_restore"), "--no-owner", "--exit-on-error",
        f"--dbname=host={database.socket_folder()} user={OWNER} dbname={name}", str(file),
    ]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True)


def test_its_journal_is_whole(upgraded: Upgraded) -> None:
    told = upgraded.node.run("verify_journal", "--json")
    assert told.returncode == 0, told.stderr
    assert json.loads(told.stdout)["entries"] >= upgraded.told["entries"]


def by_group(rows: list[Any]) -> dict[str, Any]:
    """The order of the rows is no figure."""
    return {json.dumps(group, sort_keys=True): (n, counts) for group, n, counts in rows}


def test_its_figures_are_what_they_were(upgraded: Upgraded) -> None:
    for by, rows in upgraded.told["figures"].items():
        told = upgraded.node.run("figures", "grades", "--by", by, "--json")
        assert told.returncode == 0, told.stderr
        now = [[row["group"], row["n"], row["counts"]] for row in json.loads(told.stdout)]
        assert by_group(now) == by_group(rows)


def test_its_selections_can_be_made_again(upgraded: Upgraded) -> None:
    """Each case's number comes from the seed and the list, as docs/method.md says."""
    rows = upgraded.rows(SELECTION_NUMBERS)
    assert rows
    for seed, frame, case, number in rows:
        digest = hmac.digest(seed.encode(), f"{frame}|case|{case}".encode(), hashlib.sha256)
        assert (int.from_bytes(digest[:8], "big") >> 11) / 2**53 == number


def test_no_answer_is_lost(upgraded: Upgraded) -> None:
    [(count,)] = upgraded.rows("SELECT count(*) FROM audits_answer")
    assert count == upgraded.told["answers"]


def test_every_stored_database_says_its_migrations() -> None:
    assert STORED
    for file in STORED:
        assert (
            "audits.0001_initial" in json.loads(file.with_suffix(".json").read_text())["migrations"]
        )
