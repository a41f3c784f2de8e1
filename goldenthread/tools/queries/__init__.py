"""Which tools there are, what a version says, and how a draft stands."""

from goldenthread.tools.queries.drafts import (
    Check,
    checks,
    draft_by_ref,
    fingerprint,
    keys_of_earlier_versions,
    last_edit,
    part_fingerprint,
    questions_to_map,
    typed,
    typed_pages,
    version_before,
)
from goldenthread.tools.queries.versions import (
    UnknownTool,
    codes_kept,
    form,
    is_draft,
    known_versions,
    newest_version,
    next_number,
    offered_scales,
    offered_versions,
    published_versions,
    series_with_the_version_before,
    version_by_ref,
    version_of,
    versions_by_tool,
)

__all__ = [
    "Check", "UnknownTool", "checks", "codes_kept", "draft_by_ref", "fingerprint", "form", "is_draft",
    "keys_of_earlier_versions", "known_versions", "last_edit", "newest_version", "next_number",
    "offered_scales", "offered_versions", "part_fingerprint", "published_versions", "questions_to_map", "series_with_the_version_before",
    "typed", "typed_pages",
    "version_before", "version_by_ref", "version_of", "versions_by_tool",
]  # fmt: skip
