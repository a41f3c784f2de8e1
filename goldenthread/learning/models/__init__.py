"""What audits teach: themes of findings."""

from goldenthread.learning.models.themes import Tag, Theme, tag_ref, theme_ref

__all__ = ["Tag", "Theme", "tag_ref", "theme_ref"]
