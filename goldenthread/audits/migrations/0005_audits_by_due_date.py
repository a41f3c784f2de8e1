from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("audits", "0004_list_indexes"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="audit",
            index=models.Index(
                models.OrderBy(models.F("due_on"), descending=True),
                models.F("id"),
                name="audit_by_due_date",
            ),
        ),
    ]
