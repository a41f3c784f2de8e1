"""The journal, and what every case-bearing row carries: its retention."""

import secrets

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector
from django.db import models
from django.db.models.functions import Left

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
_BY_BYTE = (ALPHABET * 8).encode()  # 256 is eight times 32, so each character is as likely


def new_ref(kind: str) -> str:
    """A public reference: the kind and ten random characters, never reused (32**10 of them)."""
    return f"{kind}-{secrets.token_bytes(10).translate(_BY_BYTE).decode()}"


class Entry(models.Model):
    """One line of the journal: who did or saw what, when. Append-only; text, no foreign keys.

    `hash` is the HMAC-SHA-256 of the line's canonical form, which holds the hash of the line before.
    """

    seq = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    actor = models.TextField()
    kind = models.CharField(max_length=6, choices=[("change", "change"), ("read", "read")])
    what = models.CharField(max_length=80)
    refs = models.JSONField()
    details = models.JSONField()
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        indexes = [
            models.Index(fields=["what", "at"]),
            models.Index(fields=["actor", "at"]),
            # No list of pending entries: whoever happened to empty it would do so under the chain's lock.
            GinIndex(fields=["refs"], fastupdate=False, name="journal_entry_refs"),
        ]

    def __str__(self) -> str:
        return f"{self.seq} {self.at:%Y-%m-%d %H:%M} {self.actor} {self.what}"


class Retention(models.TextChoices):
    """How long a row's words and names are kept, counted from the day its audit or list ended."""

    AUDIT = "audit", "Audit record"
    CASE_LIST = "case_list", "Case list"
    CONCERN = "concern", "Immediate safeguarding concern"
    REPORT = "report", "Report"


class Kept(models.Model):
    """A case-bearing row: its retention class, the day it is due to go, and whether a hold stops that."""

    retention = models.CharField(max_length=12, choices=Retention, default=Retention.AUDIT)
    due_to_go_on = models.DateField(null=True, blank=True)
    is_on_hold = models.BooleanField(default=False)

    class Meta:
        abstract = True


# Characters of a text that a search looks through: the database takes no more than a megabyte.
SEARCHED = 20_000


def searched(path: str) -> SearchVector:
    """The words of a text in their English stems, as its index has them."""
    return SearchVector(Left(path, SEARCHED), config="english")


class Words(Kept):
    """A text that may have to go one day. Immutable rows point here and keep the SHA-256.

    Only `dispose` may empty it (a trigger sees to that): the body goes, the hash stays.
    """

    body = models.TextField(blank=True)
    sha256 = models.CharField(max_length=64)
    emptied_at = models.DateTimeField(null=True, blank=True)
    emptied_by = models.TextField(blank=True)

    class Meta:
        indexes = [GinIndex(searched("body"), name="words_by_what_they_say")]

    def __str__(self) -> str:
        return self.body
