"""Everything of one authority in one sealed file."""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from goldenthread.cli.command import Command as OurCommand
from goldenthread.cli.sealed import add_passphrase_option, seal_for
from goldenthread.config.backup.making import make_backup
from goldenthread.people.changes import note_backup


class Command(OurCommand):
    help = "Write database, files, heads and keys into one sealed file, and check it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="where the backup goes; must not be there yet")
        parser.add_argument(
            "--recipient", action="append", metavar="AGE-KEY",
            help="an age public key that may open it, instead of a passphrase; may be repeated",
        )  # fmt: skip
        add_passphrase_option(parser)
        parser.add_argument("--without-keys", action="store_true", help="leave the keys out")
        parser.add_argument("--json", action="store_true", help="answer as one JSON value")

    def handle(self, *args: Any, **options: Any) -> None:
        made = make_backup(
            options["file"].absolute(), seal_for(options), not options["without_keys"], self.say
        )
        note_backup(by=self.by(options), size=made.size, entries=made.entries)
        if options["json"]:
            self.answer_json(vars(made))
            return
        self.answer(
            f"{made.path}: {made.rows} rows of {made.tables} tables, journal up to entry "
            f"{made.entries}, {made.size} bytes, checked, in {made.seconds} seconds."
        )
        if not made.with_keys:
            self.say("The keys are not in it. Keep the folder keys/ of the data folder elsewhere.")
