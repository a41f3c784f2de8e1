"""The committee report: header, summary, recommendations, main report, implications, conclusion."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import count

from goldenthread.figures.queries import GradeRow
from goldenthread.reports.build.boxes import Box, common, paragraphs
from goldenthread.reports.build.case_types import case_types_table
from goldenthread.reports.build.children import SHOWN, characteristics_table
from goldenthread.reports.build.findings import findings, prevalence
from goldenthread.reports.build.gathered import Gathered, followed
from goldenthread.reports.build.method import (
    day,
    method_box,
    range_said,
)
from goldenthread.reports.build.parts import parts_of
from goldenthread.reports.build.published import TOTAL_ONLY, noted, published
from goldenthread.reports.build.schedule import SCHEDULE, scheduled
from goldenthread.reports.build.sentences import (
    UNGRADED,
    actions_said,
    cases_said,
    concerns_said,
    family_said,
    of_audits,
    result_said,
)
from goldenthread.reports.build.several import (
    NO_CHANGE,
    activity_table,
    by_year,
    chosen_by_round,
    comparability,
    every_part,
    in_a_series,
    title_of,
)
from goldenthread.reports.build.tables import (
    case_type_chart,
    case_type_table,
    domain_pairs,
    domain_table,
    listed,
    moderation_table,
    round_table,
)
from goldenthread.writers.document import (
    Block,
    Bullets,
    Document,
    Facts,
    FigureText,
    Heading,
    Inline,
    NarrativeGap,
    Note,
    Paragraph,
    Signature,
    Text,
    runs,
)

IMPLICATIONS = (
    "financial", "resource", "legal", "risk", "equalities", "climate", "security",
)  # fmt: skip
# What some councils ask for at the head of every report; printed where anything of it is filled in.
COSTS: tuple[Box, ...] = (
    Box("outcomes", "Corporate plan outcomes this is meant to affect", "line"),
    Box(
        "extra_spending", "Extra revenue or capital spending", "choice", "",
        choices={"": "Not said", "No": "No", "Yes": "Yes", "N/A": "N/A"},
    ),
    Box("how_much", "If so, how much", "line"),
    Box("funding", "Source of funding", "line"),
    Box("funding_agreed", "Funding agreed with the finance department", "line"),
)  # fmt: skip
BOXES: tuple[Box, ...] = (
    *common("edition", "committee"), Box("subject", "Subject", "line"),
    *common("report_of", "purpose", "author", "author_post", "contact"), *COSTS,
    *common("summary", "recommendations", "background", "position"), SHOWN,
    *common("strengths", "improvements", "options", *IMPLICATIONS), replace(SCHEDULE, default="0"),
    *common("conclusion", "appendices", "background_papers"),
)  # fmt: skip
LABELS = {box.key: box.label for box in BOXES}
# What a Word template may take apart by its heading.
PARTS = (
    "Summary", "Recommendations", "Main Report", "Background",
    "Children audited beside the case list", "Current Position", "Findings by domain",
    "Children's safety, voices and actions", "Options and Proposals",
    "Corporate & Strategic Implications", "Audit schedule", "Conclusion", "Appendices",
    "Background papers",
)  # fmt: skip


def committee_report(g: Gathered, texts: Mapping[str, str], is_draft: bool) -> Document:
    """The paper of a round with the author's words in their places."""
    is_public = texts["edition"] == "public"
    return Document(
        title=texts["subject"] or title_of(g),
        author=texts["author"],
        organisation=g.round.authority or g.authority.name,
        dated=g.dated,
        blocks=tuple(_Paper(g, texts, published(g) if is_public else g).blocks()),
        marking="Public" if is_public else "Internal, not for publication",
        footer=f"Figures as at {day(g.dated)}. {rounds_said(g)}.",
        is_draft=is_draft,
    )


def rounds_said(g: Gathered) -> str:
    """The codes of the rounds that a paper stands on."""
    codes = [each.round.code for each in g.rounds]
    return f"{'Rounds' if len(codes) > 1 else 'Round'} {listed(codes)}"


class _Paper:
    """One paper being put together: its paragraphs and tables are numbered as they come."""

    def __init__(self, g: Gathered, texts: Mapping[str, str], shown: Gathered) -> None:
        """`shown` has the rows of grades that this edition may print."""
        self.g, self.texts, self.shown = g, texts, shown
        self.numbers, self.tables = count(1), count(1)

    def blocks(self) -> Iterator[Block]:
        yield self._head()
        yield Heading(2, "Summary")
        yield from self._box("summary", is_numbered=False)
        yield Heading(2, "Recommendations")
        yield from self._box("recommendations", is_numbered=False)
        yield Heading(2, "Main Report")
        yield from self._background()
        yield from self._position()
        yield from self._findings()
        yield from self._followed()
        yield from self._children()
        yield from self._rest()

    def _head(self) -> Facts:
        t = self.texts
        post = f", {t['author_post']}" if t["author_post"] else ""
        return Facts(
            (
                ("Committee", t["committee"] or "To be named"),
                ("Dated", day(self.g.dated)),
                ("Subject", t["subject"] or title_of(self.g)),
                ("Status", "Public" if t["edition"] == "public" else "Non-public"),
                *self._costs(),
                ("Report of", t["report_of"] or "To be named"),
                ("Purpose", f"For {t['purpose']}"),
                ("Report author", f"{t['author'] or 'To be named'}{post}"),
            )
        )

    def _costs(self) -> Iterator[tuple[str, Inline]]:
        if any(self.texts[box.key] for box in COSTS):
            yield from ((box.label, self.texts[box.key] or "N/A") for box in COSTS)

    def _say(self, *runs: str | Text | FigureText) -> Paragraph:
        return Paragraph(
            tuple(Text(r) if isinstance(r, str) else r for r in runs), next(self.numbers)
        )

    def _box(self, key: str, *, is_numbered: bool = True) -> Iterator[Block]:
        """The author's paragraphs; while a needed box is empty, a gap that drafts show."""
        found = paragraphs(self.texts[key], self.g)
        for words in found:
            yield Paragraph(words, next(self.numbers) if is_numbered else None)
        if not found and any(box.key == key and box.is_needed for box in BOXES):
            yield NarrativeGap(LABELS[key])

    def _background(self) -> Iterator[Block]:
        g = self.g
        yield Heading(3, "Background")
        yield from self._box("background")
        before = followed(g.round)
        follows = f" It follows {before.title}." if before else ""
        yield self._say(
            f"The authority audits its own work with children and families. {g.round.title} looked "
            f"at work between {day(g.round.period_from)} and {day(g.round.period_to)}.{follows}"
        )
        those = f"those of {g.round.title}" if g.others else "these audits"
        yield self._say(f"The table below says how {those} were done.")
        yield method_box(g)

    def _children(self) -> Iterator[Block]:
        if self.texts["children"] != "yes":
            return
        yield Heading(3, "Children audited beside the case list")
        for each in self.g.rounds:
            if self.g.others:
                yield Heading(4, each.round.title)
            is_public = self.texts["edition"] == "public"
            yield from characteristics_table(each, is_public=is_public, numbers=self.tables)

    def _position(self) -> Iterator[Block]:
        g = self.g
        yield Heading(3, "Current Position")
        if g.others:
            yield from self._several()
        if not g.form.graded:
            yield self._say(
                "We audited ",
                *cases_said(g),
                f". {UNGRADED}.",
            )
        elif g.total is None:
            yield self._say("No audit of this round has been handed in at this stage.")
        else:
            yield from self._graded()
        yield from self._box("position")

    def _several(self) -> Iterator[Block]:
        """What each round did, their grades beside each other, and why they are hard to compare."""
        g, is_public = self.g, self.texts["edition"] == "public"
        yield self._say("This report stands on several rounds. The table shows each of them.")
        yield activity_table(every_part(g, is_public=is_public), next(self.tables))
        how = chosen_by_round(g)
        yield from [how] if isinstance(how, Bullets) else [self._say(*runs(how.runs))]
        for table, chart in by_year(self.shown, self.tables):
            yield table
            yield from (chart,) if chart else ()
        for sentence in comparability(g):
            yield self._say(sentence)
        if not in_a_series(g):
            yield self._say(NO_CHANGE)
        yield self._say(f"What follows is of {g.round.title} alone.")
        for part in parts_of(g, is_public=is_public):
            if len(part.case_types) > 1 and (made := case_types_table(part, next(self.tables))):
                yield made

    def _graded(self) -> Iterator[Block]:
        g, total = self.g, self.g.total
        if total is None:
            return
        yield self._say(*result_said(g), ".")
        if not (g.others and len(g.by_case_type) == 1):
            yield from self._by_case_type(total)
        if care := range_said(g, total):
            yield Note(care)
        yield from self._rounds()
        yield from self._moderation()

    def _by_case_type(self, total: GradeRow) -> Iterator[Block]:
        g = self.g
        table = case_type_table(self.shown, next(self.tables))
        yield noted(table, g.by_case_type, self.shown.by_case_type)
        finding = (
            g.graded(total, "meeting", total.meeting.text),
            Text(f"{of_audits(total.meeting)} met the standard"),
        )
        chart = case_type_chart(self.shown, finding)
        if chart:
            yield chart

    def _rounds(self) -> Iterator[Block]:
        following = self.shown.following
        if following is None:
            return
        if following.breaks:
            yield self._say(
                f"This round follows {following.titles[0]}. The table shows both, each by itself: "
                "their grades are no series, and nothing is said of a change between them."
            )
            yield round_table(self.g, following, next(self.tables))
            return
        yield self._say(f"This round follows {following.titles[0]}. The table shows both.")
        yield round_table(self.g, following, next(self.tables))
        care = "With so few audits, a difference between two rounds may be due to chance."
        if following.differences:
            care = f"The two rounds differ in {listed(following.differences)}. {care}"
        if chart := domain_pairs(self.g, following, 2):
            yield chart
        yield Note(care)

    def _moderation(self) -> Iterator[Block]:
        g = self.g
        text = FigureText(g.moderated.text, g.key("moderation", of="text"))
        if not g.moderated.n:
            yield self._say("Moderation: ", text, ".")
            return
        up, down = g.moderated.moved(1), g.moderated.moved(-1)
        yield self._say(
            "Moderation: ", text, ". A moderator changed ",
            g.number("moderation", g.moderated.changed, of="changed"), " of ",
            g.number("moderation", g.moderated.n, of="n"), " overall grades: ",
            g.number("moderation", up, of="up"), " up and ",
            g.number("moderation", down, of="down"), " down.",
        )  # fmt: skip
        if self.shown.moderation_may_show:
            yield moderation_table(g, next(self.tables))

    def _findings(self) -> Iterator[Block]:
        yield Heading(3, "Findings by domain")
        for key in ("strengths", "improvements"):
            yield Heading(4, LABELS[key])
            yield from self._box(key)
        yield Heading(4, "Grades and findings, domain by domain")
        if self.shown.by_domain:
            table = domain_table(self.shown, next(self.tables))
            yield noted(table, self.g.by_domain, self.shown.by_domain)
        elif self.g.by_domain:
            yield Note(f"Domains: {TOTAL_ONLY}")
        if self.g.said:
            yield prevalence(self.g, next(self.tables))
        yield from findings(self.g, is_internal=self.texts["edition"] == "internal")

    def _followed(self) -> Iterator[Block]:
        g = self.g
        yield Heading(3, "Children's safety, voices and actions")
        yield self._say(
            "During the audits ", *concerns_said(g), ".",
        )  # fmt: skip
        yield self._say(*family_said(g), ".")
        yield self._say(*actions_said(g), ".")

    def _rest(self) -> Iterator[Block]:
        if self.texts["purpose"] == "decision" or self.texts["options"].strip():
            yield Heading(3, "Options and Proposals")
            yield from self._box("options")
        yield Heading(3, "Corporate & Strategic Implications")
        yield Bullets(tuple(self._implication(key) for key in IMPLICATIONS))
        if self.texts["schedule"] != "0":
            yield Heading(3, "Audit schedule")
            yield from scheduled(self.g, self.texts["schedule"], next(self.tables))
        yield Heading(3, "Conclusion")
        yield from self._box("conclusion")
        for key in ("appendices", "background_papers"):
            yield Heading(2, LABELS[key].capitalize())
            yield from self._box(key, is_numbered=False)
        contacts = (self.texts["contact"],) if self.texts["contact"] else ()
        if self.texts["author"]:
            yield Signature(self.texts["author"], self.texts["author_post"], contacts)

    def _implication(self, key: str) -> Inline:
        words = paragraphs(self.texts[key] or "None.", self.g)
        runs = words[0] if isinstance(words[0], tuple) else (Text(str(words[0])),)
        return (Text(f"{LABELS[key]}: ", bold=True), *runs)
