"""The trace of every printed number, compared with what is printed and kept with the edition."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.conf import settings

from goldenthread import __version__
from goldenthread.figures.queries import figure_of, trace, trace_json
from goldenthread.people.actors import Actor
from goldenthread.reports.build.sums import Sum
from goldenthread.writers import document as tree
from goldenthread.writers.document import Document

PAGE = "/insights/trace/"
# A count, and no part of a percentage: "5 of 17 (29%)" has two, "29%" has none.
COUNT = re.compile(r"(?<![\d.,])\d{1,3}(?:,\d{3})+(?![\d%])|(?<![\d.,])\d+(?![\d%,])")
PART = re.compile(r"(?<![\d.,])(\d[\d,]*) of (\d[\d,]*)")
NOUGHT = ("no", "none", "no cases")


@dataclass
class FigureDiffers(Exception):
    """A printed number that is not what its trace counts: the paper must not leave."""

    figure: str
    printed: str
    counted: int

    def __str__(self) -> str:
        return (
            f"The number “{self.printed}” is not what it should be: its trace counts {self.counted} "
            f"({self.figure}). Nothing was finalised. Tell whoever looks after the service."
        )


def traced_at(edition: str = "") -> str:
    """The address to which a figure's key is added, of an edition or as the figure stands now."""
    asked = {"edition": edition} if edition else {}
    return f"{settings.ADDRESS}{PAGE}?{urlencode([*asked.items(), ('figure', '')])}"


def traces_kept(by: Actor, paper: Document) -> dict[str, Any]:
    """By its key, the trace of every number that a paper prints; the designs of the rounds once.

    Raises FigureDiffers, SumsDoNotAddUp.
    """
    kept: dict[str, Any] = {"traces": {}, "designs": {}, "software": __version__}
    for run in tree.figures(paper):
        if run.figure_key not in kept["traces"]:
            found = trace_json(trace(by, figure_of(run.figure_key)))
            kept["designs"] |= {each["round"]: each for each in found.pop("designs")}
            kept["traces"][run.figure_key] = found
        check_printed(run.figure_key, run.text, kept["traces"][run.figure_key]["n"])
    return kept


def check_printed(key: str, text: str, counted: int | None) -> None:
    """Raises FigureDiffers where a number as printed does not hold what its trace counts."""
    if counted is None:
        return
    counts = counts_in(text)
    if counts and counted not in counts:
        raise FigureDiffers(key, text, counted)


def counts_in(text: str) -> list[int]:
    """The counts that a number as printed may say; what it is "of" is none of them.

    >>> counts_in("83% (25 of 30)"), counts_in("None"), counts_in("29%")
    ([25], [0], [])
    """
    if part := PART.search(text):
        return [int(part[1].replace(",", ""))]
    if text.casefold() in NOUGHT:
        return [0]
    return [int(each.replace(",", "")) for each in COUNT.findall(text)]


def trace_sums(kept: dict[str, Any]) -> Iterator[Sum]:
    """What is counted and what is left out of each figure makes the cases of its rounds."""
    whole: dict[str, int] = {}
    for key, found in kept["traces"].items():
        if figure_of(key).measure == "reported":
            continue
        parts = (len(found["counted"]), *(each["n"] for each in found["left_out"]))
        rounds = figure_of(key).where.get("round", "")
        yield Sum(
            f"Cases counted and left out of {key}", parts, whole.setdefault(rounds, sum(parts))
        )
