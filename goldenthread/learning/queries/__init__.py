"""Themes, the findings put to them, recommendations and improvement plans: who sees what of them."""

from goldenthread.learning.queries.plans import (
    ANSWERS,
    ENDED,
    PlanCount,
    findings_behind_recommendation,
    findings_to_recommend_from,
    is_late,
    may_answer_recommendation,
    objective_by_ref,
    objectives_of,
    own_objectives,
    plan_by_ref,
    plans,
    possible_addressees,
    progress_of,
    recommendation_by_ref,
    recommendations,
    sees_plans,
    states_to_say,
)
from goldenthread.learning.queries.themes import (
    ALL,
    KINDS,
    WITHOUT,
    Asked,
    TagNow,
    findings_of_theme,
    findings_to_tag,
    rounds_with_findings,
    suggester,
    tag_by_ref,
    tags_of,
    theme_by_ref,
    themes,
    themes_in_use,
    visible_findings_among,
)

__all__ = [
    "ALL", "ANSWERS", "ENDED", "KINDS", "WITHOUT", "Asked", "PlanCount", "TagNow",
    "findings_behind_recommendation", "findings_of_theme", "findings_to_recommend_from",
    "findings_to_tag", "is_late", "may_answer_recommendation", "objective_by_ref",
    "objectives_of", "own_objectives", "plan_by_ref", "plans", "possible_addressees",
    "progress_of", "recommendation_by_ref", "recommendations", "rounds_with_findings", "sees_plans",
    "states_to_say", "suggester", "tag_by_ref", "tags_of", "theme_by_ref", "themes",
    "themes_in_use", "visible_findings_among",
]  # fmt: skip
