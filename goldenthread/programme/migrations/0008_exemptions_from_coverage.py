import django.db.models.deletion
from django.db import migrations, models

from goldenthread.programme.models.covering import exemption_ref

WHY = [
    ("newly_qualified", "Newly qualified"),
    ("new_here", "New in the team"),
    ("long_absence", "Away for long"),
    ("leaving", "Leaving"),
    ("not_casework", "Holds no casework to speak of"),
    ("other", "Another reason"),
]
FIELDS = [
    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
    ("ref", models.CharField(default=exemption_ref, max_length=14, unique=True)),
    ("why", models.CharField(choices=WHY, max_length=16)),
    ("note", models.CharField(blank=True, max_length=200)),
    ("decided_by", models.CharField(max_length=120)),
    ("from_on", models.DateField()),
    ("until_on", models.DateField()),
    ("given_at", models.DateTimeField(auto_now_add=True)),
    ("given_by", models.TextField()),
    ("ended_at", models.DateTimeField(blank=True, null=True)),
    ("ended_by", models.TextField(blank=True)),
    (
        "practitioner",
        models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="exemptions", to="people.practitioner"),
    ),
]  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0001_initial"),
        ("programme", "0007_audits_done_twice"),
    ]

    operations = [
        migrations.CreateModel(
            name="Exemption",
            fields=FIELDS,
            options={
                "ordering": ["-from_on", "-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(until_on__gte=models.F("from_on")),
                        name="exemption_in_order",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("why", "other"), _negated=True)
                        | models.Q(("note", ""), _negated=True),
                        name="another_reason_is_said",
                    ),
                ],
            },
        )
    ]
