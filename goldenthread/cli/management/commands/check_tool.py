"""Is an audit tool's file sound?"""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from goldenthread.cli import tool_files
from goldenthread.cli.command import Command as OurCommand
from goldenthread.cli.command import Refused
from goldenthread.tools.form import Fault, form_from


class Command(OurCommand):
    help = "Check an audit tool's file (.yaml, .yml or XLSForm .xlsx): each fault, and where it stands."
    needs_database = False

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--json", action="store_true", help="answer as one JSON value")

    def handle(self, *args: Any, **options: Any) -> None:
        file: Path = options["file"]
        found = tool_files.read(file)
        if options["json"]:
            kept = {"faults": found.faults, "left_out": found.left_out}
            said = {name: [_as_json(fault) for fault in faults] for name, faults in kept.items()}
            self.answer_json({"sound": found.body is not None, **said})
        elif found.body is not None:
            form = form_from(found.body)
            sections, questions = len(form.sections), len(form.questions)
            self.answer(
                f"{form.title}: {sections} sections, {questions} questions. No fault found."
            )
        else:
            self.answer("\n".join(tool_files.lines(found.faults)))
        for line in tool_files.lines(found.left_out, 20):
            self.say(f"Left out: {line}")
        if found.body is None:
            count = len(found.faults)
            raise Refused(f"{file} has {count:,} fault{'' if count == 1 else 's'}.")


def _as_json(fault: Fault) -> dict[str, str]:
    return {"at": fault.at, "where": fault.where, "what": fault.what}
