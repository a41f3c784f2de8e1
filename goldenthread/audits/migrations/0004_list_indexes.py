from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("audits", "0003_no_strength_why"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="audit",
            index=models.Index(
                models.Case(
                    models.When(
                        models.Q(("state__in", ["not_started", "in_progress", "returned"])),
                        then=models.Value(0),
                    ),
                    default=models.Value(1),
                ),
                models.F("due_on"),
                models.F("id"),
                name="audit_by_need",
            ),
        ),
        migrations.AddIndex(
            model_name="audit",
            index=models.Index(
                models.OrderBy(models.F("shared_at"), descending=True),
                models.F("id"),
                name="audit_by_release",
            ),
        ),
        migrations.AddIndex(
            model_name="standing",
            index=models.Index(
                fields=["section", "stage", "grade", "audit"], name="standing_by_grade"
            ),
        ),
    ]
