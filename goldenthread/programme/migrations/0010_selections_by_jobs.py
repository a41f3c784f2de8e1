import django.db.models.deletion
from django.db import migrations, models

from goldenthread.programme.models.requests import selection_request_ref

BECAUSE = [
    ("list_replaced", "The case list was replaced"),
    ("plan_changed", "The plan was changed"),
    ("mistake", "There was a mistake in the plan"),
    ("cases_changed", "Cases had closed or moved"),
    ("other", "Another reason"),
]
STATES = [("waiting", "Waiting"), ("done", "Done"), ("stopped", "Stopped")]


def moment() -> models.DateTimeField:
    return models.DateTimeField(blank=True, null=True)


def key(to: str, name: str, **more: object) -> models.ForeignKey:
    return models.ForeignKey(
        on_delete=django.db.models.deletion.PROTECT, related_name=name, to=to, **more
    )


FIELDS = [
    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
    ("ref", models.CharField(default=selection_request_ref, max_length=14, unique=True)),
    ("round_version", models.PositiveIntegerField()),
    ("cases", models.PositiveIntegerField()),
    ("state", models.CharField(choices=STATES, default="waiting", max_length=8)),
    ("because", models.CharField(blank=True, choices=BECAUSE, max_length=14)),
    ("stopped_why", models.TextField(blank=True)),
    ("asked_at", models.DateTimeField(auto_now_add=True)),
    ("asked_by", models.TextField()),
    ("begun_at", moment()),
    ("begun_by", models.TextField(blank=True)),
    ("done_at", moment()),
    ("done_by", models.TextField(blank=True)),
    ("round", key("programme.round", "selection_requests")),
    ("why_again", key("journal.words", "+", blank=True, null=True)),
]  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [
        ("journal", "0001_initial"),
        ("programme", "0009_services_of_selections"),
    ]

    operations = [
        migrations.AddField(
            model_name="selection",
            name="because",
            field=models.CharField(
                blank=True, choices=BECAUSE, db_default="", default="", max_length=14
            ),
        ),
        migrations.CreateModel(
            name="SelectionRequest",
            fields=FIELDS,
            options={
                "ordering": ["-id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "waiting")),
                        fields=("round",),
                        name="selected_once_at_a_time",
                    )
                ],
            },
        ),
    ]
