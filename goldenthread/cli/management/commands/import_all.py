"""An export back into an empty place."""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from goldenthread.cli.command import Command as OurCommand
from goldenthread.cli.command import Refused
from goldenthread.cli.preparing import make_database, migrate
from goldenthread.config import database
from goldenthread.config.export.reading import checked, import_all
from goldenthread.journal.queries import faults


class Command(OurCommand):
    help = "Read a folder that export_all wrote into an empty database, and check its journal."
    needs_database = False  # it must find an empty one

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path)
        parser.add_argument("--json", action="store_true", help="answer as one JSON value")

    def handle(self, *args: Any, **options: Any) -> None:
        folder: Path = options["folder"].absolute()
        manifest = checked(folder)
        database.require_database()
        if database.is_embedded():
            make_database()
        self.say("Preparing the database...")
        migrate()
        self.say("Reading...")
        rows = import_all(folder, manifest)
        self.say("Checking the journal...")
        found = [str(fault) for fault in faults()]
        if options["json"]:
            self.answer_json(
                {"rows": rows, "with_passwords": manifest.with_passwords, "faults": found}
            )
        else:
            self.answer(f"Read {rows} rows.")
        if not manifest.with_passwords:
            self.say("No passwords came with it: make new ones on the page Set-up, People.")
        if found:
            raise Refused("The journal is not whole.\n" + "\n".join(found))
