"""A seven-minute briefing on one page."""

from collections.abc import Mapping

from goldenthread.journal.changes import today
from goldenthread.learning.models import Briefing
from goldenthread.learning.queries import PARTS, QUESTIONS
from goldenthread.people.models import Authority
from goldenthread.writers.document import Block, Document, Facts, Heading, Numbered, Paragraph

USED = (
    "Write it down here, then say it on the briefing’s page (Learning, Briefings): so the service knows "
    "which teams used it."
)


def briefing_paper(briefing: Briefing, parts: Mapping[int, str], authority: Authority) -> Document:
    """The seven parts, three questions for the team, and room for how the team used it."""
    blocks: list[Block] = []
    for number, name in enumerate(PARTS, start=1):
        words = parts.get(number, "")
        blocks += [Heading(2, f"{number}. {name}"), Paragraph(words or "No words yet.")]
    blocks += [Heading(2, "To talk about"), Numbered(QUESTIONS)]
    room = (("Team and day", ""), ("What we will do differently", ""))
    blocks += [Heading(2, "How did your team use it?"), Paragraph(USED), Facts(room)]
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
