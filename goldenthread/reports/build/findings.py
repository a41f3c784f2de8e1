"""What auditors wrote as strengths and areas for improvement, by domain."""

from collections import Counter
from collections.abc import Iterable, Iterator

from goldenthread.figures.queries import Said, same_words
from goldenthread.reports.build.gathered import Gathered
from goldenthread.writers.document import (
    Block,
    Bullets,
    FigureText,
    Heading,
    Inline,
    Note,
    Paragraph,
    Table,
    Text,
)

# A sentence from one audit may tell a reader which child it is about; from three it cannot.
FEWEST_ALIKE = 3
ONE = {"strength": "Strength", "improvement": "To improve"}
KINDS = {"strength": "Strengths", "improvement": "Areas for improvement"}


def findings(g: Gathered, *, is_internal: bool, level: int = 4) -> Iterator[Block]:
    """How many audits recorded what in each domain; the words themselves by the edition's rule."""
    if not g.said:
        yield Paragraph("No strengths or areas for improvement were recorded.")
        return
    for section in _sections(g):
        here = [s for s in g.said if s.section == section]
        lines = [line for kind in KINDS for line in lines_of(g, here, kind, is_internal)]
        if lines:
            yield Heading(level, g.domain(section))
            yield Bullets(tuple(lines))
    if not is_internal:
        yield Note(
            f"Findings are quoted only where {FEWEST_ALIKE} audits or more record the same, so "
            "that no child or family can be recognised."
        )


def _sections(g: Gathered) -> list[str]:
    known = [s.key for s in g.form.sections]
    found = {s.section for s in g.said}
    return [key for key in known if key in found] + sorted(found - set(known))


def prevalence(g: Gathered, number: int) -> Table:
    """In how many audits each domain had a strength or an area for improvement."""
    rows = []
    for section in _sections(g):
        cells: list[Inline] = [g.domain(section)]
        for kind in KINDS:
            n = len({s.audit for s in g.said if (s.section, s.kind) == (section, kind)})
            found = g.number("findings", f"{n} of {g.audited}", domain=section, kind=kind)
            cells.append(many_or_few(g, n, found))
        rows.append(tuple(cells))
    return Table(
        caption=f"Table {number}: audits that recorded a strength or an area for improvement",
        header=("Domain", *KINDS.values()),
        rows=tuple(rows),
        align=("left", "right", "right"),
    )


def many_or_few(g: Gathered, n: int, found: FigureText) -> Inline:
    """In how many audits something was found; in public, of fewer than three, that it was fewer."""
    return f"fewer than {FEWEST_ALIKE}" if g.is_public and 0 < n < FEWEST_ALIKE else found


def lines_of(g: Gathered, here: list[Said], kind: str, is_internal: bool) -> Iterator[Inline]:
    """What auditors wrote in one domain: all of it with its audit, or what several audits say alike."""
    said = [s for s in here if s.kind == kind and s.words]
    if is_internal:
        found: dict[str, list[str]] = {}
        for s in said:
            found.setdefault(s.words, []).append(s.audit)
        for words, audits in sorted(found.items(), key=lambda item: -len(item[1])):
            yield _line(kind, f"{words} ({', '.join(dict.fromkeys(audits))})")
        return
    for words, n in quoted(said):
        section = here[0].section
        count = g.number("findings", n, domain=section, kind=kind, words=same_words(words))
        line = _line(kind, f"{words.rstrip('.')} (in ")
        yield (*line, count, Text(" audits)"))


def quoted(said: Iterable[Said]) -> list[tuple[str, int]]:
    """The words that a public edition prints, and in how many audits they stand; the most first."""
    alike = Counter(words for words, _ in {(s.words, s.audit) for s in said if s.words})
    found = [(words, n) for words, n in alike.items() if n >= FEWEST_ALIKE]
    return sorted(found, key=lambda item: (-item[1], item[0]))


def _line(kind: str, words: str) -> tuple[Text, Text]:
    return (Text(f"{ONE[kind]}: ", bold=True), Text(words))
