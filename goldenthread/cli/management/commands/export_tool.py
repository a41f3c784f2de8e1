"""An audit tool out of the database, as a file."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from goldenthread.cli import tool_files
from goldenthread.cli.command import Command as OurCommand
from goldenthread.cli.whole_files import write_whole
from goldenthread.journal.changes import today
from goldenthread.people.queries import authority, vocabulary
from goldenthread.tools.files.reading import written_tool
from goldenthread.tools.paper import tool_paper
from goldenthread.tools.queries import form, is_draft, version_of
from goldenthread.writers import pdf, word
from goldenthread.writers.document import Document

FILES = {"yaml": ".yaml", "xlsform": ".xlsx"}
PAPERS: dict[str, Callable[[Document], bytes]] = {"docx": word.docx, "pdf": pdf.pdf}


class Command(OurCommand):
    help = "Write an audit tool to a file: YAML, XLSForm, or a paper to read and sign."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("code", metavar="CODE")
        parser.add_argument("--format", choices=[*FILES, *PAPERS], required=True)
        parser.add_argument("--out", type=Path, required=True, metavar="FILE")
        parser.add_argument(
            "--number", type=int, metavar="N", help="the version (default: the newest published)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        version, kind = version_of(options["code"], options["number"]), options["format"]
        if kind in FILES:
            data, outside = written_tool(version.body, FILES[kind])
            if outside:
                self.say("Other form programs will not show, and this one keeps, what:")
            for line in tool_files.by_kind(outside):
                self.say(f"  {line}")
        else:
            data = PAPERS[kind](
                tool_paper(
                    form(version), version.number, organisation=authority().name, dated=today(),
                    words=vocabulary(), is_draft=is_draft(version),
                )
            )  # fmt: skip
        write_whole(options["out"], data)
        self.answer(str(options["out"]))
