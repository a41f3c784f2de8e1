"""Can the counts and percentages of a paper be right, and are ours what they count?"""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from goldenthread.cli.command import Command as OurCommand
from goldenthread.cli.command import Refused
from goldenthread.method.printed import check
from goldenthread.method.printed.checking import Checked
from goldenthread.people.actors import Actor
from goldenthread.readers.paper_blocks import Block
from goldenthread.readers.papers import read_paper
from goldenthread.reports import build
from goldenthread.reports.queries import edition_by_ref
from goldenthread.writers import word


class Command(OurCommand):
    help = (
        "Check a paper, a Word document or plain text: every count with a percentage that cannot be "
        "right is named, with what it should be; in a Word paper of ours each figure is counted again. "
        "Exit 0: none is wrong; 1: some."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--json", action="store_true", help="answer as one JSON value")

    def opens_database(self, options: dict[str, Any]) -> bool:
        """Only for a paper with figures of ours."""
        return word.carries_figures(options["file"])

    def handle(self, *args: Any, **options: Any) -> None:
        file: Path = options["file"]
        blocks = read_paper(file)
        found = check([block.rows or block.text for block in blocks])
        is_ours = self.opens_database(options)
        carried = self.carried(self.by(options), file.read_bytes()) if is_ours else []
        differ = [each for each in carried if each.is_wrong]
        if options["json"]:
            self.answer_json(_as_json(blocks, found, carried))
        else:
            lines = [f"{blocks[e.block].where.capitalize()}: {e.text}" for e in found.wrong]
            lines += [f'Figure {e.figure}: "{e.printed}" should be {e.should_be}.' for e in differ]
            if lines:
                self.answer("\n".join(lines))
        self.say(f"{found.right:,} counts with percentages can be right.")
        if found.unknown:
            self.say(f"{found.unknown:,} could not be checked: of how many is not said.")
        if carried:
            self.say(_figures_said(carried))
        if count := len(found.wrong) + len(differ):
            raise Refused(f"{count:,} cannot be right.")

    def carried(self, by: Actor, data: bytes) -> list[build.Carried]:
        """The figures of a paper of ours, as its edition keeps them or else counted again."""
        printed, ref = word.figures(data), word.edition_named(data)
        edition = edition_by_ref(by, ref) if ref else None
        if edition:
            self.say(f"This is a paper of edition {ref}: it is held against what was finalised.")
            return list(build.as_kept(edition.figures["printed"], printed))
        return list(build.recomputed(by, printed))


def _figures_said(carried: list[build.Carried]) -> str:
    right = sum(each.should_be == each.printed for each in carried)
    unknown = sum(each.should_be is None for each in carried)
    said = f"{right:,} of {len(carried):,} figures are what they count."
    return f"{said} {unknown:,} cannot be counted here." if unknown else said


def _as_json(
    blocks: tuple[Block, ...], found: Checked, carried: list[build.Carried]
) -> dict[str, Any]:
    wrong = [
        {"where": blocks[each.block].where, "quote": each.quote, "should_be": each.should_be}
        for each in found.wrong
    ]
    differ = [
        {"figure": each.figure, "printed": each.printed, "should_be": each.should_be}
        for each in carried if each.is_wrong
    ]  # fmt: skip
    ours = {"figures": {"carried": len(carried), "wrong": differ}} if carried else {}
    return {"right": found.right, "unknown": found.unknown, "wrong": wrong, **ours}
