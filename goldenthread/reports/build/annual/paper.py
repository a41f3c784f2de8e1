"""An annual report being put together: its figures, its words and its numbers of tables and charts."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from goldenthread.figures.queries import GradeRow, figure_key
from goldenthread.programme.queries.schedule import months_from
from goldenthread.reports.build.boxes import COMMON, paragraphs
from goldenthread.reports.build.charts import Numbers
from goldenthread.reports.build.gathered import Gathered
from goldenthread.reports.build.published import combined, published
from goldenthread.reports.build.together import Together, joined, together
from goldenthread.writers.document import Block, FigureText, NarrativeGap, Paragraph, Text


@dataclass
class Paper:
    """`shown` has the rows of grades that this edition may print; `t` every round, `g` the latest."""

    g: Gathered
    t: Together
    shown: Gathered
    texts: Mapping[str, str]
    is_public: bool
    numbers: Numbers = field(default_factory=Numbers)

    @classmethod
    def of(cls, g: Gathered, texts: Mapping[str, str]) -> "Paper":
        is_public = texts["edition"] == "public"
        t = together(g, with_audits=is_public)
        shown = published(t.whole, rounds_shown(t)) if is_public else t.whole
        return cls(g, t, shown, texts, is_public)

    @property
    def whole(self) -> Gathered:
        return self.t.whole

    @property
    def rounds(self) -> tuple[Gathered, ...]:
        return self.t.rounds

    @property
    def ours(self) -> list[Gathered]:
        """Rounds of which more is known than an imported file says."""
        return [each for each in self.rounds if not each.round.is_imported]

    @property
    def months(self) -> tuple[date, date]:
        return months_of(self.rounds)

    def number(self, text: int | str, measure: str, **asked: str) -> FigureText:
        """A number of the rounds together, unless other rounds are named."""
        return FigureText(
            f"{text:,}" if isinstance(text, int) else text,
            figure_key(measure, **{"round": joined(self.rounds), **asked}),
        )

    def say(self, *runs: str | Text | FigureText) -> Paragraph:
        return Paragraph(tuple(Text(each) if isinstance(each, str) else each for each in runs))

    def box(self, key: str) -> Iterator[Block]:
        """The author's paragraphs; while a needed box is empty, a gap that drafts show."""
        found = paragraphs(self.texts[key], self.whole)
        yield from map(Paragraph, found)
        if not found and (key == "summary" or COMMON[key].is_needed):
            yield NarrativeGap("Summary" if key == "summary" else COMMON[key].label)


def rounds_shown(t: Together) -> list[GradeRow]:
    """The rows by round that a public edition prints, of each scale by itself."""
    scales = dict.fromkeys(row.scale for row in t.by_round)
    return [
        row
        for scale in scales
        for row in combined("round", [r for r in t.by_round if r.scale == scale], t.whole.behind)
    ]


def many(n: int, one: str, more: str) -> str:
    """
    >>> many(1, " action was agreed", " actions were agreed")
    ' action was agreed'
    """
    return one if n == 1 else more


def months_of(rounds: Sequence[Gathered]) -> tuple[date, date]:
    """First days of the first and the last month of the year: the twelve up to the latest round's
    day to be done, or more where a round was to be done before them."""
    due = [each.round.due_on.replace(day=1) for each in rounds]
    return min(*due, months_from(max(due), -11)), max(due)
