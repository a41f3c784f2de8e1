"""Whether things were done in time: by a date with a limit, or as the auditor answered a question about time.

Definitions by id. `D1`: the latest date lay within the months allowed, on the day the audit was handed in.
`answer`: the auditor said so; partly is late. What is not known is counted apart, never as late.
"""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, CharField, Count, Exists, OuterRef, Q, QuerySet, Value, When

from goldenthread.audits.models import Answer, Audit
from goldenthread.figures.queries.answered import (
    Asked,
    audits_asked,
    has_words,
    one_question,
    questions_asked,
)
from goldenthread.figures.queries.standing import DIMENSIONS
from goldenthread.method.proportions import Basis, Share, share
from goldenthread.people.actors import Actor
from goldenthread.tools.form import NOT_APPLICABLE, Question

IN_TIME, LATE_WHY, LATE_BARE, LATE_UNSAID = "in_time", "late_why", "late_bare", "late_unsaid"
UNKNOWN, NA = "unknown", "na"
LATE = (LATE_WHY, LATE_BARE, LATE_UNSAID)
OF = {
    "known": (IN_TIME, *LATE), "late": LATE,
    **{each: (each,) for each in (IN_TIME, *LATE, UNKNOWN, NA)},
}  # fmt: skip
BY_DATE, BY_ANSWER = "D1", "answer"
SAYS = {
    BY_DATE: "by date: the latest one lay within {months} months on the day the audit was handed in",
    BY_ANSWER: "as the auditor answered; “partly” is late",
}
# What a question that is answered yes or no says where it is about time.
ABOUT_TIME = re.compile(
    r"\b(in time|on time|timescales?|as often as|within (\w+ )?(working )?(days?|weeks?|months?|hours?))\b",
    re.I,
)


@dataclass(frozen=True)
class TimelyRow:
    """Of one group how many were in time and late; `unknown` and `na` are apart from these."""

    group: dict[str, str]
    counts: Mapping[str, int]

    def of(self, what: str) -> int:
        return sum(self.counts.get(each, 0) for each in OF[what])

    @property
    def in_time(self) -> Share:
        return share(self.of(IN_TIME), self.of("known"), basis=Basis("purposive"))


def is_about_time(question: Question) -> bool:
    """
    >>> is_about_time(Question("a", "yes_no", "Was it decided within one working day?"))
    True
    >>> is_about_time(Question("a", "yes_no", "Has the bedroom been seen?"))
    False
    """
    if question.type == "months_since":
        return question.limit_months is not None
    return question.type in ("yes_no", "yes_partly_no") and bool(ABOUT_TIME.search(question.label))


def timely_questions(by: Actor) -> dict[str, Asked]:
    """The questions about time of counted rounds' tools, by key."""
    return questions_asked(by, is_about_time)


def definition_text(asked: Asked) -> str:
    """How this question tells what was in time, in words.

    >>> definition_text(Asked("a", "yes_no", "", "", None, (), False, False, ""))
    'as the auditor answered; “partly” is late'
    """
    return SAYS[definition_id(asked)].format(months=asked.limit_months)


def definition_id(asked: Asked) -> str:
    return BY_DATE if asked.type == "months_since" else BY_ANSWER


def timeliness(
    by: Actor, key: str, dimensions: tuple[str, ...] = (), where: Mapping[str, str] | None = None
) -> list[TimelyRow]:
    """Rows by `dimensions`, in the order of their values, what is not known last.

    Raises UnknownFigure, UnknownDimension.
    """
    asked = one_question(by, key, "timeliness", is_about_time)
    found = _told(audits_asked(by, asked, where or {}, dimensions), asked)
    columns = {name: DIMENSIONS[name].removeprefix("audit__") for name in dimensions}
    rows: dict[tuple[str, ...], Counter[str]] = {}
    for *group, status, n in found.values_list(*columns.values(), "status").annotate(n=Count("pk")):
        rows.setdefault(tuple(value or "" for value in group), Counter())[status] += n
    return [
        TimelyRow(dict(zip(columns, group, strict=True)), counts)
        for group, counts in sorted(rows.items(), key=lambda each: [(not v, v) for v in each[0]])
    ]


def timely_audits(
    by: Actor, key: str, where: Mapping[str, str], of: str
) -> tuple[QuerySet[Audit], QuerySet[Audit]]:
    """The audits that were asked, and those of them that a figure counts. Raises UnknownFigure."""
    asked = one_question(by, key, "timeliness", is_about_time)
    found = _told(audits_asked(by, asked, where), asked)
    return _plain(found), _plain(found.filter(status__in=OF[of]))


def _plain(found: Any) -> QuerySet[Audit]:
    return Audit.objects.filter(pk__in=found.order_by().values("pk"))


def _told(found: QuerySet[Audit, Any], asked: Asked) -> Any:
    """Each audit with its `status`."""
    late = Case(
        *([When(_explained(asked), then=Value(LATE_WHY))] if asked.tells_why else []),
        *([When(_unexplained(asked), then=Value(LATE_BARE))] if asked.tells_why else []),
        default=Value(LATE_UNSAID), output_field=CharField(),
    )  # fmt: skip
    if asked.type == "months_since":
        is_known, is_good = Q(told__on__isnull=False), Q(months__lte=asked.limit_months)
    else:
        is_known, is_good = Q(told__value__in=("yes", "partly", "no")), Q(told__value="yes")
    status = Case(
        When(told__value=NOT_APPLICABLE, then=Value(NA)),
        When(is_known & is_good, then=Value(IN_TIME)),
        When(is_known, then=late),
        default=Value(UNKNOWN), output_field=CharField(),
    )  # fmt: skip
    return found.annotate(status=status)


def _explained(asked: Asked) -> Q:
    return has_words() if asked.asks_why else Q(Exists(_beside(asked, ("yes",))))


def _unexplained(asked: Asked) -> Q:
    return ~has_words() if asked.asks_why else Q(Exists(_beside(asked, ("partly", "no"))))


def _beside(asked: Asked, values: tuple[str, ...]) -> QuerySet[Answer]:
    return Answer.objects.filter(audit=OuterRef("pk"), question=asked.companion, value__in=values)
