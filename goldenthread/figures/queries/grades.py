"""Grades by any dimension but a person: counts first, shares by the print policy, audits behind each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count

from goldenthread.cases.queries import case_type_places
from goldenthread.figures.queries.basis import Frames, Origin, frames
from goldenthread.figures.queries.breaks import Break, breaks_between
from goldenthread.figures.queries.standing import (
    DIMENSIONS,
    check,
    scales_in,
    sees_everything,
    standing,
)
from goldenthread.figures.queries.summed import not_moderated, summed, summed_by_round
from goldenthread.method.proportions import Basis, Share, share
from goldenthread.people.actors import Actor
from goldenthread.people.queries import vocabulary
from goldenthread.tools.form import OVERALL, Scale, form_from
from goldenthread.tools.models import ToolVersion

# What stands behind a group, whatever it is grouped by: it decides what may be inferred.
ORIGIN = ("audit__round", "audit__header__case_type__code", "audit__round_case__came")
VERSION = "audit__tool_version"
FRAME_KEEPS = {"round", "case_type", "came"}
Key = tuple[tuple[str, ...], Scale]
Cells = list[dict[str, Any]]


@dataclass(frozen=True)
class GradeRow:
    """One row of grades: `counts` and `shares` by grade key in scale order, zeros included."""

    group: dict[str, str]
    scale: Scale
    n: int
    counts: dict[str, int]
    basis: Basis
    audits: tuple[str, ...]
    # Where its grades do not go on from, or to, another version of the tool that is counted beside.
    breaks: tuple[Break, ...] = ()

    @cached_property
    def shares(self) -> dict[str, Share]:
        return {key: share(n, self.n, basis=self.basis) for key, n in self.counts.items()}

    @cached_property
    def meeting(self) -> Share:
        """How many meet the standard of the scale."""
        met = sum(n for key, n in self.counts.items() if self.scale.meets_standard(key))
        return share(met, self.n, basis=self.basis)


def grades(
    by: Actor,
    dimensions: Sequence[str] = (),
    *,
    stage: str = "auditor",
    where: Mapping[str, str] | None = None,
    with_audits: bool = True,
) -> list[GradeRow]:
    """Grades by `dimensions`, at one stage, where dimensions have these values.

    Not applicable and ungraded never count. Different scales are never added together: a result with
    more than one scale carries `scale` in each group. Without the dimension `domain` (in either
    place) the grade is the overall one; audits not handed in, or returned, are left out.

    `with_audits`: whether each row names its audits. A page that shows numbers alone leaves them out:
    of a million judgements they take fifty times as long as the counts.

    Raises UnknownDimension, UnknownStage, NotAllowed.
    """
    where = dict(where or {})
    check(dimensions, where, stage)
    if with_audits:
        cells = _counted(by, dimensions, where, stage, with_audits=True)
    else:
        cells = _cells(by, dimensions, where, stage)
    return _rows(by, cells, dimensions, where, stage)


def grades_and_total(
    by: Actor, dimension: str, *, stage: str = "auditor", where: Mapping[str, str] | None = None
) -> tuple[list[GradeRow], list[GradeRow]]:
    """Grades by one dimension, and those of all together, from one reading; without their audits."""
    where = dict(where or {})
    check((dimension,), where, stage)
    # By round, too, the total is of our own audits.
    ours = {"la": ""} if dimension == "round" and not {"la", "round"} & set(where) else {}
    cells = _cells(by, (dimension,), {**where, **ours}, stage, with_overall=True)
    total = cells
    if dimension == "domain":
        total = [cell for cell in cells if cell["section"] == OVERALL]
        cells = [cell for cell in cells if cell["section"] != OVERALL]
    return _rows(by, cells, (dimension,), where, stage), _rows(by, total, (), where, stage)


def _rows(
    by: Actor, cells: Cells, dimensions: Sequence[str], where: Mapping[str, str], stage: str
) -> list[GradeRow]:
    versions = _versions(cells)
    groups = _gather(cells, dimensions, scales_in(versions))
    breaks = breaks_between(versions)
    has_scales = len({scale for _, scale in groups}) > 1
    keeps_frame = {*dimensions, *where} <= FRAME_KEEPS and sees_everything(by)
    known = frames(_drawn_whole({cell["audit__round"] for cell in cells}, stage))
    return [
        _row(
            _group(dimensions, key, has_scales), key[1], found, _basis(found, known, keeps_frame),
            _breaks(found, breaks, _section(dimensions, key, where)) if breaks else (),
        )
        for key, found in _ordered(groups, dimensions)
    ]  # fmt: skip


def _section(dimensions: Sequence[str], key: Key, where: Mapping[str, str]) -> str:
    """The section that a group's grades are of."""
    return {**dict(zip(dimensions, key[0], strict=True)), **where}.get("domain", OVERALL)


def _breaks(
    cells: Cells, breaks: Mapping[int, tuple[Break, ...]], section: str
) -> tuple[Break, ...]:
    found = {cell[VERSION]: None for cell in cells}
    of_versions = (each for version in found for each in breaks.get(version, ()))
    return tuple(dict.fromkeys(each for each in of_versions if each.section == section))


def _cells(
    by: Actor, dimensions: Sequence[str], where: Mapping[str, str], stage: str,
    *, with_overall: bool = False,
) -> Cells:  # fmt: skip
    """Numbers over several rounds come summed; of one round its case types have to be known."""
    if tuple(dimensions) == ("round",) and not {"round", "domain"} & set(where):
        return summed_by_round(by, stage, where)
    if "round" in (*dimensions, *where):
        return _counted(by, dimensions, where, stage, with_overall=with_overall)
    rows = summed(by, dimensions, stage, where, with_overall=with_overall)
    scales = scales_in(_versions(rows))
    rounds: dict[Key, set[int]] = {}
    for row in rows:
        rounds.setdefault(_key(row, dimensions, scales), set()).add(row[ORIGIN[0]])
    alone = {key for key, found in rounds.items() if len(found) == 1}
    if not alone:
        return rows
    wanted = {round for key in alone for round in rounds[key]}
    of_one = _counted(by, dimensions, where, stage, rounds=wanted, with_overall=with_overall)
    kept = [row for row in rows if _key(row, dimensions, scales) not in alone]
    return kept + [row for row in of_one if _key(row, dimensions, scales) in alone]


def _key(row: Mapping[str, Any], dimensions: Sequence[str], scales: Mapping[int, Scale]) -> Key:
    return tuple(row[DIMENSIONS[name]] or "" for name in dimensions), scales[row[VERSION]]


def _counted(
    by: Actor, dimensions: Sequence[str], where: Mapping[str, str], stage: str,
    *, with_audits: bool = False, rounds: set[int] | None = None, with_overall: bool = False,
) -> Cells:  # fmt: skip
    found = standing(by, stage, where, dimensions)
    if rounds is not None:
        found = found.filter(audit__round__in=rounds)
    is_by_domain = "domain" in dimensions or "domain" in where
    if not is_by_domain:
        found = found.filter(section=OVERALL)
    elif not with_overall:
        found = found.exclude(section=OVERALL)
    columns = dict.fromkeys((*(DIMENSIONS[name] for name in dimensions), *ORIGIN, VERSION, "grade"))
    refs = {"refs": ArrayAgg("audit__ref", order_by=("audit__ref",))} if with_audits else {}
    found = found.values(*columns).annotate(n=Count("pk"), **refs)
    # The groups are put in order afterwards; here it would sort every judgement.
    return list(found.order_by())


def _versions(cells: Cells) -> list[ToolVersion]:
    return list(ToolVersion.objects.filter(id__in={cell[VERSION] for cell in cells}))


def _drawn_whole(rounds: set[int], stage: str) -> set[int]:
    """Rounds whose selection reaches this stage whole: where only some audits were moderated, the
    moderated ones were chosen again, by a rule that looks at their grades."""
    if stage != "moderated":
        return rounds
    waiting = not_moderated().filter(round__in=rounds)
    return rounds - set(waiting.values_list("round", flat=True))


def _gather(
    rows: Cells, dimensions: Sequence[str], scales: Mapping[int, Scale]
) -> dict[Key, Cells]:
    groups: dict[Key, Cells] = {}
    for row in rows:
        groups.setdefault(_key(row, dimensions, scales), []).append(row)
    return groups


def _ordered(groups: dict[Key, Cells], dimensions: Sequence[str]) -> list[tuple[Key, Cells]]:
    """In the order of the groups' values; case types in the authority's order, domains in the tool's."""
    places = {name: _places(name, groups) for name in ("case_type", "domain") if name in dimensions}

    def place(item: tuple[Key, Cells]) -> tuple[Any, ...]:
        return tuple(
            places[name].get(value, len(places[name])) if name in places else value
            for name, value in zip(dimensions, item[0][0], strict=True)
        )

    return sorted(groups.items(), key=place)


def _places(name: str, groups: dict[Key, Cells]) -> dict[str, int]:
    if name == "case_type":
        return case_type_places()
    versions = {cell[VERSION] for cells in groups.values() for cell in cells}
    bodies = ToolVersion.objects.filter(id__in=versions).order_by("id")
    forms = [form_from(version.body) for version in bodies]
    return {s.key: n for form in reversed(forms) for n, s in enumerate(form.sections)}


def _group(dimensions: Sequence[str], key: Key, has_scales: bool) -> dict[str, str]:
    values, scale = key
    group = dict(zip(dimensions, values, strict=True))
    return {**group, "scale": scale.key} if has_scales else group


def _basis(cells: Cells, known: Frames, keeps_frame: bool) -> Basis:
    origins = (
        Origin(cell[ORIGIN[0]], case_type, cell[ORIGIN[2]])
        for cell in cells for case_type in cell.get("case_types") or (cell[ORIGIN[1]] or "",)
    )  # fmt: skip
    return known.basis(origins, frame_is_whole=keeps_frame)


def _row(
    group: dict[str, str], scale: Scale, cells: Cells, basis: Basis, breaks: tuple[Break, ...]
) -> GradeRow:
    counts = dict.fromkeys(scale.keys, 0)
    for cell in cells:
        counts[cell["grade"]] += cell["n"]
    n = sum(counts.values())
    if basis.frame_size is not None and n > basis.frame_size:
        basis = Basis("unequal")
    return GradeRow(
        group=group,
        scale=scale,
        n=n,
        counts=counts,
        basis=basis,
        audits=tuple(sorted({ref for cell in cells for ref in cell.get("refs", ())})),
        breaks=breaks,
    )


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
            **({"breaks": [each.plain for each in row.breaks]} if row.breaks else {}),
        }
        for row in rows
    ]  # fmt: skip
