"""Papers on a page and as a saved file."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldenthread.writers import html
from goldenthread.writers.bars import in_words, percent_widths
from goldenthread.writers.document import (
    Bullets,
    Document,
    Facts,
    Heading,
    NarrativeGap,
    Paragraph,
    Table,
    printable,
)
from goldenthread.writers.palette import SHADES
from tests.writers.papers import BARS, paper


class _Reader(HTMLParser):
    """What a browser would see: start tags with their attributes, and the words."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self.feed(source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words += data

    def having(self, tag: str, **wanted: str) -> list[dict[str, str | None]]:
        return [a for t, a in self.tags if t == tag and wanted.items() <= a.items()]


def test_a_figure_links_to_its_audits_where_there_is_an_address() -> None:
    seen = _Reader(html.fragment(paper(), lambda key: f"/f/?k={key}" if key != "late" else None))
    links = [link["href"] for link in seen.having("a")]
    assert "/f/?k=coverage" in links and "/f/?k=g:25:o" in links
    assert "/f/?k=late" not in links


def test_without_addresses_there_is_no_link() -> None:
    assert not _Reader(html.fragment(paper())).having("a")


def test_tables_have_a_caption_and_headers_both_ways() -> None:
    seen = _Reader(html.fragment(paper([Table("Audits", ("Team", "n"), (("North", "3"),))])))
    assert len(seen.having("caption")) == 1
    assert len(seen.having("th", scope="col")) == 2
    assert len(seen.having("th", scope="row")) == 1


def test_a_fragment_keeps_to_the_content_security_policy() -> None:
    seen = _Reader(html.fragment(paper(is_draft=True)))
    assert not [attrs for _, attrs in seen.tags if "style" in attrs or "onclick" in attrs]
    assert not seen.having("script") and not seen.having("style")


def test_bars_say_in_words_what_they_show() -> None:
    seen = _Reader(html.fragment(paper([BARS])))
    labels = [bar["aria-label"] for bar in seen.having("div", role="img")]
    assert labels[0] == (
        "2025, 17 audits: 0 Inadequate, 5 Requires improvement, 6 Good, 6 Outstanding."
    )
    assert labels[2] == "2023, no audits."
    assert "Show the numbers" in seen.words
    assert in_words(BARS).startswith("Good or better in 12 of 17 cases. 2025, 17 audits")


def test_the_saved_file_is_whole_and_asks_for_nothing_outside() -> None:
    source = html.page(paper()).decode()
    seen = _Reader(source)
    assert seen.having("html", lang="en-GB") and len(seen.having("h1")) == 1
    assert not re.findall(r"(?:src|href|url\()", source)


def test_the_saved_file_has_every_shade_of_the_palette() -> None:
    styles = (Path(html.__file__).parent / "page.css").read_text()
    for shade in SHADES:
        rule = styles.split(f".gt-shade--{shade.name} {{")[1].split("}")[0]
        assert shade.fill in rule and shade.text_colour in rule


def _paper_saying(words: str) -> Document:
    blocks = [
        Facts(((words, words),)),
        Heading(2, words),
        Paragraph(words),
        Bullets((words,)),
        Table(words, ("Team", "n"), ((words, words),)),
        NarrativeGap(words),
    ]
    return paper(blocks, title=words, author=words, marking=words, is_draft=True)


@given(st.text(alphabet=st.sampled_from("<>&\"'/=; aScript-![]")) | st.text())
def test_no_text_becomes_markup(words: str) -> None:
    hostile = _Reader(html.page(_paper_saying(f"x{words}")).decode())
    tame = _Reader(html.page(_paper_saying("x")).decode())
    assert [t for t, _ in hostile.tags if t != "br"] == [t for t, _ in tame.tags]


def test_markup_is_shown_as_typed() -> None:
    typed = "<script>alert(\"x\")</script> & 'more'"
    seen = _Reader(html.fragment(paper([Paragraph(typed)])))
    assert printable(typed) in seen.words and not seen.having("script")


@given(st.lists(st.integers(0, 500), min_size=1, max_size=7).map(tuple))
def test_widths_fill_the_bar_and_hide_no_count(counts: tuple[int, ...]) -> None:
    widths = percent_widths(counts)
    assert sum(widths) == (100 if sum(counts) else 0)
    assert all((width > 0) == (count > 0) for width, count in zip(widths, counts, strict=True))


@pytest.mark.parametrize(
    ("counts", "widths"),
    [
        ((997, 1, 1, 1), (97, 1, 1, 1)), ((1, 1, 5), (14, 14, 72)), ((1, 3, 3), (14, 43, 43)), ((3, 5, 6), (21, 36, 43)),
        ((5, 11, 7), (22, 48, 30)), ((29, 1), (97, 3)), ((200, 1, 1), (98, 1, 1)), ((0, 0), (0, 0)), ((0, 4), (0, 100)),
    ],
)  # fmt: skip
def test_a_bar_is_shared_out_by_largest_remainder(
    counts: tuple[int, ...], widths: tuple[int, ...]
) -> None:
    assert percent_widths(counts) == widths
