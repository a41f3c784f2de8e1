"""A database that was prepared by its owner, for nodes that work as the application role."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from goldenthread.config import database
from tests.running.node import Node, empty_database


@pytest.fixture(scope="session")
def db(django_db_setup: None) -> None:
    """The test database has to be there, to be copied; no test here runs in a transaction of it."""


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Node]:
    """Made as the runbook says: two roles, an empty database, `goldenthread prepare`."""
    database.require_database()
    folder: Path = tmp_path_factory.mktemp("prepared")
    with empty_database("running") as name:
        node = Node.of(name, folder)
        done = node.with_owner().run("prepare")
        assert (done.returncode, done.stdout) == (0, "The database is ready.\n"), done.stderr
        yield node
