"""A paper's paragraphs and tables, piece by piece, as Word writes them."""

import pytest

from goldenthread.readers import paper_blocks
from goldenthread.readers.paper_blocks import Block, blocks_of_body, blocks_of_text
from tests.readers.test_word_rows import body, p, sdt, table, tr


def test_paragraphs_are_found_wherever_word_keeps_them() -> None:
    kept = "".join(f"<w:{n}>{p(n)}</w:{n}>" for n in ("customXml", "ins", "moveTo", "smartTag"))
    made = body(
        p(" One ").replace("One", "One</w:t><w:br/><w:t>more") + p("") + sdt("tag", p("two") + table(tr(p("a")))) + kept
        + f"<w:del>{p('gone')}</w:del><w:sectPr/>" + table(tr(p("b  c") + p("d"))) + p("x" * 100_001)
    )  # fmt: skip
    assert blocks_of_body(made) == [
        Block("paragraph 1", "One more"), Block("paragraph 2", "two"), Block("table 1", rows=(("a",),)),
        Block("paragraph 3", "customXml"), Block("paragraph 4", "ins"),
        Block("paragraph 5", "moveTo"), Block("paragraph 6", "smartTag"),
        Block("table 2", rows=(("b c d",),)), Block("paragraph 7", "x" * 100_000),
    ]  # fmt: skip


def spanning(columns: str) -> str:
    return f'<w:tcPr><w:gridSpan w:val="{columns}"/></w:tcPr>' + p("wide")


def test_a_cell_over_many_columns_leaves_the_others_empty() -> None:
    inner = table(tr(p("1"), p("2")))
    made = table(
        tr(spanning("3")), tr(spanning("12")), tr(spanning("100")), tr(spanning("x")),
        tr(p("in"), p("here") + inner + p("!")), tr(p("y" * 100_001)),
    )  # fmt: skip
    [found] = blocks_of_body(body(made))
    assert found.rows == (
        ("wide", "", ""), ("wide", *[""] * 11), ("wide",), ("wide",), ("in", "here 1 2 !"),
        ("y" * 100_000,),
    )  # fmt: skip


def test_no_more_blocks_are_read_than_a_paper_has(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paper_blocks, "MOST_BLOCKS", 2)
    found = blocks_of_body(body(p("1") + p("2") + p("3")))
    assert [block.text for block in found] == ["1", "2"]


def test_lines_of_plain_text_are_rows_where_they_are_parted() -> None:
    text = "a\tb\n | c | d |\n| - | :-: |\ne|f|g\n| only one |\n| 1 | 2\nend\t\n" + "z" * 100_001
    found = [(block.where, block.text or block.rows) for block in blocks_of_text(text)]
    assert found == [
        ("line 1", (("a", "b"), ("c", "d"))), ("line 4", "e|f|g"), ("line 5", "| only one |"),
        ("line 6", "| 1 | 2"), ("line 7", "end"), ("line 8", "z" * 100_000),
    ]  # fmt: skip
