import django.contrib.postgres.indexes
from django.db import migrations


class Migration(migrations.Migration):
    """Built in one go, writers waiting (a few seconds for a million entries): built concurrently it
    would wait for a second node that waits for this one to have migrated."""

    dependencies = [("journal", "0003_head_under_the_lock")]

    operations = [
        migrations.AddIndex(
            model_name="entry",
            index=django.contrib.postgres.indexes.GinIndex(
                fastupdate=False, fields=["refs"], name="journal_entry_refs"
            ),
        )
    ]
