from django.db import migrations, models

REASONS = [
    ("selected", "Selected"),
    ("certain", "Selected for certain"),
    ("family", "With a brother or sister"),
    ("named", "Named"),
    ("reserve", "Next in order"),
    ("left_out", "Left out"),
]


def text(size: int) -> models.CharField:
    return models.CharField(blank=True, db_default="", max_length=size)


class Migration(migrations.Migration):
    dependencies = [
        ("programme", "0005_sharing_out"),
    ]

    operations = [
        migrations.AddField(model_name="roundcase", name="because", field=text(12)),
        migrations.AddField(model_name="roundcase", name="nearness", field=text(12)),
        migrations.AddField(model_name="selectionrow", name="left_out", field=text(20)),
        migrations.AddField(model_name="selectionrow", name="mark", field=text(20)),
        migrations.AlterField(
            model_name="selectionrow",
            name="reason",
            field=models.CharField(choices=REASONS, max_length=12),
        ),
    ]
