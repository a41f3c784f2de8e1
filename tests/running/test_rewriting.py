"""Tables are written anew after a disposal, and nothing that was emptied stays in their files."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from goldenthread.config import database
from goldenthread.people.models import Practitioner
from goldenthread.retention.rewriting import StillRead, rewrite_tables
from tests.cast import make_cast
from tests.databases import own_database
from tests.running.node import Node, empty_database

CANARY = "Quillfeather"


@pytest.fixture
def emptied(db: None, django_db_blocker: Any) -> Iterator[tuple[str, psycopg.Connection[Any]]]:
    """A database where a name was taken out while somebody read, and the reader."""
    with django_db_blocker.unblock(), own_database() as name:
        make_cast()
        someone = Practitioner.objects.create(name=CANARY)
        with reading(name) as reader:
            someone.name = ""
            someone.save()
            yield name, reader


def reading(name: str) -> psycopg.Connection[Any]:
    reader = psycopg.connect(
        host=str(database.socket_folder()), user=database.SUPERUSER, dbname=name
    )
    reader.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
    reader.execute("SELECT 1 FROM people_team")
    return reader


def holds_canary(name: str) -> bool:
    with psycopg.connect(
        host=str(database.socket_folder()), user=database.SUPERUSER, dbname=name, autocommit=True
    ) as server:
        server.execute("CHECKPOINT")
        row = server.execute("SELECT pg_relation_filepath('people_practitioner')").fetchone()
    assert row
    return CANARY.encode() in Path(database.data_folder() / row[0]).read_bytes()


def test_what_a_reader_could_still_see_is_waited_for(
    emptied: tuple[str, psycopg.Connection[Any]],
) -> None:
    name, reader = emptied
    with pytest.raises(StillRead, match="people_practitioner"):
        rewrite_tables(patience=0)
    assert holds_canary(name)
    reader.rollback()
    assert rewrite_tables(patience=20)  # the server's own cleaning may be looking at them too
    assert not holds_canary(name)


def test_with_two_roles_the_owner_writes_them_anew(tmp_path: Path) -> None:
    with empty_database("rewriting") as name:
        node = Node.of(name, tmp_path / "node")
        assert node.with_owner().run("prepare").returncode == 0
        said = node.run("dispose", "--rewrite")
        assert said.returncode == 0 and "may not write tables anew" in said.stderr
        before = file_of(name)
        said = node.with_owner().run("dispose", "--rewrite")
        assert said.returncode == 0 and "may not" not in said.stderr
        assert file_of(name) != before


def file_of(name: str) -> str:
    with psycopg.connect(
        host=str(database.socket_folder()), user=database.SUPERUSER, dbname=name
    ) as server:
        row = server.execute("SELECT pg_relation_filepath('journal_words')").fetchone()
    assert row
    return str(row[0])
