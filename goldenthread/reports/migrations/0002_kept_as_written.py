from django.db import migrations

from goldenthread.journal.triggers import append_only


class Migration(migrations.Migration):
    dependencies = [("reports", "0001_initial"), ("journal", "0002_kept_as_written")]

    operations = [
        append_only("reports_edition"),
    ]
