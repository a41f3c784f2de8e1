"""Two sections of the same audits beside each other: counts with their n, and one plain sentence."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations

from goldenthread.figures import queries as figures
from goldenthread.figures.queries import FEWEST_BOTH, Connection
from goldenthread.reports.build.boxes import Box
from goldenthread.reports.build.parts import Part
from goldenthread.reports.build.published import FEW
from goldenthread.reports.build.sections import say
from goldenthread.reports.build.tables import right
from goldenthread.writers.document import Block, NarrativeGap, Table

CONNECT = Box(
    "connect", "Sections to set beside each other", "line", "",
    "The titles of two sections of the audit tool, parted by a semicolon: Supervision; Intervention.",
)  # fmt: skip


def connected(parts: Sequence[Part], asked: str, numbers: Iterator[int]) -> Iterator[Block]:
    """The grades of two sections in the same audits, of each round as a whole; nothing where no two
    sections are named."""
    wanted = [each.strip() for each in asked.split(";") if each.strip()]
    rounds = {part.g.round.code: replace(part, more={}) for part in parts}
    for part in rounds.values() if wanted else ():
        yield from _of_round(part, wanted, numbers)


def _of_round(part: Part, wanted: Sequence[str], numbers: Iterator[int]) -> Iterator[Block]:
    titles = {section.title.casefold(): section.key for section in part.g.form.sections}
    keys = [titles[each.casefold()] for each in wanted if each.casefold() in titles]
    if len(keys) != len(wanted) or len(keys) < 2:
        known = "; ".join(section.title for section in part.g.form.sections)
        yield NarrativeGap(f"two sections of {part.title} to compare: it has {known or 'none'}")
        return
    for first, second in combinations(keys, 2):
        found = figures.connection(
            part.g.by, first, second, stage=part.stage, where={"round": part.g.round.code}
        )
        yield from _said(part, first, second, found, numbers)


def _tells(part: Part, first: str, second: str) -> bool:
    """Whether few people stand behind the audits graded in both sections, or behind those graded in one
    alone, whose grades could be told by subtracting."""
    rows = {row.group["domain"]: frozenset(row.audits) for row in part.by_domain}
    if first not in rows or second not in rows:
        return True  # the section stands in a row with others
    both = rows[first] & rows[second]
    alone = (rows[first] - both, rows[second] - both)
    return part.few(tuple(both)) or any(each and part.few(tuple(each)) for each in alone)


def _said(
    part: Part, first: str, second: str, found: Connection | None, numbers: Iterator[int]
) -> Iterator[Block]:
    one, two = part.g.domain(first), part.g.domain(second)
    if found is None or found.n < FEWEST_BOTH:
        yield say(
            f"Too few audits are graded both in {one} and in {two} to set them beside each other."
        )
        return
    if part.is_public and _tells(part, first, second):
        yield say(f"{one} and {two} are not set beside each other: {FEW} some of their audits.")
        return
    asked = {"stage": part.stage, "first": first, "second": second}
    n = part.g.number("connections", found.n, **asked)
    yield say(
        n, f" audits are graded both in {one} and in {two}. The table shows how many had which two "
        "grades; that two grades go together says nothing of what caused which.",
    )  # fmt: skip
    steps = part.g.steps
    yield Table(
        f"Table {next(numbers)}: {one} (rows) beside {two} (columns), {part.title}",
        (one, "Audits", *(step.label for step in steps)),
        tuple(
            (
                step.label,
                part.g.number("connections", sum(row), **asked, grade=step.key),
                *(
                    part.g.number("connections", count, **asked, grade=step.key, other=other.key)
                    for count, other in zip(row, steps, strict=True)
                ),
            )
            for step, row in zip(steps, found.matrix, strict=True)
        ),
        align=("left", *right(1 + len(steps))),
    )
