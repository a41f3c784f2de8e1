"""Bring the database to where this version needs it: made, migrated, with tools and case types in it."""

import getpass
import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import psycopg
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor

from goldenthread.config import database, database_roles, home
from goldenthread.journal import chain
from goldenthread.journal.queries import entries

FIELDS = ("seq", "at", "actor", "kind", "what", "refs", "details", "previous")
LOOKED_AT = 20
PREPARING_LOCK = 4_715_112_027


@dataclass(unsafe_hash=True)
class NotPrepared(Exception):
    """The database lacks `count` migrations, and this process is not the one to make them."""

    count: int

    def __str__(self) -> str:
        return (
            f"The database is not ready for this version: {self.count} migrations are missing. Run "
            "goldenthread prepare once, with GOLDENTHREAD_OWNER_URL set, then start this again."
        )


@dataclass(unsafe_hash=True)
class OtherJournalKey(Exception):
    """This node's key is not the one that the newest entries were written with."""

    newest: int

    def __str__(self) -> str:
        return (
            f"The journal's newest entries (up to {self.newest}) were not written with this node's "
            "journal key, and what it added would break the chain. Set GOLDENTHREAD_JOURNAL_KEY as on "
            "the other nodes. If it is the same, run goldenthread verify_journal: somebody has "
            "altered the journal."
        )


def require_journal_key() -> None:
    """Before a node serves or works: raises OtherJournalKey where not one of the last entries fits.

    One that does not fit is for verify_journal to find; none that does is a node with another key.
    """
    key = home.key("journal_key")
    newest = entries().values_list(*FIELDS, "hash")[:LOOKED_AT]
    fits = [chain.line_hash(key, chain.Line(*row[:-1])) == row[-1] for row in newest]
    if fits and not any(fits):
        raise OtherJournalKey(newest[0][0])


def prepare_database(say: Callable[[str], None] = lambda text: None) -> None:
    """Make the embedded database if it is missing; migrate; load what comes with the product."""
    if database.is_embedded():
        make_database()
    missing = missing_migrations(connections[database_roles.preparing()])
    if not missing and not _is_owner_here() and _has_what_comes_with_it():
        database_roles.require_weak_role()
        return
    if missing and not _may_migrate():
        raise NotPrepared(missing)
    say("Preparing the database...")
    with _one_at_a_time():
        if missing or _is_owner_here():
            migrate()
        database_roles.require_weak_role()
        load_what_comes_with_it()


def missing_migrations(on: BaseDatabaseWrapper) -> int:
    """How many migrations this version has that the database has not."""
    executor = MigrationExecutor(on)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def _may_migrate() -> bool:
    """The owner may; in a trial one role may be both, in production never."""
    if _is_owner_here():
        return True
    is_strong = bool(database_roles.strengths(connections[database_roles.APPLICATION]))
    return is_strong and not settings.IS_PRODUCTION


def _is_owner_here() -> bool:
    return database_roles.preparing() == database_roles.OWNER


def migrate() -> None:
    """Make the tables of this version, with nothing in them yet where there were none."""
    alias = database_roles.preparing()
    call_command("migrate", database=alias, verbosity=0, interactive=False, stdout=io.StringIO())
    call_command("createcachetable", database=alias, verbosity=0)
    if _is_owner_here():
        database_roles.grant()


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Two nodes may start at once; the second waits, and finds everything done."""
    preparer = connections[database_roles.preparing()]
    with preparer.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [PREPARING_LOCK])
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [PREPARING_LOCK])


def _has_what_comes_with_it() -> bool:
    """Whether an earlier start got to its end: it may have been stopped half-way, or be older than a tool."""
    from goldenthread.tools.library import codes
    from goldenthread.tools.queries import codes_kept

    return codes() <= codes_kept()


def load_what_comes_with_it() -> None:
    from goldenthread.cases.changes import ensure_case_types
    from goldenthread.learning.changes import ensure_themes
    from goldenthread.people.actors import Operator
    from goldenthread.tools.changes import load_library

    by = Operator(getpass.getuser())
    load_library(by=by)
    ensure_case_types(by=by)
    ensure_themes(by=by)


def make_database() -> None:
    """The embedded server's database, empty, where there is none yet."""
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
