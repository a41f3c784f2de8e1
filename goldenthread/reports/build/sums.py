"""Every subtotal adds up, or no paper is finalised."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from goldenthread.figures.queries import Covered
from goldenthread.reports.build.gathered import Gathered
from goldenthread.reports.build.published import published


@dataclass(frozen=True)
class Sum:
    """Parts that have to make a whole, with the words for what they count."""

    what: str
    parts: tuple[int, ...]
    whole: int

    @property
    def is_right(self) -> bool:
        return sum(self.parts) == self.whole


@dataclass
class SumsDoNotAddUp(Exception):
    """The first sum that fails: the paper must not leave."""

    failed: Sum

    def __str__(self) -> str:
        parts = " + ".join(map(str, self.failed.parts)) or "nothing"
        return (
            f"{self.failed.what} do not add up: {parts} is {sum(self.failed.parts)}, "
            f"not {self.failed.whole}. Nothing was finalised. Tell whoever looks after the service."
        )


def sums(g: Gathered) -> list[Sum]:
    """Every sum that a reader of the paper could make."""
    return [
        each
        for held in g.rounds
        for each in (*_grades(held), *_moderation(held), *_coverage(held), *_actions(held))
    ]


def check_sums(g: Gathered) -> None:
    check(sums(g))


def check(found: Iterable[Sum]) -> None:
    """Raises SumsDoNotAddUp for the first that fails."""
    for each in found:
        if not each.is_right:
            raise SumsDoNotAddUp(each)


def _grades(g: Gathered) -> Iterator[Sum]:
    if g.total is None:
        return
    rows = g.by_case_type
    yield Sum("Audits by case type", tuple(row.n for row in rows), g.total.n)
    for grade, whole in g.total.counts.items():
        label = g.words("grade", grade)
        yield Sum(f"{label} by case type", tuple(row.counts[grade] for row in rows), whole)
    if shown := published(g).by_case_type:
        yield Sum("Audits by case type, public version", tuple(r.n for r in shown), g.total.n)
    for row in (g.total, *rows, *g.by_domain, *(g.following.rows if g.following else ())):
        name = ", ".join(row.group.values()) or "all cases"
        yield Sum(f"Grades of {name}", tuple(row.counts.values()), row.n)


def _moderation(g: Gathered) -> Iterator[Sum]:
    held = g.moderated
    keys = held.scale.keys if held.scale else ()
    yield Sum("Grades before moderation", tuple(held.before(key) for key in keys), held.n)
    yield Sum("Grades after moderation", tuple(held.after(key) for key in keys), held.n)
    yield Sum("Grades changed up and down", (held.moved(1), held.moved(-1)), held.changed)
    if g.stage == "moderated" and g.total:
        whole = (held.n, held.unpaired)
        yield Sum("Moderated audits in the tables", whole, g.total.n)


def _coverage(g: Gathered) -> Iterator[Sum]:
    total = g.coverage.total
    yield Sum("Audits on the case list and beside it", (total.audited, total.beside), g.audited)
    for what, rows in (("case type", g.coverage.by_case_type), ("team", g.coverage.by_team)):
        yield Sum(f"Audits by {what}", tuple(row.audited for row in rows), total.audited)
        yield Sum(f"Audits beside the list by {what}", tuple(r.beside for r in rows), total.beside)
        if total.open is not None:
            yield Sum(f"Open cases by {what}", _open(rows), total.open)


def _open(rows: Sequence[Covered]) -> tuple[int, ...]:
    return tuple(row.open or 0 for row in rows)


def _actions(g: Gathered) -> Iterator[Sum]:
    a = g.actions
    yield Sum("Actions by state", (a.open, a.to_check, a.closed, a.not_done), a.total)
