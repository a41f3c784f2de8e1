"""Is the service well?"""

from typing import Any

from django.core.management.base import CommandParser

from goldenthread.cli.command import Command as OurCommand
from goldenthread.cli.command import Refused
from goldenthread.config import database
from goldenthread.config.health import checks


class Command(OurCommand):
    help = "Say whether database, migrations, worker, disk and backup are well."
    needs_database = False  # it has to answer when the database does not

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="answer as one JSON value")

    def handle(self, *args: Any, **options: Any) -> None:
        database.require_database()
        found = checks()
        if options["json"]:
            self.answer_json([vars(each) for each in found])
        else:
            for each in found:
                self.answer(f"{'well' if each.is_well else 'ILL ':<6}{each.name:<12}{each.words}")
        ill = [each.words for each in found if not each.is_well]
        if ill:
            raise Refused("The service needs attention. " + " ".join(ill))
