from django.db import migrations
from django.db.migrations.operations import RunSQL


class Migration(migrations.Migration):
    """The chain's lock and its newest line in one statement, instead of three.

    In a volatile function each statement sees what was committed before it began; a plain SELECT of
    both would read the head as it was before it waited for the lock.
    """

    dependencies = [("journal", "0002_kept_as_written")]

    operations = [
        RunSQL(
            """
            CREATE FUNCTION goldenthread_journal_head(OUT seq bigint, OUT hash text)
            LANGUAGE plpgsql VOLATILE AS $$
            BEGIN
              PERFORM set_config('lock_timeout', '5s', TRUE);
              PERFORM pg_advisory_xact_lock(4715112026);
              SELECT entry.seq, entry.hash INTO seq, hash
                FROM journal_entry entry ORDER BY entry.seq DESC LIMIT 1;
              seq := coalesce(seq, 0);
              hash := coalesce(hash, repeat('0', 64));
            END $$;
            """,
            "DROP FUNCTION goldenthread_journal_head();",
        )
    ]
