"""The form for families: which address is open, who may give one, and what came back."""

import hashlib

from django.db.models import QuerySet

from goldenthread.audits.models import Audit, FamilyAnswer, FamilyLink, SourceKind
from goldenthread.audits.queries.visible import is_auditor
from goldenthread.journal.changes import today
from goldenthread.people.actors import Actor
from goldenthread.people.roles import Permission

FAMILY_KINDS = (SourceKind.CHILD.value, SourceKind.PARENT_CARER.value)
FAMILY_SAID = FamilyAnswer.Said.choices


def token_hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def open_link(token: str) -> FamilyLink | None:
    """The link of this address, if it may still be answered. For whoever holds the address: no account."""
    found = FamilyLink.objects.select_related("audit").filter(token_sha256=token_hash(token))
    link = found.first()
    return link if link and is_usable(link) else None


def is_usable(link: FamilyLink) -> bool:
    """Neither used, ended nor run out, and its audit not closed."""
    is_over = link.ended_at is not None or link.until_on < today()
    is_used = FamilyAnswer.objects.filter(link=link).exists()
    return not is_over and not is_used and link.audit.state != Audit.State.CLOSED


def may_ask_family(by: Actor, audit: Audit) -> bool:
    """The auditor, or the QA team, until the audit is closed."""
    if audit.state == Audit.State.CLOSED:
        return False
    return is_auditor(by, audit) or by.may(Permission.FEEDBACK_RELEASE)


def family_links(audit: Audit, kind: str) -> QuerySet[FamilyLink]:
    """The addresses given out for one source, and what came back by them."""
    found = FamilyLink.objects.filter(audit=audit, kind=kind)
    return found.select_related("answer__went_well", "answer__differently", "audit").order_by("id")


def family_link(audit: Audit, ref: str) -> FamilyLink | None:
    return FamilyLink.objects.filter(audit=audit, ref=ref).select_related("audit").first()


def family_answers(audit: Audit) -> QuerySet[FamilyAnswer]:
    """What children, parents and carers sent by themselves, in the order it came."""
    found = FamilyAnswer.objects.filter(link__audit=audit)
    return found.select_related("link", "went_well", "differently").order_by("id")
