from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="concernnumber",
            name="is_out_of_hours",
            field=models.BooleanField(default=False),
        ),
    ]
