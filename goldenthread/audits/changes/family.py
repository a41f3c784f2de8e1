"""A child, parent or carer is asked by a form that needs no account, and answers it once."""

import secrets
from dataclasses import dataclass
from datetime import date, timedelta

from goldenthread.audits.models import Audit, FamilyAnswer, FamilyLink, Source
from goldenthread.audits.queries.family import (
    FAMILY_KINDS,
    is_usable,
    may_ask_family,
    token_hash,
)
from goldenthread.journal.changes import change, keep_words, now, record, today
from goldenthread.journal.models import Words
from goldenthread.people.actors import Actor, NotAllowed, Visitor
from goldenthread.people.roles import Permission

# Nothing that looks like something else when it is read out or copied by hand: 26 of 31 are 128 bits.
LETTERS, LENGTH = "abcdefghjkmnpqrstuvwxyz23456789", 26
OPEN_FOR = timedelta(days=28)
UNHEARD = (Source.State.NOT_SAID, Source.State.NOT_PART, Source.State.SOUGHT)


@dataclass(unsafe_hash=True)
class SafetyNotAgreed(Exception):
    """Nobody is asked before somebody who knows the child has said that it is safe to ask."""

    def __str__(self) -> str:
        return "Enter who agreed that it is safe to ask them"


@dataclass(unsafe_hash=True)
class LinkClosed(Exception):
    """The address was used, ended or ran out, or its audit is closed."""

    def __str__(self) -> str:
        return "This page is no longer open."


@dataclass(unsafe_hash=True)
class NothingSaid(Exception):
    """A form that came back empty: nothing is kept, and the address stays open."""

    def __str__(self) -> str:
        return "Answer one question or more, in any way you like"


@change
def make_family_link(
    *, by: Actor, audit: Audit, kind: str, safe_agreed_by: str, until_on: date | None = None
) -> tuple[FamilyLink, str]:
    """An address for one child, parent or carer, open once until a day, and its secret part.

    The secret part is shown now and never again. Raises SafetyNotAgreed.
    """
    locked = Audit.objects.select_for_update(of=("self",)).get(pk=audit.pk)
    if kind not in FAMILY_KINDS or not may_ask_family(by, locked):
        raise NotAllowed(Permission.AUDIT_ANSWER)
    if not safe_agreed_by.strip():
        raise SafetyNotAgreed
    token = "".join(secrets.choice(LETTERS) for _ in range(LENGTH))
    link = FamilyLink.objects.create(
        audit=locked, kind=kind, token_sha256=token_hash(token), made_by=by.actor_label,
        safe_agreed_by=safe_agreed_by.strip(), until_on=until_on or today() + OPEN_FOR,
    )  # fmt: skip
    _set_source(link, by, Source.State.SOUGHT, UNHEARD)
    record(by, "make_family_link", locked.ref, link.ref, kind=kind, until_on=str(link.until_on))
    return link, token


@change
def end_family_link(*, by: Actor, link: FamilyLink) -> None:
    """Close an address before it is used."""
    if not may_ask_family(by, link.audit):
        raise NotAllowed(Permission.AUDIT_ANSWER)
    held = FamilyLink.objects.select_for_update(of=("self",)).get(pk=link.pk)
    if not is_usable(held):
        raise LinkClosed
    held.ended_at, held.ended_by = now(), by.actor_label
    held.save(update_fields=["ended_at", "ended_by"])
    record(by, "end_family_link", held.audit.ref, held.ref)


@change
def answer_family_form(
    *, by: Visitor, link: FamilyLink, listened: str = "", understood: str = "", better: str = "",
    went_well: str = "", differently: str = "",
) -> FamilyAnswer:  # fmt: skip
    """Keep what a family said, once. Raises LinkClosed, NothingSaid.

    Their source counts as obtained from today on, however far the audit is; the auditor's own words about it stay.
    """
    held = FamilyLink.objects.select_for_update(of=("self",)).get(pk=link.pk)
    if by.link_ref != held.ref or not is_usable(held):
        raise LinkClosed
    said = {"listened": listened, "understood": understood, "better": better}
    if not any(text.strip() for text in (*said.values(), went_well, differently)):
        raise NothingSaid
    answer = FamilyAnswer.objects.create(
        link=held, went_well=_words(went_well), differently=_words(differently),
        sent_by=by.actor_label, **{name: FamilyAnswer.Said(value) for name, value in said.items()},
    )  # fmt: skip
    _set_source(
        held, by, Source.State.OBTAINED, (*UNHEARD, Source.State.DECLINED, Source.State.UNSUITABLE)
    )
    record(by, "answer_family_form", held.audit.ref, held.ref, kind=held.kind)
    return answer


def _set_source(link: FamilyLink, by: Actor, state: str, where: tuple[str, ...]) -> None:
    """Where the source stands in a weaker state: the state that an address or its answer brings."""
    row = Source.objects.select_for_update(of=("self",)).get(audit=link.audit_id, kind=link.kind)
    if row.state not in where:
        return
    row.state, row.version = state, row.version + 1
    row.on = today() if state == Source.State.OBTAINED else row.on
    row.saved_at, row.saved_by = now(), by.actor_label
    row.save(update_fields=["state", "on", "version", "saved_at", "saved_by"])


def _words(text: str) -> Words | None:
    text = text.replace("\r\n", "\n").replace("\x00", "").strip()
    return keep_words(text) if text else None
