from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0012_authority_shows_ranges'),
    ]

    operations = [
        migrations.AddField(
            model_name='authority',
            name='public_links',
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name='authority',
            name='hide_up_to',
            field=models.PositiveSmallIntegerField(db_default=5, default=5),
        ),
    ]
