"""What came back after moderation: the auditor's answer, and the service's dispute."""

from django.db import models
from django.db.models import Q

from goldenthread.audits.models.auditing import Audit, Moderation, words_key
from goldenthread.journal.models import Kept, Words, new_ref


def dispute_ref() -> str:
    return new_ref("DIS")


class AuditorAnswer(Kept):
    """That the auditor has read what the moderator says to them, and what they answer. Append-only."""

    moderation = models.OneToOneField(
        Moderation, on_delete=models.PROTECT, related_name="auditor_answer"
    )
    words = words_key()
    answered_at = models.DateTimeField(auto_now_add=True)
    answered_by = models.TextField()

    def __str__(self) -> str:
        return f"Answer to {self.moderation}"


class Dispute(Kept):
    """The service disputes the grades of a released audit; somebody who had no part in it decides."""

    class Decision(models.TextChoices):
        STANDS = "stands", "The grades stand"
        CHANGED = "changed", "The grades are changed"

    ref = models.CharField(max_length=14, unique=True, default=dispute_ref)
    audit = models.ForeignKey(Audit, on_delete=models.PROTECT, related_name="disputes")
    why = models.ForeignKey(Words, on_delete=models.PROTECT, related_name="+")
    raised_at = models.DateTimeField(auto_now_add=True)
    raised_by = models.TextField()
    decision = models.CharField(max_length=8, choices=Decision, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.TextField(blank=True)
    decided_why = words_key()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["audit"], condition=Q(decided_at=None), name="one_open_dispute_of_an_audit"
            ),
            models.CheckConstraint(
                condition=Q(decided_at=None, decision="")
                | Q(decided_at__isnull=False, decided_why__isnull=False) & ~Q(decision=""),
                name="dispute_is_decided_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"Dispute {self.ref}"
