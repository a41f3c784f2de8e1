"""A tool's file by its ending: YAML or XLSForm, in and out."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from goldenthread.readers.form_files import read_form_sheets
from goldenthread.readers.guard import FileRefused
from goldenthread.tools.files.tool_file import ToolFile
from goldenthread.tools.files.xlsform_in import from_xlsform
from goldenthread.tools.files.xlsform_out import to_xlsform
from goldenthread.tools.files.yaml_file import from_yaml, to_yaml
from goldenthread.tools.form.shapes import Fault

YAML, XLSFORM = (".yaml", ".yml"), (".xlsx",)
ENDINGS = (*YAML, *XLSFORM)


def read_tool(path: Path) -> ToolFile:
    """The tool in a file, or its faults, each with its place. Raises OSError where there is no file."""
    if path.suffix.lower() in YAML:
        with path.open("rb") as file:
            return from_yaml(file.read(5_000_000))
    try:
        return from_xlsform(read_form_sheets(path))
    except FileRefused as refused:
        return ToolFile(
            None, (Fault("", f"{refused.reason} {refused.what_to_do}", (), "The file"),)
        )


def written_tool(body: Mapping[str, Any], ending: str) -> tuple[bytes, tuple[Fault, ...]]:
    """The file of a tool, and what of it other programs will not show. Raises DoesNotFit."""
    if ending.lower() in YAML:
        return to_yaml(body), ()
    return to_xlsform(body)
