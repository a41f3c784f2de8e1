"""Themes are kept, and findings are put to them."""

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
    "NoThemeFits", "Tagged", "ThemeChanged", "ThemeNameTaken", "add_theme", "bring_back_theme",
    "edit_theme", "ensure_themes", "put_to_themes", "remove_tag", "retire_theme",
]  # fmt: skip
