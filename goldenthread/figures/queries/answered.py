"""Audits that were asked one question of their tool, each with its answer: what figures of a question count."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.db.models import (
    Case,
    FilteredRelation,
    Func,
    IntegerField,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import (
    ExtractDay,
    ExtractMonth,
    ExtractYear,
    Greatest,
    Least,
    TruncDate,
)
from django.db.models.lookups import LessThan

from goldenthread.audits.models import Audit
from goldenthread.audits.queries import HANDED_IN
from goldenthread.figures.queries.figure import UnknownFigure
from goldenthread.figures.queries.one_of import OneOf
from goldenthread.figures.queries.rounds import counted_rounds
from goldenthread.figures.queries.standing import described, narrowed, reach, whose
from goldenthread.people.actors import Actor
from goldenthread.tools.form import Form, Question
from goldenthread.tools.models import ToolVersion
from goldenthread.tools.queries import form

NO_WORDS = sha256(b"").hexdigest()
# A question that asks after reasons: in the label of its words, or in one that follows it.
ASKS_WHY = re.compile(r"\b(why|reasons?)\b", re.I)
LATE_AND_WHY = re.compile(r"\blate\b.*\b(why|reasons?)\b", re.I)


@dataclass(frozen=True)
class Asked:
    """A question as figures count it. `versions` are the tools' versions that ask it in the same way:
    the same type, answers and limit; of others its answers are left out.

    `is_conditional`: some audits were not shown it. `companion`: the key of the question that asks
    after the reasons of what was late.
    """

    key: str
    type: str
    label: str
    tool: str
    limit_months: int | None
    versions: tuple[int, ...]
    is_conditional: bool
    asks_why: bool
    companion: str

    @property
    def tells_why(self) -> bool:
        """Whether reasons of what was late are asked for, here or in the question that follows."""
        return self.asks_why or bool(self.companion)


def questions_asked(by: Actor, is_meant: Callable[[Question], bool]) -> dict[str, Asked]:
    """The questions of counted rounds' tools that are meant, by key, as the newest version asks them."""
    keys = list(dict.fromkeys(counted_rounds(by).values_list("tool_version", flat=True)))
    versions = ToolVersion.objects.in_bulk(keys)
    found: dict[str, Asked] = {}
    forms = [(pk, form(versions[pk])) for pk in keys]
    for pk, held in forms:
        for question in held.questions:
            if not is_meant(question):
                continue
            first = found.get(question.key)
            made = _asked(held, question, pk)
            if first is None:
                found[question.key] = made
            elif _way(first) == _way(made):
                conditional = first.is_conditional or made.is_conditional
                found[question.key] = _with(first, pk, conditional)
    return found


def _way(asked: Asked) -> tuple[Any, ...]:
    return asked.type, asked.limit_months, asked.asks_why, asked.companion


def _with(asked: Asked, version: int, is_conditional: bool) -> Asked:
    given = vars(asked) | {"is_conditional": is_conditional}
    return Asked(**given | {"versions": (*asked.versions, version)})


def _asked(held: Form, question: Question, version: int) -> Asked:
    section = held.section_of(question.key)
    assert section is not None
    conditions = (question.shown_when, section.shown_when, section.heading_when)
    later = section.questions[section.questions.index(question) + 1 :][:1]
    companion = [
        q.key for q in later if q.type in ("yes_no", "yes_partly_no") and LATE_AND_WHY.search(q.label)
    ]  # fmt: skip
    return Asked(
        question.key, question.type, question.label, held.title, question.limit_months, (version,),
        any(conditions), bool(ASKS_WHY.search(question.text_label)), "".join(companion),
    )  # fmt: skip


def one_question(by: Actor, key: str, measure: str, is_meant: Callable[[Question], bool]) -> Asked:
    """Raises UnknownFigure where no counted round asks it."""
    found = questions_asked(by, is_meant).get(key)
    if found is None:
        raise UnknownFigure(f"{measure}?question={key}", f"no round asked {key!r} so")
    return found


def audits_asked(
    by: Actor, asked: Asked, where: Mapping[str, str], dimensions: tuple[str, ...] = ()
) -> QuerySet[Audit, Any]:
    """The audits that count and were asked, each with `told` (its answer's row, if any) and `months`, the
    complete months from the answer's date to the day it was handed in. Raises UnknownDimension."""
    names = (*dimensions, *where)
    found = Audit.objects.filter(
        reach(by, ""), whose(dimensions, where, ""), state__in=HANDED_IN,
        round_case__removed_at=None,
        **{f"tool_version__id__{OneOf.lookup_name}": asked.versions},
    ).order_by()  # fmt: skip
    found = narrowed(described(found, names, ""), where, "")
    told = FilteredRelation("answers", condition=Q(answers__question=asked.key))
    found = found.annotate(told=told).annotate(months=months_since("told__on", "submitted_at"))
    if asked.is_conditional:
        return found.filter(~Q(told=None) & (~Q(told__value="") | Q(told__on__isnull=False)))
    return found


def months_since(updated: str, at: str) -> Case:
    """In the database what `timescales.months_out_of_date` computes; null without a date."""
    day = TruncDate(at)
    last = Func(
        day, output_field=IntegerField(),
        template="EXTRACT(DAY FROM date_trunc('month', %(expressions)s) + INTERVAL '1 month - 1 day')::int",
    )  # fmt: skip
    years = ExtractYear(day) - ExtractYear(updated)
    months = ExtractMonth(day) - ExtractMonth(updated)
    is_incomplete = LessThan(ExtractDay(day), Least(ExtractDay(updated), last))
    short = Case(When(is_incomplete, then=1), default=0)
    whole = Value(12) * years + months - short
    return Case(When(**{f"{updated}__isnull": False}, then=Greatest(whole, 0)), default=None)


def has_words(prefix: str = "told__") -> Q:
    """Whether words stand beside an answer, or stood there until they were disposed of."""
    return Q(**{f"{prefix}words__isnull": False}) & ~Q(**{f"{prefix}words__sha256": NO_WORDS})
