"""Cases are selected: by a seed committed beforehand, in an order that anyone can make again."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from goldenthread import __version__
from goldenthread.journal.changes import change, keep_words, now, record
from goldenthread.method.numbers import frame_sha256
from goldenthread.method.selection import Case
from goldenthread.method.selection import Selection as Drawn
from goldenthread.method.selection import selection as drawn_from
from goldenthread.people.actors import Actor, require
from goldenthread.people.roles import Permission
from goldenthread.programme.changes.cases import ReasonMissing, _take_out, add_listed_case
from goldenthread.programme.changes.rounds import _locked
from goldenthread.programme.models import Round, RoundCase, Selection, SelectionRow
from goldenthread.programme.queries.frame import (
    available,
    judged,
    left_out_counts,
    quotas_of,
)
from goldenthread.programme.queries.record import COLUMNS, reference_of
from goldenthread.programme.queries.seeds import committed_seed, seed_sha256

METHOD = "hmac-sha256 within case types"


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


@change
def commit_seed(*, by: Actor, round: Round, seed: str = "") -> str:
    """Fix the seed of the next selection by publishing its SHA-256; done once for each selection."""
    require(by, Permission.ROUND_RUN)
    held = _locked(round, Round.State.SETTING_UP)
    if not held.seed_sha256:
        held.seed_sha256 = seed_sha256(seed or committed_seed(held))
        held.save(update_fields=["seed_sha256"])
        record(by, "commit_seed", held.ref, sha256=held.seed_sha256)
    round.seed_sha256 = held.seed_sha256
    return held.seed_sha256


@change
def select_cases(*, by: Actor, round: Round, seed: str, why_again: str = "") -> Selection:
    """Select by the round's design. Another selection needs a reason; every one is kept.

    Raises SeedNotCommitted, CaseListMissing, NothingAsked, ReasonMissing, or the method's
    QuotaImpossible.
    """
    require(by, Permission.ROUND_RUN)
    held = _locked(round, Round.State.SETTING_UP)
    earlier = held.selections.count()
    if earlier and not why_again.strip():
        raise ReasonMissing("the cases are selected again")
    if held.seed_sha256 and seed_sha256(seed) != held.seed_sha256:
        raise SeedNotCommitted(held.seed_sha256)
    made = _select(by, held, seed, earlier + 1, why_again.strip())
    held.seed_sha256 = ""
    held.version += 1
    held.save(update_fields=["seed_sha256", "version"])
    commit_seed(by=by, round=held)
    record(by, "select_cases", made.ref, held.ref, number=made.number, frame=made.frame_sha256)
    return made


def _select(by: Actor, held: Round, seed: str, number: int, why_again: str) -> Selection:
    if held.case_list is None:
        raise CaseListMissing(held.title)
    asked = quotas_of(held.design, available(held))
    if not sum(asked.values()):
        raise NothingAsked(held.title)
    words = keep_words(why_again) if why_again else None
    if words:
        for case in held.cases.filter(removed_at=None, came__in=SELECTED):
            _take_out(by, case, words)
    frame, named = _frame(held)
    cases = [Case(ref, listed.stratum) for ref, listed in frame.items()]
    frame_hash = frame_sha256(COLUMNS, cases)
    drawn = drawn_from(cases, quotas=asked, seed=seed, frame_hash=frame_hash, named=named)
    made = Selection.objects.create(
        round=held, number=number, method=METHOD, seed=seed, frame_sha256=frame_hash,
        counts=_counts(drawn, asked), exclusions=_without_eligible(held),
        design={**held.design, "seed_committed": held.seed_sha256}, why_again=words,
        software=__version__, made_at=now(), made_by=by.actor_label,
    )  # fmt: skip
    _write_rows(made, drawn, frame)
    _add_selected(by, made)
    return made


SELECTED = (RoundCase.Came.SELECTED, RoundCase.Came.SWAPPED)


class _Listed(NamedTuple):
    """An entry of the case list, no more of it than a selection needs: lists are long."""

    id: int
    subject_id: int
    id_scheme: str
    number: str
    stratum: str

    @property
    def reference(self) -> str:
        return reference_of(self.id_scheme, self.number)


def _frame(held: Round) -> tuple[dict[str, _Listed], list[str]]:
    """What is selected from, by the reference that is hashed: eligible cases and the named ones."""
    named_cases = held.cases.filter(removed_at=None, came=RoundCase.Came.NAMED)
    entries = judged(held)
    wanted = entries.filter(left_out="") | entries.filter(subject__in=named_cases.values("subject"))
    rows = wanted.values_list(
        "id", "subject_id", "subject__id_scheme", "subject__number", "stratum"
    )
    found = {listed.reference: listed for listed in map(_Listed._make, rows)}
    by_subject = {listed.subject_id: ref for ref, listed in found.items()}
    named = named_cases.values_list("subject_id", flat=True)
    return found, [by_subject[subject] for subject in named if subject in by_subject]


def _add_selected(by: Actor, made: Selection) -> None:
    """What the selection chose goes into its round, in its order."""
    chosen = made.rows.filter(reason="selected").order_by("position")
    for row in chosen.select_related("entry__subject", "entry__case_list"):
        add_listed_case(
            by=by, round=made.round, entry=row.entry, came=RoundCase.Came.SELECTED,
            probability=row.probability,
        )  # fmt: skip


def _counts(drawn: Drawn, asked: Mapping[str, int]) -> dict[str, dict[str, int]]:
    taken = {h: sum(c.reason == "selected" and c.stratum == h for c in drawn.chosen) for h in asked}
    return {
        h: {
            "open": taken[h] + len(drawn.replacements.get(h, ())),
            "target": asked[h],
            "selected": taken[h],
        }
        for h in asked
    }


def _without_eligible(held: Round) -> dict[str, int]:
    return {reason: n for reason, n in left_out_counts(held).items() if reason}


def _write_rows(made: Selection, drawn: Drawn, frame: Mapping[str, _Listed]) -> None:
    """Every case of the frame in its order, so that the selection can be made again from its rows."""
    rows: list[tuple[str, str, str, float, float]] = [
        (c.ref, c.stratum, c.reason, c.number, float(c.probability)) for c in drawn.chosen
    ]
    chance: dict[str, float] = {
        h: n["selected"] / n["open"] if n["open"] else 0.0 for h, n in made.counts.items()
    }
    rows += [
        (c.ref, h, "reserve", c.number, chance.get(h, 0.0))
        for h, queue in drawn.replacements.items()
        for c in queue
    ]
    SelectionRow.objects.bulk_create(
        [
            SelectionRow(
                selection=made, entry_id=frame[ref].id, position=position, stratum=stratum,
                reason=reason, number=number, probability=probability,
            )
            for position, (ref, stratum, reason, number, probability) in enumerate(rows, 1)
        ],
        batch_size=1000,
    )  # fmt: skip
