"""Theme flags: what a round may select by, beside the status."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence

from goldenthread.readers.annex_a.gather import Child, ListRow
from goldenthread.readers.annex_a.status import RECENTLY, Standing, has_ended, is_short_break
from goldenthread.readers.reading import UNKNOWN

MANY_PLACEMENTS = 3  # in twelve months
BY_PLACEMENT = {
    **dict.fromkeys(("U1", "U4"), "long_term_fostering"),
    **dict.fromkeys(("H5", "P2"), "semi_independent"),
    **dict.fromkeys(("A3", "A4", "A5", "A6"), "adoption"),
    "P1": "placed_with_parents",
}


def flags(child: Child, status: Standing, disability: str, day: dt.date) -> set[str]:
    """Every flag that holds for a child who has a case."""
    found = _beside(status)
    for number, rows in child.rows.items():
        if number in _BY_LIST:
            found |= _BY_LIST[number](rows, day)
    if disability == "Yes":
        found.add("disability")
    if status.status == "closed" and (
        status.closed_on is None or day - status.closed_on <= RECENTLY
    ):
        found.add("recently_closed")
    return found


def _beside(status: Standing) -> set[str]:
    """The other open statuses, so that a child counts in more than one stratum."""
    if len(status.open) < 2:
        return set()
    found = {f"also_{s}" for s in status.open if s not in (status.status, UNKNOWN)}
    return found | ({"cla_and_cp"} if {"cla", "cp"} <= set(status.open) else set())


def _any(rows: Sequence[ListRow], key: str, value: str) -> bool:
    return any(row.text(key) == value for row in rows)


def _referred(rows: Sequence[ListRow], day: dt.date) -> set[str]:
    return {"re_referral" for row in rows if row.count("referrals_in_12_months") > 0}


def _section_47(rows: Sequence[ListRow], day: dt.date) -> set[str]:
    found: set[str] = set()
    if _any(rows, "conference_unnecessary", "Yes"):
        found.add("s47_nfa")
    if _any(rows, "conference_led_to_plan", "No"):
        found.add("icpc_not_cp")
    return found


def _in_need(rows: Sequence[ListRow], day: dt.date) -> set[str]:
    return {"transferred_out" for row in rows if row.text("closure_reason") == "RC5"}


def _protection(rows: Sequence[ListRow], day: dt.date) -> set[str]:
    found: set[str] = set()
    for row in rows:
        if row.count("previous_plans") > 0:
            found.add("repeat_plan")
        if has_ended(row, day):
            found.add("plan_ended")
    return found


def _in_care(rows: Sequence[ListRow], day: dt.date) -> set[str]:
    found: set[str] = set()
    for row in rows:
        if is_short_break(row):
            found.add("short_breaks")
        if has_ended(row, day):
            found.add("care_ended")
        elif row.text("placement_type") in BY_PLACEMENT:
            found.add(BY_PLACEMENT[row.text("placement_type")])
        if row.count("placements") >= MANY_PLACEMENTS:
            found.add("placement_moves")
        if row.count("missing_episodes") > 0:
            found.add("missing")
    if _any(rows, "second_period", "Yes"):
        found.add("second_period_in_care")
    if _any(rows, "uasc", "Yes"):
        found.add("uasc")
    return found


def _left_care(rows: Sequence[ListRow], day: dt.date) -> set[str]:
    found: set[str] = set()
    if _any(rows, "uasc", "Yes"):
        found.add("uasc")
    if _any(rows, "in_touch", "No"):
        found.add("not_in_touch")
    return found


def _adopted(rows: Sequence[ListRow], day: dt.date) -> set[str]:
    return {"adoption"}


_BY_LIST: Mapping[int, Callable[[Sequence[ListRow], dt.date], set[str]]] = {
    3: _referred,
    5: _section_47,
    6: _in_need,
    7: _protection,
    8: _in_care,
    9: _left_care,
    10: _adopted,
}
