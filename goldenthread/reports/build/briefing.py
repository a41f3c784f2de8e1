"""A seven-minute briefing on one page."""

from collections.abc import Mapping

from goldenthread.journal.changes import today
from goldenthread.learning.models import Briefing
from goldenthread.learning.queries import PARTS
from goldenthread.people.models import Authority
from goldenthread.writers.document import Block, Document, Heading, Numbered, Paragraph

QUESTIONS = (
    "What of this do we know from our own work?",
    "What do we already do well, and for which child did it matter?",
    "What will each of us do differently from this week on?",
)


def briefing_paper(briefing: Briefing, parts: Mapping[int, str], authority: Authority) -> Document:
    """The seven parts, then three questions for the team."""
    blocks: list[Block] = []
    for number, name in enumerate(PARTS, start=1):
        words = parts.get(number, "")
        blocks += [Heading(2, f"{number}. {name}"), Paragraph(words or "No words yet.")]
    blocks += [Heading(2, "To talk about"), Numbered(QUESTIONS)]
    return Document(
        title=briefing.title,
        author="",
        organisation=authority.name,
        dated=today(),
        subtitle="Seven-minute briefing",
        marking="" if briefing.sent_at else "Not sent yet",
        blocks=tuple(blocks),
        is_draft=not briefing.sent_at,
        is_compact=True,
    )
