"""How the questions of a round's tool were answered, question by question.

No answer is never a "no": an audit whose auditor left a question open is counted as that, and one of
which the question was not asked is not counted at all.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from goldenthread.audits.models import Answer, Audit
from goldenthread.audits.queries import HANDED_IN
from goldenthread.figures.queries.standing import reach
from goldenthread.method.timescales import months_out_of_date
from goldenthread.people.actors import Actor
from goldenthread.programme.models import Round
from goldenthread.tools.form import NOT_APPLICABLE, Form, form_from
from goldenthread.tools.form.conditions import About
from goldenthread.tools.form.questions import WORDED, Question

UNANSWERED, SEVERAL_VALUES = "", "+"
REASONS, DATED = ("with", "without"), ("in_time", "late")


@dataclass(frozen=True)
class Given:
    """An answer: its value, its date, and the words with it."""

    value: str = ""
    on: date | None = None
    words: str = ""

    @property
    def has_words(self) -> bool:
        return bool(self.words)

    def is_answer_to(self, question: Question) -> bool:
        return bool(self.value or self.on or (self.has_words and question.type in WORDED))


NOTHING = Given()


@dataclass(frozen=True)
class Answers:
    """The answers of the audits that count. `audits` are keys with their case type, `refs` with their
    reference; `on` is the day to which the age of a date is reckoned, the last of the period looked at."""

    form: Form
    on: date
    audits: Mapping[int, str]
    refs: Mapping[int, str]
    given: Mapping[tuple[int, str], Given]

    def asked(self, key: str) -> tuple[int, ...]:
        """The audits of which a question was asked: all, but where the tool says when it is."""
        question, section = self.form.question(key), self.form.section_of(key)
        whens = [question and question.shown_when]
        whens += [section.shown_when, section.heading_when] if section else []
        conditions = [when for when in whens if when]
        return tuple(
            pk
            for pk, case_type in self.audits.items()
            if all(each.holds(About(case_type), self._value_of(pk)) for each in conditions)
        )

    def counted(
        self, key: str, *, value: str | None = None, reason: str = "", dated: str = "",
        is_given: bool = False,
    ) -> tuple[int, ...]:  # fmt: skip
        """The audits with this answer, or one of several with a + between, UNANSWERED for none; with words or without, in time or late;
        with any answer at all but that it does not apply."""
        question = self.form.question(key)
        if question is None:
            return ()
        found = [(pk, self.given.get((pk, key), NOTHING)) for pk in self.asked(key)]
        if value is not None:
            found = [(pk, each) for pk, each in found if _is(question, each, value)]
        if reason:
            found = [(pk, each) for pk, each in found if each.has_words == (reason == "with")]
        if is_given:
            found = [
                (pk, a) for pk, a in found if a.value != NOT_APPLICABLE and a.is_answer_to(question)
            ]
        if dated:
            found = [(pk, each) for pk, each in found if self._timed(question, each) == dated]
        return tuple(pk for pk, _ in found)

    def _value_of(self, pk: int) -> "_Values":
        return _Values(self, pk)

    def _timed(self, question: Question, given: Given) -> str:
        """Whether a date is as recent as its question asks; "" where there is none, or no limit."""
        if given.on is None or question.limit_months is None:
            return ""
        months = months_out_of_date(given.on, self.on) if given.on <= self.on else 0
        return "in_time" if months <= question.limit_months else "late"


@dataclass(frozen=True)
class _Values:
    """The values of one audit, asked for by the key of a question."""

    held: Answers
    audit: int

    def __call__(self, key: str) -> str:
        return self.held.given.get((self.audit, key), NOTHING).value


def _is(question: Question, given: Given, value: str) -> bool:
    if value == UNANSWERED:
        return not given.is_answer_to(question)
    return bool(set(value.split(SEVERAL_VALUES)) & set(given.value.split()))


def answers(by: Actor, round: Round) -> Answers:
    """What the audits that count of a round answered."""
    there = Audit.objects.filter(
        reach(by, ""), round=round, round_case__removed_at=None, state__in=HANDED_IN
    ).order_by("pk")
    held = list(there.values_list("pk", "ref", "header__case_type__code"))
    rows = Answer.objects.filter(audit__in=[pk for pk, *_ in held]).values_list(
        "audit", "question", "value", "on", "words__body"
    )
    return Answers(
        form=form_from(round.tool_version.body),
        on=round.period_to,
        audits={pk: code or "" for pk, _, code in held},
        refs={pk: ref for pk, ref, _ in held},
        given={
            (pk, key): Given(value, on, (words or "").strip()) for pk, key, value, on, words in rows
        },
    )
