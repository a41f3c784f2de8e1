"""The status of a child, from all lists together.

The first that applies: looked after (List 8 without a date ceased, short breaks V3 and V4 left
out, or List 6 "a"), child protection (List 7 without an end date, or List 6 "b"), care leaver aged
18 or over (List 9), child in need (List 6 "c"), assessment (List 6 "d", or List 4 without a date of
authorisation), care leaver under 18, early help (List 2 without a completion date). Where none
applies: closed (List 6 "e", or List 7 or 8 ended). This is the order of Ofsted's own guidance to
List 6, with care leavers and early help added.

A List 6 row that is open but says no status we know is an open case of unknown status. A child who
is only on contacts, referrals, finished assessments, section 47 enquiries or adoption is no case.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from goldenthread.readers.annex_a.gather import Child, ListRow
from goldenthread.readers.reading import UNKNOWN

SHORT_BREAKS = ("V3", "V4")
ADULT = 18
# A care leaver under 18 comes after social care's own statuses; List 9 alone cannot say "open".
_YOUNG_CARE_LEAVER = "care_leaver_under_18"
PRECEDENCE = (
    *("cla", "cp", "care_leaver", "cin", "assessment", _YOUNG_CARE_LEAVER, UNKNOWN, "early_help"),
)
_RANK = {status: rank for rank, status in enumerate(PRECEDENCE)}
# Reasons for closure after an assessment, when no plan had begun.
CLOSED_AFTER_ASSESSMENT = ("RC8", "RC9")
RECENTLY = dt.timedelta(days=183)  # the six months that the lists cover


@dataclass(slots=True)
class Standing:
    """A child's status and what it rests on. `open`: status -> the row that says so."""

    status: str
    open: dict[str, ListRow] = field(default_factory=dict)
    last_open_status: str = ""
    opened_on: dt.date | None = None
    closed_on: dt.date | None = None


def standing(child: Child, age: int | None, day: dt.date) -> Standing | None:
    """The child's status on a day, None where the child has no case."""
    found = _open(child, age, day)
    if found:
        best = min(found, key=_RANK.__getitem__) if len(found) > 1 else next(iter(found))
        status = _named(best)
        opened_on = found[best].date("started_on")
        return Standing(status, {_named(s): r for s, r in found.items()}, status, opened_on)
    ended = _ended(child, day)
    if not ended:
        return None
    row, last = max(ended, key=lambda each: _lateness(*each))
    return Standing("closed", {}, last, row.date("started_on"), row.date("ended_on"))


def _named(status: str) -> str:
    return "care_leaver" if status == _YOUNG_CARE_LEAVER else status


def best_row(rows: Sequence[ListRow], day: dt.date) -> ListRow:
    """Of several rows for a child on a list of one row per child: open first, then the latest."""
    if len(rows) == 1:
        return rows[0]
    return max(rows, key=lambda r: (not has_ended(r, day), r.date("started_on") or dt.date.min))


def has_ended(row: ListRow, day: dt.date) -> bool:
    """Whether the row's episode had ended by the day."""
    ended_on = row.date("ended_on")
    return ended_on is not None and ended_on <= day


def is_short_break(row: ListRow) -> bool:
    """Whether a List 8 row is a series of short breaks, which is not being looked after here."""
    return row.text("legal_status") in SHORT_BREAKS


def _open(child: Child, age: int | None, day: dt.date) -> dict[str, ListRow]:
    found: dict[str, ListRow] = {}
    has_short_breaks = False
    rows = child.rows
    for row in rows.get(8, ()):
        if not has_ended(row, day):
            has_short_breaks = has_short_breaks or is_short_break(row)
            found.setdefault("cin" if is_short_break(row) else "cla", row)
    for row in rows.get(7, ()):
        if not has_ended(row, day):
            found.setdefault("cp", row)
    for row in rows.get(9, ()):
        is_young = age is not None and age < ADULT
        found.setdefault(_YOUNG_CARE_LEAVER if is_young else "care_leaver", row)
    for row in rows.get(6, ()):
        status = _list_6_status(row, day)
        if status == "cla" and has_short_breaks and "cla" not in found:
            status = "cin"
        if status != "closed":
            found.setdefault(status, row)
    for number, status in ((4, "assessment"), (2, "early_help")):
        for row in rows.get(number, ()):
            if not has_ended(row, day):
                found.setdefault(status, row)
    return found


def _list_6_status(row: ListRow, day: dt.date) -> str:
    status = row.text("case_status")
    if status in ("cla", "cp", "cin", "assessment", "care_leaver", "closed"):
        return status
    return _combined(status) or ("closed" if has_ended(row, day) else UNKNOWN)


_WRITTEN_TOGETHER = {"cla": "cla", "lac": "cla", "cp": "cp", "cpp": "cp", "cin": "cin"}


def _combined(text: str) -> str:
    """The first status of "CP/CLA", as the guidance says; "" where any part is not known."""
    parts = [part.strip().lower() for part in text.replace("&", "/").replace("+", "/").split("/")]
    statuses = {_WRITTEN_TOGETHER.get(part, "") for part in parts}
    if len(parts) < 2 or "" in statuses:
        return ""
    return min(statuses, key=PRECEDENCE.index)


def _lateness(row: ListRow, was: str) -> tuple[dt.date, int]:
    return row.date("ended_on") or dt.date.min, -PRECEDENCE.index(was)


def _ended(child: Child, day: dt.date) -> list[tuple[ListRow, str]]:
    """Every episode that ended, and what the child was during it."""
    ended: list[tuple[ListRow, str]] = []
    for number, status in ((8, "cla"), (7, "cp"), (6, "cin")):
        for row in child.on(number):
            was = status
            if number == 8 and is_short_break(row):
                was = "cin"
            if number == 6 and row.text("closure_reason") in CLOSED_AFTER_ASSESSMENT:
                was = "assessment"
            if number == 6 or has_ended(row, day):
                ended.append((row, was))
    return ended


def contradictions(child: Child, age: int | None, day: dt.date, lists: set[int]) -> list[str]:
    """What the lists say against each other about the child's status, in words."""
    said: list[str] = []
    for row in child.on(6):
        status = _list_6_status(row, day)
        said += _against_list(child, status, row, day, lists)
        if status != "closed" and has_ended(row, day):
            said.append(f"{row.place} has a closure date but an open status; the status is used")
        if status == "closed" and any(not has_ended(r, day) for n in (8, 7) for r in child.on(n)):
            said.append(f"{row.place} says closed, but List 7 or 8 is open; it is counted as open")
        if status == "care_leaver":
            said.append(f"{row.place} says care leaver, but care leavers belong on List 9")
        if age is not None and age >= ADULT and status != "closed":
            said.append(f"{row.place} is about someone aged {ADULT} or over")
    for row in child.on(8):
        if age is not None and age >= ADULT and not has_ended(row, day):
            said.append(f"{row.place} says looked after, but the person is aged {ADULT} or over")
        if is_short_break(row):
            said.append(f"{row.place} is short breaks; it is counted as child in need")
    return said


# A status of List 6 -> the list that should say so too, and what of.
_SAID_TOO = {"cla": (8, "looked after"), "cp": (7, "child protection")}


def _against_list(
    child: Child, status: str, row: ListRow, day: dt.date, lists: set[int]
) -> list[str]:
    number, what = _SAID_TOO.get(status, (0, ""))
    if number not in lists:
        return []
    if not child.on(number):
        return [f"{row.place} says {what}, but the child is not on List {number}"]
    if all(has_ended(other, day) for other in child.on(number)):
        return [f"{row.place} says {what}, but List {number} says it ended; List 6 is used"]
    return []
