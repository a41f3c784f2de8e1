"""What a paper that goes out prints is kept with its edition, and held against all that went out before.

The rows of grades of public papers are safe one by one; a reader may still subtract one from another,
in this paper or from an earlier one. So before an edition is finalised, everything that its rows and
those of earlier editions tell together is worked out by `method.disclosure.told`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from goldenthread.figures.queries import (
    Figure,
    GradeRow,
    beside_judged,
    figure_key,
    figure_of,
    judged,
    row_of,
    stands_behind,
)
from goldenthread.method.disclosure import Row, Told, told
from goldenthread.method.disclosure.shared_rows import Behind, Judgement
from goldenthread.method.disclosure.table import HIDDEN
from goldenthread.people.actors import Actor
from goldenthread.people.queries import authority
from goldenthread.programme.models import Round
from goldenthread.reports.build.children import children_kept, children_told
from goldenthread.reports.build.gathered import Gathered
from goldenthread.reports.build.published import FEWEST_PEOPLE, closed_grades, people_behind
from goldenthread.reports.models import Edition
from goldenthread.writers import document as tree
from goldenthread.writers.document import (
    Document,
    Dumbbells,
    FigureText,
    GradeBars,
    Table,
    pair_numbers,
    plain,
)

INTERNAL = "Internal"  # how the marking begins of a paper that does not go out
Printed = list[dict[str, Any]]


@dataclass
class EditionTells(Exception):
    """A row that gives few people away, alone or with rows printed beside it or before."""

    row: str
    others: tuple[str, ...] = ()
    is_of_children: bool = False

    def __str__(self) -> str:
        behind = f"fewer than {FEWEST_PEOPLE} practitioners or {FEWEST_PEOPLE} families stand"
        if self.is_of_children:
            return (
                f"{self.row} cannot be published: with what public editions printed before, a small count "
                "of children could be worked out. Leave the tables of children out."
            )
        if self.others:
            said = (
                f"{self.row} cannot be published beside {'; '.join(self.others)}: subtracted from each "
                f"other, they tell grades behind which {behind}."
            )
        else:
            said = f"{self.row} cannot be published: {behind} behind it."
        return f"{said} Make this the internal version, or wait until more audits are handed in."


def goes_out(paper: Document) -> bool:
    """Whether anybody may get a paper: everything does that is not marked as internal."""
    return not paper.marking.startswith(INTERNAL)


def has_links(paper: Document) -> bool:
    """Whether the numbers of a paper are links: of one that goes out, as the authority chose."""
    return authority().public_links or not goes_out(paper)


def published_kept(by: Actor, g: Gathered, paper: Document) -> dict[str, Any]:
    """What of a paper is kept for later ones: its tables as printed, and what its rows of grades count.

    Nothing of a paper that does not go out. Raises EditionTells.
    """
    if not goes_out(paper):
        return {}
    rows = list(_rows(by, paper))
    _check(by, rows)
    children = children_kept(g, paper)
    for each in children:
        if told := children_told(each, g.authority.hide_up_to):
            raise EditionTells(told, is_of_children=True)
    kept = {"tables": list(_tables(paper)), "rows": rows}
    return {"published": kept | ({"children": children} if children else {})}


def tables_kept(paper: Document) -> dict[str, Any]:
    """The tables as printed of a draft of a paper that goes out: its workbook has no others."""
    return {"published": {"tables": list(_tables(paper))}} if goes_out(paper) else {}


def tables_of(paper: Document) -> Iterator[Table]:
    """Every table that a paper prints: tables, and the numbers behind charts, which stand on its page."""
    for block in paper.printed_blocks():
        match block:
            case Table():
                yield block
            case GradeBars():
                yield block.numbers()
            case Dumbbells():
                yield pair_numbers(block)


def _tables(paper: Document) -> Iterator[dict[str, Any]]:
    """Each table: what it is, what its rows and columns stand for, what is printed, null where hidden."""
    for table in tables_of(paper):
        yield {
            "table": plain(table.caption),
            "columns": [plain(cell) for cell in table.header],
            "rows": [plain(row[0]) for row in table.rows],
            "cells": [[_printed(plain(cell)) for cell in row[1:]] for row in table.rows],
        }


def _printed(text: str) -> str | None:
    return None if text == HIDDEN else text


def _figures(paper: Document) -> Iterator[tuple[str, str]]:
    """The row of each number that a paper prints, and how a person finds it there."""
    for table in tables_of(paper):
        where = plain(table.caption).partition(":")[0]
        for row in table.rows:
            for run in (run for cell in row for run in tree.runs(cell)):
                if isinstance(run, FigureText) and _tells(figure_of(run.figure_key)):
                    yield row_of(figure_of(run.figure_key)), f"{where}, row “{plain(row[0])}”"
    for run in tree.figures(paper):
        if _tells(figure_of(run.figure_key)):
            yield row_of(figure_of(run.figure_key)), f"The number “{run.text}”"


def _tells(figure: Figure) -> bool:
    """Whether a number says something of grades: how many were graded says what none of them was."""
    return figure.measure != "grades" or bool(figure.grade)


def _rows(by: Actor, paper: Document) -> Iterator[dict[str, Any]]:
    """Every row of grades of which a number is printed, with its judgements: audits by section."""
    names: dict[str, str] = {}
    for key, name in _figures(paper):
        names.setdefault(key, name)
    for key, name in names.items():
        yield from _rows_of(by, key, name)


def _rows_of(by: Actor, key: str, name: str) -> Iterator[dict[str, Any]]:
    """The row that a figure stands in, or both margins of its table; none where it counts no grades."""
    counts = judged(by, figure_of(key))
    found = beside_judged(by, figure_of(key)) if counts is None else (counts,)
    for each in found:
        sections: dict[str, list[str]] = {}
        for section, audit in sorted(each):
            sections.setdefault(section, []).append(audit)
        yield {"row": key, "name": name, "judgements": sections}


def _check(by: Actor, rows: Printed) -> None:
    """Raises EditionTells for the first row that tells of few people."""
    before = _before(rows)
    behind = _behind(by, [*before, *rows])
    found = told(list(map(_row, rows)), list(map(_row, before)), behind, fewest=FEWEST_PEOPLE)
    if found:
        raise _stopped(found)


def _stopped(found: list[Told]) -> EditionTells:
    least = min(found, key=lambda each: (len(each.others), len(each.audits)))
    others = tuple(f"{row.name[0].lower()}{row.name[1:]}" for row in least.others)
    return EditionTells(least.row.name, others)


def _row(kept: Mapping[str, Any]) -> Row:
    return Row(kept["name"], frozenset(_judgements(kept)))


def _judgements(kept: Mapping[str, Any]) -> Iterator[Judgement]:
    for section, audits in kept["judgements"].items():
        yield from ((section, audit) for audit in audits)


def _before(rows: Printed) -> Printed:
    """The rows of all earlier editions that count some of the same judgements, those replaced among them."""
    held = Edition.objects.filter(figures__has_key="published").order_by("pk")
    waiting = [
        [{**row, "name": f"{row['name']} of edition {ref}"} for row in kept]
        for ref, kept in held.values_list("ref", "figures__published__rows")
    ]
    found: Printed = []
    reached = {each for row in rows for each in _judgements(row)}
    while near := [each for each in waiting if not reached.isdisjoint(_all(each))]:
        waiting = [each for each in waiting if each not in near]
        for each in near:
            found += each
            reached |= _all(each)
    return found


def _all(rows: Printed) -> set[Judgement]:
    return {each for row in rows for each in _judgements(row)}


def _behind(by: Actor, rows: Printed) -> list[Behind]:
    refs = {audit for row in rows for _, audit in _judgements(row)}
    rounds = Round.objects.filter(audits__ref__in=refs).distinct()
    return people_behind(stands_behind(by, *rounds))


def for_anybody(by: Actor, round: Round, dimension: str) -> tuple[str, tuple[GradeRow, ...]]:
    """The stage and the grades of a closed round that may go to anybody, by "case_type", "domain" or
    nothing: the rows of a public edition, without the audits behind them; none where few people stand
    behind all together, or where public editions printed rows that tell of few beside these."""
    stage, rows = closed_grades(by, round, dimension)
    asked = {"stage": stage, "round": round.code}
    keys = [figure_key("grades", **asked, **_group(row, dimension)) for row in rows]
    try:
        _check(by, [held for key in keys for held in _rows_of(by, key, key)])
    except EditionTells:
        return stage, ()
    return stage, tuple(replace(row, audits=()) for row in rows)


def _group(row: GradeRow, dimension: str) -> dict[str, str]:
    return {dimension: row.group[dimension]} if dimension else {}
