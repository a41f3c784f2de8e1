"""Theme flags: what a round may select by, beside the status."""

import datetime as dt

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
    found = _beside(status) | _in_care(child, day) | _protection(child, day) | _other(child)
    if disability == "Yes":
        found.add("disability")
    if status.status == "closed" and (
        status.closed_on is None or day - status.closed_on <= RECENTLY
    ):
        found.add("recently_closed")
    return found


def _beside(status: Standing) -> set[str]:
    """The other open statuses, so that a child counts in more than one stratum."""
    found = {f"also_{s}" for s in status.open if s not in (status.status, UNKNOWN)}
    return found | ({"cla_and_cp"} if {"cla", "cp"} <= set(status.open) else set())


def _any(rows: list[ListRow], key: str, value: str) -> bool:
    return any(row.text(key) == value for row in rows)


def _in_care(child: Child, day: dt.date) -> set[str]:
    found: set[str] = set()
    for row in child.on(8):
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
    if _any(child.on(8), "second_period", "Yes"):
        found.add("second_period_in_care")
    return found


def _protection(child: Child, day: dt.date) -> set[str]:
    found: set[str] = set()
    if any(row.count("previous_plans") > 0 for row in child.on(7)):
        found.add("repeat_plan")
    if any(has_ended(row, day) for row in child.on(7)):
        found.add("plan_ended")
    if _any(child.on(5), "conference_unnecessary", "Yes"):
        found.add("s47_nfa")
    if _any(child.on(5), "conference_led_to_plan", "No"):
        found.add("icpc_not_cp")
    return found


def _other(child: Child) -> set[str]:
    found: set[str] = set()
    if _any(child.on(8), "uasc", "Yes") or _any(child.on(9), "uasc", "Yes"):
        found.add("uasc")
    if child.on(10):
        found.add("adoption")
    if _any(child.on(9), "in_touch", "No"):
        found.add("not_in_touch")
    if _any(child.on(6), "closure_reason", "RC5"):
        found.add("transferred_out")
    if any(row.count("referrals_in_12_months") > 0 for row in child.on(3)):
        found.add("re_referral")
    return found
