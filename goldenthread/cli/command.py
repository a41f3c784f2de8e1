"""What every command of ours shares: its database, who acts, and how it ends."""

import getpass
import json
import logging
import secrets
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from goldenthread.config.database import require_database
from goldenthread.people.actors import Actor, Operator

log = logging.getLogger(__name__)


class Refused(Exception):
    """The command cannot do what was asked; the message says why and what to do. Exit 1."""


class Command(BaseCommand):
    """stdout is the answer only; progress goes to stderr; exit 0 done, 1 refused, 2 wrong usage."""

    needs_database = True
    requires_system_checks: list[str] = []
    output_transaction = False

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        parser = super().create_parser(prog_name, subcommand, **kwargs)
        parser.add_argument("--as", dest="as_email", metavar="EMAIL", help="act as this account")
        return parser

    def opens_database(self, options: dict[str, Any]) -> bool:
        """Whether this run needs the database; a command may say so by its options."""
        return self.needs_database

    def execute(self, *args: Any, **options: Any) -> str | None:
        needs_database = self.opens_database(options)
        if needs_database:
            require_database()
            from goldenthread.cli.preparing import prepare_database

            prepare_database(say=self.say)
        try:
            return super().execute(*args, **options)
        finally:
            if needs_database:
                from goldenthread.journal.changes import append_head

                append_head()

    def say(self, text: str) -> None:
        """Progress, for the person who waits."""
        print(text, file=sys.stderr, flush=True)

    def answer(self, text: str) -> None:
        self.stdout.write(text)

    def answer_json(self, value: Any) -> None:
        self.stdout.write(json.dumps(value, ensure_ascii=False, indent=2, default=str))

    def by(self, options: dict[str, Any]) -> Actor:
        """Who acts: `--as EMAIL`, or the operator of this machine."""
        email = options.get("as_email")
        if not email:
            return Operator(getpass.getuser())
        from goldenthread.people.queries import person_by_email

        person = person_by_email(email)
        if person is None:
            raise Refused(
                f"There is no account for {email}. List accounts on the page Set-up, People."
            )
        return person


def ending(error: Exception) -> tuple[str, int]:
    """What a person is told about an error that ended a command, and the exit code."""
    if isinstance(error, CommandError):
        return str(error), error.returncode
    if str(error) and type(error).__module__.startswith("goldenthread."):
        return str(error), 1
    code = secrets.token_hex(4)
    log.error("A command failed (%s)", code, exc_info=error)
    return f"Something went wrong that is not your doing (code {code}); the log has the details.", 1
