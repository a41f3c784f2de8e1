"""A committee paper of a round of forty audits, as Word and as PDF."""

import io
from collections.abc import Iterator

import docx
import typst
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bench.measuring import Figure, milliseconds, own_cpu, with_database
from goldenthread.reports.build import document_of, gather
from goldenthread.writers.pdf import pdf
from goldenthread.writers.word import docx as word
from tests.cast import Cast
from tests.finished import finished_round
from tests.rooms.case_list import make_case_list

AUDITS, TIMES = 40, 10
Tables = list[list[list[str]]]


def figures(cast: Cast) -> Iterator[Figure]:
    case_list = make_case_list([cast.north, cast.south])
    round = finished_round(cast, case_list, size=AUDITS)
    with CaptureQueriesContext(connection) as asked:
        gathered = gather(cast.pat, round)
    yield Figure(
        f"Gathering the figures of a paper, {AUDITS} audits",
        milliseconds(lambda: gather(cast.pat, round), TIMES, with_database),
        note=f"{len(asked)} queries",
    )
    paper = document_of("committee", gathered, {})
    paragraphs, tables = _words(word(paper))
    yield Figure(
        "The committee paper as Word", milliseconds(lambda: word(paper), TIMES),
        milliseconds(lambda: _bare_word(paragraphs, tables), TIMES, own_cpu),
        "python-docx: the same words and tables, no styles, chart or properties",
    )  # fmt: skip
    source = _bare_source(paragraphs, tables)
    yield Figure(
        "The committee paper as PDF/UA", milliseconds(lambda: pdf(paper), TIMES),
        milliseconds(lambda: typst.compile(source), TIMES, own_cpu),
        "typst: the same words and tables, no tags, styles or chart",
    )  # fmt: skip


def _words(data: bytes) -> tuple[list[str], Tables]:
    """What a Word file says."""
    paper = docx.Document(io.BytesIO(data))
    tables = [[[c.text for c in row.cells] for row in table.rows] for table in paper.tables]
    return [p.text for p in paper.paragraphs], tables


def _bare_word(paragraphs: list[str], tables: Tables) -> bytes:
    paper = docx.Document()
    for text in paragraphs:
        paper.add_paragraph(text)
    for rows in tables:
        table = paper.add_table(len(rows), len(rows[0]))
        for row, texts in zip(table.rows, rows, strict=True):
            for cell, text in zip(row.cells, texts, strict=True):
                cell.text = text
    out = io.BytesIO()
    paper.save(out)
    return out.getvalue()


def _bare_source(paragraphs: list[str], tables: Tables) -> bytes:
    lines = [f"#{_quoted(text)}\n" for text in paragraphs]
    for rows in tables:
        cells = ", ".join(_quoted(text) for row in rows for text in row)
        lines.append(f"#table(columns: {len(rows[0])}, {cells})\n")
    return "\n".join(lines).encode()


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
