"""Fixtures of the journeys."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from tests.cast import Cast, make_cast
from tests.databases import own_database
from tests.journeys.service import Service


@pytest.fixture(scope="session")
def db(django_db_setup: None) -> None:
    """The test database has to be there, to be copied; a journey runs in no transaction of the plugin's."""


@pytest.fixture
def service(db: None, django_db_blocker: Any) -> Iterator[Service]:
    """A running server over a fresh database; the test's own changes go to the same database."""
    with _running(django_db_blocker) as running:
        yield running


@pytest.fixture(scope="module")
def served(db: None, django_db_blocker: Any) -> Iterator[Service]:
    """The same for a whole file of tests that look and change nothing."""
    with _running(django_db_blocker) as running:
        yield running


@contextmanager
def _running(blocker: Any) -> Iterator[Service]:
    with blocker.unblock(), own_database() as name:
        running = Service(name)
        running.start()
        try:
            yield running
        finally:
            running.stop()


@pytest.fixture
def people(service: Service) -> Cast:
    return make_cast()
