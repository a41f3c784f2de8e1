"""What children, parents and carers say of the work, by a form that needs no account."""

from django.db import models

from goldenthread.audits.models.auditing import Audit, SourceKind, words_key
from goldenthread.journal.models import Kept, new_ref


def family_link_ref() -> str:
    return new_ref("FAM")


class FamilyLink(Kept):
    """An address that opens the form once, for one child, parent or carer, until a day.

    The address itself is kept nowhere: only its SHA-256.
    """

    ref = models.CharField(max_length=14, unique=True, default=family_link_ref)
    audit = models.ForeignKey(Audit, on_delete=models.PROTECT, related_name="family_links")
    kind = models.CharField(max_length=12, choices=SourceKind)
    token_sha256 = models.CharField(max_length=64, unique=True)
    # Who agreed that it is safe to ask: their name or post.
    safe_agreed_by = models.CharField(max_length=120)
    until_on = models.DateField()
    made_at = models.DateTimeField(auto_now_add=True)
    made_by = models.TextField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.TextField(blank=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"Family form {self.ref}"


class FamilyAnswer(Kept):
    """What came back by a link. Append-only; nobody edits what a family said."""

    class Said(models.TextChoices):
        YES = "yes", "Yes"
        SOMETIMES = "sometimes", "Sometimes"
        NO = "no", "No"
        RATHER_NOT = "", "I would rather not say"

    link = models.OneToOneField(FamilyLink, on_delete=models.PROTECT, related_name="answer")
    listened = models.CharField(max_length=10, choices=Said, blank=True)
    understood = models.CharField(max_length=10, choices=Said, blank=True)
    better = models.CharField(max_length=10, choices=Said, blank=True)
    went_well = words_key()
    differently = words_key()
    sent_at = models.DateTimeField(auto_now_add=True)
    sent_by = models.TextField()

    def __str__(self) -> str:
        return f"Answer by {self.link}"
