"""Which findings wait for a theme, which have one, and what is suggested for them."""

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
)

__all__ = [
    "ALL", "KINDS", "WITHOUT", "Asked", "TagNow", "findings_of_theme", "findings_to_tag",
    "rounds_with_findings", "suggester", "tag_by_ref", "tags_of", "theme_by_ref", "themes",
    "themes_in_use",
]  # fmt: skip
