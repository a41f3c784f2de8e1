"""What the database holds, table by table: about whom, how long, who sees it.

`docs/packs/data-items.csv` is written by hand, a row for each table; `docs/packs/data-items.md` is made
from it and from the models by `make packs`, with every column there is.
"""

import csv
from dataclasses import dataclass

from django.apps import apps

from packs.asvs import ROOT

TABLE = ROOT / "docs" / "packs" / "data-items.csv"


@dataclass(frozen=True)
class Row:
    table: str
    about: str
    kept: str
    holds: str
    seen_by: str


def rows() -> list[Row]:
    with TABLE.open(newline="") as file:
        return [Row(**row) for row in csv.DictReader(file)]


def columns() -> dict[str, list[str]]:
    """Each table of the models, ours and those of the libraries, with its columns."""
    models = apps.get_models(include_auto_created=True)
    return {m._meta.db_table: [f.column for f in m._meta.local_concrete_fields] for m in models}


def faults(found: list[Row], tables: set[str]) -> list[str]:
    """Tables that nothing is said of, and rows of tables that are not there or stand twice."""
    named = [row.table for row in found]
    return [
        *(
            f"{name}: nothing is said of it in data-items.csv"
            for name in sorted(tables - set(named))
        ),
        *(f"{name}: there is no such table" for name in named if name not in tables),
        *(f"{name}: stands twice" for name in sorted(set(named)) if named.count(name) > 1),
    ]


def markdown(found: list[Row], tables: dict[str, list[str]]) -> str:
    """What is held about people first, then the tables that hold nothing about anybody."""
    personal = [row for row in found if not row.about.startswith("nobody")]
    others = [row for row in found if row.about.startswith("nobody")]
    parts = [INTRODUCTION, "## About people", *(_table(row, tables[row.table]) for row in personal)]
    parts += ["## About nobody", *(_table(row, tables[row.table]) for row in others)]
    return "\n\n".join(parts) + "\n"


def _table(row: Row, names: list[str]) -> str:
    return (
        f"### {row.table}\n\n{row.holds[0].upper()}{row.holds[1:]}.\n\n"
        f"- About: {row.about}\n- Kept: {row.kept}\n- Seen by: {row.seen_by}\n"
        f"- Columns: {', '.join(f'`{name}`' for name in names)}"
    )


INTRODUCTION = """\
# Data items

Made by `make packs` from `data-items.csv` and from the product's own tables; edit the first. Every table
there is stands here. *As an audit record* means the retention class of that name, 6 years unless your
information governance has set another period (`docs/runbook/`). Columns that end in `_id` point to
another table; a column of words points to `journal_words`, where the words are and where they are emptied."""
