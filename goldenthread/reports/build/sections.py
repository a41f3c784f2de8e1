"""Papers whose sections and paragraphs are numbered 1, 1.1, 1.2, 2 ... as boards cite them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from goldenthread.reports.build.boxes import Box, paragraphs
from goldenthread.reports.build.gathered import Gathered
from goldenthread.writers.document import (
    Block,
    Bullets,
    FigureText,
    Heading,
    Inline,
    NarrativeGap,
    Paragraph,
    Text,
    plain,
)

TO_NUMBER = "0"  # a paragraph that gets its number when all sections are known


@dataclass(frozen=True)
class Section:
    """A numbered section; one without anything to print is left out, and takes no number."""

    title: str
    blocks: tuple[Block, ...]

    def is_printed(self, is_draft: bool) -> bool:
        return any(
            is_draft or not isinstance(block, NarrativeGap | Heading) for block in self.blocks
        )


def numbered(sections: Iterable[Section], is_draft: bool) -> Iterator[Block]:
    """The sections under numbered headings, the paragraphs that are to be numbered within each."""
    printed = [each for each in sections if each.is_printed(is_draft)]
    for place, section in enumerate(printed, start=1):
        yield Heading(2, f"{place} {section.title}")
        within = 0
        for block in section.blocks:
            if isinstance(block, Paragraph) and block.number == TO_NUMBER:
                within += 1
                yield replace(block, number=f"{place}.{within}")
            else:
                yield block


def say(*parts: Inline) -> Paragraph:
    """A paragraph to be numbered; strings and runs one after the other."""
    found: list[Text | FigureText] = []
    for part in parts:
        if isinstance(part, str):
            found.append(Text(part))
        else:
            found.extend(part if isinstance(part, tuple) else (part,))
    return Paragraph(tuple(found), TO_NUMBER)


def _paragraph(words: Inline) -> Block:
    """A paragraph that begins with "# " is a heading of the author's own."""
    said = plain(words)
    return Heading(3, said[2:]) if said.startswith("# ") else say(words)


def written(
    g: Gathered, texts: Mapping[str, str], box: Box, *, in_bullets: bool = False
) -> Iterator[Block]:
    """What an author wrote in a box, paragraph by paragraph; a gap where it is needed and empty."""
    found = paragraphs(texts[box.key], g)
    if in_bullets and found:
        yield Bullets(tuple(found))
    else:
        yield from map(_paragraph, found)
    if not found and box.is_needed:
        yield NarrativeGap(box.label)
