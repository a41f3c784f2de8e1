from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("programme", "0003_restricted_rounds"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="roundcase",
            index=models.Index(
                condition=models.Q(("removed_at__isnull", False)),
                fields=["id"],
                name="case_taken_out",
            ),
        ),
    ]
