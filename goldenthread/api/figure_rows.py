"""A row of grades as other programs read it: a line for each grade."""

from typing import Any

from django.urls import reverse
from django.utils.http import urlencode
from ninja import Schema
from pydantic import Field

from goldenthread.figures.queries import GradeRow, figure_key
from goldenthread.method.proportions import Share
from goldenthread.people.vocabulary import Vocabulary


class GradeLine(Schema):
    """A count of `n`, with its share as it may be printed: below ten audits there is no percentage."""

    grade: str
    label: str
    meets_standard: bool
    count: int
    n: int
    percent: float | None
    text: str
    low: float | None = Field(description="lower limit of the 95% range, in per cent")
    high: float | None = Field(description="upper limit of the 95% range, in per cent")
    method: str = Field(description="how the range was made, or why there is none")
    scale: str
    basis: str = Field(description="how the audits came about: random, purposive, census, unequal")
    breaks: str = Field(description="where grades do not go on from another version of the tool")


class Part(Schema):
    count: int
    n: int
    percent: float | None
    text: str
    low: float | None
    high: float | None
    method: str


class Estimate(Schema):
    """Of a round whose cases had different chances: the share of all cases, in per cent, unrounded."""

    n: int
    cases: int = Field(description="how many cases could be selected")
    weighted: float
    unweighted: float
    effective_n: float
    interval: tuple[float, float] | None
    differ: bool = Field(description="whether the two are more than two points apart")


class Row(Schema):
    group: dict[str, str]
    n: int
    basis: str
    frame_size: int | None = Field(description="how many cases there were to choose from")
    scale: str
    meeting: Part = Field(description="audits that meet the standard of the scale")
    grades: list[GradeLine]
    breaks: list[str]
    estimate: Estimate | None = Field(description="of one whole round, where chances differed")
    behind: str = Field(
        description="the page that says what the row counts, with its audits for those who may"
    )


def row_of(
    row: GradeRow, words: Vocabulary, where: dict[str, str], estimate: dict[str, Any] | None
) -> dict[str, Any]:
    """The row with its grades in the order of their scale."""
    query = urlencode({"figure": figure_key("grades", **where, grade="n")})
    address = f"{reverse('figures:trace')}?{query}" if where else ""
    return {
        "group": row.group, "n": row.n, "basis": row.basis.kind, "scale": row.scale.key,
        "frame_size": row.basis.frame_size, "meeting": part_of(row.meeting),
        "grades": lines_of(row, words), "breaks": [each.text for each in row.breaks],
        "behind": address, "estimate": estimate,
    }  # fmt: skip


def part_of(share: Share) -> dict[str, Any]:
    low, high = share.interval or (None, None)
    return {
        "count": share.count, "n": share.n, "percent": share.percent, "text": share.text,
        "low": low, "high": high, "method": share.method,
    }  # fmt: skip


def lines_of(row: GradeRow, words: Vocabulary) -> list[dict[str, Any]]:
    breaks = " ".join(each.text for each in row.breaks)
    return [
        {
            "grade": key, "label": words("grade", key),
            "meets_standard": row.scale.meets_standard(key), **part_of(share),
            "scale": row.scale.key, "basis": row.basis.kind, "breaks": breaks,
        }
        for key, share in row.shares.items()
    ]  # fmt: skip
