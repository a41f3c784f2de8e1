"""While a new version is rolled out the old one still serves: what its rows need stays until the next.

A column or table goes one release after its use ended, and says in which release that was:
`uses_ended_in = "0.1.0"` in the migration, a version that is stored in tests/upgrades.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db import migrations, models
from django.db.migrations.loader import MigrationLoader

from tests.rules.code import ROOT

STORED = sorted((ROOT / "tests" / "upgrades").glob("*.json"))
TAKES_AWAY = (
    migrations.RemoveField, migrations.DeleteModel, migrations.RenameField,
    migrations.RenameModel, migrations.AlterModelTable,
)  # fmt: skip
TAKES_AWAY_IN_SQL = re.compile(r"\bDROP\s+(TABLE|COLUMN)\b|\bRENAME\b|\bSET\s+NOT\s+NULL\b", re.I)


def released() -> dict[str, set[str]]:
    """version -> its migrations."""
    return {file.stem: set(json.loads(file.read_text())["migrations"]) for file in STORED}


def new_migrations() -> Iterator[tuple[str, migrations.Migration]]:
    known = set().union(*released().values())
    for (app, name), migration in sorted((MigrationLoader(None).disk_migrations or {}).items()):
        is_ours = apps.get_app_config(app).name.startswith("goldenthread.")
        if is_ours and f"{app}.{name}" not in known:
            yield f"{app}.{name}", migration


def faults(name: str, migration: Any, ended: set[str]) -> list[str]:
    """What would stop the version before from serving on the migrated database."""
    may_take_away = getattr(migration, "uses_ended_in", "") in ended
    made_here = {
        o.name_lower for o in migration.operations if isinstance(o, migrations.CreateModel)
    }
    found = []
    for operation in migration.operations:
        if isinstance(operation, TAKES_AWAY) and not may_take_away:
            found.append(f"{name}: {operation.describe()}")
        if isinstance(operation, migrations.RunSQL) and not may_take_away:
            found += [f"{name}: SQL takes away"] * bool(
                TAKES_AWAY_IN_SQL.search(str(operation.sql))
            )
        if (
            isinstance(operation, migrations.AddField)
            and operation.model_name_lower not in made_here
        ):
            found += [f"{name}: {operation.describe()}"] * needs_a_value(name, operation)
    return found


def needs_a_value(name: str, operation: migrations.AddField) -> bool:
    """Whether the old version, which does not know the column, could no longer write rows."""
    field = now_of(name.split(".", maxsplit=1)[0], operation)
    has_one = field.null or field.db_default is not models.NOT_PROVIDED or field.many_to_many
    return not has_one


def now_of(app: str, operation: migrations.AddField) -> Any:
    """The field as the models have it; a later migration may have given it its default."""
    try:
        return apps.get_model(app, operation.model_name)._meta.get_field(operation.name)
    except LookupError:
        return operation.field


def test_the_version_before_goes_on_serving() -> None:
    ended = set(released())
    assert [f for name, migration in new_migrations() for f in faults(name, migration, ended)] == []


def sample(*operations: Any, **more: str) -> Any:
    return type("Migration", (), {"operations": list(operations), **more})


@pytest.mark.parametrize(
    "operation",
    [
        migrations.RemoveField("audit", "due_on"),
        migrations.RenameModel("Audit", "Review"),
        migrations.RunSQL("ALTER TABLE audits_audit DROP COLUMN due_on"),
        migrations.AddField("nothing", "wanted", models.BooleanField(default=False)),
    ],
)
def test_a_migration_that_would_stop_it_is_seen(operation: Any) -> None:
    assert len(faults("audits.9999_x", sample(operation), {"0.1.0"})) == 1


def test_what_ended_a_release_ago_may_go() -> None:
    gone = sample(migrations.RemoveField("audit", "due_on"), uses_ended_in="0.1.0")
    assert faults("audits.9999_x", gone, {"0.1.0"}) == []
    assert len(faults("audits.9999_x", gone, set())) == 1
