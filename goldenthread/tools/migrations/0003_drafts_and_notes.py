from typing import Any

import django.db.models.deletion
from django.db import migrations, models

from goldenthread.journal.triggers import frozen_when

KEPT = (
    "NEW.sha256 = OLD.sha256 AND NEW.body = OLD.body AND NEW.number = OLD.number "
    "AND NEW.title = OLD.title AND NEW.tool_id = OLD.tool_id"
)
RETIRED = "OLD.state = 'published' AND NEW.state = 'retired'"
NOTED = "NEW.note = OLD.note AND NEW.published_at = OLD.published_at AND NEW.published_by = OLD.published_by"


def frozen(kept: str) -> Any:
    return frozen_when("tools_toolversion", "OLD.state <> 'draft'", but=f"{RETIRED} AND {kept}")


class Migration(migrations.Migration):
    dependencies = [("tools", "0002_kept_as_written")]

    before, after = frozen(KEPT), frozen(f"{KEPT} AND {NOTED}")
    operations = [
        migrations.RunSQL(before.reverse_sql, before.sql),
        migrations.AddField("toolversion", "note", models.TextField(blank=True, db_default="")),
        after,
        migrations.CreateModel(
            name="DraftEdit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("what", models.CharField(max_length=40)),
                ("part", models.CharField(blank=True, max_length=60)),
                ("before", models.JSONField()),
                ("made_at", models.DateTimeField()),
                ("made_by", models.TextField()),
                ("version", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="edits", to="tools.toolversion")),
            ],
            options={"ordering": ["-pk"]},
        ),
    ]  # fmt: skip
