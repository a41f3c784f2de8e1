"""The year's schedule as committees print it: a table of months, what each is, and what was promised."""

from collections.abc import Iterator, Sequence

from goldenthread.journal.changes import today
from goldenthread.people.actors import Actor
from goldenthread.people.models import Person
from goldenthread.people.queries import authority
from goldenthread.programme.models import Promise
from goldenthread.programme.queries.schedule import (
    STATES,
    Month,
    Scheduled,
    months,
    promise_state,
    promises,
    said_of,
)
from goldenthread.writers.document import Block, Document, Heading, Note, Paragraph, Table

PROMISE_STATES = {
    "kept": "Kept", "late": "Late", "scheduled": "Scheduled", "open": "Not on the schedule",
    "each_round": "Each round",
}  # fmt: skip


def schedule_paper(person: Actor, year: int) -> Document:
    """The schedule of a year; cancelled activities are said with their reason."""
    return Document(
        title=f"Audit programme {year}", author=person.name if isinstance(person, Person) else "The QA team", organisation=authority().name,
        dated=today(), blocks=tuple(_blocks(person, year)),
    )  # fmt: skip


def _blocks(person: Actor, year: int) -> Iterator[Block]:
    shown = months(person, year)
    yield Heading(2, "Schedule")
    yield Table(
        f"Audit activity by month, {year}", ("Month", "Activity"),
        tuple((f"{month.first:%B}", _of_month(month)) for month in shown),
    )  # fmt: skip
    every = [each for month in shown for each in month.standing]
    if every:
        yield Heading(2, "What each activity is")
        yield _details(every)
        yield Note(
            "Audits: handed in, of those planned. Only what is in the product is counted; "
            "“planned” is the number wanted, or where nobody has said one, the cases of its rounds."
        )
    yield from _cancelled(shown)
    if held := list(promises(person)):
        yield Heading(2, "Promises")
        yield _promised(held)


def _of_month(month: Month) -> str:
    said = [
        f"{each.activity.title} ({each.planned})" if each.planned else each.activity.title
        for each in month.standing
    ]
    return "; ".join(said) or "Nothing planned"


def _details(every: Sequence[Scheduled]) -> Table:
    return Table(
        "Activities", ("Activity", "Month", "Kind", "Service", "Lead", "Need", "Audits", "State"),
        tuple(_detail(each) for each in every),
        align=("left", "left", "left", "left", "left", "left", "right", "left"),
    )  # fmt: skip


def _detail(each: Scheduled) -> tuple[str, ...]:
    said = said_of(each.activity, with_tool=False)
    audits = f"{each.done} of {each.planned}" if each.planned else "–"
    return (
        said["title"], f"{each.activity.month:%b}", said["kind"], said["service"], said["lead"],
        said["need"], audits, STATES[each.state],
    )  # fmt: skip


def _cancelled(shown: Sequence[Month]) -> Iterator[Block]:
    gone = [e.activity for month in shown for e in month.activities if e.state == "cancelled"]
    if gone:
        yield Heading(2, "Cancelled")
        for each in gone:
            yield Paragraph(f"{each.title}, {each.month:%B}: {each.cancelled_why}")


def _promised(held: Sequence[Promise]) -> Table:
    return Table(
        "Promises to boards and Ofsted", ("Promise", "Made to", "Due", "State"),
        tuple(
            (
                each.what, f"{each.made_to}, {each.made_on:%-d %B %Y}",
                f"{each.due_on:%-d %B %Y}" if each.due_on else "Each round",
                _state(each),
            )
            for each in held
        ),
    )  # fmt: skip


def _state(promise: Promise) -> str:
    if promise.kept_on:
        late = promise.due_on is not None and promise.kept_on > promise.due_on
        return f"Kept on {promise.kept_on:%-d %B %Y}{', late' if late else ''}"
    return PROMISE_STATES[promise_state(promise)]
