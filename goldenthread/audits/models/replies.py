"""What people answer to released feedback, and what they are told in return."""

from django.db import models

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
    """The QA team's answer to "I think something is factually wrong": what was corrected, or why not."""

    response = models.OneToOneField(Response, on_delete=models.PROTECT, related_name="reply")
    words = models.ForeignKey(Words, on_delete=models.PROTECT, related_name="+")
    replied_at = models.DateTimeField(auto_now_add=True)
    replied_by = models.TextField()

    def __str__(self) -> str:
        return f"Reply to {self.response}"
