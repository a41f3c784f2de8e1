"""Is the same selection drawn again from its case list?"""

import gc
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from goldenthread.cli.command import Command as OurCommand
from goldenthread.cli.command import Refused
from goldenthread.cli.samples import content
from goldenthread.method.sampling.frame import frame_from_csv
from goldenthread.method.sampling.verifying import (
    PUBLIC,
    REPLACEMENTS,
    SELECTION,
    CertificateRefused,
    differences,
)


class Command(OurCommand):
    help = "Draw a selection again from its certificate and case list; say what differs."
    needs_database = False

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("certificate", type=Path, metavar="CERTIFICATE")
        parser.add_argument("--frame", type=Path, required=True, metavar="FILE.csv")
        parser.add_argument("--json", action="store_true", help="answer as one JSON value")

    def handle(self, *args: Any, **options: Any) -> None:
        gc.disable()  # as draw_sample does
        found = differences(
            text_of(options["certificate"]),
            frame_from_csv(content(options["frame"])),
            beside=beside(options["certificate"].parent),
        )
        if options["json"]:
            said = [{"what": each.what, "how": each.how} for each in found]
            self.answer_json({"same": not found, "differences": said})
        elif not found:
            self.answer("The same list is drawn again.")
        if found:
            raise Refused("\n".join(f"{each.what}: {each.how}" for each in found))


def text_of(file: Path) -> str:
    try:
        return content(file).decode()
    except UnicodeDecodeError:
        raise CertificateRefused("This is not a certificate of a draw.") from None


def beside(folder: Path) -> dict[str, bytes]:
    """The files that were written with the certificate and are still there."""
    names = (SELECTION, REPLACEMENTS, PUBLIC)
    return {name: content(folder / name) for name in names if (folder / name).exists()}
