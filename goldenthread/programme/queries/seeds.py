"""The seed of a selection: fixed before the case list is looked at, known when it is used."""

import hashlib
import hmac

from goldenthread.config import home
from goldenthread.programme.models import Round


def committed_seed(round: Round) -> str:
    """The seed that this round's next selection will use: sixteen hexadecimal characters.

    Made from the home's secret, the round's reference and the number of selections made so far, so
    that nobody can try seeds until they like the cases. Its SHA-256 is published beforehand.
    """
    message = f"{round.ref}|{round.selections.count() + 1}"
    secret = home.key("seed_key").encode()
    return hmac.digest(secret, message.encode(), hashlib.sha256).hex()[:16]


def seed_sha256(seed: str) -> str:
    """What is published of a seed before the selection: the SHA-256 of its text."""
    return hashlib.sha256(seed.encode()).hexdigest()
