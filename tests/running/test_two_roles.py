"""The role that serves pages works with rows; it cannot touch a table, a guard or the journal's past."""

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from goldenthread.config import database
from tests.running.node import APPLICATION, OWNER, Node, address, empty_database

FORBIDDEN = [
    "DROP TRIGGER journal_entry_append_only ON journal_entry",
    "ALTER TABLE journal_entry DISABLE TRIGGER ALL",
    "TRUNCATE journal_entry",
    "TRUNCATE audits_answer CASCADE",
    "DROP TABLE audits_answer",
    "ALTER TABLE journal_entry ADD COLUMN x int",
    "CREATE TABLE mine (x int)",
    "CREATE TRIGGER mine BEFORE INSERT ON journal_entry EXECUTE FUNCTION goldenthread_refuse()",
    "CREATE OR REPLACE FUNCTION goldenthread_refuse() RETURNS trigger LANGUAGE plpgsql AS "
    "'BEGIN RETURN NEW; END'",
    "SET session_replication_role = replica",
    f"SET ROLE {OWNER}",
    "UPDATE journal_entry SET actor = 'x'",
    "DELETE FROM journal_entry",
    "DELETE FROM django_migrations",
]


@pytest.fixture
def application(prepared: Node) -> Iterator[psycopg.Connection]:
    with psycopg.connect(
        host=str(database.socket_folder()), user=APPLICATION, dbname=prepared.database
    ) as connection:
        yield connection


def in_production(node: Node, **more: str) -> Node:
    return Node(node.database, node.folder, node.env | {"GOLDENTHREAD_ENV": "production"} | more)


@pytest.mark.parametrize("statement", FORBIDDEN)
def test_the_application_role_may_not(application: psycopg.Connection, statement: str) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        application.execute(statement)


def test_the_application_role_works_with_rows(application: psycopg.Connection) -> None:
    assert application.execute("SELECT count(*) FROM tools_toolversion").fetchone() != (0,)
    application.execute("UPDATE people_authority SET name = name")
    application.rollback()


def test_the_owner_is_not_needed_again(prepared: Node) -> None:
    done = prepared.run("verify_journal")
    assert (done.returncode, done.stderr) == (0, "")


def test_production_refuses_a_role_that_owns_the_tables(prepared: Node) -> None:
    strong = {"DATABASE_URL": address(prepared.database, OWNER)}
    done = in_production(prepared, **strong).run("verify_journal")
    assert done.returncode == 1
    assert f"The database role {OWNER} of DATABASE_URL owns tables" in done.stderr


def test_production_serves_as_the_application_role(prepared: Node) -> None:
    assert in_production(prepared).run("verify_journal").returncode == 0


def test_a_node_with_another_journal_key_is_not_started(prepared: Node) -> None:
    other = {"GOLDENTHREAD_JOURNAL_KEY": "the key of another journal"}
    done = Node(prepared.database, prepared.folder, prepared.env | other).run("work")
    assert done.returncode == 1
    assert "Set GOLDENTHREAD_JOURNAL_KEY as on the other nodes" in done.stderr


@pytest.mark.parametrize("kind", ["production", "local"])
def test_a_node_does_not_migrate_without_the_owner(tmp_path: Path, kind: str) -> None:
    with empty_database("bare") as name:
        node = Node.of(name, tmp_path, GOLDENTHREAD_ENV=kind)
        done = node.run("prepare")
    assert done.returncode == 1
    assert "migrations are missing" in done.stderr and "GOLDENTHREAD_OWNER_URL" in done.stderr
