"""Bring the database to where this version needs it: made, migrated, with tools and case types in it."""

import getpass
import io
from collections.abc import Callable

import psycopg
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from goldenthread.config import database


def prepare_database(say: Callable[[str], None] = lambda text: None) -> None:
    """Make the embedded database if it is missing; migrate; load what comes with the product."""
    if database.is_embedded():
        _make_database()
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if not plan and _has_what_comes_with_it():
        return
    say("Preparing the database...")
    call_command("migrate", verbosity=0, interactive=False, stdout=io.StringIO())
    call_command("createcachetable", verbosity=0)
    load_what_comes_with_it()


def _has_what_comes_with_it() -> bool:
    """Whether an earlier start got to its end: it may have been stopped half-way, or be older than a tool."""
    from goldenthread.tools.library import file_count
    from goldenthread.tools.queries import published_versions

    return published_versions(with_test_tools=True).count() >= file_count()


def load_what_comes_with_it() -> None:
    from goldenthread.cases.changes import ensure_case_types
    from goldenthread.people.actors import Operator
    from goldenthread.tools.changes import load_library

    by = Operator(getpass.getuser())
    load_library(by=by)
    ensure_case_types(by=by)


def _make_database() -> None:
    name = settings.DATABASES["default"]["NAME"]
    with psycopg.connect(
        host=str(database.socket_folder()),
        user=database.SUPERUSER,
        dbname="postgres",
        autocommit=True,
    ) as server:
        known = server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone()
        if not known:
            server.execute(f'CREATE DATABASE "{name}"')
