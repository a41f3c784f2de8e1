"""A few themes over all rounds of a year: what each tool's sections, and older reports, say of each."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import count

from goldenthread.figures import queries as figures
from goldenthread.figures.queries import AuditedRow, GradeRow, Reported, figure_key
from goldenthread.method.proportions import Basis, share
from goldenthread.people.queries import authority
from goldenthread.reports.build.boxes import Box, common
from goldenthread.reports.build.case_types import flag_name
from goldenthread.reports.build.committee import rounds_said
from goldenthread.reports.build.connected import CONNECT, connected
from goldenthread.reports.build.findings import KINDS, lines_of
from goldenthread.reports.build.gathered import Gathered, counted
from goldenthread.reports.build.method import day
from goldenthread.reports.build.moderated import graded
from goldenthread.reports.build.parts import Part
from goldenthread.reports.build.sections import Section, numbered, say, written
from goldenthread.reports.build.several import (
    NO_CHANGE,
    activity_table,
    comparability,
    every_part,
    in_a_series,
)
from goldenthread.reports.build.tables import ROUNDING, right
from goldenthread.writers.document import (
    Block,
    Bullets,
    Document,
    FigureText,
    Heading,
    Inline,
    Signature,
    Table,
    Text,
)
from goldenthread.writers.palette import GradeStep, scale

THEMES = """Chronologies: chronolog
Assessments: assess
Plans: plan
Visiting: visit, seen, intervention
Supervision: supervis"""
BOXES: tuple[Box, ...] = (
    *common("edition"), Box("subject", "Title", "line", "What our audits say of five themes"),
    *common("author", "author_post", "contact"),
    Box(
        "themes", "Themes", default=THEMES, is_needed=True,
        hint="A line for each: its name, a colon, and the words by which sections of the tools, marks and "
        "figures of older reports are found, parted by commas.",
    ),
    Box("introduction", "Introduction"),
    Box(
        "by_theme", "What the audits found, theme by theme", is_needed=True,
        hint="A paragraph that begins with # and a theme’s name stands at the head of that theme’s section.",
    ), CONNECT,
    *common("conclusion"),
)  # fmt: skip
ALLOWED = (
    "Where a report says of how many, the counts that print as its percentage; where it does not, the "
    "fewest numbers of audits that give all its percentages."
)
OF = {box.key: box for box in BOXES}


@dataclass(frozen=True)
class Theme:
    """A theme and the words by which what belongs to it is found."""

    name: str
    words: tuple[str, ...]

    def fits(self, text: str) -> bool:
        return any(word in text.casefold() for word in self.words)


def themes_in(text: str) -> list[Theme]:
    """The themes as an author wrote them, a line for each; one without words is found by its name.

    >>> themes_in("Plans: plan, smart")
    [Theme(name='Plans', words=('plan', 'smart'))]
    """
    found = []
    for line in text.splitlines():
        name, _, words = line.partition(":")
        known = tuple(word.strip().casefold() for word in words.split(",") if word.strip())
        if name.strip():
            found.append(Theme(name.strip(), known or (name.strip().casefold(),)))
    return found


def own_words(text: str, themes: Sequence[Theme]) -> dict[str, str]:
    """What an author wrote under "# name of a theme", by that name; what stands before any, by nothing."""
    names = {theme.name.casefold(): theme.name for theme in themes}
    found: dict[str, list[str]] = {"": []}
    at = ""
    for part in text.replace("\r\n", "\n").split("\n\n"):
        title = part.strip().removeprefix("# ").casefold()
        if part.strip().startswith("# ") and title in names:
            at = names[title]
            found.setdefault(at, [])
        else:
            found[at].append(part)
    return {name: "\n\n".join(parts) for name, parts in found.items()}


def themes_paper(g: Gathered, texts: Mapping[str, str], is_draft: bool) -> Document:
    """A section for each theme, over all rounds that the paper stands on."""
    is_public = texts["edition"] == "public"
    made = _Themes(g, texts, is_public)
    return Document(
        title=texts["subject"] or "Themes",
        author=texts["author"],
        organisation=g.round.authority or g.authority.name,
        dated=g.dated,
        blocks=(*numbered(made.sections(), is_draft), *made.signed()),
        marking="Public" if is_public else "Internal, not for publication",
        footer=f"Figures as at {day(g.dated)}. {rounds_said(g)}.",
        is_draft=is_draft,
    )


class _Themes:
    """One paper being put together: its tables are numbered as they come."""

    def __init__(self, g: Gathered, texts: Mapping[str, str], is_public: bool) -> None:
        self.g, self.texts, self.is_public = g, texts, is_public
        self.tables = count(1)
        self.parts = every_part(g, is_public=is_public)
        self.themes = themes_in(texts["themes"])
        self.words = own_words(texts["by_theme"], self.themes)
        self.reported = _reported_of(g)

    def sections(self) -> Iterator[Section]:
        yield Section("What this paper stands on", tuple(self._about()))
        for theme in self.themes:
            yield Section(theme.name, tuple(self._theme(theme)))
        yield Section("Sections beside each other", tuple(self._connected()))
        yield Section("Conclusion", tuple(written(self.g, self.texts, OF["conclusion"])))

    def _about(self) -> Iterator[Block]:
        yield from written(self.g, self.texts, OF["introduction"])
        yield say("The table shows the rounds of audits that this paper stands on.")
        yield activity_table(self.parts, next(self.tables))
        if self.g.others:
            yield from map(say, comparability(self.g))
        if not in_a_series(self.g):
            yield say(NO_CHANGE)
        yield from self._written("", is_needed=not any(self.words.values()))

    def _written(self, name: str, *, is_needed: bool = False) -> Iterator[Block]:
        box = replace(OF["by_theme"], is_needed=is_needed)
        yield from written(self.g, {"by_theme": self.words.get(name, "")}, box)

    def _theme(self, theme: Theme) -> Iterator[Block]:
        yield from self._written(theme.name)
        found = [*self._grades(theme), *self._marked(theme)]
        yield from found
        lines = [each for each in self.reported if theme.fits(each.what)]
        if lines:
            yield say("Older reports printed these percentages. They are added to no figure here:")
            yield _reported(theme, lines, next(self.tables))
        said = [*self._found(theme)]
        yield from said
        if not (found or lines or said or self.words.get(theme.name)):
            yield say("No round of this paper has a section, a mark or a figure on this theme.")

    def _grades(self, theme: Theme) -> Iterator[Block]:
        """The sections of the tools that belong to the theme, by round; a table for each scale."""
        found: dict[tuple[str, ...], list[tuple[Part, GradeRow]]] = {}
        for part in self.parts:
            for row in part.by_domain:
                if theme.fits(part.g.domain(row.group["domain"])):
                    found.setdefault(row.scale.keys, []).append((part, row))
        for held in found.values():
            yield _rows(theme, held, next(self.tables))
            if not self.is_public:
                yield from self._teams(theme, held)

    def _teams(self, theme: Theme, held: Sequence[tuple[Part, GradeRow]]) -> Iterator[Block]:
        """The same by team, inside the authority: two teams or more of one round."""
        for part, row in held:
            where = {**part.where, "domain": row.group["domain"]}
            teams = [
                each
                for each in figures.grades(self.g.by, ("team",), stage=part.stage, where=where)
                if each.group["team"]
            ]
            if len(teams) > 1:
                rows = [(each.group["team"], part, _of(each, row)) for each in teams]
                yield _table(f"{theme.name} by team, {part.title}", "Team", rows, next(self.tables))

    def _marked(self, theme: Theme) -> Iterator[Block]:
        """Marks of the audits, such as whether a child was seen in time, with their n."""
        for part in self.parts:
            if part.is_small:
                continue
            marks = figures.audited(self.g.by, ("flag",), where=part.where)
            here = [each for each in marks if theme.fits(flag_name(part, each.group["flag"]))]
            shown = [each for each in here if not (self.is_public and _tells(part, each))]
            if shown:
                yield say(f"{part.title}: of ", part.audits(), " audits,")
                yield Bullets(tuple(_mark(part, each) for each in shown))

    def _found(self, theme: Theme) -> Iterator[Block]:
        """What auditors wrote in the sections of the theme."""
        for each in self.g.rounds:
            keys = [s.key for s in each.form.sections if theme.fits(s.title)]
            for key in keys:
                here = [said for said in each.said if said.section == key]
                lines = [
                    line
                    for kind in KINDS
                    for line in lines_of(each, here, kind, is_internal=not self.is_public)
                ]
                if lines:
                    yield Heading(3, f"{each.round.title}: {each.domain(key)}")
                    yield Bullets(tuple(lines))

    def _connected(self) -> Iterator[Block]:
        yield from connected(self.parts, self.texts["connect"], self.tables)

    def signed(self) -> Iterator[Block]:
        contacts = (self.texts["contact"],) if self.texts["contact"] else ()
        if self.texts["author"]:
            yield Signature(self.texts["author"], self.texts["author_post"], contacts)


def _reported_of(g: Gathered) -> list[Reported]:
    """What older reports printed of the authorities whose rounds these are."""
    whose = {each.round.authority or authority().name for each in g.rounds}
    return [each for each in figures.reported(g.by) if each.la in whose]


def reports_named(g: Gathered, themes: str) -> list[str]:
    """What the paper's themes print of older reports in their own words: which report, and what of it."""
    wanted = themes_in(themes)
    found = [each for each in _reported_of(g) if any(theme.fits(each.what) for theme in wanted)]
    return [f"{each.cohort}: {each.what}" for each in found]


def _of(team: GradeRow, row: GradeRow) -> GradeRow:
    return replace(team, group={**team.group, "domain": row.group["domain"]})


def _rows(theme: Theme, held: Sequence[tuple[Part, GradeRow]], number: int) -> Table:
    rows = [
        (f"{part.title}: {part.g.domain(row.group['domain'])}", part, row) for part, row in held
    ]
    return _table(f"{theme.name} by round and section", "Round and section", rows, number)


def _table(
    caption: str, heading: str, rows: Sequence[tuple[str, Part, GradeRow]], number: int
) -> Table:
    _, part, first = rows[0]
    steps: tuple[GradeStep, ...] = scale([(k, part.g.words("grade", k)) for k in first.scale.keys])
    return Table(
        f"Table {number}: {caption}",
        (heading, "Audits", *(step.label for step in steps)),
        tuple(_line(*row) for row in rows),
        footnotes=(ROUNDING,),
        align=("left", *right(1 + len(steps))),
    )


def _line(label: str, part: Part, row: GradeRow) -> tuple[Inline, ...]:
    cells = [graded(part, row, key, counted(held), part.stage) for key, held in row.shares.items()]
    return (label, graded(part, row, "n", str(row.n), part.stage), *cells)


def _tells(part: Part, marked: AuditedRow) -> bool:
    """Whether few people stand behind the audits with a mark, or behind those without it."""
    without = tuple(set(part.row.audits).difference(marked.audits))
    return part.few(marked.audits) or (bool(without) and part.few(without))


def _mark(part: Part, each: AuditedRow) -> Inline:
    text = share(each.n, part.row.n, basis=Basis("purposive")).text
    figure = part.number("coverage", text, flag=each.group["flag"], of="audited")
    return (figure, Text(f": {flag_name(part, each.group['flag'])}"))


def _reported(theme: Theme, found: Sequence[Reported], number: int) -> Table:
    """Percentages as they were printed, with the counts they allow."""
    return Table(
        f"Table {number}: {theme.name} in older reports, as they were printed",
        ("Report", "Figure", "Printed", "What it allows"),
        tuple(_as_printed(each) for each in found),
        footnotes=(ALLOWED,),
        align=("left", "left", "right", "left"),
    )


def _as_printed(each: Reported) -> tuple[Inline, ...]:
    key = figure_key("reported", source=each.source, row=str(each.row))
    allowed = " or ".join(map(str, each.counts)) + f" of {each.n}" if each.n else ""
    if each.bases:
        fit = ", ".join(map(str, each.bases[:4]))
        allowed = f"{fit}{' ...' if len(each.bases) > 4 else ''} audits"
    return (
        each.cohort, each.what, FigureText(f"{each.percent}%", key),
        FigureText(allowed, key) if allowed else "Not said of how many",
    )  # fmt: skip
