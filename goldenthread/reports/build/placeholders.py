"""What an authority's own Word template may ask for, kind of paper by kind of paper."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace

from goldenthread.reports.build.boxes import FIELDS, Box, filled
from goldenthread.reports.build.boxes import paragraphs as paragraphs_of
from goldenthread.reports.build.gathered import Gathered
from goldenthread.reports.build.kinds import boxes_of, headings_of, with_defaults
from goldenthread.writers.document import (
    Block,
    Document,
    Heading,
    Inline,
    NarrativeGap,
    Paragraph,
    plain,
)
from goldenthread.writers.placeholders import Known
from goldenthread.writers.word_template import Filling

MARKING, BODY = "marking", "body"
# What the paper itself has, in every kind: where it stands, readers see it on each page.
OF_PAPER = {
    "title": "The title of the paper",
    "subtitle": "Its subtitle, where there is one",
    "dated": "The day whose figures it has, such as 1 May 2026",
    "author": "Who writes it",
    MARKING: "Draft, Public or Internal, as it must stand on each page",
    "organisation": "The name of the authority, from the settings",
    "footer": "The line that says when the figures were counted",
}
_SECTION = "section_"
NUMBERED = re.compile(r"^\d+ ")  # as in the papers for boards: 3 Background


@dataclass(frozen=True)
class Placeholder:
    """A name, what it prints, and where it may stand: anywhere, in the text, or as paragraphs."""

    name: str
    prints: str
    stands: str

    @property
    def written(self) -> str:
        return f"{{{{ {self.name} }}}}"


ANYWHERE, IN_TEXT, PARAGRAPHS = (
    "anywhere", "in the text", "in a paragraph of its own, in the text",
)  # fmt: skip


def section_name(heading: str) -> str:
    """The placeholder of the part below a heading.

    >>> section_name("Children's safety, voices and actions")
    'section_childrens_safety_voices_and_actions'
    """
    words = re.sub(r"['’]", "", heading.casefold())
    return _SECTION + re.sub(r"[^a-z0-9]+", "_", words).strip("_")


def placeholders(kind: str) -> list[Placeholder]:
    """Every placeholder that a template of this kind of paper may have."""
    found = [Placeholder(name, said, ANYWHERE) for name, said in OF_PAPER.items()]
    found.append(
        Placeholder(BODY, "The whole paper below its title, as it is set here", PARAGRAPHS)
    )
    for heading in headings_of(kind):
        said = f"What stands under the heading “{heading}”, without the heading"
        found.append(Placeholder(section_name(heading), said, PARAGRAPHS))
    for box in boxes_of(kind):
        if box.key not in OF_PAPER:
            where = PARAGRAPHS if box.kind == "text" else IN_TEXT
            found.append(Placeholder(box.key, f"The box “{box.label}”", where))
    for name in FIELDS:
        said = f"The figure “{name.replace('_', ' ')}”, with its link to the audits behind it"
        found.append(Placeholder(name, said, IN_TEXT))
    return found


def known(kind: str) -> Known:
    """The same names, by where they may stand; every page has to say whom the paper is for."""
    held = placeholders(kind)
    by_place = {
        place: frozenset(each.name for each in held if each.stands == place)
        for place in (ANYWHERE, IN_TEXT, PARAGRAPHS)
    }
    needed = frozenset({MARKING})
    return Known(by_place[ANYWHERE], by_place[IN_TEXT], by_place[PARAGRAPHS], needed)


def filling(
    kind: str, g: Gathered, texts: Mapping[str, str], paper: Document, names: Collection[str]
) -> Filling:
    """What these placeholders print in this paper."""
    held = with_defaults(kind, texts)
    lines: dict[str, Inline] = {name: FIELDS[name](g) for name in names if name in FIELDS}
    blocks: dict[str, tuple[Block, ...]] = {BODY: paper.printed_blocks()}
    blocks |= {section_name(heading): () for heading in headings_of(kind)}
    blocks |= {name: part for name, part in _sections(paper.printed_blocks()) if name in blocks}
    for box in boxes_of(kind):
        if box.key in names and box.kind == "text":
            blocks[box.key] = tuple(_box(box, held[box.key], g, paper))
        elif box.key in names:
            said = held[box.key]
            lines[box.key] = filled(str(box.choices.get(said, said)), g)
    return Filling({**lines, **of_paper(paper)}, blocks)


def of_paper(paper: Document) -> dict[str, Inline]:
    """What a paper says of itself."""
    return {
        "title": paper.printed_title, "subtitle": paper.subtitle, "dated": paper.printed_date,
        "author": paper.author, MARKING: paper.markings, "organisation": paper.organisation,
        "footer": paper.footer,
    }  # fmt: skip


def _box(box: Box, text: str, g: Gathered, paper: Document) -> Iterator[Block]:
    found = paragraphs_of(text, g)
    yield from (Paragraph(each) for each in found)
    if not found and box.is_needed and paper.is_draft:
        yield NarrativeGap(box.label)


def _sections(blocks: tuple[Block, ...]) -> Iterator[tuple[str, tuple[Block, ...]]]:
    """The blocks below each heading, up to the next of its level or above."""
    for at, block in enumerate(blocks):
        if isinstance(block, Heading):
            rest = blocks[at + 1 :]
            ends = (
                n for n, b in enumerate(rest) if isinstance(b, Heading) and b.level <= block.level
            )
            name = section_name(NUMBERED.sub("", plain(block.text)))
            yield name, rest[: next(ends, len(rest))]


def with_printed(paper: Document, names: Collection[str], held: Filling) -> Document:
    """The paper with what a template prints of it besides, so that every number is traced and kept."""
    lines = [Paragraph(held.lines[name]) for name in names if name in held.lines]
    boxes = [n for n in names if n in held.blocks and n != BODY and not n.startswith(_SECTION)]
    blocks = [block for name in boxes for block in held.blocks[name]]
    return replace(paper, blocks=(*paper.blocks, *lines, *blocks))
