from importlib import import_module

from django.db import migrations
from django.db.migrations.operations import RunSQL

before = import_module("goldenthread.retention.migrations.0002_only_dispose_empties")


def with_particulars(function: str) -> str:
    """The guard as it was, which now lets what a list says of a subject go too, and only to nothing."""
    said = function.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")
    said = said.replace("ARRAY['subject_id',", "ARRAY['particulars', 'subject_id',")
    return said.replace("AND NEW.is_reduced ", "AND NEW.is_reduced AND NEW.particulars = '{}'::jsonb ")


def as_before(function: str) -> str:
    return function.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")


class Migration(migrations.Migration):
    """What a list says of a contact, a carer or a home goes with the rest of its entry and its header."""

    dependencies = [
        ("retention", "0002_only_dispose_empties"),
        ("cases", "0006_other_subjects"),
    ]

    operations = [
        RunSQL(with_particulars(function), as_before(function))
        for function in (before.ENTRY, before.HEADER)
    ]
