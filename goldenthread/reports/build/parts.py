"""A round taken apart by the kind of its audits: case files beside observations, each with its own figures."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from goldenthread.figures import queries as figures
from goldenthread.figures.queries import JOIN, AuditedRow, GradeRow, Moderated, Profile, figure_key
from goldenthread.reports.build.gathered import Gathered
from goldenthread.reports.build.published import FEWEST_PEOPLE, combined
from goldenthread.writers.document import FigureText


@dataclass(frozen=True)
class Part:
    """The audits of a round that are of one kind, or all of them where there is one kind alone.

    `more` says which, beside the round. `is_public`: rows with few people behind them are combined,
    or left out where they cannot be.
    """

    g: Gathered
    row: AuditedRow
    more: Mapping[str, str]
    is_public: bool

    @property
    def where(self) -> dict[str, str]:
        return {"round": self.g.round.code, **self.more}

    @property
    def kind(self) -> str:
        """What kind of audits they are, as the imported file says; empty for those made here."""
        return self.row.group["audit_type"]

    @property
    def title(self) -> str:
        title = self.g.round.title
        return f"{title}: {self.more['audit_type']}" if self.more.get("audit_type") else title

    @property
    def is_small(self) -> bool:
        """Whether this edition prints no grades of it: too few people stand behind them."""
        return self.is_public and self.few(self.row.audits)

    def few(self, audits: tuple[str, ...]) -> bool:
        return min(self.g.behind.count(audits)) < FEWEST_PEOPLE

    def _graded(self, stage: str, *dimensions: str) -> tuple[GradeRow, ...]:
        return tuple(figures.grades(self.g.by, dimensions, stage=stage, where=self.where))

    def _whole(self, stage: str) -> GradeRow | None:
        return next(iter(self._graded(stage)), None)

    @cached_property
    def before(self) -> GradeRow | None:
        return self._whole("auditor")

    @cached_property
    def after(self) -> GradeRow | None:
        return self._whole("moderated")

    @cached_property
    def last(self) -> GradeRow | None:
        return self._whole("final")

    @property
    def stage(self) -> str:
        """The latest that every graded audit has reached."""
        if not self.before and not self.last:
            return self.g.stage  # no overall grades; its sections may have some
        by_auditors, closed = (row.n if row else 0 for row in (self.before, self.last))
        if self.after and self.after.n == max(by_auditors, closed):
            return "moderated"
        return "final" if closed >= by_auditors else "auditor"

    @property
    def total(self) -> GradeRow | None:
        return {"moderated": self.after, "final": self.last, "auditor": self.before}[self.stage]

    @cached_property
    def by_domain(self) -> tuple[GradeRow, ...]:
        return self._shown("domain")

    @cached_property
    def by_case_type(self) -> tuple[GradeRow, ...]:
        return self._shown("case_type")

    def _shown(self, dimension: str) -> tuple[GradeRow, ...]:
        rows = self._graded(self.stage, dimension)
        return combined(dimension, rows, self.g.behind) if self.is_public else rows

    @cached_property
    def by_service(self) -> tuple[GradeRow, ...]:
        """One row for each service, where there are several and all of them may be printed."""
        rows = tuple(r for r in self._graded(self.stage, "service") if r.group["service"])
        # Beside case types of which some were combined, services would give those away.
        joined = any(JOIN in row.group["case_type"] for row in self.by_case_type)
        held_back = self.is_public and (joined or any(self.few(row.audits) for row in rows))
        return () if held_back or len(rows) < 2 else rows

    @cached_property
    def moderated(self) -> Moderated:
        return figures.moderation(self.g.by, self.g.round, self.where)

    @property
    def moderation_may_show(self) -> bool:
        return not (self.is_public and self.after and self.few(self.after.audits))

    def profiles(self, service: str = "") -> list[Profile]:
        """How many audits had such grades in their sections, most first. In public those that few had are
        left out, and more with them until subtracting the others from all tells of nobody."""
        more = {"service": service} if service else {}
        found, _ = figures.profiles(self.g.by, stage=self.stage, where={**self.where, **more})
        if not self.is_public:
            return found
        shown = [each for each in found if not self.few(each.audits)]
        while shown and self._are_few_left(found, shown):
            shown.pop()
        return shown

    def _are_few_left(self, found: list[Profile], shown: list[Profile]) -> bool:
        left = tuple(ref for each in found if each not in shown for ref in each.audits)
        return bool(left) and self.few(left)

    @cached_property
    def case_types(self) -> list[AuditedRow]:
        return figures.audited(self.g.by, ("case_type",), where=self.where)

    @cached_property
    def flags(self) -> list[AuditedRow]:
        return figures.audited(self.g.by, ("case_type", "flag"), where=self.where)

    def number(self, measure: str, text: int | str, **asked: str) -> FigureText:
        """A number of these audits, as printed."""
        return FigureText(str(text), figure_key(measure, **self.where, **asked))

    def audits(self) -> FigureText:
        return self.number("coverage", self.row.n, of="audited")


def parts_of(g: Gathered, *, is_public: bool) -> list[Part]:
    """The round by the kind of its audits; those of no known kind are one too."""
    rows = figures.audited(g.by, ("audit_type",), where={"round": g.round.code})
    several = len(rows) > 1
    return [
        Part(g, row, {"audit_type": row.group["audit_type"]} if several else {}, is_public)
        for row in rows
    ]
