from django.db import migrations, models


class Migration(migrations.Migration):
    """The version before this one does not know the columns, and goes on writing rows."""

    dependencies = [("cases", "0003_reduced_lists")]

    operations = [
        migrations.AlterField(
            model_name="caseentry",
            name="is_reduced",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AlterField(
            model_name="header",
            name="is_reduced",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AlterField(
            model_name="caselist",
            name="reduced_by",
            field=models.TextField(blank=True, db_default=""),
        ),
    ]
