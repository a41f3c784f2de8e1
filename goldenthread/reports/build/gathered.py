"""All the figures of one round that a paper prints, asked for once."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, cached_property, partial

from goldenthread.figures import queries as figures
from goldenthread.figures.queries import Break, GradeRow, figure_key
from goldenthread.journal.changes import today
from goldenthread.method.proportions import Share
from goldenthread.people.actors import Actor
from goldenthread.people.models import Authority
from goldenthread.people.queries import authority, vocabulary
from goldenthread.people.vocabulary import Vocabulary
from goldenthread.programme.models import Round, RoundCase
from goldenthread.tools.form import OVERALL, Form, form_from
from goldenthread.tools.form.subjects import CASE_FILE, SUBJECTS, SubjectKind
from goldenthread.writers.document import FigureText
from goldenthread.writers.palette import GradeStep, scale

STAGE_WORDS = {
    "auditor": "before moderation (the auditors' grades)",
    "moderated": "after moderation",
    "final": "final (the moderator's where there is one, otherwise the auditor's)",
}


@dataclass(frozen=True)
class Following:
    """This round beside the one it follows, both at the same stage, and what differs between them."""

    stage: str
    rows: tuple[GradeRow, ...]
    titles: tuple[str, ...]
    differences: tuple[str, ...]
    # Of each domain that both have, the row before and the row of this round.
    domains: tuple[tuple[GradeRow, GradeRow], ...] = ()

    @property
    def breaks(self) -> tuple[str, ...]:
        """Why the grades of the two are no series, in words; empty where they are one."""
        return tuple(each.text for row in self.rows for each in row.breaks)


@dataclass(frozen=True)
class Gathered:
    """The figures of a round at the stage that a paper may print, as they stand on `dated`.

    `by`: who asked for them. `is_public`: whether the paper made of them goes out.
    """

    by: Actor
    round: Round
    form: Form
    words: Vocabulary
    authority: Authority
    dated: date
    stage: str
    total: GradeRow | None
    by_case_type: tuple[GradeRow, ...]
    by_domain: tuple[GradeRow, ...]
    following: Following | None
    moderated: figures.Moderated
    coverage: figures.RoundCoverage
    actions: figures.ActionCounts
    concerns: int
    heard: tuple[figures.Heard, ...]
    family_heard: int
    auditors: dict[str, int]
    said: tuple[figures.Said, ...]
    named: int
    behind: figures.StandsBehind
    moderated_audits: tuple[str, ...]
    kinds: tuple[str, ...] = (CASE_FILE,)
    moderation_may_show: bool = True
    # Who the children audited are; asked for only where a paper says so.
    children: Callable[[], figures.Children] = figures.Children
    is_public: bool = False
    # The other rounds that the paper stands on.
    others: tuple["Gathered", ...] = ()

    @property
    def rounds(self) -> tuple["Gathered", ...]:
        """Every round that the paper stands on, the earliest work first."""
        return tuple(sorted((*self.others, self), key=lambda g: (g.round.period_to, g.round.pk)))

    @cached_property
    def ledger(self) -> figures.Ledger:
        """Asked for where a paper prints it: it reads the audits of every round."""
        return figures.ledger(self.by, {"round": self.round.code})

    @property
    def subject(self) -> str:
        """What the paper is about; a round's title often says so itself."""
        title = self.round.title
        return title if "audit" in title.casefold() else f"Practice audits: {title}"

    @property
    def about(self) -> SubjectKind:
        """What the round's audits are of; of several kinds, children's case files."""
        return SUBJECTS[self.kinds[0] if len(self.kinds) == 1 else CASE_FILE]

    @property
    def is_of_cases(self) -> bool:
        return self.about == SUBJECTS[CASE_FILE]

    @property
    def audited(self) -> int:
        """Audits handed in, of cases on the case list or not."""
        return self.coverage.handed_in

    @cached_property
    def steps(self) -> tuple[GradeStep, ...]:
        held = self.form.scale
        return scale([(key, self.words("grade", key)) for key in held.keys]) if held else ()

    @cached_property
    def answers(self) -> figures.Answers:
        """Read for the kinds of paper that print them alone."""
        return figures.answers(self.by, self.round)

    def key(self, what: str, **where: str | None) -> str:
        """The key of a figure of this round."""
        return figure_key(what, round=self.round.code, **where)

    def graded(
        self, row: GradeRow, grade: str, text: str, stage: str = "", limit: str | None = None
    ) -> FigureText:
        """A number of a row of grades as printed; `grade` is a key, "meeting" or "n"."""
        where = {"stage": stage or self.stage, **row.group}
        where.setdefault("round", self.round.code)
        return FigureText(text, figure_key("grades", **where, grade=grade, limit=limit))

    def number(self, what: str, count: int | str, **where: str | None) -> FigureText:
        return FigureText(str(count), self.key(what, **where))

    def case_type(self, code: str) -> str:
        return _several(code, lambda one: self.words("case_type", one or "unknown"))

    def domain(self, key: str) -> str:
        return _several(key, self._section)

    def _section(self, key: str) -> str:
        section = self.form.section(key)
        return section.title if section else key


def _several(code: str, name: Callable[[str], str]) -> str:
    """The name of a row; of a combined row, the names of all that it stands for."""
    *first, last = map(name, code.split(figures.JOIN))
    return " and ".join([", ".join(first), last] if first else [last])


def counted(share: Share) -> str:
    """A count with its share as a table prints it: the count first, the per cent where there may be one.

    >>> from goldenthread.method.proportions import Basis, share
    >>> counted(share(5, 17, basis=Basis("purposive"))), counted(share(4, 9, basis=Basis("purposive")))
    ('5 (29%)', '4')
    """
    return str(share.count) if share.percent is None else f"{share.count} ({share.percent}%)"


def gather(by: Actor, round: Round, *others: Round) -> Gathered:
    """Ask for every figure of the rounds of a paper, at the stage that may be printed today."""
    return replace(_gathered(by, round), others=tuple(_gathered(by, each) for each in others))


def _gathered(by: Actor, round: Round) -> Gathered:
    moderated = figures.moderation(by, round)
    stage = stage_of(by, round, moderated)
    here = {"round": round.code}
    totals = figures.grades(by, (), stage=stage, where=here)
    held_again = figures.grades(by, (), stage="moderated", where=here)
    return Gathered(
        by=by,
        round=round,
        form=form_from(round.tool_version.body),
        words=vocabulary(),
        authority=authority(),
        dated=today(),
        stage=stage,
        total=totals[0] if totals else None,
        by_case_type=tuple(figures.grades(by, ("case_type",), stage=stage, where=here)),
        by_domain=tuple(figures.grades(by, ("domain",), stage=stage, where=here)),
        following=_following(by, round, stage),
        moderated=moderated,
        coverage=figures.round_coverage(by, round),
        actions=figures.action_counts(by, round),
        concerns=figures.concerns(by, round),
        heard=tuple(figures.heard(by, round)),
        family_heard=figures.family_heard(by, round),
        auditors=figures.auditor_kinds(by, round),
        said=tuple(figures.said(by, round)),
        named=RoundCase.objects.filter(round=round, removed_at=None, came="named").count(),
        behind=figures.stands_behind(by, *filter(None, (round, followed(round)))),
        moderated_audits=held_again[0].audits if held_again else (),
        kinds=_kinds(round),
        children=cache(partial(figures.children, by, round)),
    )


def _kinds(round: Round) -> tuple[str, ...]:
    """The kinds of subject that the cases of a round are, in the order of their names."""
    there = RoundCase.objects.filter(round=round, removed_at=None)
    kinds = there.order_by("subject__kind").values_list("subject__kind", flat=True).distinct()
    return tuple(kinds) or (CASE_FILE,)


def stage_of(by: Actor, round: Round, moderated: figures.Moderated) -> str:
    """The latest stage that every audit handed in has reached."""
    if moderated.coverage.is_complete:
        return "moderated"
    handed_in = moderated.coverage.audits
    first = round.audits.filter(round_case__removed_at=None, round_case__second_of=None)
    closed = first.filter(state="closed").count()
    return "final" if closed == handed_in > 0 else "auditor"


def followed(round: Round) -> Round | None:
    """The round before, unless it is restricted: a paper has readers who are not named on that one."""
    before = round.follows
    return None if before is None or before.is_restricted else before


def _following(by: Actor, round: Round, stage: str) -> Following | None:
    """Beside the round before, unless their scales differ; at a stage that both have reached."""
    before = followed(round)
    if before is None:
        return None
    if stage_of(by, before, figures.moderation(by, before)) != stage:
        stage = "auditor"
    rows = [
        row
        for each in (before, round)
        for row in figures.grades(by, ("round",), stage=stage, where={"round": each.code})
    ]
    if len(rows) != 2 or rows[0].scale.keys != rows[1].scale.keys:
        return None
    found = figures.breaks_between([before.tool_version, round.tool_version])
    broken = tuple(each for breaks in found.values() for each in breaks if each.section == OVERALL)
    rows = [rows[0], replace(rows[1], breaks=broken)]
    return Following(
        stage, tuple(rows), (before.title, round.title), tuple(_differences(before, round)),
        tuple(_domains(by, before, round, stage, found)),
    )  # fmt: skip


def _domains(
    by: Actor, before: Round, round: Round, stage: str, broken: Mapping[int, Sequence[Break]]
) -> Iterator[tuple[GradeRow, GradeRow]]:
    """The domains graded in both, each row with its round; not one whose grades do not go on."""
    asked = ("domain", "round")
    was, now = (
        {r.group["domain"]: r for r in figures.grades(by, asked, stage=stage, where={"round": code})}
        for code in (before.code, round.code)
    )  # fmt: skip
    gone = {each.section for breaks in broken.values() for each in breaks}
    yield from ((was[key], row) for key, row in now.items() if key in was and key not in gone)


def _differences(before: Round, round: Round) -> list[str]:
    """What makes two rounds hard to compare."""
    found = list(figures.differences(round, before))
    if before.moderation_rule != round.moderation_rule:
        found.append("the rule for moderation")
    return found
