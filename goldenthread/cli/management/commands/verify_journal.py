"""Is the journal whole?"""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from goldenthread.cli.command import Command as OurCommand
from goldenthread.cli.command import Refused
from goldenthread.journal.queries import Proof, proof

MOST_PRINTED = 100


class Command(OurCommand):
    help = "Check that no journal entry was altered, removed, moved, put in or cut off."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="answer as one JSON value")
        parser.add_argument(
            "--heads", type=Path, action="append", default=[], metavar="FILE",
            help="a heads file kept elsewhere, to be looked at beside this home's; may be repeated",
        )  # fmt: skip

    def handle(self, *args: Any, **options: Any) -> None:
        for file in options["heads"]:
            if not file.is_file():
                raise Refused(f"There is no file {file}. Name a heads file that can be read.")
        found = proof(options["heads"])
        if options["json"]:
            self.answer_json(as_json(found))
        elif not found.faults:
            self.answer(f"The journal is whole: {found.entries} entries.")
        self.remark(found)
        if found.faults:
            raise Refused(in_words(found))

    def remark(self, found: Proof) -> None:
        if not found.heads:
            self.say("No heads file was there to compare with: a cut-off end would not be seen.")
        if found.damaged_heads:
            self.say(f"Lines of the heads files that cannot be read: {found.damaged_heads}.")


def as_json(found: Proof) -> dict[str, Any]:
    return {
        "entries": found.entries,
        "faults": [{"entry": fault.seq, "why": fault.why} for fault in found.faults],
        "more_faults": found.more,
        "heads": found.heads,
        "damaged_heads": found.damaged_heads,
    }


def in_words(found: Proof) -> str:
    shown = [str(fault) for fault in found.faults[:MOST_PRINTED]]
    more = found.more + len(found.faults) - len(shown)
    if more:
        shown.append(f"And {more:,} more.")
    return "\n".join(["The journal is not whole.", *shown])
