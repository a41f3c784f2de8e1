"""What the journal says, and whether it is whole."""

from collections.abc import Iterator

from django.db.models import QuerySet

from goldenthread.config import home
from goldenthread.journal import chain
from goldenthread.journal.changes import heads_file
from goldenthread.journal.models import Entry

FIELDS = ("seq", "at", "actor", "kind", "what", "refs", "details", "previous")


def entries() -> QuerySet[Entry]:
    """Newest first."""
    return Entry.objects.order_by("-seq")


def entry_count() -> int:
    return Entry.objects.count()


def heads() -> list[tuple[int, str]]:
    """What the heads file holds: (seq, hash) pairs, oldest first. A damaged line is skipped."""
    file = heads_file()
    if not file.exists():
        return []
    pairs = (line.split() for line in file.read_text().splitlines())
    return [(int(pair[0]), pair[1]) for pair in pairs if len(pair) == 2 and pair[0].isdigit()]


def faults() -> Iterator[chain.Fault]:
    """Every break of the chain and every entry that the heads file knows and the table lacks."""
    rows = Entry.objects.order_by("seq").values_list(*FIELDS, "hash").iterator(chunk_size=5000)
    lines = ((chain.Line(*row[:-1]), row[-1]) for row in rows)
    return chain.faults(home.key("journal_key"), lines, heads())
