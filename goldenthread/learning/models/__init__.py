"""What audits teach: themes of findings, recommendations, improvement plans."""

from goldenthread.learning.models.plans import (
    Objective,
    Plan,
    Progress,
    Recommendation,
    objective_ref,
    plan_ref,
    recommendation_ref,
)
from goldenthread.learning.models.themes import Tag, Theme, tag_ref, theme_ref

__all__ = [
    "Objective", "Plan", "Progress", "Recommendation", "Tag", "Theme", "objective_ref", "plan_ref",
    "recommendation_ref", "tag_ref", "theme_ref",
]  # fmt: skip
