"""A selection is asked for: made at once from a short case list, by a job from a long one."""

from goldenthread.journal.changes import change, keep_words, later, now, record
from goldenthread.people.actors import Actor, NotAllowed, require
from goldenthread.people.roles import Permission
from goldenthread.programme.changes.cases import ReasonMissing
from goldenthread.programme.changes.rounds import RoundInState, _locked
from goldenthread.programme.changes.selection import (
    NothingAsked,
    StillSelecting,
    select_cases,
)
from goldenthread.programme.models import Round, Selection, SelectionRequest
from goldenthread.programme.queries.plan import is_planned
from goldenthread.programme.queries.restricted import is_open_to
from goldenthread.programme.queries.seeds import committed_seed

MOST_AT_ONCE = 10_000  # cases of a list from which a page selects while somebody waits


@change
def ask_selection(
    *, by: Actor, round: Round, why_again: str = "", because: str = ""
) -> SelectionRequest | None:
    """Select by the round's plan: now, or from a long case list by a job, which is returned.

    Raises StillSelecting, NothingAsked, ReasonMissing; and what select_cases raises, if now.
    """
    require(by, Permission.ROUND_RUN)
    held, why = _locked(round, Round.State.SETTING_UP), why_again.strip()
    listed = held.case_list.entries.count() if held.case_list else 0
    if listed <= MOST_AT_ONCE:
        select_cases(
            by=by, round=held, seed=committed_seed(held), why_again=why, because=because
        )  # fmt: skip
        return None
    if waiting := held.selection_requests.filter(state="waiting").first():
        raise StillSelecting(waiting.ref)
    if not is_planned(held.design):
        raise NothingAsked(held.title)
    if held.selections.exists() and not why:
        raise ReasonMissing("the cases are selected again")
    asked = SelectionRequest.objects.create(
        round=held, round_version=held.version, cases=listed, because=because,
        why_again=keep_words(why) if why else None, asked_by=by.actor_label,
    )  # fmt: skip
    later("jobs.select_cases", ref=asked.ref)
    record(by, "ask_selection", held.ref, asked.ref, cases=listed)
    return asked


@change
def begin_selection(*, by: Actor, ref: str) -> SelectionRequest | None:
    """A job has taken it up; nothing where nobody waits for it any more."""
    require(by, Permission.ROUND_RUN)
    asked = _waiting(ref)
    if asked is not None:
        asked.begun_at, asked.begun_by = now(), by.actor_label
        asked.save(update_fields=["begun_at", "begun_by"])
        record(by, "begin_selection", asked.round.ref, asked.ref)
    return asked


@change
def finish_selection(*, by: Actor, ref: str) -> Selection | None:
    """What was asked for is selected now, by whoever asked; nothing where that is done already.

    Stopped where the plan has changed meanwhile. Raises what select_cases raises.
    """
    require(by, Permission.ROUND_RUN)
    asked = _waiting(ref)
    if asked is None:
        return None
    if not is_open_to(by, asked.round):
        raise NotAllowed(Permission.ROUND_RUN)
    try:
        held = _locked(asked.round, Round.State.SETTING_UP)
    except RoundInState as error:
        stop_selection(by=by, ref=ref, why=str(error))
        return None
    if held.version != asked.round_version:
        why = (
            "The round was changed after the selection was asked for. Look at the plan and select."
        )
        stop_selection(by=by, ref=ref, why=why)
        return None
    made = select_cases(
        by=by, round=held, seed=committed_seed(held), because=asked.because,
        why_again=asked.why_again.body if asked.why_again else "", asked=asked,
    )  # fmt: skip
    asked.state, asked.done_at, asked.done_by = SelectionRequest.State.DONE, now(), by.actor_label
    asked.save(update_fields=["state", "done_at", "done_by"])
    return made


@change
def stop_selection(*, by: Actor, ref: str, why: str) -> None:
    """A selection that cannot be made, or is wanted no longer, is not waited for."""
    require(by, Permission.ROUND_RUN)
    asked = _waiting(ref)
    if asked is not None:
        asked.state, asked.stopped_why = SelectionRequest.State.STOPPED, why
        asked.done_at, asked.done_by = now(), by.actor_label
        asked.save(update_fields=["state", "stopped_why", "done_at", "done_by"])
        record(by, "stop_selection", asked.round.ref, asked.ref)


def _waiting(ref: str) -> SelectionRequest | None:
    """Its row, locked: two workers that took up the same job come here one after the other."""
    return SelectionRequest.objects.select_for_update().filter(ref=ref, state="waiting").first()
