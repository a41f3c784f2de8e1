"""The seed of a selection: fixed before the case list is looked at, known when it is used."""

import hashlib
import hmac

from goldenthread.config import home
from goldenthread.programme.models import Round, Selection
from goldenthread.programme.queries.plan import rotation_of


def committed_seed(round: Round) -> str:
    """The seed that this round's next selection will use: sixteen hexadecimal characters.

    Made from the home's secret, the round's reference and the number of selections made so far, so
    that nobody can try seeds until they like the cases. Its SHA-256 is published beforehand. The
    waves of a rotation have one seed, so that a case keeps its number from wave to wave.
    """
    if rotation := _begun_elsewhere(round):
        return rotation.seed
    message = f"{round.ref}|{round.selections.count() + 1}"
    secret = home.key("seed_key").encode()
    return hmac.digest(secret, message.encode(), hashlib.sha256).hex()[:16]


def committed_at(round: Round) -> str:
    """When the SHA-256 of the next selection's seed was written down."""
    rotation = _begun_elsewhere(round)
    return str((rotation.design if rotation else round.design).get("seed_committed_at", ""))


def _begun_elsewhere(round: Round) -> Selection | None:
    """The selection that began the rotation, where this round is a later wave of it."""
    rotation = rotation_of(round.design)
    if rotation in ("", round.ref):
        return None
    return Selection.objects.filter(round__ref=rotation).order_by("number").last()


def seed_sha256(seed: str) -> str:
    """What is published of a seed before the selection: the SHA-256 of its text."""
    return hashlib.sha256(seed.encode()).hexdigest()
