from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("retention", "0002_only_dispose_empties")]

    operations = [migrations.RenameField("disposal", "as_at", "up_to_on")]
