"""Whether the record of a selection still holds, also when the case numbers in it have gone."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from goldenthread.cases.models import DISPOSED
from goldenthread.method.numbers import frame_sha256, number
from goldenthread.method.sampling.certificate import METHOD, Record
from goldenthread.method.sampling.design import design_of
from goldenthread.method.sampling.drawing import CASE, draw
from goldenthread.method.sampling.frame import Frame, row_written
from goldenthread.programme.models import (
    Round,
    RoundCase,
    SelectedAgain,
    Selection,
    SelectionRow,
)
from goldenthread.programme.queries.listing import listing_of, reference_of
from goldenthread.programme.queries.seeds import seed_sha256

BY_TYPE = "hmac-sha256 within case types"
"""The method of selections made before designs: the lowest numbers of each case type."""
BY_DESIGN = "by design"
"""The method of those made since; the design names its version."""
COLUMNS = ("case", "case_type")
BECAUSE = {
    "closed": "The case has closed",
    "conflict": "Nobody may audit it: a conflict",
    "not_now": "This is not the time to audit it",
    "other": "Another reason",
}


@dataclass(frozen=True)
class Checked:
    """`made_again` cases had their number computed anew; of `gone` only the number drawn is left."""

    made_again: int
    gone: int
    faults: tuple[str, ...]


@dataclass(frozen=True)
class Kept:
    """What stays of a selection: the method's record, and the case list it was drawn from."""

    record: Record
    frame: Frame

    @property
    def frame_csv(self) -> str:
        """The case list as a file; read again, its SHA-256 is the one that the record names."""
        return "".join(map(row_written, (self.frame.columns, *self.frame.rows)))


def is_whole(selection: Selection) -> bool:
    """Whether every case number of its list is still there, so that it can be drawn again."""
    return not selection.rows.filter(entry__subject__id_scheme=DISPOSED).exists()


def selection_record(selection: Selection) -> Kept | None:
    """The selection drawn again, with its seed, replacements and earlier selections.

    None for one made by another method than there is now, or whose case numbers have gone.
    """
    if selection.design.get("method") != METHOD or not is_whole(selection):
        return None
    listed = listing_of(selection)
    named = selection.rows.filter(reason="named").values_list(
        "entry__subject__id_scheme", "entry__subject__number"
    )
    tree = dict(listed.tree)
    if refs := sorted(reference_of(*each) for each in named):
        tree["named"] = refs
    drawn = draw(listed.frame, design_of(tree), selection.seed)
    made = Record(
        drawn,
        committed_at=selection.design.get("seed_committed_at") or None,
        replaced=tuple(_replaced(selection)),
        earlier=tuple(_earlier(selection)),
    )
    return Kept(made, listed.frame)


def _replaced(selection: Selection) -> Iterator[dict[str, str]]:
    cases = selection.round.cases.filter(
        came=RoundCase.Came.SWAPPED, added_at__gte=selection.made_at
    )
    following = selection.round.selections.filter(number=selection.number + 1).first()
    if following:
        cases = cases.filter(added_at__lt=following.made_at)
    for case in cases.select_related("subject", "replaces__subject").order_by("id"):
        if case.replaces is None:
            continue
        old, new = case.replaces.subject, case.subject
        yield {
            "case": reference_of(old.id_scheme, old.number),
            "by": reference_of(new.id_scheme, new.number),
            "why": BECAUSE.get(case.because, ""), "level": case.nearness,
        }  # fmt: skip


def _earlier(selection: Selection) -> Iterator[dict[str, str]]:
    """Every selection before this one, and why another was made after it."""
    every = list(_up_to(selection.round, selection.number))
    for each, following in pairwise(every):
        yield {
            "selection": str(each.number), "made_at": each.made_at.isoformat(timespec="seconds"),
            "seed_sha256": seed_sha256(each.seed), "frame_sha256": each.frame_sha256,
            "drawn_again_because": SelectedAgain(following.because or "other").label,
            "drawn_again_why": str(following.why_again or ""),
        }  # fmt: skip


def _up_to(round: Round, number: int) -> Sequence[Selection]:
    found = round.selections.filter(number__lte=number)
    return list(found.select_related("why_again").order_by("number"))


def check_selection(selection: Selection) -> Checked:
    """Follow a selection from its rows: seed, list, each case's number, and who was drawn."""
    rows = list(selection.rows.select_related("entry__subject").order_by("position"))
    known = [row for row in rows if row.entry.subject.id_scheme != DISPOSED]
    is_all = len(known) == len(rows)
    faults = [*_seed(selection), *_numbers(selection, known)]
    if selection.method == BY_TYPE:
        faults += [*_order(selection, rows), *(_frame(selection, known) if is_all else ())]
    else:
        faults += [*_counted(selection, rows), *(_drawn(selection, rows) if is_all else ())]
    return Checked(len(known), len(rows) - len(known), tuple(faults))


def _seed(selection: Selection) -> Iterator[str]:
    committed = selection.design.get("seed_committed")
    if committed and seed_sha256(selection.seed) != committed:
        yield "The seed is not the one that was committed."


def _reference(row: SelectionRow) -> str:
    return reference_of(row.entry.subject.id_scheme, row.entry.subject.number)


def _numbers(selection: Selection, known: list[SelectionRow]) -> Iterator[str]:
    ground = selection.design.get("tree", {}).get("programme") or selection.frame_sha256
    for row in known:
        if row.number != number(selection.seed, ground, CASE, _reference(row)):
            yield f"The number of place {row.position} is not its case's."


def _counted(selection: Selection, rows: list[SelectionRow]) -> Iterator[str]:
    """As many of each case type as the selection's counts say, also without the case numbers."""
    taken = Counter(r.stratum for r in rows if r.reason in ("selected", "certain", "family"))
    left = Counter(r.stratum for r in rows if r.reason == "reserve")
    for stratum, count in selection.counts.items():
        if (taken[stratum], left[stratum]) != (
            count["selected"],
            count["open"] - count["selected"],
        ):
            yield f"The cases of {stratum} are not as many as were counted."


def _drawn(selection: Selection, rows: list[SelectionRow]) -> Iterator[str]:
    kept = selection_record(selection)
    if kept is None or kept.frame.sha256 != selection.frame_sha256:
        yield "The cases are not those of the list that was selected from."
        return
    refs = kept.frame.refs
    again = [(refs[r.row], r.reason, float(r.probability)) for r in kept.record.draw.rows]
    drawn = [r for r in rows if r.reason not in ("reserve", "left_out")]
    if again != [(_reference(r), r.reason, r.probability) for r in drawn]:
        yield "The cases selected are not those that are drawn again."


def _frame(selection: Selection, known: list[SelectionRow]) -> Iterator[str]:
    listed = [(_reference(row), row.stratum) for row in known]
    if frame_sha256(COLUMNS, listed) != selection.frame_sha256:
        yield "The cases are not those of the list that was selected from."


def _order(selection: Selection, rows: list[SelectionRow]) -> Iterator[str]:
    """In each case type the lowest numbers are selected, as many as its counts say."""
    queues: dict[str, list[SelectionRow]] = defaultdict(list)
    for row in rows:
        if row.reason != "named":
            queues[row.stratum].append(row)
    for stratum, count in selection.counts.items():
        queue = sorted(queues[stratum], key=lambda row: row.number)
        reasons = [row.reason for row in queue]
        taken = count["selected"]
        if reasons != ["selected"] * taken + ["reserve"] * (count["open"] - taken):
            yield f"The selected cases of {stratum} are not those with the lowest numbers."
