from django.db import migrations

from goldenthread.journal.triggers import append_only, frozen_when


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_initial"), ("journal", "0002_kept_as_written")]

    operations = [
        append_only("cases_caselistfile"),
        append_only("cases_caseentry"),
        append_only("cases_header"),
        frozen_when(
            "cases_caselist",
            "TRUE",
            but="OLD.withdrawn_at IS NULL AND NEW.withdrawn_at IS NOT NULL "
            "AND NEW.fingerprint = OLD.fingerprint AND NEW.taken_on = OLD.taken_on",
        ),
    ]
