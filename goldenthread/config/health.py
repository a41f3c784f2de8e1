"""Whether the service is well: what a monitor, the administrators and `goldenthread health` are told."""

import hmac
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import cache

import psycopg
from django.conf import settings
from django.db import Error, connection
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone

from goldenthread.config import home
from goldenthread.config.backup import programs
from goldenthread.config.backup.schedule import Standing, standing

SILENT_AFTER = 90  # seconds; a worker is heard from every 10
LEAST_FREE = 1024**3  # bytes
MAIL_LATE = timedelta(minutes=15)
PATIENCE = 3  # seconds to wait for the database


@dataclass(frozen=True)
class Check:
    """One thing that was looked at. Without a `vital` one no page can be served."""

    name: str
    is_well: bool
    words: str
    vital: bool = False


def checks() -> list[Check]:
    """Everything that is looked at; only the first where the database does not answer."""
    first = database_check()
    if not first.is_well:
        return [first]
    return [first, *(look() for look in LOOKS)]


def database_check() -> Check:
    """By a connection of its own: those of the pages may all be busy, which is no fault."""
    address, password = programs.conninfo("default")
    try:
        with psycopg.connect(address, password=password or None, connect_timeout=PATIENCE) as asked:
            asked.execute("SELECT 1")
    except psycopg.Error:
        return Check("database", False, "The database does not answer.", vital=True)
    return Check("database", True, "The database answers.", vital=True)


def migrations_check() -> Check:
    with connection.cursor() as cursor:
        cursor.execute("SELECT app || '.' || name FROM django_migrations")
        made = {row[0] for row in cursor.fetchall()}
    missing = len(known_migrations() - made)
    words = (
        f"{missing} migrations are missing: run goldenthread prepare." if missing else "Up to date."
    )
    return Check("migrations", not missing, words, vital=True)


@cache
def known_migrations() -> frozenset[str]:
    """The migrations of this version, each as app.name."""
    found = MigrationLoader(None).disk_migrations
    return frozenset(".".join(key) for key in found or ())


def worker_silence() -> float | None:
    """Seconds since a background worker was last heard from; None where there is none."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT extract(epoch FROM now() - max(last_heartbeat)) FROM procrastinate_workers"
        )
        row = cursor.fetchone()
    return None if row is None or row[0] is None else float(row[0])


def worker_check() -> Check:
    silence = worker_silence()
    is_well = silence is not None and silence < SILENT_AFTER
    silent = "No background worker is running: case lists are not read, and no backup is made."
    return Check("worker", is_well, "A background worker is running." if is_well else silent)


def disk_check() -> Check:
    free = shutil.disk_usage(home.home()).free
    words = f"{free // 1024**2} MB are free where the data folder is."
    return Check("disk", free >= LEAST_FREE, words)


def backup_check() -> Check:
    now = standing()
    return Check("backup", now in (Standing.WELL, Standing.OFF), f"{now}.")


def mail_check() -> Check:
    """Whether mail that should be out waits for longer than a quarter of an hour."""
    if not settings.HAS_EMAIL:
        return Check("mail", True, "No mail is set up.")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*), max(failed_as) FROM people_message WHERE sent_at IS NULL "
            "AND dropped_at IS NULL AND queued_at < %s",
            [timezone.now() - MAIL_LATE],
        )
        waiting, failed_as = cursor.fetchone()
    if not waiting:
        return Check("mail", True, "No mail waits.")
    why = f" The last try failed: {failed_as}." if failed_as else ""
    return Check("mail", False, f"{waiting} mails wait to be sent.{why}")


LOOKS: tuple[Callable[[], Check], ...] = (
    migrations_check, worker_check, disk_check, backup_check, mail_check,
)  # fmt: skip


def notices() -> list[str]:
    """What administrators have to see to, in words; empty where all is well."""
    try:
        looked = [look() for look in (worker_check, disk_check, backup_check, mail_check)]
    except Error:
        return []
    return [check.words for check in looked if not check.is_well]


def is_monitor(authorization: str) -> bool:
    """Whether a request carries the token that is set for monitors; never where none is set."""
    token = settings.MONITOR_TOKEN
    return bool(token) and hmac.compare_digest(authorization.encode(), f"Bearer {token}".encode())
