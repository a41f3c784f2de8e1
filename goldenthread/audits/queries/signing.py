"""The sign-off chain of an audit: who has signed, who is next, and who may."""

from dataclasses import dataclass
from datetime import datetime

from goldenthread.audits.models import Audit
from goldenthread.audits.queries.form import audit_form
from goldenthread.audits.queries.visible import HANDED_IN, visible_audits
from goldenthread.people.models import Person
from goldenthread.people.roles import Permission

AUDITOR = "auditor"
MAY_SIGN = (Permission.AUDIT_MODERATE, Permission.TEAM_SEE, Permission.ROUND_RUN)


@dataclass(frozen=True)
class Step:
    """`by` is empty while nobody has signed."""

    place: int
    label: str
    by: str = ""
    at: datetime | None = None


def sign_off_chain(audit: Audit) -> list[Step]:
    """The steps that the tool names, in order. The auditor signs by handing the audit in."""
    labels = audit_form(audit).sign_off
    signed = {row.step: row for row in audit.sign_offs.all()} if labels else {}
    found = []
    for place, label in enumerate(labels, 1):
        row = signed.get(place)
        if row is not None:
            found.append(Step(place, label, row.signed_by, row.signed_at))
        elif label.strip().casefold() == AUDITOR and audit.state in HANDED_IN:
            found.append(Step(place, label, audit.submitted_by, audit.submitted_at))
        else:
            found.append(Step(place, label))
    return found


def next_to_sign(chain: list[Step]) -> Step | None:
    return next((step for step in chain if not step.by), None)


def audit_to_sign(person: Person, ref: str) -> Audit | None:
    """An audit handed in that this person may see and whose tool asks for signatures."""
    audit = visible_audits(person).filter(ref=ref, state__in=HANDED_IN).first()
    return audit if audit and audit_form(audit).sign_off else None


def may_sign(person: Person, audit: Audit, chain: list[Step]) -> bool:
    """Not the auditor, and nobody twice; whoever moderates, manages or runs rounds, of what they see."""
    is_free = audit.auditor_id != person.pk and all(step.by != person.actor_label for step in chain)
    return is_free and any(person.may(permission) for permission in MAY_SIGN)
