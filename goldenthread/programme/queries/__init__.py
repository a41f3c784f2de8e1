"""What may be known of rounds: their cases, who may audit what, the case list, due dates, letters."""

from goldenthread.cases.models import CaseList
from goldenthread.cases.queries import case_lists, current_case_list
from goldenthread.programme.models import Notice, Round, RoundCase, Selection
from goldenthread.programme.queries.auditors import (
    NOT_PLACED,
    REASONS,
    Placing,
    auditors,
    bars,
    loads,
    may_audit,
    placing,
    reason_against,
    shared_out,
)
from goldenthread.programme.queries.before import grades_before, met_before
from goldenthread.programme.queries.cover import Cover, cover
from goldenthread.programme.queries.days import (
    due_text,
    months_before,
    working_day_after,
    working_days_left,
)
from goldenthread.programme.queries.effect import Effect, effect, with_names
from goldenthread.programme.queries.fairness import Characteristic, fairness
from goldenthread.programme.queries.frame import (
    LEFT_OUT,
    LEFT_OUT_BY_PLAN,
    Rules,
    available,
    case_list_by_ref,
    counts_by_case_type,
    counts_by_flag,
    counts_by_status,
    entries_by_number,
    entry_by_number,
    in_case_type_order,
    left_out_counts,
    rules,
    teams_to_bound,
)
from goldenthread.programme.queries.notices import (
    Letter,
    letter,
    notice_by_ref,
    notices,
    standard_words,
)
from goldenthread.programme.queries.pasted import Pasted, Typed, pasted
from goldenthread.programme.queries.plan import (
    DATES,
    is_again,
    is_planned,
    rotation_of,
    sample_of,
    wave_of,
)
from goldenthread.programme.queries.plan_words import DATE_WORDS, plan_in_words
from goldenthread.programme.queries.quick import Recognised, Recognising, recognised
from goldenthread.programme.queries.record import (
    BECAUSE,
    BY_TYPE,
    Checked,
    Kept,
    check_selection,
    is_whole,
    selection_record,
)
from goldenthread.programme.queries.record_paper import record_paper
from goldenthread.programme.queries.restricted import (
    is_open_to,
    may_be_named,
    named_people,
    named_person,
    named_runners,
    open_to,
    restricted_round,
    restriction_now,
)
from goldenthread.programme.queries.rotation import (
    Rotation,
    Wave,
    rotation_by_ref,
    rotations,
    rotations_to_go_on,
)
from goldenthread.programme.queries.rounds import (
    case_count,
    handed_back,
    outcomes,
    present_assignment,
    removed_cases,
    round_by_ref,
    round_case_by_ref,
    round_cases,
    rounds,
    rounds_in_order,
    rounds_to_follow,
    selection_by_ref,
    selection_cases,
    selection_rows,
    selections,
    subject_refs,
    with_assignment,
    without_auditor,
)
from goldenthread.programme.queries.seeds import committed_seed, seed_sha256
from goldenthread.programme.queries.workers_covered import covered, quarters, workers

__all__ = [
    "BECAUSE", "BY_TYPE", "DATES", "DATE_WORDS", "LEFT_OUT", "LEFT_OUT_BY_PLAN", "NOT_PLACED",
    "REASONS", "CaseList", "Characteristic", "Checked", "Cover", "Effect", "Kept", "Letter",
    "Notice", "Pasted", "Placing", "Recognised", "Recognising", "Rotation", "Round", "RoundCase",
    "Rules", "Selection", "Typed", "Wave", "auditors", "available", "bars", "case_count",
    "case_list_by_ref", "case_lists", "check_selection", "committed_seed", "counts_by_case_type",
    "counts_by_flag", "counts_by_status", "cover", "covered", "current_case_list", "due_text",
    "effect", "entries_by_number", "entry_by_number", "fairness", "grades_before", "handed_back",
    "in_case_type_order", "is_again", "is_open_to", "is_planned", "is_whole", "left_out_counts",
    "letter", "loads", "may_audit", "may_be_named", "met_before", "months_before", "named_people",
    "named_person", "named_runners", "notice_by_ref", "notices", "open_to", "outcomes", "pasted",
    "placing", "plan_in_words", "present_assignment", "quarters", "reason_against", "recognised",
    "record_paper", "removed_cases", "restricted_round", "restriction_now", "rotation_by_ref",
    "rotation_of", "rotations", "rotations_to_go_on", "round_by_ref", "round_case_by_ref",
    "round_cases", "rounds", "rounds_in_order", "rounds_to_follow", "rules", "sample_of",
    "seed_sha256", "selection_by_ref", "selection_cases", "selection_record", "selection_rows",
    "selections", "shared_out", "standard_words", "subject_refs", "teams_to_bound", "wave_of",
    "with_assignment", "with_names", "without_auditor", "workers", "working_day_after",
    "working_days_left",
]  # fmt: skip
