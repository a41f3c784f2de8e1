"""Grades by any dimension but a person: counts first, shares by the print policy, audits behind each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Exists, OuterRef, Q, QuerySet

from goldenthread.audits.models import Audit, Stage, Standing
from goldenthread.method.proportions import Basis, Share, share
from goldenthread.people.actors import Actor, require
from goldenthread.people.queries import vocabulary
from goldenthread.people.roles import Permission
from goldenthread.programme.models import Round, Selection
from goldenthread.tools.form import NOT_APPLICABLE, OVERALL, Scale, form_from
from goldenthread.tools.models import ToolVersion

# dimension -> where it stands. A named practitioner is never one.
DIMENSIONS: dict[str, str] = {
    "round": "audit__round__code",
    "case_type": "audit__header__case_type__code",
    "team": "audit__header__team__name",
    "domain": "section",
}
STAGES = ("auditor", "moderated", "final")
COUNTED = ("submitted", "moderated", "shared", "acknowledged", "closed")


@dataclass(frozen=True)
class UnknownDimension(Exception):
    """Figures cannot be grouped or filtered by this."""

    name: str

    def __str__(self) -> str:
        known = ", ".join(DIMENSIONS)
        if self.name in ("practitioner", "worker", "social_worker"):
            return f"Figures are never made by named practitioner. Use one of: {known}."
        return f"There are no figures by {self.name}. Use one of: {known}."


@dataclass(frozen=True)
class UnknownStage(Exception):
    name: str

    def __str__(self) -> str:
        return f"There is no stage {self.name}. Use one of: {', '.join(STAGES)}."


@dataclass(frozen=True)
class GradeRow:
    """One row of grades: `counts` and `shares` by grade key in scale order, zeros included."""

    group: dict[str, str]
    scale: Scale
    n: int
    counts: dict[str, int]
    shares: dict[str, Share]
    audits: tuple[str, ...]

    @property
    def meeting(self) -> int:
        """How many meet the standard of the scale."""
        return sum(n for key, n in self.counts.items() if self.scale.meets_standard(key))


def grades(
    by: Actor,
    dimensions: Sequence[str] = (),
    *,
    stage: str = "auditor",
    where: Mapping[str, str] | None = None,
) -> list[GradeRow]:
    """Grades by `dimensions`, at one stage, where dimensions have these values.

    Not applicable and ungraded never count. Different scales are never added together: a result with
    more than one scale carries `scale` in each group. Without the dimension `domain` (in either
    place) the grade is the overall one; audits not handed in, or returned, are left out.
    """
    require(by, Permission.FIGURES_SEE)
    where = dict(where or {})
    _check(dimensions, where, stage)
    rows = _counted(dimensions, where, stage)
    scales = _scales({row["audit__tool_version"] for row in rows})
    groups = _gather(rows, dimensions, scales)
    is_mixed = len({scale for _, scale in groups}) > 1
    bases = _bases({row["audit__round"] for row in rows})
    return [_row(dimensions, key, cells, is_mixed, bases) for key, cells in groups.items()]


def _check(dimensions: Sequence[str], where: Mapping[str, str], stage: str) -> None:
    for name in (*dimensions, *where):
        if name not in DIMENSIONS:
            raise UnknownDimension(name)
    if stage not in STAGES:
        raise UnknownStage(stage)


def standing(stage: str) -> QuerySet[Standing]:
    """The judgements that stand at a stage, of audits handed in whose case is still in its round."""
    found = Standing.objects.filter(
        audit__state__in=COUNTED, audit__round_case__removed_at=None
    ).exclude(grade=NOT_APPLICABLE)
    if stage == "auditor":
        return found.filter(stage=Stage.AUDITOR)
    if stage == "moderated":
        return found.filter(stage=Stage.MODERATOR)
    moderated = Standing.objects.filter(
        audit=OuterRef("audit"), section=OuterRef("section"), stage=Stage.MODERATOR
    )
    return found.filter(audit__state=Audit.State.CLOSED).filter(
        Q(stage=Stage.MODERATOR) | (Q(stage=Stage.AUDITOR) & ~Exists(moderated))
    )


def _counted(
    dimensions: Sequence[str], where: Mapping[str, str], stage: str
) -> list[dict[str, Any]]:
    found = standing(stage)
    is_by_domain = "domain" in dimensions or "domain" in where
    found = found.exclude(section=OVERALL) if is_by_domain else found.filter(section=OVERALL)
    for name, value in where.items():
        found = found.filter(**{DIMENSIONS[name]: value})
    paths = [DIMENSIONS[name] for name in dimensions]
    return list(
        found.values(*paths, "audit__tool_version", "audit__round", "grade")
        .annotate(refs=ArrayAgg("audit__ref", order_by=("audit__ref",)))
        .order_by(*paths, "audit__tool_version", "audit__round", "grade")
    )


def _scales(versions: set[int]) -> dict[int, Scale]:
    found = ToolVersion.objects.filter(id__in=versions)
    scales = {version.id: form_from(version.body).scale for version in found}
    return {version: scale for version, scale in scales.items() if scale is not None}


Key = tuple[tuple[str, ...], Scale]


def _gather(
    rows: list[dict[str, Any]], dimensions: Sequence[str], scales: dict[int, Scale]
) -> dict[Key, list[dict[str, Any]]]:
    groups: dict[Key, list[dict[str, Any]]] = {}
    for row in rows:
        values = tuple(row[DIMENSIONS[name]] or "" for name in dimensions)
        groups.setdefault((values, scales[row["audit__tool_version"]]), []).append(row)
    return groups


def _row(
    dimensions: Sequence[str],
    key: Key,
    cells: list[dict[str, Any]],
    is_mixed: bool,
    bases: dict[int, Basis],
) -> GradeRow:
    values, scale = key
    counts = dict.fromkeys(scale.keys, 0)
    for cell in cells:
        counts[cell["grade"]] += len(cell["refs"])
    n = sum(counts.values())
    basis = _joint_basis([bases[round_id] for round_id in {cell["audit__round"] for cell in cells}])
    group = dict(zip(dimensions, values, strict=True))
    if is_mixed:
        group["scale"] = scale.key
    return GradeRow(
        group=group,
        scale=scale,
        n=n,
        counts=counts,
        shares={grade: share(count, n, basis=basis) for grade, count in counts.items()},
        audits=tuple(sorted({ref for cell in cells for ref in cell["refs"]})),
    )


def _bases(rounds: set[int]) -> dict[int, Basis]:
    """How each round's cases came to be audited; what may be inferred follows from that.

    A selected round whose case types were drawn at different rates is a random selection only within
    a case type, and named cases stand beside the selection: both make the whole round `unequal`.
    """
    found: dict[int, Basis] = {}
    drawn = {s.round_id: s for s in Selection.objects.filter(round__in=rounds).order_by("number")}
    named = set(
        Round.objects.filter(
            id__in=rounds, cases__came="named", cases__removed_at=None
        ).values_list("id", flat=True)
    )
    for round_id in rounds:
        selection = drawn.get(round_id)
        if selection is None:
            found[round_id] = Basis("purposive")
        elif round_id in named or not _is_even(selection):
            found[round_id] = Basis("unequal")
        else:
            found[round_id] = Basis("random", sum(c["open"] for c in selection.counts.values()))
    return found


def _is_even(selection: Selection) -> bool:
    rates = {c["selected"] / c["open"] for c in selection.counts.values() if c["open"]}
    return len(rates) <= 1


def _joint_basis(bases: list[Basis]) -> Basis:
    if len(bases) == 1:
        return bases[0]
    kinds = {basis.kind for basis in bases}
    return Basis("purposive") if kinds == {"purposive"} else Basis("unequal")


def as_json(rows: list[GradeRow]) -> list[dict[str, Any]]:
    """The rows as the command line and exports give them: keyed by the grade's label, in scale order."""
    words = vocabulary()
    return [
        {
            "group": row.group,
            "n": row.n,
            "counts": {words("grade", key): count for key, count in row.counts.items()},
            "shares": {
                words("grade", key): {
                    "count": s.count, "n": s.n, "percent": s.percent, "text": s.text,
                    "interval": s.interval, "method": s.method,
                }
                for key, s in row.shares.items()
            },
            "audits": list(row.audits),
        }
        for row in rows
    ]  # fmt: skip
