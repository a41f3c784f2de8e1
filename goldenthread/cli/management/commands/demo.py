"""An invented authority runs its programme for a year; then look at it."""

import getpass
import time
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from goldenthread.cli.command import Command as OurCommand
from goldenthread.cli.command import Refused
from goldenthread.cli.invented.accounts import DOMAIN
from goldenthread.cli.invented.authority import invent
from goldenthread.cli.invented.playing import Played, play, played_before
from goldenthread.cli.management.commands.serve import processes, require_port, wait_for
from goldenthread.config import home
from goldenthread.people.actors import Operator
from goldenthread.people.queries import is_new_install


class Command(OurCommand):
    help = "Invent an authority, run two rounds a year apart, write the papers, and serve it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--no-serve", action="store_true", help="stop when the papers are written"
        )
        parser.add_argument(
            "--out", type=Path, help="where the papers go (default: papers/ in the data folder)"
        )
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["no_serve"]:
            require_port("127.0.0.1", options["port"])
        out: Path = options["out"] or home.home() / "papers"
        password = demo_password()
        played = played_before(password)
        if played is None:
            played = self._play(out, password)
        self.answer(sign_ins(played))
        if not options["no_serve"]:
            address = f"127.0.0.1:{options['port']}"
            self.stdout.flush()
            self.say(f"Serving on http://{address}/   (Ctrl+C stops it)")
            wait_for(processes(address))

    def _play(self, out: Path, password: str) -> Played:
        if not is_new_install():
            raise Refused(
                "This data folder already holds an authority. Set GOLDENTHREAD_HOME to an empty folder "
                "for the demo."
            )
        begun = time.monotonic()
        out.mkdir(parents=True, exist_ok=True)
        by = Operator(getpass.getuser())
        played = play(by, invent("fennmarsh"), password, out, self.say)
        self.say(f"Done in {time.monotonic() - begun:.0f} seconds. The papers are in {out}")
        return played


def demo_password() -> str:
    """One password for this home's invented people, easy to type, not the same on another machine."""
    secret = home.key("demo_password").lower()
    letters = [c for c in secret if c.isalnum() and c not in "0o1l"]
    return "-".join("".join(letters[n : n + 4]) for n in (0, 4, 8, 12))


def sign_ins(played: Played) -> str:
    lines = [f"Sign in with the password {played.password} as:"]
    lines += [f"  {label:<30} {email}" for label, email in played.people]
    lines.append(f"(Every address at {DOMAIN} is invented.)")
    return "\n".join(lines)
