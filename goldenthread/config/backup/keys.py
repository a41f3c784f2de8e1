"""Whether a key is the one a journal was written with, without the journal."""

import hashlib
import hmac


def key_check(journal_key: str, made_at: str) -> str:
    """What a backup says of the journal's key: enough to know it again, not to guess it."""
    said = f"goldenthread backup {made_at}".encode()
    return hmac.new(journal_key.encode(), said, hashlib.sha256).hexdigest()
