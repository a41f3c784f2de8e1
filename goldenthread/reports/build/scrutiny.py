"""The paper for a scrutiny board: what was audited month by month, and what each audit found."""

from collections.abc import Iterator, Mapping
from itertools import count

from goldenthread.figures.queries import Profile
from goldenthread.figures.queries.profiles import profile_key
from goldenthread.reports.build.boxes import Box, common
from goldenthread.reports.build.committee import rounds_said
from goldenthread.reports.build.findings import findings
from goldenthread.reports.build.gathered import Gathered
from goldenthread.reports.build.method import day
from goldenthread.reports.build.moderated import (
    PAIRS,
    grades_table,
    moderation_said,
    paired_bars,
    sections_table,
)
from goldenthread.reports.build.parts import Part, parts_of
from goldenthread.reports.build.schedule import SCHEDULE, scheduled
from goldenthread.reports.build.sections import Section, numbered, say, written
from goldenthread.reports.build.sentences import (
    UNGRADED,
    actions_said,
    concerns_said,
    family_said,
)
from goldenthread.reports.build.several import (
    NO_CHANGE,
    activity_table,
    comparability,
    every_part,
    in_a_series,
)
from goldenthread.reports.build.tables import listed
from goldenthread.writers.document import (
    Block,
    Bullets,
    Document,
    Facts,
    Heading,
    Inline,
    Paragraph,
    Signature,
    Text,
)

MOST_PROFILES = 8
TOO_FEW = (
    "Too few practitioners or families stand behind these audits for their grades to be printed."
)
BOXES: tuple[Box, ...] = (
    *common("edition"),
    Box("board", "To", "line", "Education and children's services scrutiny board"),
    Box("subject", "Subject", "line", "Quality assurance and audit activity"),
    *common("author", "author_post", "contact"),
    Box("other_authors", "Further authors", hint="A line for each: name, post."),
    Box(
        "aim", "Purpose of the note", is_needed=True,
        default="To tell the board what was audited since its last report, and what the audits found.",
    ),
    Box(
        "recommendations", "Recommendations", is_needed=True,
        default="Consider what was found and note the progress made.\n\n"
        "Say what should be recommended to the cabinet member.\n\n"
        "Agree when the next report is due.",
    ),
    *common("background"),
    Box("activity", "Monthly audit activity", hint="Stands before the table of what was audited."),
    Box("training", "Training and good practice"),
    Box("members", "Lead member and scrutiny oversight"),
    Box("managers", "Senior management oversight"),
    Box("reporting", "Quality assurance reporting"),
    Box("themes", "Findings from audit activity", hint="What the audits have in common."),
    PAIRS, SCHEDULE,
    Box("inspection", "Ofsted and further developments"),
    *common("conclusion"),
)  # fmt: skip
OF = {box.key: box for box in BOXES}
# What a Word template may take apart by its heading.
PARTS = (
    "Purpose of the note", "Recommendations", "Background", "Monthly audit activity",
    "Training and good practice", "Lead member and scrutiny oversight", "Senior management oversight",
    "Quality assurance reporting", "Findings from audit activity", "Audit schedule",
    "Ofsted and further developments", "Conclusion", "Authors",
)  # fmt: skip


def scrutiny_paper(g: Gathered, texts: Mapping[str, str], is_draft: bool) -> Document:
    """The note with the author's words in their places."""
    is_public = texts["edition"] == "public"
    made = _Paper(g, texts, is_public)
    return Document(
        title=texts["subject"] or "Quality assurance and audit activity",
        author=texts["author"],
        organisation=g.round.authority or g.authority.name,
        dated=g.dated,
        blocks=(made.head(), *numbered(made.sections(), is_draft), *made.authors()),
        marking="Public" if is_public else "Internal, not for publication",
        footer=f"Figures as at {day(g.dated)}. {rounds_said(g)}.",
        is_draft=is_draft,
    )


class _Paper:
    """One note being put together: its tables and charts are numbered as they come."""

    def __init__(self, g: Gathered, texts: Mapping[str, str], is_public: bool) -> None:
        self.g, self.texts, self.is_public = g, texts, is_public
        self.tables, self.charts = count(1), count(1)

    def head(self) -> Facts:
        return Facts(
            (
                ("To", self.texts["board"] or "To be named"),
                ("Date", day(self.g.dated)),
                ("Subject", self.texts["subject"] or "To be named"),
            )
        )

    def sections(self) -> Iterator[Section]:
        yield self._section("Purpose of the note", "aim")
        yield Section("Recommendations", tuple(self._recommendations()))
        yield self._section("Background", "background")
        yield self._section("Monthly audit activity", "activity", *self._activity())
        yield self._section("Training and good practice", "training")
        yield self._section("Lead member and scrutiny oversight", "members")
        yield self._section("Senior management oversight", "managers")
        yield self._section("Quality assurance reporting", "reporting")
        yield self._section("Findings from audit activity", "themes", *self._compared())
        for each in self.g.rounds:
            for part in parts_of(each, is_public=self.is_public):
                yield Section(part.title, tuple(self._of_part(part)))
        if self.texts["schedule"] != "0":
            table = scheduled(self.g, self.texts["schedule"], next(self.tables))
            yield Section("Audit schedule", tuple(table))
        yield self._section("Ofsted and further developments", "inspection")
        yield self._section("Conclusion", "conclusion")

    def _section(self, title: str, box: str, *blocks: Block) -> Section:
        return Section(title, (*written(self.g, self.texts, OF[box]), *blocks))

    def _recommendations(self) -> Iterator[Block]:
        yield say("The board is asked to:")
        yield from written(self.g, self.texts, OF["recommendations"], in_bullets=True)

    def _activity(self) -> Iterator[Block]:
        yield say("The table shows each round of audits that this note is about.")
        parts = every_part(self.g, is_public=self.is_public)
        yield activity_table(parts, next(self.tables))

    def _compared(self) -> Iterator[Block]:
        yield from map(say, comparability(self.g))
        if not in_a_series(self.g):
            yield say(NO_CHANGE)

    def _of_part(self, part: Part) -> Iterator[Block]:
        audits = "audit was" if part.row.n == 1 else "audits were"
        opened = (
            f"{day(part.g.round.period_from)} to {day(part.g.round.period_to)}: ",
            part.audits(),
        )
        if part.total is None:
            yield say(*opened, f" {audits} made. {UNGRADED}.")
        elif part.is_small:
            yield say(*opened, f" {audits} made. {TOO_FEW}")
        else:
            yield say(
                *opened, f" {audits} made, and ",
                part.number("grades", part.total.n, stage=part.stage, grade="n"), " were graded.",
            )  # fmt: skip
            yield from self._grades(part)
        yield from self._found(part)

    def _grades(self, part: Part) -> Iterator[Block]:
        yield grades_table(part, next(self.tables))
        yield moderation_said(part, self.texts["pairs"])
        if part.moderation_may_show:
            yield from paired_bars(part, self.texts["pairs"], self.charts)
        if part.by_domain:
            yield sections_table(part, next(self.tables))
        yield from profiles_said(part)

    def _found(self, part: Part) -> Iterator[Block]:
        """What auditors wrote, and what came of it, where that is recorded."""
        g = part.g
        if g.round.is_imported:
            return
        yield from findings(g, is_internal=not self.is_public, level=3)
        yield say("During the audits ", concerns_said(g), ". ", family_said(g), ".")
        yield say(actions_said(g), ".")

    def authors(self) -> Iterator[Block]:
        lines = [line.strip() for line in self.texts["other_authors"].splitlines() if line.strip()]
        if not self.texts["author"]:
            return
        yield Heading(2, "Authors")
        contacts = (self.texts["contact"],) if self.texts["contact"] else ()
        yield Signature(self.texts["author"], self.texts["author_post"], contacts)
        yield from map(Paragraph, lines)


def profiles_said(part: Part) -> Iterator[Block]:
    """What single audits' sections were graded, by service where there are several."""
    services = [row.group["service"] for row in part.by_service] or [""]
    lines = [
        _profile(part, service, each)
        for service in services
        for each in _worth_saying(part.profiles(service))
    ]
    if lines:
        yield say("How the sections of single audits were graded:")
        yield Bullets(tuple(lines))


def _worth_saying(found: list[Profile]) -> list[Profile]:
    """Few of them, or of many those with one grade in every section."""
    if len(found) <= MOST_PROFILES:
        return found
    return [each for each in found if sum(1 for n in each.counts.values() if n) == 1]


def _profile(part: Part, service: str, each: Profile) -> Inline:
    grades = [f"{n} {part.g.words('grade', key)}" for key, n in each.counts.items() if n]
    if each.not_applicable:
        grades.append(f"{each.not_applicable} not applicable")
    n = len(each.audits)
    text = f"{n} {'audit' if n == 1 else 'audits'}: {listed(grades)}"
    more = {"service": service} if service else {}
    figure = part.number("profiles", text, stage=part.stage, **more, profile=profile_key(each))
    return (Text(f"{service}, "), figure) if service else figure
