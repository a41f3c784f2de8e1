"""Who holds a child's case: worker and team from the list that is most likely to be right."""

import datetime as dt
from typing import NamedTuple

from goldenthread.readers.annex_a.gather import Child, ListRow
from goldenthread.readers.annex_a.status import best_row, has_ended
from goldenthread.readers.workers import is_nobody

# Lists 6 to 9 name the current worker (the last one, if closed). Lists 4 and 3 name who did the
# assessment or took the referral, which may be someone else by now.
CURRENT = (8, 7, 9, 6)
HISTORIC = (4, 3)


class Allocated(NamedTuple):
    """Worker and team of a case; `is_historic` where the list names a past worker."""

    worker: str = ""
    team: str = ""
    is_historic: bool = False


def allocated(child: Child, is_closed: bool, day: dt.date) -> Allocated:
    """The worker from List 8, else 7, 9 or 6, else 4 or 3; open episodes before ended ones."""
    by_list = child.rows
    still_open: list[ListRow] = []
    ended: list[ListRow] = []
    for number in CURRENT:
        if number in by_list:
            row = best_row(by_list[number], day)
            (ended if has_ended(row, day) else still_open).append(row)
    past = [best_row(by_list[n], day) for n in HISTORIC if n in by_list]
    for rows, is_historic in ((still_open, False), (ended, not is_closed), (past, True)):
        for row in rows:
            if not is_nobody(worker := row.text("worker")):
                return Allocated(worker, row.text("team"), is_historic)
    return Allocated(team=_first_team([*still_open, *ended, *past]))


def _first_team(rows: list[ListRow]) -> str:
    return next((row.text("team") for row in rows if row.text("team")), "")
