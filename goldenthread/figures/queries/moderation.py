"""Before and after moderation: audit by audit, with how those moderated were chosen."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count, OuterRef, Q

from goldenthread.audits.models import Audit, Stage, Standing
from goldenthread.audits.queries import HANDED_IN, how_moderated, rule_of
from goldenthread.figures.queries.standing import described, narrowed, reach, standing
from goldenthread.method.margins import feasible
from goldenthread.method.moderation import Coverage, coverage
from goldenthread.people.actors import Actor
from goldenthread.people.queries import vocabulary
from goldenthread.programme.models import Round
from goldenthread.tools.form import OVERALL, Scale, form_from

BY_RULE = ("rate", "grade", "first")


@dataclass(frozen=True)
class Moderated:
    """Overall grades of the moderated audits of a round: `pairs` counts (before, after).

    `asked` counts those that the rule did not choose: somebody asked for them, or a moderator did.
    """

    scale: Scale | None
    pairs: Mapping[tuple[str, str], int]
    coverage: Coverage
    asked: int
    is_imported: bool = False
    not_said: int = 0
    # Past audits whose grade after moderation is recorded and the auditor's is not.
    unpaired: int = 0

    @property
    def n(self) -> int:
        return sum(self.pairs.values())

    @property
    def matrix(self) -> tuple[tuple[int, ...], ...]:
        """The auditor's grade in rows, the moderator's in columns, over the whole scale, worst first."""
        keys = self.scale.keys if self.scale else ()
        return tuple(tuple(self.pairs.get((was, now), 0) for now in keys) for was in keys)

    @property
    def changed(self) -> int:
        return sum(n for (before, after), n in self.pairs.items() if before != after)

    def moved(self, direction: int) -> int:
        """How many went up (1) or down (-1)."""
        keys = self.scale.keys if self.scale else ()
        return sum(
            n
            for (before, after), n in self.pairs.items()
            if (keys.index(after) - keys.index(before)) * direction > 0
        )

    def before(self, grade: str) -> int:
        return sum(n for (before, _), n in self.pairs.items() if before == grade)

    def after(self, grade: str) -> int:
        return sum(n for (_, after), n in self.pairs.items() if after == grade)

    @property
    def at_least_changed(self) -> int:
        """How many were changed at the least, were nothing known but how many had each grade before
        and after."""
        keys = self.scale.keys if self.scale else ()
        found = feasible([self.before(key) for key in keys], [self.after(key) for key in keys])
        return found.changed[0] if found else 0

    @property
    def text(self) -> str:
        """How many were moderated, and how they were chosen: the rule is credited with its own only."""
        if self.is_imported:
            return self._as_imported
        if not self.asked:
            return self.coverage.text
        held = self.coverage
        by_rule = held.moderated - self.asked
        rule = f"{held.chosen_by} ({by_rule}), and on request" if by_rule else "on request"
        return f"{held.moderated} of {held.audits} moderated, chosen by: {rule} ({self.asked})"

    @property
    def _as_imported(self) -> str:
        """Of past audits no rule is known, and of some not even whether they were moderated."""
        held = self.coverage
        if self.not_said == held.audits:
            return "The imported file does not say whether these audits were moderated"
        said = f"{held.moderated} of {held.audits} moderated, as the imported file says"
        return f"{said} (it does not say of {self.not_said})" if self.not_said else said


def moderation(by: Actor, round: Round, where: Mapping[str, str] | None = None) -> Moderated:
    """The moderation of a round, or of those of its audits that `where` says. "After moderation" may be said only where `coverage.is_complete`."""
    scale = form_from(round.tool_version.body).scale
    keys = scale.keys if scale else ()
    was = Standing.objects.filter(audit=OuterRef("audit"), section=OVERALL, stage=Stage.AUDITOR)
    where = {**(where or {}), "round": round.code}
    rows = standing(by, "moderated", where).filter(section=OVERALL)
    found = rows.annotate(was=was.values("grade")[:1]).values("was", "grade").order_by()
    pairs = {(row["was"], row["grade"]): row["n"] for row in found.annotate(n=Count("id"))}
    how_far, asked, not_said = _how_many(by, round, where)
    known = {pair: n for pair, n in pairs.items() if pair[0] in keys and pair[1] in keys}
    unpaired = sum(n for (before, _), n in pairs.items() if before is None)
    return Moderated(
        scale, known, how_far, asked,
        is_imported=round.is_imported, not_said=not_said, unpaired=unpaired,
    )  # fmt: skip


def _how_many(by: Actor, round: Round, where: Mapping[str, str]) -> tuple[Coverage, int, int]:
    handed_in = Audit.objects.filter(
        reach(by, ""), round=round, round_case__removed_at=None, state__in=HANDED_IN
    )
    handed_in = narrowed(described(handed_in, where, ""), where, "")
    asked = Q(moderated_at__isnull=False) & ~Q(moderation_due__in=BY_RULE)
    not_said = Q(past__isnull=False, past__is_moderated=None)
    counts = handed_in.aggregate(
        **how_moderated(), asked=Count("id", filter=asked), not_said=Count("id", filter=not_said)
    )
    rule = rule_of(round)
    words = vocabulary()
    labels = {key: words("grade", key) for key in rule.grades}
    return (
        coverage(counts["moderated"], counts["handed_in"], rule, labels),
        counts["asked"],
        counts["not_said"],
    )
