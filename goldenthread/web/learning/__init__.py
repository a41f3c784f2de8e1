"""Learning: themes of findings, recommendations, improvement plans, briefings, exemplars."""

from goldenthread.web.learning.exemplars import (
    add_exemplar,
    check_exemplar,
    exemplar,
    exemplars,
    withdraw_exemplar,
)
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
    recommendation_action,
    recommendations,
)
from goldenthread.web.learning.sharing import (
    briefing,
    briefing_document,
    briefings,
    edit_briefing,
    log,
    new_briefing,
    send_briefing,
    supervision,
    use_briefing,
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
    "add_exemplar", "add_objective", "add_theme", "answer_recommendation", "briefing",
    "briefing_document", "briefings", "check_exemplar", "close_plan", "edit_briefing",
    "edit_theme", "exemplar", "exemplars", "log", "new_briefing", "new_plan", "objective", "plan",
    "plan_document", "plans", "recommend", "recommendation", "recommendation_action",
    "recommendations", "retire_theme", "send_briefing", "supervision", "tagging", "theme",
    "themes", "untag", "use_briefing", "withdraw_exemplar",
]  # fmt: skip
