"""What is planned on the year's schedule, as committees print it: a table of months and activities."""

from collections.abc import Iterator, Mapping

from goldenthread.programme.queries.schedule import Month, months_between, months_from
from goldenthread.reports.build.boxes import Box
from goldenthread.reports.build.gathered import Gathered
from goldenthread.writers.document import Block, Paragraph, Table

SCHEDULE = Box(
    "schedule", "Months of the schedule", "choice", "4",
    "The programme's activities from the month of the paper on.",
    choices={"0": "Leave out", "4": "Four months", "6": "Six months", "12": "Twelve months"},
)  # fmt: skip


def scheduled(g: Gathered, months: str, number: int) -> Iterator[Block]:
    """The months from that of the paper on, each with what is planned in it."""
    first = g.dated.replace(day=1)
    shown = _shown(g, months)
    if not any(month.standing for month in shown):
        yield Paragraph(f"Nothing is planned from {first:%B %Y} to {shown[-1].first:%B %Y}.")
        return
    yield Table(
        f"Table {number}: what is planned, {first:%B %Y} to {shown[-1].first:%B %Y}",
        ("Month", "Audit activity"),
        tuple(
            (
                f"{month.first:%B %Y}",
                "; ".join(each.activity.title for each in month.standing) or "Nothing planned",
            )
            for month in shown
        ),
    )


def activities_scheduled(g: Gathered, texts: Mapping[str, str]) -> list[str]:
    """The titles of the activities that a paper with these boxes prints, as people typed them."""
    months = texts.get(SCHEDULE.key, "0")
    shown = _shown(g, months) if months != "0" else []
    return [each.activity.title for month in shown for each in month.standing]


def _shown(g: Gathered, months: str) -> list[Month]:
    first = g.dated.replace(day=1)
    return months_between(g.by, first, months_from(first, int(months) - 1))
