"""What people are told before an audit begins: standard words with the facts filled in."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet
from django.utils.timezone import localtime

from goldenthread.people.models import Person
from goldenthread.people.queries import vocabulary
from goldenthread.people.roles import Permission
from goldenthread.people.vocabulary import Vocabulary
from goldenthread.programme.models import Mode, Notice, Round, RoundCase
from goldenthread.programme.queries.restricted import open_to
from goldenthread.programme.queries.rounds import present_assignment
from goldenthread.tools.form.subjects import CASE_FILE, SUBJECTS

TO = tuple(Notice.To.values)


@dataclass(frozen=True)
class Letter:
    """A letter or an e-mail: its subject line and its paragraphs."""

    subject: str
    body: str


def notices(round: Round) -> QuerySet[Notice]:
    """Every notice written for cases now in the round."""
    return (
        Notice.objects.filter(round_case__round=round, round_case__removed_at=None)
        .select_related("round_case__subject", "words")
        .order_by("round_case__subject__number", "to")
    )


def notice_by_ref(person: Person, ref: str) -> Notice | None:
    if not person.may(Permission.ROUND_RUN):
        return None
    found = Notice.objects.filter(
        open_to(person, "round_case__round"), ref=ref, round_case__removed_at=None
    )
    return found.select_related("round_case__round", "round_case__subject", "words").first()


def letter(notice: Notice) -> Letter:
    """A written notice: its first line is the subject, the rest is the letter."""
    subject, _, body = notice.words.body.partition("\n")
    return Letter(subject.strip(), body.strip())


def standard_words(
    round_case: RoundCase, to: str, *, signed: str, authority: str,
    interview_at: datetime | None = None,
) -> Letter:  # fmt: skip
    """The standard letter to somebody about one case: its number, never a child's name."""
    round = round_case.round
    assignment = present_assignment(round_case)
    auditor = assignment.auditor.name if assignment else "An auditor"
    due_on = assignment.due_on if assignment else round.due_on
    words, kind = vocabulary(), round_case.subject.kind
    with_whom = "the child" if kind == CASE_FILE else SUBJECTS[kind].it
    if to == Notice.To.FAMILY:
        return Letter(
            "We would like to hear what you think of our help", _family(authority, signed)
        )
    paragraphs = [
        _opening(to, round_case, words),
        f"{auditor} will look at the work done from {_day(round.period_from)} to "
        f"{_day(round.period_to)} and will finish by {_day(due_on)}. {HOW[Mode(round.mode)]}",
        _conversation(to, auditor, interview_at),
        f"The audit is about the work with {with_whom} and what could make it stronger. "
        "You will see what it says, and can answer it, before it is closed.",
        "If the case has changed hands, or if something makes this a bad time, please tell me.",
        f"{signed}\n{authority}",
    ]
    return Letter(
        f"Audit of {words.amid(round_case.subject)}", "\n\n".join(p for p in paragraphs if p)
    )


HOW = {
    Mode.RECORD: "It is an audit of the record only.",
    Mode.WITH_WORKER: "The auditor reads the record and then talks it through with the worker.",
    Mode.JOINTLY: "The auditor and the worker do the audit together.",
}


def _opening(to: str, round_case: RoundCase, words: Vocabulary) -> str:
    subject, title = round_case.subject, round_case.round.title
    worker = round_case.header.practitioner
    if to == Notice.To.WORKER:
        greeting = f"Dear {worker.name}," if worker else "Dear colleague,"
        return f"{greeting}\n\nYour work on {words.amid(subject)} is part of the audit round “{title}”."
    by = f", worked by {worker.name}," if worker else ""
    return f"Dear colleague,\n\n{words.called(subject)} of your team{by} is part of the audit round “{title}”."


def _conversation(to: str, auditor: str, interview_at: datetime | None) -> str:
    if to == Notice.To.MANAGER:
        return "Please make sure that the worker has time for it."
    if interview_at is None:
        return ""
    at = localtime(interview_at)
    return f"{auditor} would like to talk with you on {_day(at.date())} at {at:%H:%M}."


def _family(authority: str, signed: str) -> str:
    return "\n\n".join(
        [
            "Hello,",
            f"{authority} checks how well it helps children and families. Somebody who does not "
            "work with your family will look at the help you have had from us.",
            "They would like to hear what you think: what has helped, what has not, and what "
            "should be different. You do not have to take part. If you say no, nothing changes "
            "in the help you get.",
            "You can answer by telephone, in writing, or with the help of somebody you trust. "
            "Please tell the worker you know which you would like.",
            f"{signed}\n{authority}",
        ]
    )


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
