"""Do background jobs and timed work on this node, until stopped."""

from typing import Any

from goldenthread.cli.command import Command as OurCommand
from goldenthread.cli.management.commands.serve import WORKER, started, wait_for
from goldenthread.cli.preparing import require_journal_key


class Command(OurCommand):
    help = "Do background jobs on this node; the pages are served elsewhere."

    def handle(self, *args: Any, **options: Any) -> None:
        require_journal_key()
        self.say("Working through background jobs   (Ctrl+C stops it)")
        wait_for([started(WORKER)])
