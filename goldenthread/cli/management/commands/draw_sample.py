"""Draw a selection from a case list, by a design and a seed."""

import gc
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from goldenthread.cli.command import Command as OurCommand
from goldenthread.cli.command import Refused
from goldenthread.cli.samples import content
from goldenthread.method.sampling.certificate import Record, public, written
from goldenthread.method.sampling.design import design_of
from goldenthread.method.sampling.drawing import draw
from goldenthread.method.sampling.frame import frame_from_csv
from goldenthread.method.sampling.verifying import PUBLIC, REPLACEMENTS, SELECTION
from goldenthread.readers.design_files import read_design

CERTIFICATE = "certificate.json"


class Command(OurCommand):
    help = "Draw a selection from a case list (CSV) by a design (YAML): anyone can repeat it."
    needs_database = False

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--frame", type=Path, required=True, metavar="FILE.csv")
        parser.add_argument("--design", type=Path, required=True, metavar="FILE.yaml")
        parser.add_argument("--seed", required=True, metavar="TEXT")
        parser.add_argument("--out", type=Path, required=True, metavar="DIR")
        parser.add_argument(
            "--public", action="store_true", help=f"write the public certificate too, as {PUBLIC}"
        )
        parser.add_argument("--json", action="store_true", help="answer as one JSON value")

    def handle(self, *args: Any, **options: Any) -> None:
        gc.disable()  # nothing here refers to itself, and looking for it takes a fifth of the time
        frame = frame_from_csv(content(options["frame"]))
        design = design_of(read_design(content(options["design"])))
        record = Record(draw(frame, design, options["seed"]))
        write(record, options["out"], with_public=options["public"])
        said = record.summary
        if options["json"]:
            self.answer_json(said)
        else:
            self.answer(sentences(said, options["out"]))
        for warning in said["warnings"]:
            self.say(warning)


def write(record: Record, folder: Path, *, with_public: bool) -> None:
    """The certificate and its lists, each file whole or not there."""
    texts = {
        SELECTION: record.selection_csv,
        REPLACEMENTS: record.replacements_csv,
        CERTIFICATE: written(record.certificate),
    }
    if with_public:
        texts[PUBLIC] = written(public(record.certificate))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in texts.items():
            unfinished = folder / f".{name}.unfinished"
            unfinished.write_text(text, encoding="utf-8", newline="")
            unfinished.replace(folder / name)
        if not with_public:
            (folder / PUBLIC).unlink(missing_ok=True)
    except OSError as error:
        raise Refused(f"{folder} cannot be written to: {error.strerror}.") from None


def sentences(said: dict[str, Any], folder: Path) -> str:
    """The answer for a person."""
    lines = [
        f"Selected {said['size']:,} cases; see {folder}.",
        f"Case list: {said['frame_sha256']}",
    ]
    for heading, key in (("By status:", "by_status"), ("By team:", "by_team")):
        lines += [heading, *(f"  {name or '-'}: {n:,}" for name, n in said[key].items())]
    if said["exclusions"]:
        lines += ["Left out:", *(f"  {why}: {n:,}" for why, n in said["exclusions"].items())]
    return "\n".join(lines)
