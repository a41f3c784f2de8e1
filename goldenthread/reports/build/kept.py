"""The figures of a paper as they are kept with its edition, and as a workbook."""

from datetime import date
from typing import Any

from goldenthread.figures.queries import GradeRow, as_json
from goldenthread.method.disclosure.table import HIDDEN
from goldenthread.reports.build.gathered import Gathered
from goldenthread.writers import document as tree
from goldenthread.writers.document import Document
from goldenthread.writers.excel import Cell, Sheet, workbook

WHOLE = (
    "For use inside the authority: rows are whole here, also those that a public report combines "
    "because few people stand behind them."
)
TABLES = {
    "by_case_type": "By case type", "by_domain": "By domain", "by_round": "By round", "total": "All",
}  # fmt: skip


def figures_kept(g: Gathered, paper: Document) -> dict[str, Any]:
    """Every table behind the paper, and every number as it was printed with its key."""
    return {
        **_round_kept(g),
        "as_at": g.dated.isoformat(),
        "others": [_round_kept(each) for each in g.rounds if each is not g],
        "printed": [[run.figure_key, run.text] for run in tree.figures(paper)],
    }


def _round_kept(g: Gathered) -> dict[str, Any]:
    rows: dict[str, list[GradeRow]] = {
        "total": [g.total] if g.total else [],
        "by_case_type": list(g.by_case_type),
        "by_domain": list(g.by_domain),
        "by_round": list(g.following.rows) if g.following else [],
    }
    return {
        "round": g.round.code,
        "stage": g.stage,
        "stage_by_round": g.following.stage if g.following else g.stage,
        "moderation": g.moderated.text,
        **{name: as_json(found) for name, found in rows.items()},
    }


def figures_workbook(kept: dict[str, Any], title: str, organisation: str) -> bytes:
    """The kept figures as .xlsx, without references of audits: of a paper that goes out what it prints,
    of an internal one every row whole."""
    sheets = _as_published(kept) if "published" in kept else _whole(kept)
    printed = [[key, text] for key, text in kept["printed"]]
    sheets.append(Sheet("As printed", ("Figure", "Printed as"), printed))
    dated = date.fromisoformat(kept["as_at"])
    return workbook(sheets, title=title, organisation=organisation, dated=dated)


def _as_published(kept: dict[str, Any]) -> list[Sheet]:
    return [
        Sheet(
            each["table"].partition(":")[0],
            tuple(each["columns"]),
            [
                [name, *(HIDDEN if cell is None else cell for cell in row)]
                for name, row in zip(each["rows"], each["cells"], strict=True)
            ],
            each["table"],
        )
        for each in kept["published"]["tables"]
    ]


def _whole(kept: dict[str, Any]) -> list[Sheet]:
    several = kept.get("others", [])
    return [
        _sheet(f"{name} {place}" if several else name, each[key], _note(each))
        for place, each in enumerate((kept, *several), start=1)
        for key, name in TABLES.items()
        if each[key]
    ]


def _note(held: dict[str, Any]) -> str:
    return f"Round {held['round']}. Stage: {held['stage']}. {held['moderation']}. {WHOLE}"


def _sheet(name: str, rows: list[dict[str, Any]], note: str) -> Sheet:
    groups = list(rows[0]["group"])
    grades = list(rows[0]["counts"])
    header = (*groups, "n", *grades, *(f"{grade} (share)" for grade in grades))
    cells: list[list[Cell]] = [
        [
            *(row["group"][group] for group in groups),
            row["n"],
            *(row["counts"][grade] for grade in grades),
            *(row["shares"][grade]["text"] for grade in grades),
        ]
        for row in rows
    ]
    return Sheet(name, header or ("n",), cells, note)
