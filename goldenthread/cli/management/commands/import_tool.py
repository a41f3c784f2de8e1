"""An audit tool's file into the database."""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from goldenthread.cli import tool_files
from goldenthread.cli.command import Command as OurCommand
from goldenthread.tools.changes import publish_tool, save_draft
from goldenthread.tools.form import Series
from goldenthread.tools.queries import series_with_the_version_before


class Command(OurCommand):
    help = (
        "Take an audit tool from a file (.yaml, .yml or XLSForm .xlsx) as a draft, or publish it."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument(
            "--publish", action="store_true", help="rounds may use it, and it never changes again"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        file: Path = options["file"]
        found = tool_files.read(file)
        body = tool_files.sound(file, found)
        for line in tool_files.lines(found.left_out, 50):
            self.say(f"Left out: {line}")
        store = publish_tool if options["publish"] else save_draft
        version = store(by=self.by(options), body=body)
        for line in breaks(series_with_the_version_before(version)):
            self.say(line)
        state = version.get_state_display().lower()
        self.answer(f"{version.title}, {body['code']} version {version.number}: {state}.")


def breaks(series: Series | None) -> list[str]:
    """Where the figures of the version before end or begin anew."""
    if series is None or series.is_unbroken:
        return []
    named = {
        "asked anew": series.new, "left out": series.left_out, "answered otherwise": series.changed,
    }  # fmt: skip
    said = [f"  {what}: {', '.join(keys)}" for what, keys in named.items() if keys]
    return ["Figures do not go on over these questions from the version before:", *said]
