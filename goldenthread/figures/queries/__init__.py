"""Every number with its n, its uncertainty and the audits behind it. Queries only."""

from goldenthread.figures.queries.actions_by import (
    ActionRow,
    actions_by,
    all_actions,
    bands,
    how_late,
)
from goldenthread.figures.queries.asked import resolved, round_code
from goldenthread.figures.queries.audited import AuditedRow, audited, audited_json
from goldenthread.figures.queries.behind import KINDS, Number, audits_behind
from goldenthread.figures.queries.breaks import Break, breaks_between
from goldenthread.figures.queries.comparable import Beside, differences, side_by_side
from goldenthread.figures.queries.connections import FEWEST_BOTH, Connection, connection
from goldenthread.figures.queries.consistency import Consistency, consistency
from goldenthread.figures.queries.counted import counted_by, same_words
from goldenthread.figures.queries.counting import (
    CountedSubject,
    counted_in_words,
    counted_subjects,
)
from goldenthread.figures.queries.coverage import Covered, RoundCoverage, round_coverage
from goldenthread.figures.queries.definitions import DEFINITIONS
from goldenthread.figures.queries.figure import (
    Figure,
    UnknownFigure,
    figure_key,
    figure_of,
    figure_of_number,
)
from goldenthread.figures.queries.grades import GradeRow, as_json, grades, grades_and_total
from goldenthread.figures.queries.ledger import STAGES as LEDGER_STAGES
from goldenthread.figures.queries.ledger import Ledger, dropped_refs, findings_at, ledger
from goldenthread.figures.queries.loop import (
    ActionCounts,
    Heard,
    Said,
    action_counts,
    auditor_kinds,
    concerns,
    family_heard,
    heard,
    said,
    second_audits,
    views_found,
    views_on_record,
    voices,
)
from goldenthread.figures.queries.moderation import Moderated, moderation
from goldenthread.figures.queries.of_a_year import ThemeFound, practitioners_of, themes_found
from goldenthread.figures.queries.profiles import Profile, profiles, profiles_json
from goldenthread.figures.queries.reaudit import follow_ups, reaudit
from goldenthread.figures.queries.reported import Reported, reported, reported_json
from goldenthread.figures.queries.rounds import (
    UnknownRound,
    counted_forms,
    counted_rounds,
    newest_round,
    round_by_code,
)
from goldenthread.figures.queries.standing import (
    DIMENSIONS,
    FILTERS,
    FLAG,
    JOIN,
    JOINED,
    STAGES,
    UnknownDimension,
    UnknownStage,
    sees_everything,
)
from goldenthread.figures.queries.stands_behind import StandsBehind, stands_behind
from goldenthread.figures.queries.themes import (
    InRound,
    Looked,
    ThemeCount,
    looked_at,
    theme_counts,
    theme_over_rounds,
)
from goldenthread.figures.queries.trace import LEFT_OUT, Trace, trace, trace_json
from goldenthread.figures.queries.weighted import Weighted, weighted, weighted_json

__all__ = [
    "DEFINITIONS",
    "DIMENSIONS",
    "FEWEST_BOTH",
    "FILTERS",
    "FLAG",
    "JOIN",
    "JOINED",
    "KINDS",
    "LEDGER_STAGES",
    "LEFT_OUT",
    "STAGES",
    "ActionCounts",
    "ActionRow",
    "AuditedRow",
    "Beside",
    "Break",
    "Connection",
    "Consistency",
    "CountedSubject",
    "Covered",
    "Figure",
    "GradeRow",
    "Heard",
    "InRound",
    "Ledger",
    "Looked",
    "Moderated",
    "Number",
    "Profile",
    "Reported",
    "RoundCoverage",
    "Said",
    "StandsBehind",
    "ThemeCount",
    "ThemeFound",
    "Trace",
    "UnknownDimension",
    "UnknownFigure",
    "UnknownRound",
    "UnknownStage",
    "Weighted",
    "action_counts",
    "actions_by",
    "all_actions",
    "as_json",
    "audited",
    "audited_json",
    "auditor_kinds",
    "audits_behind",
    "bands",
    "breaks_between",
    "concerns",
    "connection",
    "consistency",
    "counted_by",
    "counted_forms",
    "counted_in_words",
    "counted_rounds",
    "counted_subjects",
    "differences",
    "dropped_refs",
    "family_heard",
    "figure_key",
    "figure_of",
    "figure_of_number",
    "findings_at",
    "follow_ups",
    "grades",
    "grades_and_total",
    "heard",
    "how_late",
    "ledger",
    "looked_at",
    "moderation",
    "newest_round",
    "practitioners_of",
    "profiles",
    "profiles_json",
    "reaudit",
    "reported",
    "reported_json",
    "resolved",
    "round_by_code",
    "round_code",
    "round_coverage",
    "said",
    "same_words",
    "second_audits",
    "sees_everything",
    "side_by_side",
    "stands_behind",
    "theme_counts",
    "theme_over_rounds",
    "themes_found",
    "trace",
    "trace_json",
    "views_found",
    "views_on_record",
    "voices",
    "weighted",
    "weighted_json",
]  # fmt: skip
