"""One style of quotation marks in every paper."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldenthread.writers import html, word
from goldenthread.writers.document import Facts, Heading, Paragraph, Table
from goldenthread.writers.quotes import curled
from tests.writers.papers import paper


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("the child's and the children's", "the child’s and the children’s"),
        ("the auditors' grades", "the auditors’ grades"),
        ('She said "listen".', "She said “listen”."),
        ("('so') - \"'twice'\"", "(‘so’) - “‘twice’”"),
        ("since '24", "since ’24"),
    ],
)
def test_marks_are_curled_as_printers_set_them(typed: str, printed: str) -> None:
    assert curled(typed) == printed


@given(st.text(alphabet="ab '\"(.“’", max_size=30))
def test_no_straight_mark_is_left_and_nothing_else_is_touched(typed: str) -> None:
    made = curled(typed)
    straight = str.maketrans("‘’“”", "''\"\"")
    assert not set(made) & set("'\"") and curled(made) == made
    assert made.translate(straight) == typed.translate(straight)


def test_every_part_of_a_paper_has_the_same_style() -> None:
    typed = 'the child\'s "own" words'
    blocks = [Heading(2, typed), Paragraph(typed), Facts(((typed, typed),))]
    blocks.append(Table(typed, (typed, "B"), ((typed, typed),)))
    made = paper(blocks, title=typed, footer=typed)
    shown = html.fragment(made)
    assert "child&#x27;s" not in shown and shown.count("child’s “own” words") >= 8
    assert b"child's" not in word.docx(made)
