"""Shares a large round out, as the person who asked for it."""

import logging

from goldenthread.people.actors import NotAllowed, Schedule
from goldenthread.people.queries import person_by_ref
from goldenthread.programme.changes import finish_allocation, stop_allocation
from goldenthread.programme.queries import allocation_asker

log = logging.getLogger(__name__)
BY = Schedule("share_out")
MOST_ATTEMPTS = 3


def share_out_asked(ref: str, attempt: int = 1) -> None:
    """Do it with the rights of whoever asked; what cannot be done is said on the page, not tried for ever."""
    asker = person_by_ref(allocation_asker(ref))
    if asker is None or attempt > MOST_ATTEMPTS:
        stop_allocation(by=BY, ref=ref)
        return
    try:
        finish_allocation(by=asker, ref=ref)
    except NotAllowed:
        stop_allocation(by=BY, ref=ref)
    except Exception as error:
        log.error("A round could not be shared out", exc_info=error)
        stop_allocation(by=BY, ref=ref)
