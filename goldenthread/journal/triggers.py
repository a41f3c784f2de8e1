"""Rows that the database itself keeps from being edited: migration operations for append-only tables."""

from django.db.migrations.operations import RunSQL

REFUSE = RunSQL(
    """
    CREATE FUNCTION goldenthread_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      RAISE EXCEPTION 'rows of % are never edited or removed', TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
    END $$;
    CREATE FUNCTION goldenthread_words() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF NEW.body = OLD.body AND NEW.sha256 = OLD.sha256 THEN
        RETURN NEW;
      END IF;
      IF NEW.body = '' AND NEW.sha256 = OLD.sha256 AND NEW.emptied_at IS NOT NULL
         AND NOT OLD.is_on_hold THEN
        RETURN NEW;
      END IF;
      RAISE EXCEPTION 'words are only ever emptied, by dispose'
        USING ERRCODE = 'restrict_violation';
    END $$;
    """,
    "DROP FUNCTION goldenthread_refuse(); DROP FUNCTION goldenthread_words();",
)


def append_only(table: str) -> RunSQL:
    """No update, delete or truncate of `table`, whoever asks."""
    return RunSQL(
        f"""
        CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}
          FOR EACH ROW EXECUTE FUNCTION goldenthread_refuse();
        CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}
          FOR EACH STATEMENT EXECUTE FUNCTION goldenthread_refuse();
        """,
        f"DROP TRIGGER {table}_append_only ON {table}; DROP TRIGGER {table}_no_truncate ON {table};",
    )


def frozen_when(table: str, condition: str, but: str = "FALSE") -> RunSQL:
    """No update or delete of a row of `table` once `condition` (over OLD) holds, except where `but` does.

    `but` is an SQL condition over OLD and NEW that names the one change still allowed.
    """
    return RunSQL(
        f"""
        CREATE TRIGGER {table}_frozen BEFORE UPDATE ON {table} FOR EACH ROW
          WHEN (({condition}) AND NOT ({but})) EXECUTE FUNCTION goldenthread_refuse();
        CREATE TRIGGER {table}_frozen_delete BEFORE DELETE ON {table} FOR EACH ROW
          WHEN ({condition}) EXECUTE FUNCTION goldenthread_refuse();
        CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}
          FOR EACH STATEMENT EXECUTE FUNCTION goldenthread_refuse();
        """,
        f"DROP TRIGGER {table}_frozen ON {table}; DROP TRIGGER {table}_frozen_delete ON {table};"
        f"DROP TRIGGER {table}_no_truncate ON {table};",
    )
