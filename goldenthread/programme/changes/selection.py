"""Cases are selected: by a seed committed beforehand, in an order that anyone can make again."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection

from goldenthread import __version__
from goldenthread.journal.changes import change, keep_words, now, record
from goldenthread.method.numbers import BITS, Numbers
from goldenthread.method.sampling.certificate import METHOD
from goldenthread.method.sampling.design import design_of
from goldenthread.method.sampling.drawing import CASE, Draw, draw
from goldenthread.method.sampling.exclusions import NAMED
from goldenthread.people.actors import Actor, require
from goldenthread.people.roles import Permission
from goldenthread.programme.changes.cases import ReasonMissing, _take_out, add_listed_case
from goldenthread.programme.changes.rounds import _locked, design_round
from goldenthread.programme.models import (
    Round,
    RoundCase,
    SelectedAgain,
    Selection,
    SelectionRequest,
    SelectionRow,
)
from goldenthread.programme.queries.listing import Listing, listing, named_references
from goldenthread.programme.queries.plan import (
    Plan,
    is_planned,
    rotation_of,
    tree_of,
    wave_of,
)
from goldenthread.programme.queries.record import BY_DESIGN
from goldenthread.programme.queries.seeds import committed_at, committed_seed, seed_sha256

MOST = 500  # cases that one round takes
SELECTED = (RoundCase.Came.SELECTED, RoundCase.Came.SWAPPED)


@dataclass(unsafe_hash=True)
class SeedNotCommitted(Exception):
    """The seed is not the one whose SHA-256 was committed before the selection."""

    committed: str

    def __str__(self) -> str:
        return "This is not the seed that was committed for this round before the selection."


@dataclass(unsafe_hash=True)
class CaseListMissing(Exception):
    title: str

    def __str__(self) -> str:
        return "Choose the case list to select from first."


@dataclass(unsafe_hash=True)
class NothingAsked(Exception):
    title: str

    def __str__(self) -> str:
        return "Say how many cases to select first."


@dataclass(unsafe_hash=True)
class TooManyCases(Exception):
    """More cases than one round takes."""

    cases: int

    def __str__(self) -> str:
        return f"This would select {self.cases:,} cases, and a round takes at most {MOST}."


@dataclass(unsafe_hash=True)
class NobodyToSelect(Exception):
    title: str

    def __str__(self) -> str:
        return "No case of the case list can be selected by this plan. Change the plan."


@dataclass(unsafe_hash=True)
class WaveTaken(Exception):
    """Another round has selected this wave of the rotation."""

    wave: int

    def __str__(self) -> str:
        return f"Another round has selected wave {self.wave} of this rotation. Choose it again."


@dataclass(unsafe_hash=True)
class StillSelecting(Exception):
    """A job is selecting for this round already, since this was asked for."""

    request: str

    def __str__(self) -> str:
        return "The cases are being selected already. Wait until that is done."


@change
def commit_seed(*, by: Actor, round: Round, seed: str = "") -> str:
    """Fix the seed of the next selection by publishing its SHA-256; done once for each selection."""
    require(by, Permission.ROUND_RUN)
    held = _locked(round, Round.State.SETTING_UP)
    if not held.seed_sha256:
        held.seed_sha256 = seed_sha256(seed or committed_seed(held))
        held.design = {**held.design, "seed_committed_at": now().isoformat(timespec="seconds")}
        held.save(update_fields=["seed_sha256", "design"])
        record(by, "commit_seed", held.ref, sha256=held.seed_sha256)
    round.seed_sha256, round.design = held.seed_sha256, held.design
    return held.seed_sha256


@change
def plan_selection(*, by: Actor, round: Round, seen: int, sample: Plan, **parts: Any) -> Round:
    """What the selection is to be, as the keys of a design file; and other parts of the plan.

    A later wave of a rotation takes the rotation's seed, which was committed before its first.

    Raises RoundChanged, or the method's DesignRefused for keys that mean nothing.
    """
    before = rotation_of(round.design)
    held = design_round(by=by, round=round, seen=seen, sample=sample, **parts)
    design_of(tree_of(held.design, ()))
    if rotation_of(held.design) != before:
        held.seed_sha256 = ""
        held.save(update_fields=["seed_sha256"])
        commit_seed(by=by, round=held)
    return held


@change
def select_cases(
    *, by: Actor, round: Round, seed: str, why_again: str = "", because: str = "",
    asked: SelectionRequest | None = None,
) -> Selection:  # fmt: skip
    """Select by the round's design. Another selection needs a reason; every one is kept.

    `because` is a SelectedAgain, which stands on the public record; `why_again` only on the internal.
    `asked`: what a job makes it for; while one waits nobody else selects.

    Raises StillSelecting, SeedNotCommitted, CaseListMissing, NothingAsked, ReasonMissing, TooManyCases, or one of
    the method's refusals, which says what cannot be met.
    """
    require(by, Permission.ROUND_RUN)
    held = _locked(round, Round.State.SETTING_UP)
    waiting = held.selection_requests.filter(state="waiting").first()
    if waiting is not None and waiting != asked:
        raise StillSelecting(waiting.ref)
    earlier = held.selections.count()
    if earlier and not why_again.strip():
        raise ReasonMissing("the cases are selected again")
    if held.seed_sha256 and seed_sha256(seed) != held.seed_sha256:
        raise SeedNotCommitted(held.seed_sha256)
    again = (
        (SelectedAgain(because or SelectedAgain.OTHER), why_again.strip()) if earlier else ("", "")
    )
    made = _select(by, held, seed, earlier + 1, again)
    held.seed_sha256 = ""
    held.version += 1
    held.save(update_fields=["seed_sha256", "version"])
    commit_seed(by=by, round=held)
    record(by, "select_cases", made.ref, held.ref, number=made.number, frame=made.frame_sha256)
    return made


def _select(
    by: Actor, held: Round, seed: str, number: int, again: tuple[str, str]
) -> Selection:  # fmt: skip
    if held.case_list is None:
        raise CaseListMissing(held.title)
    if not is_planned(held.design):
        raise NothingAsked(held.title)
    _check_wave(held)
    listed = listing(held)
    named = named_references(held, listed.entries)
    tree = {**listed.tree, "named": named} if named else listed.tree
    drawn = draw(listed.frame, design_of(tree), seed)
    if len(drawn.rows) > MOST:
        raise TooManyCases(len(drawn.rows))
    if not drawn.rows:
        raise NobodyToSelect(held.title)
    words = keep_words(again[1]) if again[1] else None
    if words:
        for case in held.cases.filter(removed_at=None, came__in=SELECTED):
            _take_out(by, case, words)
    made = Selection.objects.create(
        round=held, number=number, method=BY_DESIGN, seed=seed, frame_sha256=listed.frame.sha256,
        counts=_counts(drawn), exclusions=drawn.exclusions, design=_as_drawn(held, listed, drawn),
        because=again[0], why_again=words, software=__version__, made_at=now(), made_by=by.actor_label,
    )  # fmt: skip
    SelectionRow.objects.bulk_create(_rows(made, drawn, listed), batch_size=1000)
    connection.check_constraints()  # not at COMMIT, under the journal's lock
    _add_selected(by, made)
    return made


def _check_wave(held: Round) -> None:
    wave = wave_of(held.design)
    others = Selection.objects.exclude(round=held).filter(
        round__is_restricted=False, round__design__sample__programme=rotation_of(held.design)
    )
    if wave and others.filter(round__design__sample__waves__draw=wave[0]).exists():
        raise WaveTaken(wave[0])


def _as_drawn(held: Round, listed: Listing, drawn: Draw) -> dict[str, object]:
    """The plan as it stood, the design that was drawn by, and how the seed was committed."""
    return {
        **held.design, "tree": listed.tree, "method": METHOD, "seed_committed": held.seed_sha256,
        "seed_committed_at": committed_at(held),
        "rotation": drawn.rotation._asdict() if drawn.rotation else None,
    }  # fmt: skip


def _add_selected(by: Actor, made: Selection) -> None:
    """What the selection chose goes into its round, in its order; named cases are there already."""
    chosen = made.rows.filter(reason__in=("selected", "certain", "family")).order_by("position")
    for row in chosen.select_related("entry__subject", "entry__case_list"):
        add_listed_case(
            by=by, round=made.round, entry=row.entry, came=RoundCase.Came.SELECTED,
            probability=row.probability,
        )  # fmt: skip


def _counts(drawn: Draw) -> dict[str, dict[str, int]]:
    """For each case type: cases that could be selected, and those that were; named ones aside."""
    strata = drawn.frame.column(drawn.design.strata)
    taken = Counter(strata[each.row] for each in drawn.rows if each.reason != "named")
    left = Counter(strata[each.row] for each in drawn.reserves)
    return {
        h: {"open": taken[h] + left[h], "target": taken[h], "selected": taken[h]}
        for h in sorted(taken | left)
    }


def _rows(made: Selection, drawn: Draw, listed: Listing) -> Iterator[SelectionRow]:
    """Every case of the list: those selected in their order, those next in order, those left out."""
    placed = [
        *((each.row, each.reason, float(each.probability)) for each in drawn.rows),
        *((each.row, "reserve", 0.0) for each in drawn.reserves),
        *(
            (row, "left_out", 0.0)
            for row, reason in enumerate(drawn.left_out)
            if reason not in ("", NAMED)
        ),
    ]
    numbers = Numbers(made.seed, drawn.design.programme or made.frame_sha256, CASE)
    for position, (row, reason, probability) in enumerate(placed, 1):
        entry = listed.entries[drawn.frame.refs[row]]
        left_out = drawn.left_out[row] if reason == "left_out" else entry.left_out
        yield SelectionRow(
            selection=made, entry_id=entry.id, position=position, stratum=entry.stratum,
            reason=reason, number=numbers.whole(entry.reference) / (1 << BITS), probability=probability, left_out=left_out,
            mark=entry.mark, service=entry.service or "",
        )  # fmt: skip
