"""What a selection covers: case types, practitioners, teams, and what a person should look at."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, QuerySet

from goldenthread.method.proportions import Basis, share
from goldenthread.programme.models import RoundCase, Selection
from goldenthread.programme.queries.frame import in_case_type_order


@dataclass(frozen=True)
class Covered:
    """A case type, practitioner or team: cases that could be selected, and those in the round."""

    code: str
    label: str
    open: int
    chosen: int
    target: int | None = None
    named: int = 0

    @property
    def share(self) -> str:
        """The share selected, never without its count."""
        return share(self.chosen, self.open, basis=Basis("census")).text


@dataclass(frozen=True)
class Family:
    """A family of whose children more than one is in the round."""

    numbers: tuple[str, ...]


@dataclass(frozen=True)
class Cover:
    """The preview of a selection, as the round stands now, swaps and named cases included."""

    by_case_type: tuple[Covered, ...]
    total: Covered
    by_practitioner: tuple[Covered, ...]
    by_team: tuple[Covered, ...]
    families: tuple[Family, ...]
    without_worker: int

    @property
    def uncovered(self) -> tuple[Covered, ...]:
        """Practitioners of whose cases none is in the round."""
        return tuple(each for each in self.by_practitioner if not each.chosen)

    @property
    def short(self) -> tuple[Covered, ...]:
        """Case types of which fewer were selected than asked for."""
        return tuple(e for e in self.by_case_type if e.target is not None and e.chosen < e.target)


def cover(selection: Selection) -> Cover:
    rows = _rows(selection)
    by_type = tuple(_by_case_type(selection, rows))
    return Cover(
        by_case_type=by_type,
        total=_total(by_type),
        by_practitioner=tuple(
            _grouped(
                rows, "entry__practitioner__ref", "entry__practitioner__name", "No named worker"
            )
        ),
        by_team=tuple(_grouped(rows, "entry__team__ref", "entry__team__name", "Team not known")),
        families=tuple(_families(selection)),
        without_worker=rows.filter(entry__practitioner=None, is_in_round=True).count(),
    )


def _rows(selection: Selection) -> QuerySet[Any]:
    """The rows of a selection, without those named or left out, each with whether its case is in the round now."""
    there = RoundCase.objects.filter(
        round=selection.round_id, subject=OuterRef("entry__subject"), removed_at=None
    ).exclude(came__in=(RoundCase.Came.NAMED, RoundCase.Came.SECOND))
    rows = selection.rows.exclude(reason__in=("named", "left_out")).order_by()
    return rows.annotate(is_in_round=Exists(there))


def _by_case_type(selection: Selection, rows: QuerySet[Any]) -> Iterable[Covered]:
    chosen: dict[str, int] = dict(
        rows.filter(is_in_round=True).values_list("stratum").annotate(n=Count("id"))
    )
    named = dict(
        selection.rows.filter(reason="named")
        .order_by()
        .values_list("stratum")
        .annotate(n=Count("id"))
    )
    counts: dict[str, dict[str, int]] = selection.counts
    for stratum in in_case_type_order({*counts, *named}):
        held = counts.get(stratum, {"open": 0, "target": 0})
        yield Covered(
            stratum, stratum, held["open"], chosen.get(stratum, 0), held["target"],
            named.get(stratum, 0),
        )  # fmt: skip


def _total(by_type: tuple[Covered, ...]) -> Covered:
    return Covered(
        "total",
        "Total",
        sum(each.open for each in by_type),
        sum(each.chosen for each in by_type),
        sum(each.target or 0 for each in by_type),
        sum(each.named for each in by_type),
    )


def _grouped(rows: QuerySet[Any], ref: str, name: str, nobody: str) -> Iterable[Covered]:
    """Rows by practitioner or team; those without a case first, then by the number of cases."""
    every = {
        key: (label, n) for key, label, n in rows.values_list(ref, name).annotate(n=Count("id"))
    }
    chosen = dict(rows.filter(is_in_round=True).values_list(ref).annotate(n=Count("id")))
    found = [
        Covered(key or "", label or nobody, n, chosen.get(key, 0))
        for key, (label, n) in every.items()
    ]
    return sorted(found, key=lambda each: (each.chosen > 0, -each.open, each.label))


def _families(selection: Selection) -> Iterable[Family]:
    cases = (
        selection.round.cases.filter(removed_at=None, second_of=None)
        .exclude(header__family="")
        .values_list("header__family", "subject__number")
    )
    members: dict[str, list[str]] = {}
    for family, number in cases.order_by("subject__number"):
        members.setdefault(family, []).append(number)
    return [Family(tuple(numbers)) for numbers in members.values() if len(numbers) > 1]
