"""Is the journal whole?"""

from typing import Any

from django.core.management.base import CommandParser

from goldenthread.cli.command import Command as OurCommand
from goldenthread.cli.command import Refused
from goldenthread.journal.queries import entry_count, faults


class Command(OurCommand):
    help = "Check that no journal entry was altered, removed, moved or cut off."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="answer as one JSON value")

    def handle(self, *args: Any, **options: Any) -> None:
        found = list(faults())
        if options["json"]:
            self.answer_json(
                {
                    "entries": entry_count(),
                    "faults": [{"entry": f.seq, "why": f.why} for f in found],
                }
            )
        elif not found:
            self.answer(f"The journal is whole: {entry_count()} entries.")
        if found:
            raise Refused("The journal is not whole.\n" + "\n".join(str(fault) for fault in found))
