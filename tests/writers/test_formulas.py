"""Words that begin like a formula: no paper hands them to a spreadsheet program as one."""

import re
from io import BytesIO

import docx
import pytest
from docx.oxml.ns import qn

from goldenthread.writers import html, word
from goldenthread.writers.document import Document, Heading, Paragraph, Table
from goldenthread.writers.formulas import GUARD
from tests.writers.papers import paper


def typed(words: str) -> Document:
    table = Table("Table", ("Team", "What"), ((words, words),))
    blocks = (Heading(2, words), Paragraph(f"Seen:\n{words}"), Paragraph(words), table)
    return Document(
        title=words, author=words, organisation="Council", dated=paper().dated, blocks=blocks
    )


def lines(made: Document) -> list[str]:
    """What an element of the HTML file and a line of the Word file begin with."""
    body = html.page(made).decode().partition("<body>")[2]
    file = docx.Document(BytesIO(word.docx(made)))
    return [*re.findall(r">([^<]+)", body), *(t.text for t in file.element.iter(qn("w:t")))]


@pytest.mark.parametrize("formula", ["=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1+1", "\uff1d1+1"])
def test_a_formula_in_a_paper_has_something_before_it(formula: str) -> None:
    held = [line for line in lines(typed(formula)) if formula.strip() in line]
    assert len(held) >= 9
    assert all(line.lstrip().startswith(GUARD) for line in held if "Seen" not in line)


@pytest.mark.parametrize("words", ["-3.5", "+12%", "a=b", "Seen alone"])
def test_numbers_and_other_words_stay_as_they_are(words: str) -> None:
    assert GUARD not in "".join(lines(typed(words)))
