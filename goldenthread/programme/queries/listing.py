"""The case list as a selection sees it: texts in columns, from the list itself or from a record."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import Case, CharField, Exists, OuterRef, QuerySet, Value, When

from goldenthread.method.sampling.frame import Frame, frame_of
from goldenthread.programme.models import Outcome, Round, RoundCase, Selection
from goldenthread.programme.queries.frame import LEFT_OUT, SERVICE_OF_ENTRY, judged, rules_in_force
from goldenthread.programme.queries.plan import (
    AGAIN,
    SERVICE,
    WAVE,
    YES,
    Plan,
    bounds_services,
    extra_columns,
    is_again,
    rotation_of,
    sample_of,
    tree_of,
    wave_of,
    window_column,
)

CASE_SYSTEM = "case_system"
USUAL = ("person_id", "status", "case_type", "worker", "team", "family_id")


class Listed(NamedTuple):
    """An entry of the case list, no more of it than a selection needs: lists are long."""

    id: int
    subject_id: int
    id_scheme: str
    number: str
    status: str
    stratum: str
    worker: str | None
    team: str | None
    family: str
    left_out: str
    mark: str
    service: str | None = ""
    on: Any = None

    @property
    def reference(self) -> str:
        return reference_of(self.id_scheme, self.number)

    def cells(self, extra: Sequence[str]) -> tuple[str, ...]:
        usual = (
            self.reference, self.status, self.stratum, self.worker or "", self.team or "",
            self.family,
        )  # fmt: skip
        return (*usual, *map(self._extra, extra))

    def _extra(self, column: str) -> str:
        if column in (WAVE, AGAIN):
            return self.mark
        if column == SERVICE:
            return self.service or ""
        if column in LEFT_OUT:
            return YES if column == self.left_out else ""
        return self.on.isoformat() if self.on else ""


@dataclass(frozen=True)
class Listing:
    """A case list to select from, the design but for named cases, and each entry by its reference."""

    frame: Frame
    tree: Plan
    entries: dict[str, Listed]


def reference_of(id_scheme: str, number: str) -> str:
    """The text that a case's number is computed from: its case number as it stands in the list."""
    return number if id_scheme == CASE_SYSTEM else f"{id_scheme}:{number}"


def listing(round: Round, design: Plan | None = None) -> Listing:
    """The round's case list now, every case of it, with why it may not be selected.

    Raises the method's FrameRefused for a list without a case.
    """
    held = round.design if design is None else design
    paths = [
        "id", "subject_id", "subject__id_scheme", "subject__number", "status", "stratum",
        "practitioner__ref", "team__ref", "family", "left_out", "mark", "service",
    ]  # fmt: skip
    if window := window_column(sample_of(held)):
        paths.append(window)
    service = SERVICE_OF_ENTRY if bounds_services(sample_of(held)) else _nothing()
    entries = judged(round, rules_in_force(held)).annotate(mark=_mark(round, held), service=service)
    found = [Listed(*row) for row in entries.order_by().values_list(*paths)]
    reasons = {each.left_out for each in found}
    return _listing(found, tree_of(held, [code for code in LEFT_OUT if code in reasons]))


def listing_of(selection: Selection) -> Listing:
    """The case list that a selection was made from, as its rows keep it."""
    tree = selection.design["tree"]
    paths = [
        "entry_id", "entry__subject_id", "entry__subject__id_scheme", "entry__subject__number",
        "entry__status", "stratum", "entry__practitioner__ref", "entry__team__ref",
        "entry__family", "left_out", "mark", "service",
    ]  # fmt: skip
    if window := window_column(tree):
        paths.append(f"entry__{window}")
    rows = selection.rows.order_by().values_list(*paths)
    return _listing([Listed(*row) for row in rows], tree)


def _listing(found: Iterable[Listed], tree: Plan) -> Listing:
    entries = {each.reference: each for each in found}
    extra = extra_columns(tree)
    frame = frame_of([*USUAL, *extra], [each.cells(extra) for each in entries.values()])
    return Listing(frame, tree, entries)


def _mark(round: Round, design: Plan) -> Any:
    """The wave that had the case already, or how it is to be audited again; empty for others."""
    whens: list[When] = []
    if is_again(sample_of(design)):
        whens = [
            When(Exists(_audited_before(round, design["again"][how])), then=Value(how))
            for how in ("all", "share")
        ]
    elif (wave := wave_of(design)) is not None:
        whens = [
            When(Exists(_in_wave(round, rotation_of(design), earlier)), then=Value(str(earlier)))
            for earlier in range(1, wave[0])
        ]
    return Case(*whens, default=Value(""), output_field=CharField()) if whens else _nothing()


def _nothing() -> Any:
    return Value("", output_field=CharField())


def _audited_before(round: Round, grades: list[str]) -> QuerySet[Outcome]:
    return Outcome.objects.filter(
        round=round.follows_id, round__is_restricted=False, subject=OuterRef("subject"),
        grade__in=grades, round_case__second_of=None,
    )  # fmt: skip


def _in_wave(round: Round, rotation: str, wave: int) -> QuerySet[RoundCase]:
    return RoundCase.objects.filter(
        subject=OuterRef("subject"), removed_at=None, round__is_restricted=False,
        round__design__sample__programme=rotation, round__design__sample__waves__draw=wave,
    ).exclude(round=round)  # fmt: skip


def named_references(round: Round, entries: dict[str, Listed]) -> list[str]:
    """The named cases of the round that are on its case list."""
    named = set(
        round.cases.filter(removed_at=None, came=RoundCase.Came.NAMED)
        .order_by()
        .values_list("subject_id", flat=True)
    )
    return sorted(ref for ref, each in entries.items() if each.subject_id in named)
