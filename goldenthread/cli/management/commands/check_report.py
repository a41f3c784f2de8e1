"""Can the counts and percentages of a paper be right?"""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from goldenthread.cli.command import Command as OurCommand
from goldenthread.cli.command import Refused
from goldenthread.method.printed import check
from goldenthread.readers.papers import read_paper


class Command(OurCommand):
    help = (
        "Check a paper, a Word document or plain text: every count with a percentage that cannot be "
        "right is named, with what it should be. Exit 0: none; 1: some."
    )
    needs_database = False

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--json", action="store_true", help="answer as one JSON value")

    def handle(self, *args: Any, **options: Any) -> None:
        file: Path = options["file"]
        blocks = read_paper(file)
        found = check([block.rows or block.text for block in blocks])
        if options["json"]:
            wrong = [
                {
                    "where": blocks[each.block].where,
                    "quote": each.quote,
                    "should_be": each.should_be,
                }
                for each in found.wrong
            ]
            self.answer_json({"right": found.right, "unknown": found.unknown, "wrong": wrong})
        elif found.wrong:
            self.answer("\n".join(
                f"{blocks[each.block].where.capitalize()}: {each.text}" for each in found.wrong
            ))  # fmt: skip
        self.say(f"{found.right:,} counts with percentages can be right.")
        if found.unknown:
            self.say(f"{found.unknown:,} could not be checked: of how many is not said.")
        if found.wrong:
            count = len(found.wrong)
            raise Refused(f"{count:,} cannot be right.")
