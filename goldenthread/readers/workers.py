"""Workers' names as lists print them: nobody, a person, or something that is no single person."""

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

from goldenthread.readers.reading import CaseRow, GenericWorker

# A national caseload averages about 15; four times that is no one person's work.
IMPLAUSIBLY_MANY = 60
_NOBODY = re.compile(
    r"(un|not |not yet |awaiting |to be |no one |nobody )(-?allocat\w*|assigned)( worker)?"
    r"|no (allocated )?(social )?worker|tb[ac]|vacan(t|cy)( post)?|nobody|unknown|unassigned",
    re.IGNORECASE,
)
_NO_PERSON = re.compile(
    r"\b(co-?ordinators?|duty|teams?|worker|workers|manager|managers|hub|mash|front door|inbox|tray"
    r"|pool|service|services|allocations?|screening|system|admin|administrator|migration|generic"
    r"|dummy|test|locality|referrals?|assessments?|care leavers|social work|agency)\b",
    re.IGNORECASE,
)


@lru_cache(maxsize=20_000)
def is_nobody(worker: str) -> bool:
    """Whether the text says that nobody holds the case."""
    return not worker or _NOBODY.fullmatch(worker) is not None


def generic_workers(cases: Sequence[CaseRow]) -> tuple[GenericWorker, ...]:
    """Names in the worker column that are probably no single person, most cases first."""
    held = Counter(case.worker for case in cases if case.worker)
    still_open = Counter(c.worker for c in cases if c.worker and c.status != "closed")
    teams = {case.team.casefold() for case in cases if case.team}
    found = []
    for worker, count in held.most_common():
        reason = _why(worker, still_open[worker], teams)
        if reason:
            found.append(GenericWorker(worker, count, reason))
    return tuple(found)


def _why(worker: str, still_open: int, teams: set[str]) -> str:
    if worker.casefold() in teams:
        return "This is also the name of a team."
    if _NO_PERSON.search(worker):
        return "This reads like a post or a team, not a person."
    if still_open > IMPLAUSIBLY_MANY:
        return f"{still_open} open cases are more than one person is likely to hold."
    return ""
