"""One embedded server for the whole test run, a database for each worker, and no network."""

import gc
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings as hypothesis_settings
from playwright.sync_api import Browser, sync_playwright

from tests.missing import skip_reason

hypothesis_settings.register_profile("quick", max_examples=40, derandomize=True, deadline=None)
hypothesis_settings.register_profile("thorough", max_examples=2000, derandomize=True, deadline=None)
hypothesis_settings.load_profile(os.environ.get("GOLDENTHREAD_PROOFS", "quick"))


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """The server is started by the first worker that needs a database, and stopped after the last."""
    from goldenthread.config.database import require_database

    require_database()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: object) -> Iterator[None]:
    """A fresh database holds what comes with the product: the tools and the first case types."""
    from django.core.management import call_command

    from goldenthread.cli.preparing import load_what_comes_with_it
    from tests.databases import drop_kept

    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        call_command("createcachetable", verbosity=0)
        load_what_comes_with_it()
    yield
    drop_kept()
    _close_what_is_still_open()


def _close_what_is_still_open() -> None:
    """A journey's browser loop leaves a connection of its own, and the database could not be dropped."""
    import psycopg
    from django.db import connection

    from goldenthread.config import database

    with psycopg.connect(
        host=str(database.socket_folder()),
        user=database.SUPERUSER,
        dbname="postgres",
        autocommit=True,
    ) as server:
        server.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s",
            [connection.settings_dict["NAME"]],
        )


@pytest.fixture(scope="session", autouse=True)
def _few_collections() -> None:
    """What is loaded by now stays: to look through it for garbage again and again took a third of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One Chromium for a whole worker: its driver cannot be started twice in one process."""
    from tests.journeys.browser import FLAGS

    reason = skip_reason("chromium")
    if reason:
        pytest.skip(reason)
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        yield launched
        launched.close()


@pytest.fixture
def browser(chromium: Browser) -> Iterator[Browser]:
    """Chromium for one test: a page left open would ask its server for news until the run ends."""
    yield chromium
    for context in chromium.contexts:
        context.close()


@pytest.fixture(autouse=True)
def _own_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Tests of one worker share a home with the others; the files in it belong to one test alone."""
    monkeypatch.setattr("goldenthread.cases.uploaded.uploads_folder", lambda: tmp_path / "uploads")
    monkeypatch.setattr("goldenthread.journal.changes.heads_file", lambda: tmp_path / "heads.log")
    monkeypatch.setattr("goldenthread.journal.queries.heads_file", lambda: tmp_path / "heads.log")
    # What the worker knows of another test's journal has no place in the file of this one's.
    monkeypatch.setattr("goldenthread.journal.changes._newest", _newest())
    yield


def _newest() -> object:
    from goldenthread.journal.changes import _Newest

    return _Newest()


@pytest.fixture
def cast(db: None) -> object:
    from tests.cast import cast_again

    return cast_again()
