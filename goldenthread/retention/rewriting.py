"""After a disposal: what was taken out of the rows also leaves the files of the database.

PostgreSQL keeps the old version of a changed row until its place is needed, and samples of every column
for its planner. Writing the tables anew, with new samples, removes both. What is in its write-ahead log
and in backups made before goes with their own age (docs/runbook/retention.md).
"""

from django.conf import settings
from django.db import connections
from django.db.backends.utils import CursorWrapper

TABLES = (
    "journal_words", "cases_subject", "cases_caseentry", "cases_header", "cases_caselist",
    "cases_caselistdraft", "programme_roundcase", "programme_notice", "audits_concern",
    "audits_worked", "audits_moderation", "actions_action", "people_practitioner",
    "reports_edition", "retention_hold",
)  # fmt: skip
OWNED = """
SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relname = ANY(%s)
AND pg_has_role(current_user, relowner, 'MEMBER')
"""


def rewrite_tables() -> bool:
    """Write the tables anew that a disposal empties. False where this role may not, and nothing is done.

    Each table is locked while it is written: seconds for a million texts.
    """
    connection = connections["owner" if "owner" in settings.DATABASES else "default"]
    with connection.cursor() as cursor:
        cursor.execute(OWNED, [list(TABLES)])
        if connection.in_atomic_block or cursor.fetchone()[0] != len(TABLES):
            return False
        for table in TABLES:
            cursor.execute(f"VACUUM (FULL, ANALYZE) {table}")
        # The planner's old samples, where this role may; a server that says no only warns.
        cursor.execute("VACUUM (FULL) pg_statistic")
        if _may_checkpoint(cursor):
            cursor.execute("CHECKPOINT")
    return True


def _may_checkpoint(cursor: CursorWrapper) -> bool:
    cursor.execute("SELECT pg_has_role(current_user, 'pg_checkpoint', 'MEMBER')")
    return bool(cursor.fetchone()[0])
