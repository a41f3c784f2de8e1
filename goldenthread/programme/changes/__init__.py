"""Changes to rounds: made, planned, filled with cases, given out, opened, closed; people told."""

from goldenthread.programme.changes.auditors import (
    AuditorConflict,
    NotPlaced,
    assign,
    assign_all,
    balance_auditors,
    end_assignment,
    record_outcome,
)
from goldenthread.programme.changes.cases import (
    AlreadyInRound,
    AuditHandedIn,
    NoneLeft,
    NotSelected,
    ReasonMissing,
    add_listed_case,
    add_typed_case,
    name_case,
    remove_case,
    swap_case,
)
from goldenthread.programme.changes.notices import (
    NoticeSent,
    NotSaidSafe,
    SentInFuture,
    mark_sent,
    write_notice,
    write_standard_notices,
)
from goldenthread.programme.changes.quick import add_recognised_case, create_quick_round
from goldenthread.programme.changes.restricting import (
    LastNamed,
    NotARunner,
    NotRestricted,
    StillAuditing,
    StillReachable,
    create_restricted_round,
    end_naming,
    lift_restriction,
    name_person,
    name_runner,
    restrict_round,
)
from goldenthread.programme.changes.rounds import (
    ModerationRuleFaulty,
    PeriodBackwards,
    RoundChanged,
    RoundEmpty,
    RoundInState,
    TitleTaken,
    change_round_due,
    create_round,
    design_round,
    mark_closed,
    mark_open,
    plan_round,
)
from goldenthread.programme.changes.selection import (
    CaseListMissing,
    NothingAsked,
    SeedNotCommitted,
    TooManyCases,
    commit_seed,
    plan_selection,
    select_cases,
)

__all__ = [
    "AlreadyInRound", "AuditHandedIn", "AuditorConflict", "CaseListMissing", "LastNamed", "ModerationRuleFaulty", "NoneLeft",
    "NotARunner", "NotPlaced", "NotRestricted", "NotSaidSafe", "NotSelected", "NothingAsked", "NoticeSent", "PeriodBackwards",
    "ReasonMissing", "RoundChanged", "RoundEmpty", "RoundInState", "SeedNotCommitted",
    "SentInFuture", "StillAuditing", "StillReachable", "TitleTaken", "TooManyCases", "add_listed_case", "add_recognised_case", "add_typed_case", "assign", "assign_all",
    "balance_auditors", "change_round_due", "commit_seed", "create_quick_round", "create_restricted_round", "create_round",
    "design_round", "end_assignment", "end_naming", "lift_restriction", "mark_closed", "mark_open", "mark_sent", "name_case", "name_person",
    "name_runner", "plan_round", "plan_selection", "record_outcome", "remove_case", "restrict_round", "select_cases", "swap_case",
    "write_notice", "write_standard_notices",
]  # fmt: skip
