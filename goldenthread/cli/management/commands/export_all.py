"""Everything as documented files."""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from goldenthread.cli.command import Command as OurCommand
from goldenthread.config.export.writing import export_all
from goldenthread.people.changes import note_export


class Command(OurCommand):
    help = "Write everything into a folder: a CSV file a table, a dictionary and a manifest."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "folder", type=Path, help="where it goes; must be empty or not there yet"
        )
        parser.add_argument(
            "--with-passwords", action="store_true",
            help="also the hashes of passwords and the secrets of second steps",
        )  # fmt: skip
        parser.add_argument("--json", action="store_true", help="answer as one JSON value")

    def handle(self, *args: Any, **options: Any) -> None:
        by, with_passwords = self.by(options), options["with_passwords"]
        written = export_all(
            options["folder"].absolute(),
            with_passwords,
            lambda: note_export(by=by, with_passwords=with_passwords),
        )
        if options["json"]:
            self.answer_json(vars(written))
        else:
            self.answer(f"{written.folder}: {written.rows} rows of {written.tables} tables.")
        self.say("The files hold names and case numbers and are not sealed.")
        if not with_passwords:
            self.say("Passwords and second steps are not in it: everybody needs a new password.")
