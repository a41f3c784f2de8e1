"""Audit tools: the list and the library, the builder, trying and comparing, publishing."""

from goldenthread.web.tools.builder import move, remove, tool_settings, undo, version
from goldenthread.web.tools.comparing import compare, map_question
from goldenthread.web.tools.conditions import condition
from goldenthread.web.tools.copying import copy
from goldenthread.web.tools.importing import import_form
from goldenthread.web.tools.library import library_tool, new_tool, tools, upload_tool
from goldenthread.web.tools.publishing import discard, next_version, publish, retire, tool_file
from goldenthread.web.tools.questions import add_question, question
from goldenthread.web.tools.rules import add_rule, rule
from goldenthread.web.tools.scales import add_scale, scale
from goldenthread.web.tools.sections import add_section, section
from goldenthread.web.tools.trying import preview, try_out
from goldenthread.web.tools.typing import typed

__all__ = [
    "add_question", "add_rule", "add_scale", "add_section", "compare", "condition", "copy", "discard", "import_form",
    "library_tool", "map_question", "move", "new_tool", "next_version", "preview", "publish", "question",
    "remove", "retire", "rule", "scale", "section", "tool_file", "tool_settings", "tools", "try_out",
    "typed", "undo", "upload_tool", "version",
]  # fmt: skip
