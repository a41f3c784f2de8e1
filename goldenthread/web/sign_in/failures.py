"""Sign-ins that failed, in the log: which kind of secret, whose account, from which network."""

import logging

from django.http import HttpRequest

from goldenthread.people.places import account_hash, client_address, network
from goldenthread.people.queries import person_by_email

log = logging.getLogger("goldenthread.sign_in")
PASSKEY, PROVIDER = "passkey", "identity_provider"


def note_failure(request: HttpRequest, account: str, kind: str) -> None:
    """`account` is an e-mail address as typed, which the log does not hold; "" where none is known."""
    person = person_by_email(account.strip()) if account.strip() else None
    said = {
        "kind": kind,
        "account": person.ref if person else "",
        # One that nobody has: the same each time it is tried, and telling nothing.
        "tried": account_hash(account)[:12] if account and not person else "",
        "network": network(client_address(request)),
    }
    log.warning("A sign-in failed", extra={"said": {k: v for k, v in said.items() if v}})
