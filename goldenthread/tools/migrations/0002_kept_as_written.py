from django.db import migrations

from goldenthread.journal.triggers import frozen_when


class Migration(migrations.Migration):
    dependencies = [("tools", "0001_initial"), ("journal", "0002_kept_as_written")]

    operations = [
        frozen_when(
            "tools_toolversion",
            "OLD.state <> 'draft'",
            but="OLD.state = 'published' AND NEW.state = 'retired' AND NEW.sha256 = OLD.sha256 "
            "AND NEW.body = OLD.body AND NEW.number = OLD.number AND NEW.title = OLD.title "
            "AND NEW.tool_id = OLD.tool_id",
        ),
    ]
