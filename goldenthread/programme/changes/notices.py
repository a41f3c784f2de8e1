"""People are told of an audit before it begins."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from goldenthread.journal.changes import change, keep_words, record, today
from goldenthread.people.actors import Actor, require
from goldenthread.people.roles import Permission
from goldenthread.programme.models import Notice, Round, RoundCase
from goldenthread.programme.queries.notices import notices, standard_words
from goldenthread.programme.queries.rounds import round_cases


@dataclass(unsafe_hash=True)
class NoticeSent(Exception):
    """A notice that has gone out no longer changes."""

    sent_on: date

    def __str__(self) -> str:
        return "This was sent already, so it no longer changes. Write to the person again yourself."


@dataclass(unsafe_hash=True)
class NotSaidSafe(Exception):
    """A family is told only when the worker has agreed that it is safe."""

    number: str

    def __str__(self) -> str:
        return f"Case {self.number}: write down who agreed that it is safe to tell the family."


@dataclass(unsafe_hash=True)
class SentInFuture(Exception):
    sent_on: date

    def __str__(self) -> str:
        return "The date sent has to be today or in the past."


@change
def write_notice(
    *, by: Actor, round_case: RoundCase, to: str, subject: str, body: str,
    interview_at: datetime | None = None, safe_agreed_by: str = "",
) -> Notice:  # fmt: skip
    """Write, or write again, what somebody is told of one case; not once it has been sent."""
    require(by, Permission.ROUND_RUN)
    notice = Notice.objects.select_for_update().filter(round_case=round_case, to=to).first()
    if notice and notice.sent_on:
        raise NoticeSent(notice.sent_on)
    notice = notice or Notice(round_case=round_case, to=to)
    line = " ".join(subject.split())
    notice.words = keep_words(f"{line}\n{body.strip()}")
    notice.interview_at = interview_at
    notice.interview_by = by.actor_label if interview_at else ""
    notice.safe_agreed_by, notice.written_by = safe_agreed_by.strip(), by.actor_label
    notice.save()
    record(by, "write_notice", notice.ref, round_case.ref, to=to)
    return notice


@change
def write_standard_notices(
    *, by: Actor, round: Round, to: Sequence[str], signed: str, authority: str
) -> int:
    """Write the standard words to everybody who has none yet; returns how many were written.

    Never to a family: that is written one at a time, once the worker says it is safe.
    """
    require(by, Permission.ROUND_RUN)
    kinds = [kind for kind in to if kind != Notice.To.FAMILY]
    there = set(notices(round).values_list("round_case_id", "to"))
    written = 0
    for case in round_cases(round).select_related("round"):
        for kind in kinds:
            if (case.id, kind) not in there:
                words = standard_words(case, kind, signed=signed, authority=authority)
                write_notice(
                    by=by, round_case=case, to=kind, subject=words.subject, body=words.body
                )
                written += 1
    return written


@change
def mark_sent(*, by: Actor, sent: Sequence[Notice], sent_on: date | None = None) -> None:
    """Say that notices were sent, today or on an earlier day. Raises NotSaidSafe, SentInFuture."""
    require(by, Permission.ROUND_RUN)
    day = sent_on or today()
    if day > today():
        raise SentInFuture(day)
    for notice in sent:
        if notice.to == Notice.To.FAMILY and not notice.safe_agreed_by:
            raise NotSaidSafe(notice.round_case.subject.number)
        notice.sent_on = day
        notice.save(update_fields=["sent_on"])
        record(by, "mark_sent", notice.ref, notice.round_case.ref, on=day.isoformat())
