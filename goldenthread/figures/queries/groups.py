"""Teams, services and kinds of auditor beside each other: as a funnel where there are ten, else as a table.

Never by a named person: whoever asks, whatever the address says.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count

from goldenthread.figures.queries.alike import Alike, rounds_alike
from goldenthread.figures.queries.standing import (
    DIMENSIONS,
    UnknownDimension,
    check,
    scales_of,
    standing,
)
from goldenthread.method.monitoring import Chart, NotAllowed, Point, funnel
from goldenthread.method.proportions import FEWEST_FOR_PERCENT, Basis, Share, share
from goldenthread.people.actors import Actor
from goldenthread.programme.models import Round
from goldenthread.tools.form import OVERALL

GROUPINGS = ("team", "service", "auditor_kind")


@dataclass(frozen=True)
class Group:
    """How many audits of a group met the standard; `point` where it stands in the funnel."""

    code: str
    share: Share
    point: Point | None = None


@dataclass(frozen=True)
class Groups:
    """Groups of the rounds made alike, by the alphabet, what is not known last.

    `is_selected`: whether their cases were, so that a range says something of cases that were not audited.
    """

    by: str
    alike: Alike
    rows: tuple[Group, ...]
    chart: Chart | NotAllowed
    is_selected: bool

    @property
    def total(self) -> Share:
        part, n = (sum(getattr(row.share, name) for row in self.rows) for name in ("count", "n"))
        return share(part, n, basis=Basis("purposive"))


def groups(
    by: Actor, like: Round, dimension: str, *, stage: str = "auditor",
    where: Mapping[str, str] | None = None,
) -> Groups:  # fmt: skip
    """How many met the standard by team, service or kind of auditor. Raises UnknownDimension."""
    asked = dict(where or {})
    check((), asked, stage)
    if dimension not in GROUPINGS:
        raise UnknownDimension(dimension)
    alike = rounds_alike(by, like, stage=stage, case_type=asked.get("case_type", ""))
    counts = _counts(by, dimension, stage, {**asked, "round": alike.codes})
    # A group of fewer than ten audits has no percentage, and so no place in the plot.
    large = [(code, part, n) for code, (part, n) in counts.items() if n >= FEWEST_FOR_PERCENT]
    chart = funnel(large, bases=["alike"])
    points = {p.name: p for p in chart.points} if isinstance(chart, Chart) else {}
    is_selected = like.way == Round.Way.SELECTED
    basis = Basis("random") if is_selected else Basis("purposive")
    rows = tuple(
        Group(code, share(part, n, basis=basis), points.get(code))
        for code, (part, n) in sorted(counts.items(), key=lambda each: (not each[0], each[0]))
    )
    return Groups(dimension, alike, rows, chart, is_selected)


def _counts(
    by: Actor, dimension: str, stage: str, where: Mapping[str, str]
) -> dict[str, tuple[int, int]]:
    found = standing(by, stage, where, (dimension,)).filter(section=OVERALL).order_by()
    values: Any = found.values_list(DIMENSIONS[dimension], "audit__tool_version", "grade")
    rows = list(values.annotate(n=Count("pk")))
    scales = scales_of({version for _, version, *_ in rows})
    met, graded = Counter[str](), Counter[str]()
    for code, version, grade, n in rows:
        if version in scales:
            graded[code or ""] += n
            met[code or ""] += n * scales[version].meets_standard(grade)
    return {code: (met[code], n) for code, n in graded.items()}
