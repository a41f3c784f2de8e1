"""Two sections of the same audits beside each other: do their grades go together, and for one auditor too."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import F

from goldenthread.figures.queries.standing import beside, check, graded_in, scales_of, standing
from goldenthread.method.association import (
    FEWEST,
    Association,
    Within,
    association,
    gamma_limits,
    within,
)
from goldenthread.method.proportions import Basis, Share, share
from goldenthread.people.actors import Actor
from goldenthread.tools.form import Scale

FEWEST_BOTH = 3  # audits graded in both sections; of fewer no pattern can be seen


@dataclass(frozen=True)
class Connection:
    """Audits graded in two sections at one stage: `matrix` counts them by the first grade (rows) and
    the second (columns), both worst first.

    `within` compares only audits that one auditor made; nobody is named by it. `other_scales`: audits
    that are graded in both on other scales, and so are not in the matrix.
    """

    first: str
    second: str
    scale: Scale
    matrix: tuple[tuple[int, ...], ...]
    within: Within
    other_scales: int = 0

    @property
    def n(self) -> int:
        return sum(map(sum, self.matrix))

    @property
    def same(self) -> Share:
        """How many have one grade in both."""
        return _share(sum(row[place] for place, row in enumerate(self.matrix)), self.n)

    def second_given(self, *, met: bool) -> Share:
        """Of those that met the standard in the first section (or did not): how many met it in the second."""
        meets = [self.scale.meets_standard(key) for key in self.scale.keys]
        rows = [row for row, is_met in zip(self.matrix, meets, strict=True) if is_met is met]
        both = sum(n for row in rows for n, is_met in zip(row, meets, strict=True) if is_met)
        return _share(both, sum(map(sum, rows)))

    @property
    def coefficients(self) -> Association | None:
        """None below the number of audits from which a coefficient says anything."""
        return association(self.matrix) if self.n >= FEWEST else None

    @property
    def limits(self) -> tuple[float, float] | None:
        return gamma_limits(self.matrix) if self.n >= FEWEST else None


def connection(
    by: Actor,
    first: str,
    second: str,
    *,
    stage: str = "auditor",
    where: Mapping[str, str] | None = None,
) -> Connection | None:
    """Two sections of the audits that figures count; None where none is graded in both.

    Raises UnknownDimension, UnknownStage.
    """
    asked = dict(where or {})
    check((), asked, stage)
    graded = standing(by, stage, {**asked, "domain": first}).order_by()
    one = graded.values("audit", "grade", of=F("audit__tool_version"), who=F("audit__auditor"))
    return _connection(
        first, second, beside(one, graded_in(second, stage).values("audit", "grade"))
    )


def _connection(first: str, second: str, rows: list[Any]) -> Connection | None:
    by_scale: dict[Scale, list[Any]] = defaultdict(list)
    scales = scales_of({row[0] for row in rows})
    for row in rows:
        if row[0] in scales:
            by_scale[scales[row[0]]].append(row)
    if not by_scale:
        return None
    scale, held = max(by_scale.items(), key=lambda each: sum(row[-1] for row in each[1]))
    pairs: dict[Any, Counter[tuple[str, str]]] = defaultdict(Counter)
    for _, auditor, one, two, n in held:
        pairs[auditor][one, two] += n
    tables = {str(auditor): _matrix(scale, counts) for auditor, counts in pairs.items() if auditor}
    matrix = _matrix(scale, sum(pairs.values(), Counter()))
    others = sum(row[-1] for row in rows) - sum(map(sum, matrix))
    return Connection(first, second, scale, matrix, within(tables), others)


def _matrix(scale: Scale, counts: Mapping[tuple[str, str], int]) -> tuple[tuple[int, ...], ...]:
    return tuple(tuple(counts.get((one, two), 0) for two in scale.keys) for one in scale.keys)


def _share(part: int, whole: int) -> Share:
    return share(part, whole, basis=Basis("purposive"))
