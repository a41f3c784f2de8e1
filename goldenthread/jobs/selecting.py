"""Selects from a long case list, as the person who asked for it."""

import logging
import secrets

from goldenthread.method.sampling.refusing import Refused
from goldenthread.people.actors import NotAllowed, Schedule
from goldenthread.people.queries import person_by_ref
from goldenthread.programme.changes import (
    NobodyToSelect,
    NothingAsked,
    SeedNotCommitted,
    TooManyCases,
    WaveTaken,
    begin_selection,
    finish_selection,
    stop_selection,
)

log = logging.getLogger(__name__)
BY = Schedule("select_cases")
MOST_ATTEMPTS = 3
EXPECTED = (Refused, NobodyToSelect, NothingAsked, SeedNotCommitted, TooManyCases, WaveTaken)


def select_asked(ref: str, attempt: int = 1) -> None:
    """Do it with the rights of whoever asked; what cannot be done is said on the page, not tried for ever."""
    asked = begin_selection(by=BY, ref=ref)
    if asked is None:
        return
    asker = person_by_ref(asked.asked_by)
    if asker is None or attempt > MOST_ATTEMPTS:
        gone = "Whoever asked has no account any more."
        why = gone if asker is None else f"Selecting was broken off {MOST_ATTEMPTS} times."
        stop_selection(by=BY, ref=ref, why=why)
        return
    try:
        finish_selection(by=asker, ref=ref)
    except NotAllowed:
        stop_selection(by=BY, ref=ref, why="Whoever asked may no longer run rounds.")
    except EXPECTED as refused:
        stop_selection(by=BY, ref=ref, why=str(refused))
    except Exception as error:
        code = secrets.token_hex(4)
        log.error("Cases could not be selected (%s)", code, exc_info=error)
        why = f"Something went wrong that is not the plan's doing (code {code})."
        stop_selection(by=BY, ref=ref, why=why)
