"""A backup back into an empty home, and whether its journal is whole."""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from goldenthread.cli.command import Command as OurCommand
from goldenthread.cli.command import Refused
from goldenthread.cli.preparing import make_database, prepare_database
from goldenthread.cli.sealed import add_passphrase_option, passphrase
from goldenthread.config import database
from goldenthread.config.backup.restoring import restore_backup
from goldenthread.config.backup.sealing import Seal
from goldenthread.journal.changes import append_head
from goldenthread.journal.queries import entry_count, faults
from goldenthread.people.changes import note_restore


class Command(OurCommand):
    help = "Put a backup into an empty data folder and database, and check its journal."
    needs_database = False  # it must find an empty one, and prepare it afterwards

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--identity", type=Path, metavar="FILE", help="the age key of a recipient"
        )
        add_passphrase_option(parser)
        parser.add_argument("--json", action="store_true", help="answer as one JSON value")

    def handle(self, *args: Any, **options: Any) -> None:
        database.require_database()
        if database.is_embedded():
            make_database()
        identity: Path | None = options["identity"]
        seal = Seal("" if identity else passphrase(options, again=False))
        restored = restore_backup(options["file"], seal, identity, self.say)
        prepare_database(self.say)
        self.say("Checking the journal...")
        found = [str(fault) for fault in faults()]
        note_restore(by=self.by(options), made_at=restored.begin.made_at, faults=len(found))
        append_head()
        if options["json"]:
            self.answer_json(
                {
                    "made_at": restored.begin.made_at,
                    "rows": sum(restored.end.rows.values()),
                    "faults": found,
                    "missing": restored.missing,
                }
            )
        else:
            self.answer(
                f"Restored the backup of {restored.begin.made_at}: "
                f"{sum(restored.end.rows.values())} rows, {entry_count()} journal entries."
            )
            self.answer("\n".join(restored.missing))
        if found:
            raise Refused("The journal is not whole.\n" + "\n".join(found))
