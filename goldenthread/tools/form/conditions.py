"""When a section or a question is shown: by case type, by the auditor's role, by an earlier answer."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class About:
    """What is known of an audit besides its answers. What is not known hides nothing."""

    case_type: str = ""
    roles: tuple[str, ...] = ()


@dataclass(frozen=True)
class AnswerIs:
    """An earlier question has one of these answers; of several ticked, any of them will do."""

    question: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class Condition:
    """Every part that says anything has to hold; within a part, any one of its values."""

    case_types: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    answers: tuple[AnswerIs, ...] = ()

    def holds(self, about: About, value: Callable[[str], str]) -> bool:
        """`value` gives the answer to a question, "" while there is none."""
        return (
            _fits((about.case_type,) if about.case_type else (), self.case_types)
            and _fits(about.roles, self.roles)
            and all(set(value(each.question).split()) & set(each.values) for each in self.answers)
        )


def _fits(known: tuple[str, ...], wanted: tuple[str, ...]) -> bool:
    return not wanted or not known or bool(set(known) & set(wanted))


def condition_from(data: Mapping[str, Any] | None) -> Condition | None:
    if not data:
        return None
    return Condition(
        tuple(data.get("case_type", ())),
        tuple(data.get("role", ())),
        tuple(AnswerIs(each["question"], tuple(each["is"])) for each in data.get("answers", ())),
    )
