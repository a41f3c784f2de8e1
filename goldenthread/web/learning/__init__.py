"""Learning: themes of findings, recommendations, improvement plans."""

from goldenthread.web.learning.plans import (
    add_objective,
    close_plan,
    new_plan,
    objective,
    plan,
    plan_document,
    plans,
)
from goldenthread.web.learning.recommendations import (
    answer_recommendation,
    recommend,
    recommendation,
    recommendations,
)
from goldenthread.web.learning.tagging import tagging, untag
from goldenthread.web.learning.themes import (
    add_theme,
    edit_theme,
    retire_theme,
    theme,
    themes,
)

__all__ = [
    "add_objective", "add_theme", "answer_recommendation", "close_plan", "edit_theme", "new_plan",
    "objective", "plan", "plan_document", "plans", "recommend", "recommendation",
    "recommendations", "retire_theme", "tagging", "theme", "themes", "untag",
]  # fmt: skip
