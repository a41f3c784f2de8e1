"""The chain checked slowly and plainly, from its description alone, to hold the quick way against.

Nothing of the product's own chain is used: a mistake there would be made twice.
"""

import hashlib
import hmac
import json
from collections.abc import Iterator
from datetime import UTC

from goldenthread.config import home
from goldenthread.journal.models import Entry

Named = tuple[int, str]


def faults(heads: dict[int, str]) -> Iterator[Named]:
    """The number of each entry with something wrong, and a word for what."""
    key = home.key("journal_key").encode()
    expected, previous, last = 1, "0" * 64, 0
    for entry in Entry.objects.order_by("seq"):
        if entry.seq != expected:
            yield entry.seq, "missing" if entry.seq > expected else "put in"
        elif entry.previous != previous:
            yield entry.seq, "does not follow"
        if hmac.new(key, canonical(entry), hashlib.sha256).hexdigest() != entry.hash:
            yield entry.seq, "altered"
        if heads.get(entry.seq, entry.hash) != entry.hash:
            yield entry.seq, "heads file"
        expected, previous, last = max(expected, entry.seq + 1), entry.hash, entry.seq
    if max(heads, default=0) > last:
        yield last + 1, "and on are missing"


def canonical(entry: Entry) -> bytes:
    names = ("actor", "details", "kind", "previous", "refs", "seq", "what")
    fields = {name: getattr(entry, name) for name in names}
    fields["at"] = f"{entry.at.astimezone(UTC).replace(tzinfo=None):%Y-%m-%dT%H:%M:%S.%f}Z"
    text = json.dumps(fields, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return text.encode()
