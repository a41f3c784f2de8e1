"""The house rules over all models hold, and each is seen to fail when broken."""

from collections.abc import Iterable

import pytest
from django.apps import apps
from django.db import connection, models
from django.test.utils import isolate_apps

from goldenthread.audits.models import Audit

LOOP = (
    "journal",
    "people",
    "tools",
    "cases",
    "programme",
    "audits",
    "actions",
    "learning",
    "figures",
    "reports",
    "retention",
)
CASE_BEARING = {
    "Subject", "CaseEntry", "Header", "RoundCase", "Assignment", "Notice", "Audit", "Answer", "Source",
    "Evidence", "Worked", "Finding", "Concern", "Moderation", "Response", "Reply", "Action", "Report",
    "Discussion", "FamilyLink", "FamilyAnswer", "AuditorAnswer", "Dispute", "Session", "SessionGrade",
    "Narrative", "Words", "Practitioner", "Hold",
}  # fmt: skip
NEVER_EDITED = (
    "journal_entry", "audits_judgement", "audits_answerversion", "programme_selection",
    "programme_selectionrow", "reports_edition", "cases_caseentry", "cases_header", "actions_step",
    "actions_actionfinding", "actions_escalation", "actions_reminder",
    "tools_toolversion", "audits_signoff", "audits_discussion", "audits_familyanswer",
    "audits_auditoranswer", "audits_sessiongrade", "programme_practice", "programme_activitystep",
    "programme_quota", "retention_period", "retention_disposal", "learning_progress",
)  # fmt: skip


def our_models() -> list[type[models.Model]]:
    return [model for label in LOOP for model in apps.get_app_config(label).get_models()]


def unpaired_times(found: Iterable[type[models.Model]]) -> list[str]:
    """Every `_at` says also by whom."""
    faults = []
    for model in found:
        names = {field.name for field in model._meta.get_fields()}
        faults += [
            f"{model.__name__}.{n}"
            for n in names
            if n.endswith("_at") and f"{n[:-3]}_by" not in names
        ]
    return sorted(faults)


def keys_up_the_loop(found: Iterable[type[models.Model]]) -> list[str]:
    """Foreign keys look down the loop, never up."""
    faults = []
    for model in found:
        here = LOOP.index(model._meta.app_label)
        for field in model._meta.concrete_fields:
            there = field.related_model
            if (
                there is not None
                and there._meta.app_label in LOOP
                and LOOP.index(there._meta.app_label) > here
            ):
                faults.append(f"{model.__name__}.{field.name}")
    return faults


def without_retention(found: Iterable[type[models.Model]], names: set[str]) -> list[str]:
    wanted = {"retention", "due_to_go_on", "is_on_hold"}
    return [
        m.__name__
        for m in found
        if m.__name__ in names and not wanted <= {f.name for f in m._meta.get_fields()}
    ]


def unguarded_tables(tables: Iterable[str]) -> list[str]:
    """Tables that the database itself would let be edited."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
            "JOIN pg_proc p ON p.oid = t.tgfoid WHERE p.proname = 'goldenthread_refuse' AND t.tgenabled = 'O'"
        )
        guarded = {row[0] for row in cursor.fetchall()}
    return sorted(set(tables) - guarded)


def sample() -> type[models.Model]:
    """A model that bends three rules, known to nobody but the test that asks for it."""
    with isolate_apps("goldenthread.people"):

        class Sample(models.Model):
            seen_at = models.DateTimeField()
            audit = models.ForeignKey(Audit, on_delete=models.PROTECT, related_name="+")

            class Meta:
                app_label = "people"

    return Sample


def test_every_time_says_by_whom() -> None:
    assert unpaired_times(m for m in our_models() if m.__name__ != "Entry") == []


def test_foreign_keys_look_down_the_loop() -> None:
    assert keys_up_the_loop(our_models()) == []


def test_case_bearing_tables_have_a_retention_class() -> None:
    assert without_retention(our_models(), CASE_BEARING) == []


def test_broken_models_are_seen() -> None:
    assert unpaired_times([sample()]) == ["Sample.seen_at"]
    assert keys_up_the_loop([sample()]) == ["Sample.audit"]
    assert without_retention([sample()], {"Sample"}) == ["Sample"]


@pytest.mark.django_db
def test_what_may_never_be_edited_is_kept_by_the_database() -> None:
    assert unguarded_tables(NEVER_EDITED) == []


@pytest.mark.django_db
def test_a_table_without_a_guard_is_seen() -> None:
    assert unguarded_tables(["people_team"]) == ["people_team"]


@pytest.mark.django_db
def test_the_migrations_say_what_the_models_say() -> None:
    from django.core.management import call_command

    call_command(
        "makemigrations",
        "--check",
        "--dry-run",
        *(label for label in LOOP if label != "figures"),
        verbosity=0,
    )
