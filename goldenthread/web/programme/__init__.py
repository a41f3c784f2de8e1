"""The pages of the programme room: rounds set up, selected, given out, run and told of."""

from goldenthread.web.programme.auditors import auditor, auditors, end_absence, time, times
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
from goldenthread.web.programme.practice import practice, practise, practised, ready
from goldenthread.web.programme.quick import quick
from goldenthread.web.programme.restricting import end_named, lift_restriction, restricted
from goldenthread.web.programme.rounds import close, index, new, round
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
    "add_case", "auditor", "auditors", "close", "due_date", "end_absence", "end_exemption",
    "end_named", "exemptions", "fair_sample", "follow", "index", "lift_restriction", "name_case", "new",
    "notice", "notice_word", "practice", "practise", "practised", "preview", "quick", "ready",
    "reassign", "remind", "restricted", "rotations", "round", "second_audits", "select_again",
    "selected", "selecting", "selection", "selection_file", "set_up", "set_up_auditors",
    "set_up_cases", "set_up_check", "set_up_selection", "set_up_tool", "swap", "take_out",
    "tell", "tell_word", "time", "times", "workers_covered",
]  # fmt: skip
