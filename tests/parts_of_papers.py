"""The parts of a kind of paper: those that a Word template gets something for, and those that are printed."""

import re

from goldenthread.reports import build
from goldenthread.reports.build.placeholders import NUMBERED, filling, section_name
from goldenthread.writers.document import Heading, plain

LETTERED = re.compile(r"^[a-z]\) ")


def parts_printed(kind: str, *gathered: build.Gathered) -> tuple[set[str], set[str]]:
    """Of papers with every box filled: the parts that a template gets something for, by their
    placeholders, and the headings that no data gives a name to, likewise."""
    printed, headings = set(), set()
    names = {section_name(each) for each in build.headings_of(kind)}
    for g in gathered:
        sections = [section.title for section in g.form.sections]
        texts = {box.key: "Words." for box in build.boxes_of(kind) if not box.choices} | {
            "edition": "internal", "purpose": "decision", "children": "yes", "schedule": "12",
            "connect": "; ".join(sections[:2]), "themes": "Risk: risk", "by_theme": "Words.",
        }  # fmt: skip
        paper = build.document_of(kind, g, texts)
        held = filling(kind, g, texts, paper, names)
        printed |= {name for name in names if held.blocks[name]}
        data = {*sections, "Risk", *(each.round.title for each in g.rounds)}
        found = {plain(b.text) for b in paper.blocks if isinstance(b, Heading) and b.level < 4}
        bare = {LETTERED.sub("", NUMBERED.sub("", each)) for each in found}
        headings |= {section_name(e) for e in bare if e.rpartition(": ")[2] not in data}
    return printed, headings
