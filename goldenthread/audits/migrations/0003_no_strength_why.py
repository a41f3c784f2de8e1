import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("audits", "0002_kept_as_written"),
        ("journal", "0002_kept_as_written"),
    ]

    operations = [
        migrations.AddField(
            model_name="audit",
            name="no_strength_why",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="journal.words",
            ),
        ),
    ]
