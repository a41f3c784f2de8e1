from django.db import migrations, models


class Migration(migrations.Migration):
    """The version before this one does not know the column, and goes on writing rows."""

    dependencies = [("people", "0004_second_step_by_role")]

    operations = [
        migrations.AlterField(
            model_name="concernnumber",
            name="is_out_of_hours",
            field=models.BooleanField(db_default=False, default=False),
        ),
    ]
