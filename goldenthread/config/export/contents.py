"""What an export holds: its tables, a dictionary of their columns made from the models, and a manifest."""

import csv
import hashlib
import io
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db.models import Field, Model

FORMAT = 1
MANIFEST, DICTIONARY, README = "manifest.json", "dictionary.csv", "README.txt"
# What ends with the machine it was on, and the server's own book-keeping.
LEFT_OUT = {
    "people_attempt", "people_knownplace", "django_session", "django_content_type",
    "account_emailconfirmation", "socialaccount_socialapp", "socialaccount_socialtoken",
    "socialaccount_socialapp_sites",
}  # fmt: skip
WITH_PASSWORDS = {"mfa_authenticator"}
PASSWORDS = {("people_person", "password"): "'!'"}
ABOUT = """\
Everything that Goldenthread holds for one authority, as CSV files in UTF-8: one for each table, with a
line of column names, rows in the order of their first column. An empty cell is no value, "" is an empty
text. Times are in UTC, dates year-month-day, bytes as \\x and hexadecimal digits, lists as {a,b},
structured values as JSON.

dictionary.csv says what each column is. manifest.json gives the rows and the SHA-256 of each file.
The files hold names and case numbers and are not sealed: keep them as you keep the database.

The journal's key is not here. goldenthread import_all needs it in keys/journal_key of the new data
folder, or in GOLDENTHREAD_JOURNAL_KEY.
"""


@dataclass(frozen=True)
class Table:
    name: str
    columns: tuple[str, ...]
    order: str

    @property
    def file(self) -> str:
        return f"{self.name}.csv"


@dataclass(frozen=True)
class Manifest:
    """What an export says of itself; the same data give the same manifest."""

    version: str
    migrations: list[str]
    with_passwords: bool
    journal_key_check: str
    head: list[Any] | None
    files: dict[str, dict[str, Any]]
    format: int = FORMAT

    def text(self) -> str:
        return json.dumps(asdict(self), indent=1, sort_keys=True) + "\n"


@dataclass(unsafe_hash=True)
class ExportFaulty(Exception):
    """An export is not what was written, and where."""

    why: str

    def __str__(self) -> str:
        return f"This export is not whole: {self.why} Copy it again from where it was made."


def tables(with_passwords: bool) -> list[Table]:
    """Every table of ours and of the sign-in library, but for what LEFT_OUT names."""
    out = LEFT_OUT if with_passwords else LEFT_OUT | WITH_PASSWORDS
    return [
        Table(model._meta.db_table, columns_of(model), str(model._meta.pk.column))
        for model in sorted(models(), key=lambda model: model._meta.db_table)
        if model._meta.db_table not in out
    ]


def models() -> Iterator[type[Model]]:
    for model in apps.get_models(include_auto_created=True):
        if model._meta.managed and model._meta.app_label not in ("procrastinate", "auth"):
            yield model


def columns_of(model: type[Model]) -> tuple[str, ...]:
    return tuple(str(field.column) for field in model._meta.local_concrete_fields)


def dictionary(with_passwords: bool) -> str:
    """A line for each column: its table and what that is, its type, where it points, its codes."""
    wanted = {table.name for table in tables(with_passwords)}
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(("table", "table is", "column", "type", "may be empty", "points to", "codes"))
    for model in sorted(models(), key=lambda each: each._meta.db_table):
        if model._meta.db_table in wanted:
            about = " ".join((model.__doc__ or "").split("\n\n")[0].split())
            for field in model._meta.local_concrete_fields:
                writer.writerow((model._meta.db_table, about, *_column(field)))
    return out.getvalue()


def _column(field: "Field[Any, Any]") -> tuple[str, str, str, str, str]:
    to = field.related_model
    points_to = to._meta.db_table if to is not None and not isinstance(to, str) else ""
    codes = "; ".join(f"{code}: {label}" for code, label in field.flatchoices)
    kind = field.get_internal_type()
    return str(field.column), kind, "yes" if field.null else "no", points_to, codes


def sha256_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def read_manifest(folder: Path) -> Manifest:
    """Raises ExportFaulty."""
    try:
        said = json.loads((folder / MANIFEST).read_text())
        manifest = Manifest(**said)
    except (OSError, ValueError, TypeError) as error:
        raise ExportFaulty(f"{folder / MANIFEST} is missing or cannot be read.") from error
    if manifest.format != FORMAT:
        raise ExportFaulty("its format is not one that this version reads.")
    return manifest


def check_files(folder: Path, manifest: Manifest) -> None:
    """Every file is there and is what was written. Raises ExportFaulty."""
    wanted = {table.file for table in tables(manifest.with_passwords)} | {DICTIONARY, README}
    for name in sorted(wanted ^ manifest.files.keys()):
        raise ExportFaulty(f"{name} is missing from its manifest or should not be there.")
    for name, said in manifest.files.items():
        path = folder / name
        if not path.is_file():
            raise ExportFaulty(f"{name} is missing.")
        if sha256_of(path) != said["sha256"]:
            raise ExportFaulty(f"{name} is not what was written.")
