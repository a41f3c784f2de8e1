"""Every number with its n, its uncertainty and the audits behind it. Queries only."""

from goldenthread.figures.queries.actions_by import (
    ActionRow,
    actions_by,
    all_actions,
    bands,
    how_late,
)
from goldenthread.figures.queries.actions_by_week import (
    AGREED,
    ENDED,
    STANDING,
    ActionWeek,
    actions_by_week,
)
from goldenthread.figures.queries.ages import (
    AGE_MONTHS,
    USUAL_MONTHS,
    AgesRow,
    document_ages,
    documents,
)
from goldenthread.figures.queries.alike import Alike, rounds_alike
from goldenthread.figures.queries.answered import Asked
from goldenthread.figures.queries.answers import UNANSWERED, Answers, answers
from goldenthread.figures.queries.asked import resolved, round_code
from goldenthread.figures.queries.audited import AuditedRow, audited, audited_json
from goldenthread.figures.queries.behind import KINDS, Number, audits_behind
from goldenthread.figures.queries.breaks import Break, breaks_between
from goldenthread.figures.queries.children import (
    CHARACTERISTICS,
    ETHNIC_GROUPS,
    ChildGroup,
    Children,
    children,
)
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
from goldenthread.figures.queries.groups import GROUPINGS, Group, Groups, groups
from goldenthread.figures.queries.heat import FEWEST_IN_CELL, Heat, HeatRow, heat
from goldenthread.figures.queries.judged import beside_judged, judged, row_of
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
from goldenthread.figures.queries.method import Selected, Tests, selected, tests
from goldenthread.figures.queries.moderation import Moderated, moderation
from goldenthread.figures.queries.of_a_year import ThemeFound, practitioners_of, themes_found
from goldenthread.figures.queries.over_time import (
    AUDITS,
    BY_MONTH,
    BY_ROUND,
    IN_TIME,
    MEASURES,
    MET,
    Measure,
    OverTime,
    Period,
    measure_over_time,
)
from goldenthread.figures.queries.printed import printed
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
    AND,
    DIMENSIONS,
    FILTERS,
    FLAG,
    JOIN,
    JOINED,
    STAGES,
    UnknownDimension,
    UnknownStage,
    sees_everything,
    several,
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
from goldenthread.figures.queries.timely import (
    TimelyRow,
    definition_id,
    definition_text,
    timeliness,
    timely_questions,
)
from goldenthread.figures.queries.trace import LEFT_OUT, Trace, trace, trace_json
from goldenthread.figures.queries.weighted import Weighted, weighted, weighted_json

__all__ = [
    "AGE_MONTHS",
    "AGREED",
    "AND",
    "AUDITS",
    "BY_MONTH",
    "BY_ROUND",
    "CHARACTERISTICS",
    "DEFINITIONS",
    "DIMENSIONS",
    "ENDED",
    "ETHNIC_GROUPS",
    "FEWEST_BOTH",
    "FEWEST_IN_CELL",
    "FILTERS",
    "FLAG",
    "GROUPINGS",
    "IN_TIME",
    "JOIN",
    "JOINED",
    "KINDS",
    "LEDGER_STAGES",
    "LEFT_OUT",
    "MEASURES",
    "MET",
    "STAGES",
    "STANDING",
    "UNANSWERED",
    "USUAL_MONTHS",
    "ActionCounts",
    "ActionRow",
    "ActionWeek",
    "AgesRow",
    "Alike",
    "Answers",
    "Asked",
    "AuditedRow",
    "Beside",
    "Break",
    "ChildGroup",
    "Children",
    "Connection",
    "Consistency",
    "CountedSubject",
    "Covered",
    "Figure",
    "GradeRow",
    "Group",
    "Groups",
    "Heard",
    "Heat",
    "HeatRow",
    "InRound",
    "Ledger",
    "Looked",
    "Measure",
    "Moderated",
    "Number",
    "OverTime",
    "Period",
    "Profile",
    "Reported",
    "RoundCoverage",
    "Said",
    "Selected",
    "StandsBehind",
    "Tests",
    "ThemeCount",
    "ThemeFound",
    "TimelyRow",
    "Trace",
    "UnknownDimension",
    "UnknownFigure",
    "UnknownRound",
    "UnknownStage",
    "Weighted",
    "action_counts",
    "actions_by",
    "actions_by_week",
    "all_actions",
    "answers",
    "as_json",
    "audited",
    "audited_json",
    "auditor_kinds",
    "audits_behind",
    "bands",
    "beside_judged",
    "breaks_between",
    "children",
    "concerns",
    "connection",
    "consistency",
    "counted_by",
    "counted_forms",
    "counted_in_words",
    "counted_rounds",
    "counted_subjects",
    "definition_id",
    "definition_text",
    "differences",
    "document_ages",
    "documents",
    "dropped_refs",
    "family_heard",
    "figure_key",
    "figure_of",
    "figure_of_number",
    "findings_at",
    "follow_ups",
    "grades",
    "grades_and_total",
    "groups",
    "heard",
    "heat",
    "how_late",
    "judged",
    "ledger",
    "looked_at",
    "measure_over_time",
    "moderation",
    "newest_round",
    "practitioners_of",
    "printed",
    "profiles",
    "profiles_json",
    "reaudit",
    "reported",
    "reported_json",
    "resolved",
    "round_by_code",
    "round_code",
    "round_coverage",
    "rounds_alike",
    "row_of",
    "said",
    "same_words",
    "second_audits",
    "sees_everything",
    "selected",
    "several",
    "side_by_side",
    "stands_behind",
    "tests",
    "theme_counts",
    "theme_over_rounds",
    "themes_found",
    "timeliness",
    "timely_questions",
    "trace",
    "trace_json",
    "views_found",
    "views_on_record",
    "voices",
    "weighted",
    "weighted_json",
]  # fmt: skip
