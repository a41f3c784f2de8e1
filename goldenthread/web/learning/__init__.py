"""Learning: themes of findings, and what follows from them."""

from goldenthread.web.learning.tagging import tagging, untag
from goldenthread.web.learning.themes import (
    add_theme,
    edit_theme,
    retire_theme,
    theme,
    themes,
)

__all__ = ["add_theme", "edit_theme", "retire_theme", "tagging", "theme", "themes", "untag"]
