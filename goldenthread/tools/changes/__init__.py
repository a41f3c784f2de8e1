"""Tools come from files and from the builder; a version, once published, never changes."""

from goldenthread.tools.changes.drafting import (
    DraftStands,
    begin_draft,
    begin_next_version,
    begin_tool,
    discard_draft,
    publish_draft,
)
from goldenthread.tools.changes.editing import (
    DraftChanged,
    NotADraft,
    add_part,
    copy_part,
    edit_part,
    map_question,
    move_part,
    put_parts,
    remove_part,
    set_tool,
    undo_edit,
)
from goldenthread.tools.changes.storing import (
    NotPublished,
    ToolFaulty,
    VersionTaken,
    load_library,
    publish_tool,
    retire_version,
    save_draft,
)

__all__ = [
    "DraftChanged",
    "DraftStands",
    "NotADraft",
    "NotPublished",
    "ToolFaulty",
    "VersionTaken",
    "add_part",
    "begin_draft",
    "begin_next_version",
    "begin_tool",
    "copy_part",
    "discard_draft",
    "edit_part",
    "load_library",
    "map_question",
    "move_part",
    "publish_draft",
    "publish_tool",
    "put_parts",
    "remove_part",
    "retire_version",
    "save_draft",
    "set_tool",
    "undo_edit",
]  # fmt: skip
