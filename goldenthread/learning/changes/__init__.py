"""Themes are kept, findings are put to them; recommendations and plans follow."""

from goldenthread.learning.changes.plans import (
    AlreadyAnswered,
    EvidenceMissing,
    ObjectiveChanged,
    PlanBackwards,
    PlanClosed,
    ReasonMissing,
    add_objective,
    answer_recommendation,
    begin_plan,
    close_plan,
    recommend,
    say_progress,
)
from goldenthread.learning.changes.sharing import (
    BriefingChanged,
    Identifies,
    NotWaiting,
    PartsMissing,
    begin_briefing,
    check_exemplar,
    say_used,
    send_briefing,
    withdraw_exemplar,
    write_briefing,
    write_exemplar,
)
from goldenthread.learning.changes.tagging import NoThemeFits, Tagged, put_to_themes, remove_tag
from goldenthread.learning.changes.themes import (
    ThemeChanged,
    ThemeNameTaken,
    add_theme,
    bring_back_theme,
    edit_theme,
    ensure_themes,
    retire_theme,
)

__all__ = [
    "AlreadyAnswered", "BriefingChanged", "EvidenceMissing", "Identifies", "NoThemeFits",
    "NotWaiting", "ObjectiveChanged", "PartsMissing", "PlanBackwards", "PlanClosed",
    "ReasonMissing", "Tagged", "ThemeChanged", "ThemeNameTaken", "add_objective", "add_theme",
    "answer_recommendation", "begin_briefing", "begin_plan", "bring_back_theme", "check_exemplar",
    "close_plan", "edit_theme", "ensure_themes", "put_to_themes", "recommend", "remove_tag",
    "retire_theme", "say_progress", "say_used", "send_briefing", "withdraw_exemplar",
    "write_briefing", "write_exemplar",
]  # fmt: skip
