"""The pages of the programme room: rounds set up, selected, given out, run and told of."""

from goldenthread.web.programme.auditors import auditor, auditors, end_absence, time, times
from goldenthread.web.programme.calendars import calendar, calendar_file
from goldenthread.web.programme.cases import add_case, due_date, reassign, remind, take_out
from goldenthread.web.programme.covering import (
    end_exemption,
    exemptions,
    fair_sample,
    rotations,
    workers_covered,
)
from goldenthread.web.programme.doubles import second_audits
from goldenthread.web.programme.following import follow
from goldenthread.web.programme.giving import set_up_auditors
from goldenthread.web.programme.indicators import indicator_file, indicators
from goldenthread.web.programme.practice import practice, practise, practised, ready
from goldenthread.web.programme.promises import add_promise, keep_promise, promise
from goldenthread.web.programme.quick import quick
from goldenthread.web.programme.quotas import (
    ask_quotas,
    asked,
    chase,
    decide_exemption,
    end_quota_exemption,
    manager,
    managers,
)
from goldenthread.web.programme.restricting import end_named, lift_restriction, restricted
from goldenthread.web.programme.rounds import close, index, new, round
from goldenthread.web.programme.schedule import (
    activity,
    add_activity,
    cancel_activity,
    edit_activity,
    finish_activity,
    schedule,
    schedule_file,
)
from goldenthread.web.programme.selecting import (
    name_case,
    preview,
    select_again,
    selecting,
    selection,
    set_up_selection,
    swap,
)
from goldenthread.web.programme.selection_files import selection_file
from goldenthread.web.programme.set_up import (
    selected,
    set_up,
    set_up_cases,
    set_up_check,
    set_up_tool,
)
from goldenthread.web.programme.telling import notice, notice_word, tell, tell_word

__all__ = [
    "activity", "add_activity", "add_case", "add_promise", "ask_quotas", "asked", "auditor",
    "auditors", "calendar", "calendar_file", "cancel_activity", "chase", "close",
    "decide_exemption", "due_date", "edit_activity", "end_absence", "end_exemption", "end_named",
    "end_quota_exemption", "exemptions", "fair_sample", "finish_activity", "follow", "index", "indicator_file", "indicators",
    "keep_promise", "lift_restriction", "manager", "managers", "name_case", "new", "notice",
    "notice_word", "practice", "practise", "practised", "preview", "promise", "quick", "ready",
    "reassign", "remind", "restricted", "rotations", "round", "schedule", "schedule_file",
    "second_audits", "select_again", "selected", "selecting", "selection", "selection_file",
    "set_up", "set_up_auditors", "set_up_cases", "set_up_check", "set_up_selection",
    "set_up_tool", "swap", "take_out", "tell", "tell_word", "time", "times", "workers_covered",
]  # fmt: skip
