"""Whose work stands behind a figure: how many practitioners and families, counted and never named."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from goldenthread.audits.models import Audit
from goldenthread.audits.queries import HANDED_IN
from goldenthread.figures.queries.standing import reach
from goldenthread.people.actors import Actor
from goldenthread.programme.models import Round


@dataclass(frozen=True)
class StandsBehind:
    """The practitioner and the family of each audit, by the audit's reference, as mere numbers.

    A worker who is not known is nobody; a case without a known family is a family of its own.
    """

    practitioner: Mapping[str, int | None]
    family: Mapping[str, str]

    def count(self, audits: Iterable[str]) -> tuple[int, int]:
        """How many practitioners and how many families stand behind these audits."""
        refs = set(audits)
        workers = {self.practitioner.get(ref) for ref in refs} - {None}
        return len(workers), len({self.family.get(ref, ref) for ref in refs})


def stands_behind(by: Actor, *rounds: Round) -> StandsBehind:
    """Whose work the audits handed in of these rounds looked at."""
    found = Audit.objects.filter(
        reach(by, ""), round__in=rounds, round_case__removed_at=None, state__in=HANDED_IN
    )
    rows = list(
        found.values_list("ref", "header__practitioner", "header__family", "subject").order_by()
    )
    return StandsBehind(
        practitioner={ref: worker for ref, worker, _, _ in rows},
        family={
            ref: f"family {family}" if family else f"case {case}" for ref, _, family, case in rows
        },
    )
