"""What the audit before said of the same case: read beside the form of the follow-up, never changed there."""

from dataclasses import dataclass

from goldenthread.audits.models import Audit, Finding, Stage
from goldenthread.audits.queries.blind import not_blind
from goldenthread.audits.queries.moderation import grades
from goldenthread.audits.queries.visible import in_their_rounds
from goldenthread.people.models import Person
from goldenthread.people.roles import Permission
from goldenthread.programme.queries.doubles import kept_blind
from goldenthread.programme.queries.restricted import open_to


@dataclass(frozen=True)
class Earlier:
    """The audit before: grades that stand by section, and its findings. Nobody is named."""

    audit: Audit
    grades: dict[str, str]
    findings: tuple[Finding, ...]


def earlier(person: Person, audit: Audit) -> Earlier | None:
    """The audit of this case in the round that its round follows, once its feedback was released.

    For whoever may open the follow-up. Nothing of a round that is closed to them, nor of an audit that
    they may not know of.
    """
    if audit.round.follows_id is None:
        return None
    found = in_their_rounds().filter(
        open_to(person), kept_blind(person), not_blind(person), round=audit.round.follows_id,
        subject=audit.subject_id, round_case__second_of=None,
    )  # fmt: skip
    if not person.may(Permission.AUDITS_ALL):
        found = found.filter(shared_at__isnull=False)
    before = found.select_related("round", "subject", "tool_version").order_by("id").first()
    if before is None or before.submitted_at is None:
        return None
    stands = grades(before, Stage.AUDITOR) | grades(before, Stage.MODERATOR)
    said = before.findings.filter(removed_at=None).select_related("words").order_by("id")
    return Earlier(before, stands, tuple(said))
