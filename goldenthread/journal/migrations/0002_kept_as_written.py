from django.db import migrations
from django.db.migrations.operations import RunSQL

from goldenthread.journal.triggers import REFUSE, append_only


class Migration(migrations.Migration):
    dependencies = [("journal", "0001_initial")]

    operations = [
        REFUSE,
        append_only("journal_entry"),
        RunSQL(
            """
            CREATE TRIGGER journal_words_kept BEFORE UPDATE ON journal_words
              FOR EACH ROW EXECUTE FUNCTION goldenthread_words();
            CREATE TRIGGER journal_words_not_removed BEFORE DELETE ON journal_words
              FOR EACH ROW EXECUTE FUNCTION goldenthread_refuse();
            CREATE TRIGGER journal_words_no_truncate BEFORE TRUNCATE ON journal_words
              FOR EACH STATEMENT EXECUTE FUNCTION goldenthread_refuse();
            """,
            "DROP TRIGGER journal_words_kept ON journal_words;"
            "DROP TRIGGER journal_words_not_removed ON journal_words;"
            "DROP TRIGGER journal_words_no_truncate ON journal_words;",
        ),
    ]
