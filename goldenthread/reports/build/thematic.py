"""The summary of findings of a thematic audit: how it was done, what it found, section by section."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import count

from goldenthread.figures import queries as figures
from goldenthread.figures.queries import GradeRow, Said
from goldenthread.learning.models import Recommendation
from goldenthread.method.proportions import FEWEST_FOR_PERCENT
from goldenthread.people.roles import Permission
from goldenthread.programme.models import Round
from goldenthread.reports.build.boxes import Box, common
from goldenthread.reports.build.case_types import case_types_table
from goldenthread.reports.build.connected import CONNECT, connected
from goldenthread.reports.build.findings import KINDS, lines_of
from goldenthread.reports.build.gathered import Gathered, followed
from goldenthread.reports.build.method import day, method_box
from goldenthread.reports.build.moderated import (
    PAIRS,
    graded,
    grades_table,
    moderation_said,
    sections_table,
)
from goldenthread.reports.build.parts import Part, parts_of
from goldenthread.reports.build.sections import Section, numbered, say, written
from goldenthread.reports.build.sentences import UNGRADED, cases_said, concerns_said, family_said
from goldenthread.reports.build.tables import LEFT_OUT, Line, bar
from goldenthread.writers.document import (
    Block,
    Bullets,
    Document,
    FigureText,
    GradeBars,
    Heading,
    Note,
    Signature,
    Text,
)

BOXES: tuple[Box, ...] = (
    *common("edition"), Box("subject", "Title", "line"),
    *common("author", "author_post", "contact"),
    Box("introduction", "Introduction", hint="Stands before what is said of the method."),
    Box("overall", "Overall findings", is_needed=True),
    Box(
        "by_section", "Findings section by section",
        hint="A paragraph that begins with # is a heading: # Assessment",
    ),
    Box("earlier", "What earlier audits said of the same"), CONNECT, PAIRS,
    *common("conclusion"),
    Box("recommendations", "Recommendations", hint="A paragraph for each, with who does it by when."),
)  # fmt: skip
OF = {box.key: box for box in BOXES}


def thematic_summary(g: Gathered, texts: Mapping[str, str], is_draft: bool) -> Document:
    """The summary with the author's words in their places."""
    is_public = texts["edition"] == "public"
    made = _Summary(g, texts, is_public)
    return Document(
        title=texts["subject"] or f"Summary of findings: {g.round.title}",
        author=texts["author"],
        organisation=g.round.authority or g.authority.name,
        dated=g.dated,
        blocks=(*numbered(made.sections(), is_draft), *made.signed()),
        marking="Public" if is_public else "Internal, not for publication",
        footer=f"Figures as at {day(g.dated)}. Round {g.round.code}.",
        is_draft=is_draft,
    )


class _Summary:
    """One summary being put together: its tables are numbered as they come."""

    def __init__(self, g: Gathered, texts: Mapping[str, str], is_public: bool) -> None:
        self.g, self.texts, self.is_public = g, texts, is_public
        self.tables, self.charts = count(1), count(1)
        self.parts = parts_of(g, is_public=is_public)

    def sections(self) -> Iterator[Section]:
        yield Section("Introduction and method", tuple(self._method()))
        yield Section("Findings", tuple(self._findings()))
        yield Section("Sections beside each other", tuple(self._connected()))
        yield Section("Conclusion", tuple(written(self.g, self.texts, OF["conclusion"])))
        yield Section("Recommendations", tuple(self._recommendations()))

    def _method(self) -> Iterator[Block]:
        g = self.g
        yield from written(g, self.texts, OF["introduction"])
        yield say("We audited ", cases_said(g), ". The table says how.")
        yield method_box(g)
        if not g.form.graded:
            yield say(f"{UNGRADED}.")
        for part in self.parts:
            if table := case_types_table(part, next(self.tables)):
                yield table

    def _findings(self) -> Iterator[Block]:
        g = self.g
        yield from written(g, self.texts, OF["overall"])
        yield say("During the audits ", concerns_said(g), ".")
        yield say(family_said(g), ".")
        for part in self.parts:
            yield from self._grades(part)
        yield from written(g, self.texts, OF["by_section"])
        for letter, key in zip("abcdefghijklmnopqrstuvwxyz", self._domains(), strict=False):
            yield from self._domain(letter, key)
        earlier = tuple(written(g, self.texts, OF["earlier"]))
        if earlier:
            yield Heading(3, "What earlier audits said")
            yield from earlier

    def _grades(self, part: Part) -> Iterator[Block]:
        if part.total is None or part.is_small:
            return
        yield grades_table(part, next(self.tables))
        yield moderation_said(part, self.texts["pairs"])
        if part.by_domain:
            yield sections_table(part, next(self.tables))
            yield from domain_bars(part, self.charts)

    def _domains(self) -> list[str]:
        found = {each.section for each in self.g.said}
        known = [section.key for section in self.g.form.sections if section.key in found]
        return known + sorted(found - set(known))

    def _domain(self, letter: str, key: str) -> Iterator[Block]:
        g = self.g
        yield Heading(3, f"{letter}) {g.domain(key)}")
        here = [each for each in g.said if each.section == key]
        yield say(
            "Strengths were recorded in ", _in_of(g, here, key, "strength"),
            " audits and areas for improvement in ", _in_of(g, here, key, "improvement"), ".",
        )  # fmt: skip
        for kind, label in KINDS.items():
            if lines := tuple(lines_of(g, here, kind, is_internal=not self.is_public)):
                yield Heading(4, label)
                yield Bullets(lines)
        yield from self._standards(key)
        if before := followed(g.round):
            yield from self._before(before, key)

    def _standards(self, key: str) -> Iterator[Block]:
        section = self.g.form.section(key)
        held = [q.standard for q in section.questions if q.standard] if section else []
        named = dict.fromkeys(
            f"{each.title} ({each.address})" if each.address else each.title for each in held
        )
        if named:
            yield Note(f"Practice standard: {'; '.join(named)}")

    def _before(self, before: Round, key: str) -> Iterator[Block]:
        """In how many audits of the round before the same section had something to get better."""
        g = self.g
        said = [each for each in figures.said(g.by, before) if each.section == key]
        n = len({each.audit for each in said if each.kind == "improvement"})
        of = figures.round_coverage(g.by, before).handed_in
        key_of = figures.figure_key("findings", round=before.code, domain=key, kind="improvement")
        if of:
            found = FigureText(f"{n} of {of}", key_of)
            yield say(
                f"In {before.title}, areas for improvement here were recorded in ",
                found,
                " audits.",
            )

    def _connected(self) -> Iterator[Block]:
        yield from connected(self.parts, self.texts["connect"], self.tables)

    def _recommendations(self) -> Iterator[Block]:
        yield from written(self.g, self.texts, OF["recommendations"], in_bullets=True)
        if self.is_public or not self.g.by.may(Permission.FIGURES_SEE):
            return
        made = Recommendation.objects.filter(findings__audit__round=self.g.round).distinct()
        lines = [
            (Text(each.what.body), Text(f" ({each.to_whom})"))
            for each in made.select_related("what").order_by("pk")
            if each.what.body
        ]
        if lines:
            yield say("Recommendations recorded from these audits, and to whom:")
            yield Bullets(tuple(lines))

    def signed(self) -> Iterator[Block]:
        contacts = (self.texts["contact"],) if self.texts["contact"] else ()
        if self.texts["author"]:
            yield Signature(self.texts["author"], self.texts["author_post"], contacts)


def _in_of(g: Gathered, here: list[Said], key: str, kind: str) -> FigureText:
    n = len({each.audit for each in here if each.kind == kind})
    return g.number("findings", f"{n} of {g.audited}", domain=key, kind=kind)


def _line(part: Part, row: GradeRow) -> Line:
    return Line(part.g.domain(row.group["domain"]), replace(row, group={**part.more, **row.group}))


def domain_bars(part: Part, charts: Iterator[int]) -> Iterator[Block]:
    """A bar for each section that ten audits or more graded; the table above has the numbers."""
    enough = [row for row in part.by_domain if row.n >= FEWEST_FOR_PERCENT]
    if not enough:
        return
    best = max(enough, key=lambda row: row.meeting.count / row.n)
    said = (
        Text(f"{part.g.domain(best.group['domain'])} met the standard most often: "),
        graded(part, best, "meeting", best.meeting.text, part.stage), Text(" audits"),
    )  # fmt: skip
    yield say(*said, ".")
    few = LEFT_OUT if len(enough) < len(part.by_domain) else ""
    bars = tuple(bar(_line(part, row), part.stage, part.g.round.code) for row in enough)
    yield GradeBars(
        said, f"Chart {next(charts)}: grades by section, {part.title}{few}", part.g.steps, bars,
        prints_numbers=False, row_heading="Section",
    )  # fmt: skip
