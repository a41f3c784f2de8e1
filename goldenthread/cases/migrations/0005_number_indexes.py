import django.contrib.postgres.indexes
import django.db.models.functions.text
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0004_old_version_writes"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="subject",
            index=models.Index(
                django.contrib.postgres.indexes.OpClass(
                    django.db.models.functions.text.Upper("number"), name="text_pattern_ops"
                ),
                name="number_begins",
            ),
        ),
        migrations.AddIndex(
            model_name="subject",
            index=models.Index(
                django.contrib.postgres.indexes.OpClass(
                    django.db.models.functions.text.Reverse(
                        django.db.models.functions.text.Upper("number")
                    ),
                    name="text_pattern_ops",
                ),
                name="number_ends",
            ),
        ),
    ]
