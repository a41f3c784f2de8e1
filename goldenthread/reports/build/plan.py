"""An improvement plan as a paper for its board."""

from collections.abc import Iterator, Sequence
from typing import Any

from goldenthread.journal.changes import today
from goldenthread.learning.models import Objective, Plan
from goldenthread.learning.queries import is_late
from goldenthread.people.models import Authority
from goldenthread.writers.document import Block, Document, Facts, Note, Paragraph, Table


def plan_paper(
    plan: Plan, objectives: Sequence[Any], authority: Authority, author: str
) -> Document:
    """The board view: a line for each objective, with its latest progress and what shows it.

    Owners stand there by their post; by name where they have none.
    """
    return Document(
        title=plan.title,
        author=author,
        organisation=authority.name,
        dated=today(),
        subtitle="Improvement plan",
        marking="Internal, not for publication",
        blocks=tuple(_blocks(plan, objectives)),
    )


def _blocks(plan: Plan, objectives: Sequence[Any]) -> Iterator[Block]:
    rows = [("Period", f"{_day(plan.from_on)} to {_day(plan.to_on)}")]
    rows += [("Board", plan.board)] if plan.board else []
    rows.append(("Objectives", counted(objectives)))
    yield Facts(tuple(rows))
    if not objectives:
        yield Paragraph("The plan has no objectives yet.")
        return
    yield Table(
        "Objectives by the day they are due",
        ("Objective", "What will show it", "Owner", "Due", "Where it stands"),
        tuple(_row(each) for each in objectives),
    )
    yield Note("Where the date was moved the first date stands in brackets.")


def counted(objectives: Sequence[Any]) -> str:
    """How many there are and where they stand, in words."""
    of = {
        label: sum(e.state == code for e in objectives) for code, label in Objective.State.choices
    }
    stands = [f"{n} {label.lower()}" for label, n in of.items() if n]
    late = sum(map(is_late, objectives))
    return ", ".join([str(len(objectives)), *stands, *([f"{late} overdue"] if late else [])])


def _row(each: Any) -> tuple[str, ...]:
    owner = each.owner.post or each.owner.name
    moved = f" ({_day(each.first_due_on)})" if each.due_on != each.first_due_on else ""
    latest = each.latest
    stands = each.get_state_display() + (", overdue" if is_late(each) else "")
    if latest:
        stands += f". {_day(latest.said_at)}: {latest.words}"
        stands += f" Evidence: {latest.evidence}" if latest.evidence else ""
    return str(each.what), str(each.measure), owner, f"{_day(each.due_on)}{moved}", stands


def _day(value: Any) -> str:
    return f"{value.day} {value:%B %Y}"
