import django.db.models.deletion
from django.db import migrations, models

CAME = [
    ("selected", "Selected"),
    ("named", "Named"),
    ("typed", "Typed by hand"),
    ("swapped", "Swapped in"),
    ("second", "Second audit"),
]


class Migration(migrations.Migration):
    dependencies = [
        ("programme", "0006_selections_drawn_by_design"),
    ]

    operations = [
        migrations.AddField(
            model_name="round",
            name="twice",
            field=models.JSONField(db_default={}, default=dict),
        ),
        migrations.AlterField(
            model_name="roundcase",
            name="came",
            field=models.CharField(choices=CAME, max_length=10),
        ),
        migrations.AddField(
            model_name="roundcase",
            name="second_of",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="seconds",
                to="programme.roundcase",
            ),
        ),
        migrations.RemoveConstraint(model_name="roundcase", name="subject_once_in_a_round"),
        migrations.AddConstraint(
            model_name="roundcase",
            constraint=models.UniqueConstraint(
                condition=models.Q(("removed_at", None), ("second_of", None)),
                fields=("round", "subject"),
                name="subject_once_in_a_round",
            ),
        ),
        migrations.AddConstraint(
            model_name="roundcase",
            constraint=models.UniqueConstraint(
                condition=models.Q(("removed_at", None)),
                fields=("second_of",),
                name="one_second_of_a_case",
            ),
        ),
        migrations.AddConstraint(
            model_name="roundcase",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("came", "second"), ("second_of__isnull", False)),
                    models.Q(models.Q(("came", "second"), _negated=True), ("second_of", None)),
                    _connector="OR",
                ),
                name="second_audit_has_its_first",
            ),
        ),
        migrations.AddIndex(
            model_name="roundcase",
            index=models.Index(
                condition=models.Q(("second_of__isnull", False)), fields=["id"], name="second_audit"
            ),
        ),
    ]
