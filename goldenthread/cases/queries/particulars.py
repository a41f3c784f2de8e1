"""What the list of another subject than a child's case file says of it, as forms and papers print it."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from goldenthread.readers.subject_lists import CHILDREN, DATE, LISTED, NUMBERS
from goldenthread.readers.subject_rows import BETWEEN

__all__ = ["Particular", "children", "number_label", "particulars", "worker_label"]


@dataclass(frozen=True)
class Particular:
    """One fact with what people call it; `value` as it is kept: a date as ISO, numbers with "; "."""

    key: str
    label: str
    value: str
    text: str


def particulars(kind: str, held: Mapping[str, str]) -> list[Particular]:
    """What is known, in the order of the kind's list; nothing of a child's case file."""
    fields = LISTED[kind].fields if kind in LISTED else {}
    return [
        Particular(key, field.label, held[key], _text(field.type, held[key]))
        for key, field in fields.items()
        if held.get(key)
    ]


def children(held: Mapping[str, str]) -> list[str]:
    """The numbers of the children whom a contact, a family or a decision is about."""
    return held[CHILDREN].split(BETWEEN) if held.get(CHILDREN) else []


def number_label(kind: str) -> str:
    """What the number of a subject is called."""
    return LISTED[kind].number.label if kind in LISTED else "Case number"


def worker_label(kind: str) -> str:
    """What the worker of a subject is called."""
    return LISTED[kind].worker.label if kind in LISTED else "Allocated worker"


def _text(what: str, value: str) -> str:
    if what == DATE:
        return f"{dt.date.fromisoformat(value):%-d %B %Y}"
    if what == NUMBERS:
        numbers = value.split(BETWEEN)
        return f"{len(numbers)}: {', '.join(numbers)}" if len(numbers) > 1 else numbers[0]
    return value
