"""Whose work stands behind a figure: how many practitioners and families, counted and never named."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from goldenthread.audits.models import Audit
from goldenthread.audits.queries import HANDED_IN
from goldenthread.figures.queries.standing import reach
from goldenthread.people.actors import Actor
from goldenthread.programme.models import Round


@dataclass(frozen=True)
class StandsBehind:
    """The practitioner and the family of each audit, by the audit's reference, as mere numbers.

    A worker who is not known is nobody; a case without a known family is a family of its own.
    `gone` says of audits whose names were disposed of in which disposal that was.
    """

    practitioner: Mapping[str, int | None]
    family: Mapping[str, str]
    gone: Mapping[str, str] = field(default_factory=dict)
    # Past audits: whose work they looked at is not recorded, and their families alone are counted.
    unrecorded: frozenset[str] = frozenset()

    def count(self, audits: Iterable[str]) -> tuple[int, int]:
        """How many practitioners and how many families, at the least, stand behind these audits.

        Whoever stands behind an audit disposed of may stand behind another that is not: nobody can
        tell any more, so what went together is counted by itself and the largest number holds.
        """
        parts: dict[str, set[str]] = {"": set()}
        for ref in audits:
            parts.setdefault(self.gone.get(ref, ""), set()).add(ref)
        counts = [self._count(part) for part in parts.values()]
        return max(workers for workers, _ in counts), max(families for _, families in counts)

    def _count(self, refs: set[str]) -> tuple[int, int]:
        workers = {self.practitioner.get(ref) for ref in refs} - {None}
        families = len({self.family.get(ref, ref) for ref in refs})
        return (families if refs and refs <= self.unrecorded else len(workers)), families


def stands_behind(by: Actor, *rounds: Round) -> StandsBehind:
    """Whose work the audits handed in of these rounds looked at."""
    found = Audit.objects.filter(
        reach(by, ""), round__in=rounds, round_case__removed_at=None, state__in=HANDED_IN
    )
    rows = list(
        found.values_list(
            "ref",
            "header__practitioner",
            "header__family",
            "subject",
            "header__is_reduced",
            "header__practitioner__key",
            "round__way",
        ).order_by()
    )
    return StandsBehind(
        practitioner={ref: worker for ref, worker, *_ in rows},
        family={
            ref: f"family {family}" if family else f"case {case}"
            for ref, _, family, case, *_ in rows
        },
        gone={ref: (key or "nobody").split()[0] for ref, *_, is_gone, key, _ in rows if is_gone},
        unrecorded=frozenset(ref for ref, *_, way in rows if way == Round.Way.IMPORTED),
    )
