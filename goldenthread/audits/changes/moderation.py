"""A moderator agrees or changes each grade, or returns the audit; both grades are kept for ever."""

from dataclasses import dataclass
from datetime import date

from goldenthread.audits.changes.submission import _judgement
from goldenthread.audits.changes.writing import _locked
from goldenthread.audits.models import Audit, Moderation, Stage
from goldenthread.audits.queries.imports import audited_on
from goldenthread.audits.queries.judging import Draft, Gap, draft_of, gaps, with_agreement
from goldenthread.audits.queries.moderation import (
    is_own_work,
    judged_sections,
    moderatable,
    moderation_now,
    others_to_moderate,
)
from goldenthread.journal.changes import change, keep_words, now, record, today
from goldenthread.journal.models import Words
from goldenthread.people.actors import Actor, NotAllowed, OwnWork, require
from goldenthread.people.models import Person
from goldenthread.people.roles import Permission
from goldenthread.programme.changes import record_outcome
from goldenthread.programme.models import Round
from goldenthread.tools.form import OVERALL

# Why an audit is due for moderation that no rule of its round chose.
ASKED_FOR = "asked"


@dataclass(unsafe_hash=True)
class NotWaiting(Exception):
    """The audit is not waiting for moderation: not submitted, or somebody has concluded it."""

    state: str

    def __str__(self) -> str:
        return "This audit is no longer waiting for moderation."


@dataclass(unsafe_hash=True)
class ModerationConflict(Exception):
    """The moderation was saved elsewhere since this page was opened: both drafts, theirs with its version."""

    yours: Draft
    theirs: Draft
    version: int
    by: str

    def __str__(self) -> str:
        return "This moderation was saved somewhere else since you opened the page."


@dataclass(unsafe_hash=True)
class ModerationNotComplete(Exception):
    """What is missing before the moderation can be confirmed."""

    gaps: tuple[Gap, ...]

    def __str__(self) -> str:
        return "The moderation cannot be confirmed yet."


@dataclass(unsafe_hash=True)
class NoteMissing(Exception):
    """An audit is never returned without saying why."""

    def __str__(self) -> str:
        return "Enter what the auditor should look at again"


@dataclass(unsafe_hash=True)
class TalkInFuture(Exception):
    """A talk on a day to come has not been held."""

    on: date

    def __str__(self) -> str:
        return "The day you talked it through must be today or in the past"


@dataclass(unsafe_hash=True)
class RoundIsClosed(Exception):
    """The audit's round is closed, so nobody could answer it again."""

    round: str

    def __str__(self) -> str:
        return (
            "This round is closed, so its audits can no longer be returned. Confirm the moderation."
        )


@change
def send_to_moderation(*, by: Actor, audit: Audit) -> None:
    """Ask for one more submitted audit to be moderated; its grade is provisional until then."""
    if not by.may(Permission.ROUND_RUN):
        require(by, Permission.AUDIT_MODERATE)
    locked = _locked(audit)
    if not isinstance(by, Person) or not others_to_moderate(by).filter(pk=locked.pk).exists():
        raise NotWaiting(locked.state)
    locked.moderation_due = ASKED_FOR
    locked.save(update_fields=["moderation_due"])
    record(by, "send_to_moderation", locked.ref)


@change
def save_moderation(*, by: Actor, audit: Audit, version: int, draft: Draft) -> Moderation:
    """Keep the moderation as it stands; version 0 begins it. Another moderator may take it over."""
    person, locked = _ready(by, audit, "moderate this audit")
    moderation = _saved(person, locked, version, draft)
    record(by, "save_moderation", locked.ref, moderation.ref, version=moderation.version)
    return moderation


@change
def moderate_audit(*, by: Actor, audit: Audit, version: int, draft: Draft) -> None:
    """Confirm the moderation: a moderator's judgement for every graded section, agreed or changed."""
    person, locked = _ready(by, audit, "moderate this audit")
    draft = with_agreement(locked, draft)
    moderation = _saved(person, locked, version, draft)
    if missing := gaps(locked, draft):
        raise ModerationNotComplete(tuple(missing))
    for section in judged_sections(locked):
        judged = draft.grades.get(section.key)
        if judged and judged.grade:
            why = _words(judged.why)
            _judgement(by, locked, section.key, Stage.MODERATOR, grade=judged.grade, words=why)
    moderation.child_views = draft.views["child"]
    moderation.parent_views = draft.views["parents"]
    moderation.carer_views = draft.views["carers"]
    moderation.audit_quality = draft.quality
    _end(moderation, by, Moderation.Ending.CONFIRMED, draft.to_auditor)
    audit.moderator = person
    audit.state = Audit.State.MODERATED
    audit.moderated_at, audit.moderated_by = now(), by.actor_label
    audit.save(update_fields=["moderator", "state", "moderated_at", "moderated_by"])
    _write_outcome(by, audit, draft)
    record(by, "moderate_audit", audit.ref, attempt=audit.attempt)


@change
def return_audit(*, by: Actor, audit: Audit, note: str) -> None:
    """Give the audit back to its auditor with a note. What was judged stays; the next attempt begins."""
    person, locked = _ready(by, audit, "return this audit")
    if locked.round.state != Round.State.OPEN:
        raise RoundIsClosed(locked.round.ref)
    if not note.strip():
        raise NoteMissing
    moderation = moderation_now(locked)
    if moderation is None:
        moderation = _saved(person, locked, 0, Draft())
    moderation.moderator = person
    _end(moderation, by, Moderation.Ending.RETURNED, note)
    audit.state = Audit.State.RETURNED
    audit.attempt = locked.attempt + 1
    # A returned audit is looked at again, whatever grade it comes back with.
    audit.moderation_due = locked.moderation_due or ASKED_FOR
    audit.save(update_fields=["state", "attempt", "moderation_due"])
    record(by, "return_audit", audit.ref, attempt=audit.attempt)


@change
def note_talk(*, by: Actor, audit: Audit, on: date) -> None:
    """A training audit was talked through with its auditor, one to one. Raises TalkInFuture, NotWaiting."""
    if not by.may(Permission.ROUND_RUN):
        require(by, Permission.AUDIT_MODERATE)
    locked = _locked(audit)
    ended = Moderation.objects.filter(audit=locked, ending=Moderation.Ending.CONFIRMED)
    moderation = ended.select_for_update(of=("self",)).filter(attempt=locked.attempt).first()
    if moderation is None or not locked.round.is_training:
        raise NotWaiting(locked.state)
    if not by.may(Permission.ROUND_RUN) and moderation.moderator.actor_label != by.actor_label:
        raise NotAllowed(Permission.AUDIT_MODERATE)
    if on > today():
        raise TalkInFuture(on)
    moderation.talked_on, moderation.talked_by = on, by.actor_label
    moderation.save(update_fields=["talked_on", "talked_by"])
    record(by, "note_talk", locked.ref, moderation.ref, on=on.isoformat())


def _ready(by: Actor, audit: Audit, what: str) -> tuple[Person, Audit]:
    """The moderator and the locked audit, if it waits for moderation and is not their own work."""
    require(by, Permission.AUDIT_MODERATE)
    if not isinstance(by, Person):
        raise NotAllowed(Permission.AUDIT_MODERATE)
    locked = _locked(audit)
    if is_own_work(by, locked):
        raise OwnWork(what)
    if not moderatable(by).filter(pk=locked.pk).exists():
        raise NotWaiting(locked.state)
    return by, locked


def _saved(person: Person, audit: Audit, version: int, draft: Draft) -> Moderation:
    moderation = moderation_now(audit)
    words = keep_words(draft.as_json())
    if moderation is None:
        return Moderation.objects.create(
            audit=audit, attempt=audit.attempt, moderator=person, draft=words, begun_by=person.ref
        )
    if moderation.version != version:
        raise ModerationConflict(
            draft, draft_of(moderation), moderation.version, moderation.moderator.ref
        )
    moderation.draft, moderation.moderator, moderation.version = words, person, version + 1
    moderation.save(update_fields=["draft", "moderator", "version"])
    return moderation


def _end(moderation: Moderation, by: Actor, ending: str, to_auditor: str) -> None:
    moderation.ending = ending
    moderation.ended_at, moderation.ended_by = now(), by.actor_label
    moderation.to_auditor = _words(to_auditor)
    moderation.save()


def _words(text: str) -> Words | None:
    return keep_words(text.strip()) if text.strip() else None


def _write_outcome(by: Actor, audit: Audit, draft: Draft) -> None:
    """Tell the programme what stands now; a case taken without an auditor cannot come here."""
    day = audited_on(audit)
    if audit.auditor is None or day is None:
        raise NotWaiting(audit.state)
    overall = draft.grades.get(OVERALL)
    record_outcome(
        by=by,
        round_case=audit.round_case,
        auditor=audit.auditor,
        audited_on=day,
        grade=overall.grade if overall else "",
        stage=Stage.MODERATOR,
    )
