"""An audit tool's file in another format."""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from goldenthread.cli import tool_files
from goldenthread.cli.command import Command as OurCommand
from goldenthread.cli.command import Refused
from goldenthread.cli.whole_files import write_whole
from goldenthread.tools.files.reading import written_tool
from goldenthread.tools.files.xlsform_out import DoesNotFit


class Command(OurCommand):
    help = "Convert an audit tool between YAML (.yaml, .yml) and XLSForm (.xlsx), by the files' endings."
    needs_database = False

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="IN")
        parser.add_argument("out", type=Path, metavar="OUT")

    def handle(self, *args: Any, **options: Any) -> None:
        file, out = options["file"], options["out"]
        tool_files.require_ending(out)
        found = tool_files.read(file)
        body = tool_files.sound(file, found)
        for line in tool_files.lines(found.left_out, 50):
            self.say(f"Left out: {line}")
        try:
            data, outside = written_tool(body, out.suffix)
        except DoesNotFit as unfit:
            raise Refused(str(unfit)) from None
        if outside:
            self.say("Other form programs will not show, and this one keeps, what:")
        for line in tool_files.by_kind(outside):
            self.say(f"  {line}")
        write_whole(out, data)
        self.answer(str(out))
