"""Several rounds taken as one: the totals of a year, each with a figure that is of all of them."""

from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from copy import copy
from dataclasses import dataclass, replace

from goldenthread.figures import queries as figures
from goldenthread.figures.queries import JOIN, Covered, GradeRow, Moderated, RoundCoverage
from goldenthread.method.moderation import Coverage
from goldenthread.programme.models import Round
from goldenthread.reports.build.gathered import Gathered

TITLE = "the rounds of this report"
Rounds = Sequence[Gathered]


@dataclass(frozen=True)
class ModeratedTogether(Moderated):
    """The moderation of several rounds. `pairs` are of those on one scale; the counts are of all."""

    parts: tuple[Moderated, ...] = ()

    @property
    def n(self) -> int:
        return sum(each.n for each in self.parts)

    @property
    def changed(self) -> int:
        return sum(each.changed for each in self.parts)

    def moved(self, direction: int) -> int:
        return sum(each.moved(direction) for each in self.parts)

    @property
    def text(self) -> str:
        return f"{self.coverage.moderated} of {self.coverage.audits} moderated"


@dataclass(frozen=True)
class Together:
    """The rounds of a paper, the earliest first, and `whole`: all of them as if they were one round.

    Grades of `whole` are of `graded`, the rounds on the scale that most audits were graded on; its
    domains are of `alike`, those of them with the tool that most audits used. Each row of grades
    names its rounds. `by_round` has the rows of every round, at the stage that all have reached.
    """

    whole: Gathered
    rounds: tuple[Gathered, ...]
    graded: tuple[Gathered, ...]
    alike: tuple[Gathered, ...]
    by_round: tuple[GradeRow, ...]

    def titles(self, codes: str) -> str:
        """The title of a round, or of those that a combined row stands for."""
        held = {each.round.code: each.round.title for each in self.rounds}
        return " and ".join(held[code] for code in codes.split(JOIN))


def joined(rounds: Rounds) -> str:
    """The code of rounds together, as figures are asked for them."""
    return JOIN.join(each.round.code for each in rounds)


def together(g: Gathered, *, with_audits: bool) -> Together:
    """`with_audits`: whether rows name their audits, so that a public edition knows who is behind."""
    rounds = g.rounds
    graded = _most([e for e in rounds if e.form.scale], lambda each: each.form.scale)
    alike = _most(graded, lambda each: each.round.tool_version.tool_id)
    stages = {each.stage for each in rounds}
    stage = stages.pop() if len(stages) == 1 else "auditor"
    whole = replace(
        g,
        round=_as_one(rounds),
        form=(graded[-1] if graded else g).form,
        stage=stage,
        following=None,
        moderated=_moderated(rounds, graded),
        coverage=_coverage(g, rounds),
        actions=figures.all_actions(g.by, {"round": joined(rounds)}),
        concerns=sum(each.concerns for each in rounds),
        heard=(),
        family_heard=sum(each.family_heard for each in rounds),
        auditors={},
        said=(),
        named=sum(each.named for each in rounds),
        behind=figures.stands_behind(g.by, *(each.round for each in rounds)),
        moderated_audits=tuple(ref for each in rounds for ref in each.moderated_audits),
        kinds=tuple(dict.fromkeys(kind for each in rounds for kind in each.kinds)),
        others=(),
    )

    def rows(of: Rounds, *dimensions: str) -> tuple[GradeRow, ...]:
        where = {"round": joined(of)}
        found = figures.grades(
            g.by, dimensions, stage=stage, where=where, with_audits=with_audits
        )  # fmt: skip
        return tuple(replace(row, group={**where, **row.group}) for row in found if of)

    total = rows(graded)
    whole = replace(
        whole, total=total[0] if total else None, by_case_type=rows(graded, "case_type"),
        by_domain=rows(alike, "domain"),
    )  # fmt: skip
    places = {each.round.code: place for place, each in enumerate(rounds)}
    by_round = sorted(rows(rounds, "round"), key=lambda row: places[row.group["round"]])
    return Together(whole, rounds, tuple(graded), tuple(alike), tuple(by_round))


def _most(rounds: Rounds, of: Callable[[Gathered], Hashable]) -> list[Gathered]:
    """The rounds alike in this, that most audits are of."""
    counts: Counter[Hashable] = Counter()
    for each in rounds:
        counts[of(each)] += each.audited
    most = max(counts, key=lambda what: counts[what], default=None)
    return [each for each in rounds if of(each) == most]


def _as_one(rounds: Rounds) -> Round:
    """A round that stands in no database: the code and the period of all."""
    round = copy(rounds[-1].round)
    round.code, round.title = joined(rounds), TITLE
    round.period_from = min(each.round.period_from for each in rounds)
    round.period_to = max(each.round.period_to for each in rounds)
    ours = [each.round for each in rounds if not each.round.is_imported]
    round.way = ours[-1].way if ours else Round.Way.IMPORTED
    return round


def _moderated(rounds: Rounds, graded: Rounds) -> ModeratedTogether:
    pairs: Counter[tuple[str, str]] = Counter()
    for each in graded:
        pairs.update(each.moderated.pairs)
    parts = tuple(each.moderated for each in rounds)
    held = Coverage(
        sum(e.coverage.moderated for e in parts), sum(e.coverage.audits for e in parts), ""
    )
    scale = graded[-1].moderated.scale if graded else None
    return ModeratedTogether(scale, dict(pairs), held, sum(e.asked for e in parts), parts=parts)


def _coverage(g: Gathered, rounds: Rounds) -> RoundCoverage:
    """Audits are added; case lists of several days cannot be."""
    parts = [each.coverage for each in rounds]
    handed_in = sum(each.handed_in for each in parts)
    workers = figures.practitioners_of(g.by, [each.round for each in rounds])
    return RoundCoverage(
        case_list=None,
        in_round=sum(each.in_round for each in parts),
        handed_in=handed_in,
        total=Covered("", handed_in, None),
        by_case_type=(),
        by_team=_teams(parts),
        practitioners=Covered("practitioners", workers, None),
        second=sum(each.second for each in parts),
    )


def _teams(parts: Sequence[RoundCoverage]) -> tuple[Covered, ...]:
    counts: Counter[str] = Counter()
    for each in parts:
        counts.update({row.code: row.audited + row.beside for row in each.by_team})
    return tuple(Covered(code, n, None) for code, n in sorted(counts.items()) if n)
