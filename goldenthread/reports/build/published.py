"""The public edition's tables of grades: rows with few people behind them are combined.

A row of grades judges the authority's practice; with one or two practitioners or families behind
it, it would judge them. Rows are combined, never blanked: a blank can be worked out from the total.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from goldenthread.figures import queries as figures
from goldenthread.figures.queries import JOIN, GradeRow, StandsBehind
from goldenthread.method.disclosure import Row, told
from goldenthread.method.disclosure.shared_rows import Behind
from goldenthread.method.proportions import Basis
from goldenthread.people.actors import Actor
from goldenthread.programme.models import Round
from goldenthread.reports.build.gathered import Gathered, stage_of
from goldenthread.tools.form import OVERALL
from goldenthread.writers.document import Table

FEWEST_PEOPLE = 3  # practitioners, and families, behind a row that is printed
FEW = f"fewer than {FEWEST_PEOPLE} practitioners or {FEWEST_PEOPLE} families stand behind"
COMBINED = (
    f"Rows with fewer than {FEWEST_PEOPLE} practitioners or {FEWEST_PEOPLE} families behind them "
    "are combined, so that nobody can be recognised."
)
UNRECORDED = (
    "Whose work past audits looked at is not recorded: rows of the public version are held back by "
    "families alone. Make sure that no row stands for one practitioner."
)
TOTAL_ONLY = f"No rows are shown apart: {FEW} some of them, so that somebody could be recognised."


def published(g: Gathered, beside: Sequence[GradeRow] = ()) -> Gathered:
    """The same figures with the rows that a public edition may print; totals stay as they are.

    `beside`: rows of overall grades that the paper prints besides its own.
    """
    following = g.following
    if following and any(is_small(g.behind, row.audits) for row in following.rows):
        following = None  # the rows are rounds: the total of this one is printed anyway
    pairs = [row for pair in following.domains for row in pair] if following else []
    if following and any(is_small(g.behind, row.audits) for row in pairs):
        following = replace(following, domains=())  # the table of domains combines such rows
    return replace(
        g,
        by_case_type=combined("case_type", g.by_case_type, g.behind),
        by_domain=combined("domain", g.by_domain, g.behind),
        following=following,
        moderation_may_show=_moderation_may_show(g, beside),
        others=tuple(published(each) for each in g.others),
    )


def _moderation_may_show(g: Gathered, others: Sequence[GradeRow]) -> bool:
    """Whether the moderated grades tell of few people neither alone nor beside the rows printed with them."""
    total = [g.total] if g.total else []
    beside = [*combined("case_type", g.by_case_type, g.behind), *total, *others]
    rows = [_row(row.audits) for row in beside]
    moderated = _row(g.moderated_audits)
    if not moderated.counts or is_small(g.behind, g.moderated_audits):
        return False
    return not told([moderated], rows, people_behind(g.behind))


def _row(audits: Iterable[str]) -> Row:
    return Row("", frozenset((OVERALL, ref) for ref in audits))


def people_behind(held: StandsBehind) -> list[Behind]:
    """The practitioner and the family behind each audit, as `StandsBehind.count` counts them.

    Nobody is behind an audit that has left its round since: alone, it tells of few.
    """
    families = {ref: (held.gone.get(ref, ""), family) for ref, family in held.family.items()}
    workers: dict[str, tuple[str, object] | None] = {
        ref: None if worker is None else (held.gone.get(ref, ""), worker)
        for ref, worker in held.practitioner.items()
    }
    workers |= {ref: families[ref] for ref in held.unrecorded}
    return [workers, families]


def combined(by: str, rows: Sequence[GradeRow], behind: StandsBehind) -> tuple[GradeRow, ...]:
    """The rows, with those that are too small joined into one at the end.

    Where these are too small even together, the smallest other row joins them; where no other row
    is left, there is none to print.
    """
    kept = [row for row in rows if not is_small(behind, row.audits)]
    small = [row for row in rows if row not in kept]
    while small and kept and is_small(behind, _audits(small)):
        smallest = min(kept, key=lambda row: row.n)
        kept.remove(smallest)
        small.append(smallest)
    if small and not kept:
        return ()
    joined = [_joined(by, [row for row in rows if row in small])] if small else []
    return (*kept, *joined)


def noted(table: Table, rows: Sequence[GradeRow], printed: Sequence[GradeRow]) -> Table:
    """The table, saying so where its rows were combined."""
    if len(printed) == len(rows):
        return table
    return replace(table, footnotes=(*table.footnotes, COMBINED if printed else TOTAL_ONLY))


def combining_said(g: Gathered) -> list[str]:
    """What the author is told of the public edition's tables, by name."""
    shown = published(g)
    said = [
        *_said("case types", g.case_type, "case_type", g.by_case_type, shown.by_case_type),
        *_said("domains", g.domain, "domain", g.by_domain, shown.by_domain),
    ]
    if g.following and not shown.following:
        said.append(f"The table by round is not in the public version: {FEW} one of its rows.")
    if g.moderated.n and not shown.moderation_may_show:
        said.append(f"The table of moderated grades is not in the public version: {FEW} it.")
    if g.round.is_imported:
        said.append(UNRECORDED)
    return said


def _said(
    what: str, name: Callable[[str], str], by: str, rows: Sequence[GradeRow],
    printed: Sequence[GradeRow],
) -> list[str]:  # fmt: skip
    if rows and not printed:
        return [f"The public version shows no {what} apart: {FEW} one of them."]
    joined = [name(row.group[by]) for row in printed if JOIN in row.group[by]]
    return [f"The public version shows {each} in one row: {FEW} one of them." for each in joined]


def is_small(behind: StandsBehind, audits: Iterable[str]) -> bool:
    """Whether too few practitioners or families stand behind audits for a row of them to be public."""
    return min(behind.count(audits)) < FEWEST_PEOPLE


def _audits(rows: Sequence[GradeRow]) -> list[str]:
    return [ref for row in rows for ref in row.audits]


def _joined(by: str, rows: Sequence[GradeRow]) -> GradeRow:
    """One row of several of one scale, as all rows of a round are."""
    counts = {grade: sum(row.counts[grade] for row in rows) for grade in rows[0].counts}
    n = sum(counts.values())
    basis = rows[0].basis if all(r.basis.kind == "purposive" for r in rows) else Basis("unequal")
    return GradeRow(
        group={**rows[0].group, by: JOIN.join(row.group[by] for row in rows)},
        scale=rows[0].scale,
        n=n,
        counts=counts,
        basis=basis,
        audits=tuple(sorted({*_audits(rows)})),
    )


def closed_grades(by: Actor, round: Round, dimension: str) -> tuple[str, tuple[GradeRow, ...]]:
    """The stage and the grades of a closed round, by "case_type", "domain" or nothing, as a public edition
    prints them; none where few people stand behind all together."""
    stage = stage_of(by, round, figures.moderation(by, round))
    asked = (dimension,) if dimension else ()
    rows = figures.grades(by, asked, stage=stage, where={"round": round.code})
    behind = figures.stands_behind(by, round)
    if not rows or is_small(behind, _audits(rows)):
        return stage, ()
    return stage, combined(dimension, rows, behind) if dimension else tuple(rows)
