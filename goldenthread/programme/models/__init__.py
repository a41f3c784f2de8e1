"""Rounds, the selections made for them, who audits what, who was told, and what came of it."""

from goldenthread.programme.models.auditing import (
    USUAL_MINUTES,
    Absence,
    Allocation,
    Capacity,
    Effort,
    Specialism,
    absence_ref,
    allocation_ref,
)
from goldenthread.programme.models.covering import Exemption, exemption_ref
from goldenthread.programme.models.indicators import Indicator, IndicatorFile, indicator_file_ref
from goldenthread.programme.models.practice import Practice, practice_ref
from goldenthread.programme.models.quotas import Quota, QuotaExemption, quota_exemption_ref
from goldenthread.programme.models.requests import SelectionRequest, selection_request_ref
from goldenthread.programme.models.rounds import (
    Assignment,
    Mode,
    NamedPerson,
    Notice,
    Outcome,
    Restriction,
    Round,
    RoundCase,
    SelectedAgain,
    Selection,
    SelectionRow,
    assignment_ref,
    notice_ref,
    round_case_ref,
    round_ref,
    selection_ref,
)
from goldenthread.programme.models.schedule import (
    Activity,
    ActivityStep,
    CalendarAddress,
    Promise,
    activity_ref,
    calendar_ref,
    promise_ref,
)

__all__ = ["USUAL_MINUTES", "Absence", "Activity", "ActivityStep", "Allocation", "Assignment", "CalendarAddress", "Capacity", "Effort", "Exemption", "Indicator", "IndicatorFile", "Mode", "NamedPerson", "Notice", "Outcome", "Practice", "Promise", "Quota", "QuotaExemption", "Restriction", "Round", "RoundCase", "SelectedAgain", "Selection", "SelectionRequest", "SelectionRow", "Specialism", "absence_ref", "activity_ref", "allocation_ref", "assignment_ref", "calendar_ref", "exemption_ref", "indicator_file_ref", "notice_ref", "practice_ref", "promise_ref", "quota_exemption_ref", "round_case_ref", "round_ref", "selection_ref", "selection_request_ref"]  # fmt: skip
