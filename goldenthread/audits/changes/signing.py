"""An audit is signed off by those whom its tool asks for, one after the other."""

from dataclasses import dataclass

from goldenthread.audits.changes.writing import _locked
from goldenthread.audits.models import Audit
from goldenthread.audits.models.signing import SignOff
from goldenthread.audits.queries.signing import (
    audit_to_sign,
    may_sign,
    next_to_sign,
    sign_off_chain,
)
from goldenthread.journal.changes import change, now, record
from goldenthread.people.actors import NotAllowed, OwnWork
from goldenthread.people.models import Person
from goldenthread.people.roles import Permission


@dataclass(unsafe_hash=True)
class NothingToSign(Exception):
    """Everybody has signed, or somebody signed this step since the page was opened."""

    ref: str

    def __str__(self) -> str:
        return "This step has been signed already."


@change
def sign_off(*, by: Person, audit: Audit, step: int) -> SignOff:
    """Sign the next step of the chain. Raises NothingToSign, OwnWork."""
    if audit_to_sign(by, audit.ref) is None:
        raise NotAllowed(Permission.AUDIT_MODERATE)
    locked = _locked(audit)
    chain = sign_off_chain(locked)
    following = next_to_sign(chain)
    if following is None or following.place != step:
        raise NothingToSign(locked.ref)
    if not may_sign(by, locked, chain):
        raise OwnWork("sign this audit off")
    made = SignOff.objects.create(
        audit=locked, step=step, label=following.label, signed_at=now(), signed_by=by.actor_label
    )
    record(by, "sign_off", locked.ref, step=step)
    return made
