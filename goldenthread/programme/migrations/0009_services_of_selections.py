from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("programme", "0008_exemptions_from_coverage"),
    ]

    operations = [
        migrations.AddField(
            model_name="selectionrow",
            name="service",
            field=models.CharField(blank=True, db_default="", max_length=14),
        ),
    ]
