"""Figures named in the boxes of a public paper that its own tables do not print."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from goldenthread.reports.build.boxes import FIELD, Box
from goldenthread.reports.build.gathered import Gathered
from goldenthread.reports.build.kinds import boxes_of, seen_by
from goldenthread.reports.build.named import figure_in, is_figure, may_print


@dataclass
class FigureHeldBack(Exception):
    """A box of a public paper names a figure that its tables do not print."""

    name: str
    box: str

    def __str__(self) -> str:
        return (
            f"“{self.box}” names {{{{{self.name}}}}}, which the public version does not print: its tables "
            "have no such row, or too few people stand behind it. Take the sentence out, or choose the "
            "internal version."
        )


def held_back(
    kind: str, g: Gathered, texts: Mapping[str, str]
) -> Iterator[tuple[Box, FigureHeldBack]]:
    """Every such figure, with the box that names it."""
    shown = seen_by(kind, g, texts)
    for box in boxes_of(kind):
        for name in FIELD.findall(texts.get(box.key, "")):
            if is_figure(name) and not may_print(figure_in(name, g.round.code), shown):
                yield box, FigureHeldBack(name, box.label)


def check_held_back(kind: str, g: Gathered, texts: Mapping[str, str]) -> None:
    """Raises FigureHeldBack for the first."""
    for _, each in held_back(kind, g, texts):
        raise each
