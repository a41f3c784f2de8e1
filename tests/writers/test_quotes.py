"""One style of quotation marks in every paper."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldenthread.writers import html, word
from goldenthread.writers.document import Facts, Heading, Paragraph, Table
from goldenthread.writers.quotes import curled, printable, storable
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


def test_line_ends_are_one_kind_and_control_characters_go() -> None:
    typed = "a\r\nb\rc\x85d\u2028e\u2029f\tg\nh"
    assert storable(typed) == "a\nb\nc\nd\ne\nf\tg\nh"
    for code in (0, 8, 0xB, 0xC, 0xE, 0x1F, 0x7F, 0x84, 0x86, 0x9F, 0xD800, 0xDFFF, 0xFEFF, 0xFFFE,
                 0xFFFF, 0x202A, 0x202E, 0x2066, 0x2069):  # fmt: skip
        assert storable(f"a{chr(code)}b") == "ab"
    kept = " ~\xa0\u2029\u2065\u206a\ufefe\U0001f9ff".replace("\u2029", "")
    assert storable(kept) == kept
    assert printable('\'24\r\n\x00"so"') == "’24\n“so”"
