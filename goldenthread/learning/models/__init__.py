"""What audits teach: themes of findings, recommendations, plans, and what is shared of it."""

from goldenthread.learning.models.plans import (
    Objective,
    Plan,
    Progress,
    Recommendation,
    objective_ref,
    plan_ref,
    recommendation_ref,
)
from goldenthread.learning.models.sharing import (
    Briefing,
    BriefingPart,
    BriefingUse,
    Exemplar,
    briefing_ref,
    exemplar_ref,
)
from goldenthread.learning.models.themes import Tag, Theme, tag_ref, theme_ref

__all__ = [
    "Briefing", "BriefingPart", "BriefingUse", "Exemplar", "Objective", "Plan", "Progress",
    "Recommendation", "Tag", "Theme", "briefing_ref", "exemplar_ref", "objective_ref", "plan_ref",
    "recommendation_ref", "tag_ref", "theme_ref",
]  # fmt: skip
