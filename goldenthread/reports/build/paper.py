"""A report's Document, and what its author should look at before it goes out."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from goldenthread.people.models import Practitioner
from goldenthread.programme.models import Round
from goldenthread.reports.build.gathered import Gathered
from goldenthread.reports.build.held_back import held_back
from goldenthread.reports.build.kinds import KINDS, seen_by, with_defaults
from goldenthread.reports.build.outgoing import has_links
from goldenthread.reports.build.published import combining_said, published
from goldenthread.reports.build.together import together
from goldenthread.reports.build.traced import traced_at
from goldenthread.reports.build.typed import typed_remarks
from goldenthread.reports.kinds import ANNUAL, is_public
from goldenthread.writers.document import Block, Document, Heading

FEW = 5


@dataclass(frozen=True)
class Remark:
    """Something to look at, and the box it is about (empty for the figures)."""

    text: str
    box: str = ""


def document_of(
    kind: str, g: Gathered, texts: Mapping[str, str], *, is_draft: bool = True
) -> Document:
    """The paper of a kind; boxes nobody has written in stand as they begin."""
    paper = KINDS[kind].make(seen_by(kind, g, texts), with_defaults(kind, texts), is_draft)
    blocks = _without_empty_parts(paper.printed_blocks())
    return replace(paper, blocks=blocks, traced_at=traced_at() if has_links(paper) else "")


def _without_empty_parts(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """The blocks without headings that nothing stands under, as where a gap is not printed."""
    kept: list[Block] = []
    for block in blocks:
        while isinstance(block, Heading) and kept and _is_empty(kept[-1], block):
            kept.pop()
        kept.append(block)
    while kept and isinstance(kept[-1], Heading):
        kept.pop()
    return tuple(kept)


def _is_empty(before: Block, heading: Heading) -> bool:
    return isinstance(before, Heading) and before.level >= heading.level


def remarks(kind: str, g: Gathered, texts: Mapping[str, str]) -> list[Remark]:
    """Empty boxes, summaries that are too long, typed numbers that the figures contradict, cases or
    workers named, very small groups."""
    held = with_defaults(kind, texts)
    found = [Remark(str(each), box.key) for box, each in held_back(kind, g, texts)]
    shown = seen_by(kind, g, texts)
    found += [Remark(text, box.key) for box, text in typed_remarks(kind, shown, held)]
    names = list(dict.fromkeys(name for each in g.rounds for name in _names(each.round)))
    for box in KINDS[kind].boxes:
        text = held[box.key]
        if box.is_needed and not text.strip():
            found.append(Remark(f"“{box.label}” is empty.", box.key))
        if box.most_words and (words := len(text.split())) > box.most_words:
            found.append(
                Remark(f"“{box.label}” has {words} words; at most {box.most_words}.", box.key)
            )
        if is_public(kind, held) and box.kind == "text":
            found += [
                Remark(f"“{box.label}” names {what}.", box.key) for what in _named(text, names)
            ]
    words = sum(len(held[key].split()) for key in KINDS[kind].page)
    if words > KINDS[kind].page_words:
        found.append(Remark(f"This may run over one page: {words} words are written."))
    if not is_public(kind, held) or "edition" not in held:
        return found
    shown = together(g, with_audits=True).whole if kind == ANNUAL else g
    found += [Remark(text) for text in combining_said(shown)]
    small = [row for row in published(shown).by_case_type if 0 < row.n < FEW]
    if small:
        groups = "1 case type has" if len(small) == 1 else f"{len(small)} case types have"
        found.append(Remark(f"{groups} fewer than {FEW} audits."))
    return found


def _names(round: Round) -> list[tuple[str, str]]:
    """Case numbers, audit references and workers' names that a public paper must not hold."""
    cases = round.cases.values_list("subject__number", flat=True)
    refs = round.audits.values_list("ref", flat=True)
    workers = Practitioner.objects.filter(header__roundcase__round=round).distinct()
    return [
        *((f"case {number}", number) for number in cases),
        *((f"audit {ref}", ref) for ref in refs),
        *((f"the worker {name}", name) for name in workers.values_list("name", flat=True)),
    ]


def _named(text: str, names: Iterable[tuple[str, str]]) -> list[str]:
    words = {word.strip(".,;:()[]“”'\"").casefold() for word in text.split()}
    low = text.casefold()
    return [
        what
        for what, name in names
        if name and (name.casefold() in words or (" " in name and name.casefold() in low))
    ]
