"""Two database roles: the owner makes and changes tables, the application only works with rows.

The owner (GOLDENTHREAD_OWNER_URL) is known to `goldenthread prepare` alone. The role of DATABASE_URL,
which serves pages and does jobs, can then not take off a trigger, empty a table or edit the journal.
"""

from dataclasses import dataclass

from django.conf import settings
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg import sql

OWNER = "owner"
APPLICATION = "default"

RIGHTS = """
SELECT
  EXISTS (SELECT FROM pg_roles WHERE rolname = current_user AND rolsuper),
  EXISTS (SELECT FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
          AND pg_has_role(current_user, relowner, 'MEMBER')),
  has_schema_privilege(current_user, 'public', 'CREATE'),
  EXISTS (SELECT FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
          AND has_table_privilege(current_user, oid, 'TRUNCATE, TRIGGER'))
"""
MEANING = (
    "is a superuser of the server",
    "owns tables",
    "may make tables",
    "may empty tables or change their guards",
)


@dataclass(unsafe_hash=True)
class RoleTooStrong(Exception):
    """The role that serves pages could take the guards off the journal; `faults` are in words."""

    role: str
    faults: tuple[str, ...]

    def __str__(self) -> str:
        return (
            f"The database role {self.role} of DATABASE_URL {', '.join(self.faults)}. In production the "
            "pages are served by a role that can do none of this, or it could take the guards off the "
            "journal. Make two roles as docs/runbook/install.md says, and run goldenthread prepare "
            "with GOLDENTHREAD_OWNER_URL set."
        )


def preparing() -> str:
    """The alias of the connection that may change tables: the owner's where there is one."""
    return OWNER if OWNER in settings.DATABASES else APPLICATION


def strengths(connection: BaseDatabaseWrapper) -> tuple[str, ...]:
    """What the connection's role may do beyond working with rows, in words; empty is right."""
    with connection.cursor() as cursor:
        cursor.execute(RIGHTS)
        row = cursor.fetchone()
    return tuple(words for has, words in zip(row, MEANING, strict=True) if has)


def require_weak_role() -> None:
    """Refuse to work in production as a role that could change tables. Raises RoleTooStrong."""
    if settings.IS_PRODUCTION:
        connection = connections[APPLICATION]
        found = strengths(connection)
        if found:
            raise RoleTooStrong(str(connection.settings_dict["USER"]), found)


def grant() -> None:
    """Give the application role its rows, and no more; run by the owner after every migration."""
    role = sql.Identifier(str(settings.DATABASES[APPLICATION]["USER"]))
    statements = (
        "REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {role}",
        "REVOKE CREATE ON SCHEMA public FROM {role}, PUBLIC",
        "GRANT USAGE ON SCHEMA public TO {role}",
        "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}",
        "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}",
        "GRANT EXECUTE ON ALL ROUTINES IN SCHEMA public TO {role}",
        "REVOKE UPDATE, DELETE ON journal_entry FROM {role}",
        "REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {role}",
    )
    with connections[OWNER].cursor() as cursor:
        for statement in statements:
            cursor.execute(sql.SQL(statement).format(role=role))
