"""A share of a round's cases is audited twice, by two auditors who do not know of each other."""

from dataclasses import dataclass

from goldenthread.cases.changes import copy_header
from goldenthread.journal.changes import change, keep_words, record
from goldenthread.method.doubles import Twice
from goldenthread.people.actors import Actor, require
from goldenthread.people.roles import Permission
from goldenthread.programme.changes.cases import _take_out
from goldenthread.programme.changes.rounds import _locked, _saved
from goldenthread.programme.models import Round, RoundCase
from goldenthread.programme.queries.doubles import second_audits, wanted_twice

NOT_CHOSEN = "No longer chosen to be audited twice."


@dataclass(unsafe_hash=True)
class TwiceFaulty(Exception):
    """More cases than there are, less than none, or a share outside 0 to 100 per cent.

    `cases` is how many there are.
    """

    cases: int
    is_share: bool

    def __str__(self) -> str:
        if self.is_share:
            return "Enter a share from 1 to 100 per cent"
        return f"Enter a number up to {self.cases}: the round has no more cases"


@change
def set_twice(*, by: Actor, round: Round, seen: int, count: int = 0, percent: int = 0) -> Round:
    """How many cases are audited twice: so many, or a share of them; which ones is drawn at once."""
    require(by, Permission.ROUND_RUN)
    held = _locked(round, Round.State.SETTING_UP, seen=seen)
    cases = held.cases.filter(removed_at=None, second_of=None).count()
    if not (0 <= count <= cases and 0 <= percent <= 100):
        raise TwiceFaulty(cases, is_share=bool(percent))
    plan = {"count": count, "percent": percent}
    held.twice = {name: n for name, n in plan.items() if n}
    saved = _saved(by, "set_twice", held, **held.twice)
    settle_second_audits(by=by, round=saved)
    return saved


@change
def settle_second_audits(*, by: Actor, round: Round) -> int:
    """Bring the second audits to what the plan draws from the cases as they stand; how many there are.

    A case that stays chosen keeps its second audit and whoever has it.
    """
    require(by, Permission.ROUND_RUN)
    round = _locked(round, Round.State.SETTING_UP)
    there = {case.second_of.ref: case for case in second_audits(round).select_related("second_of")}  # type: ignore[union-attr]
    if not there and not Twice(**round.twice).of(1):
        return 0
    wanted = wanted_twice(round)
    for ref in sorted(there.keys() - wanted):
        _take_out(by, there[ref], keep_words(NOT_CHOSEN))
    added = round.cases.filter(ref__in=wanted - there.keys()).select_related("header")
    for case in added.order_by("id"):
        RoundCase.objects.create(
            round=round, subject_id=case.subject_id, second_of=case, came=RoundCase.Came.SECOND,
            header=copy_header(by=by, header=case.header), added_by=by.actor_label,
        )  # fmt: skip
    changed = {"added": len(wanted - there.keys()), "removed": len(there.keys() - wanted)}
    if any(changed.values()):
        record(by, "settle_second_audits", round.ref, **changed)
    return len(wanted)
