from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("actions", "0002_kept_as_written"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="action",
            index=models.Index(
                models.Func(
                    models.F("state"),
                    output_field=models.IntegerField(),
                    template="CASE %(expressions)s WHEN 'open' THEN 0 WHEN 'done' THEN 1 ELSE 2 END",
                ),
                models.F("due_on"),
                models.F("id"),
                name="action_by_need",
            ),
        ),
    ]
