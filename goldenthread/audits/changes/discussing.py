"""What was said when the audit was talked over with whoever worked on the case."""

from datetime import date

from goldenthread.audits.changes.feedback import DateInFuture, WordsMissing, _shared
from goldenthread.audits.models import Audit, Discussion
from goldenthread.audits.queries.discussing import may_note_discussion
from goldenthread.journal.changes import change, keep_words, record, today
from goldenthread.journal.models import Words
from goldenthread.people.actors import Actor, NotAllowed
from goldenthread.people.roles import Permission


@change
def note_discussion(
    *, by: Actor, audit: Audit, on: date, present: str, is_supervision: bool = True,
    worker_view: str = "", disagreement: str = "", timescales: str = "",
) -> Discussion:  # fmt: skip
    """A talk about released feedback: when, who was there, the worker's own view, where they disagree,
    what was agreed by when. Raises DateInFuture, NotShared, WordsMissing.
    """
    locked = _shared(audit)
    if not may_note_discussion(by, locked):
        raise NotAllowed(Permission.FEEDBACK_RELEASE)
    if on > today():
        raise DateInFuture(on)
    if not present.strip():
        raise WordsMissing("who was there")
    row = Discussion.objects.create(
        audit=audit, on=on, is_supervision=is_supervision, present=keep_words(present.strip()),
        worker_view=_words(worker_view), disagreement=_words(disagreement),
        timescales=_words(timescales), noted_by=by.actor_label,
    )  # fmt: skip
    audit.discussed_on = on
    audit.save(update_fields=["discussed_on"])
    record(
        by, "note_discussion", audit.ref, on=str(on), is_supervision=is_supervision,
        disagrees=row.disagreement is not None,
    )  # fmt: skip
    return row


def _words(text: str) -> Words | None:
    return keep_words(text.strip()) if text.strip() else None
