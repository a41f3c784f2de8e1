"""Who holds a child's case: worker and team from the list that is most likely to be right."""

import datetime as dt
from dataclasses import dataclass

from goldenthread.readers.annex_a.gather import Child, ListRow
from goldenthread.readers.annex_a.status import best_row, has_ended
from goldenthread.readers.workers import is_nobody

# Lists 6 to 9 name the current worker (the last one, if closed). Lists 4 and 3 name who did the
# assessment or took the referral, which may be someone else by now.
CURRENT = (8, 7, 9, 6)
HISTORIC = (4, 3)


@dataclass(frozen=True)
class Allocated:
    """Worker and team of a case; `is_historic` where the list names a past worker."""

    worker: str = ""
    team: str = ""
    is_historic: bool = False


def allocated(child: Child, is_closed: bool, day: dt.date) -> Allocated:
    """The worker from List 8, else 7, 9 or 6, else 4 or 3; open episodes before ended ones."""
    current = [best_row(rows, day) for n in CURRENT if (rows := child.on(n))]
    past = [best_row(rows, day) for n in HISTORIC if (rows := child.on(n))]
    still_open = [row for row in current if not has_ended(row, day)]
    ended = [row for row in current if has_ended(row, day)]
    for rows, is_historic in ((still_open, False), (ended, not is_closed), (past, True)):
        named = next((row for row in rows if not is_nobody(row.text("worker"))), None)
        if named:
            return Allocated(named.text("worker"), named.text("team"), is_historic)
    return Allocated(team=_first_team([*still_open, *ended, *past]))


def _first_team(rows: list[ListRow]) -> str:
    return next((row.text("team") for row in rows if row.text("team")), "")
