"""What people answer to released feedback, what they are told in return, and how it was talked over."""

from django.db import models
from django.db.models import Q

from goldenthread.audits.models.auditing import Audit, words_key
from goldenthread.journal.models import Kept, Words


class Response(Kept):
    """What a practitioner or manager answered to released feedback. Append-only."""

    class Kind(models.TextChoices):
        READ = "read", "I have read this and discussed it"
        TALK = "talk", "I have read this and want to talk to the auditor"
        WRONG = "wrong", "I think something is factually wrong"

    audit = models.ForeignKey(Audit, on_delete=models.PROTECT, related_name="responses")
    kind = models.CharField(max_length=8, choices=Kind)
    words = words_key()
    answered_at = models.DateTimeField(auto_now_add=True)
    answered_by = models.TextField()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.get_kind_display()


class Reply(Kept):
    """The answer to "I think something is factually wrong". The audit's own words stay as they are: what
    is right instead stands beside them as a correction."""

    class Decision(models.TextChoices):
        CORRECTED = "corrected", "It is wrong, and here is the correction"
        STANDS = "stands", "It stands as it is"

    response = models.OneToOneField(Response, on_delete=models.PROTECT, related_name="reply")
    words = models.ForeignKey(Words, on_delete=models.PROTECT, related_name="+")
    # Empty in replies of before a decision was asked for.
    decision = models.CharField(max_length=10, choices=Decision, blank=True, db_default="")
    correction = words_key()
    replied_at = models.DateTimeField(auto_now_add=True)
    replied_by = models.TextField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(decision="corrected") | Q(correction__isnull=False),
                name="correction_says_what_is_right",
            )
        ]

    def __str__(self) -> str:
        return f"Reply to {self.response}"


class Discussion(Kept):
    """One talk about the audit with whoever worked on the case. Append-only: another talk is another row."""

    audit = models.ForeignKey(Audit, on_delete=models.PROTECT, related_name="discussions")
    on = models.DateField()
    is_supervision = models.BooleanField()
    present = models.ForeignKey(Words, on_delete=models.PROTECT, related_name="+")
    worker_view = words_key()
    disagreement = words_key()
    timescales = words_key()
    noted_at = models.DateTimeField(auto_now_add=True)
    noted_by = models.TextField()

    class Meta:
        ordering = ["on", "id"]

    def __str__(self) -> str:
        return f"Discussion on {self.on} of {self.audit}"
