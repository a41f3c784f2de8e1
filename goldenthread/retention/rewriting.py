"""After a disposal: what was taken out of the rows also leaves the files of the database.

PostgreSQL keeps the old version of a changed row until its place is needed, and samples of every column
for its planner. Writing the tables anew, with new samples, removes both, but for a row that somebody's
transaction could still see: a table is written again until there is none. What is in its write-ahead log
and in backups made before goes with their own age (docs/runbook/retention.md).
"""

import re
import time
from dataclasses import dataclass

from django.conf import settings
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper
from psycopg.errors import Diagnostic

TABLES = (
    "journal_words", "cases_subject", "cases_caseentry", "cases_header", "cases_caselist",
    "cases_caselistdraft", "programme_roundcase", "programme_notice", "audits_concern",
    "audits_worked", "audits_moderation", "audits_familylink", "actions_action", "people_practitioner",
    "reports_edition", "retention_hold",
)  # fmt: skip
OWNED = """
SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relname = ANY(%s)
AND pg_has_role(current_user, relowner, 'MEMBER')
"""
PATIENCE = 300.0  # seconds for those who may still be reading


@dataclass(unsafe_hash=True)
class StillRead(Exception):
    """Somebody's transaction has lasted so long that an old row of this table could not be left out."""

    table: str

    def __str__(self) -> str:
        return (
            f"The rows are emptied. Table {self.table} still holds old versions of them, because a "
            "transaction that began before is open (see pg_stat_activity). Run `goldenthread dispose "
            "--rewrite` when it has ended."
        )


def rewrite_tables(patience: float = PATIENCE) -> bool:
    """Write the tables anew that a disposal empties. False where this role may not, and nothing is done.

    Each table is locked while it is written: seconds for a million texts. Raises StillRead after
    `patience` seconds.
    """
    connection = connections["owner" if "owner" in settings.DATABASES else "default"]
    ends = time.monotonic() + patience
    with connection.cursor() as cursor:
        cursor.execute(OWNED, [list(TABLES)])
        if connection.in_atomic_block or cursor.fetchone()[0] != len(TABLES):
            return False
        # The planner's old samples too, where this role may; a server that says no only warns.
        for table in (*TABLES, "pg_statistic"):
            while _old_rows_left(connection, cursor, table):
                if time.monotonic() >= ends:
                    raise StillRead(table)
                time.sleep(0.5)
        if _may_checkpoint(cursor):
            cursor.execute("CHECKPOINT")
    return True


def _old_rows_left(connection: BaseDatabaseWrapper, cursor: CursorWrapper, table: str) -> int:
    """Write one table anew; how many rows went along that are dead but could still be seen.

    The server says so in its own language, as the one number in the first line of the details.
    """
    left = 0

    def read(told: Diagnostic) -> None:
        nonlocal left
        number = re.search(r"\d+", (told.message_detail or "").split("\n")[0])
        left += int(number[0]) if number else 0

    connection.connection.add_notice_handler(read)
    try:
        cursor.execute(f"VACUUM (FULL, VERBOSE, ANALYZE) {table}")
    finally:
        connection.connection.remove_notice_handler(read)
    return left


def _may_checkpoint(cursor: CursorWrapper) -> bool:
    cursor.execute("SELECT pg_has_role(current_user, 'pg_checkpoint', 'MEMBER')")
    return bool(cursor.fetchone()[0])
