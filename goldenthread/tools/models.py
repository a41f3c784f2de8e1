"""Audit tools and their versions. A published version never changes."""

from django.db import models
from django.db.models import Q

from goldenthread.journal.models import new_ref


def tool_ref() -> str:
    return new_ref("TOO")


def version_ref() -> str:
    return new_ref("TVR")


class Tool(models.Model):
    """An audit tool: what stays the same while its versions follow one another."""

    ref = models.CharField(max_length=14, unique=True, default=tool_ref)
    code = models.SlugField(max_length=40, unique=True)
    is_for_tests = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.code


class ToolVersion(models.Model):
    """One version: its whole content as data, and the SHA-256 of that content's canonical JSON."""

    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        PUBLISHED = "published", "Published"
        RETIRED = "retired", "Retired"

    ref = models.CharField(max_length=14, unique=True, default=version_ref)
    tool = models.ForeignKey(Tool, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=120)
    body = models.JSONField()
    sha256 = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.TextField(blank=True)
    # What the QA lead says of this version to those who will use it.
    note = models.TextField(blank=True, db_default="")

    class Meta:
        ordering = ["tool__code", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["tool", "number"], name="tool_version_number"),
            models.CheckConstraint(
                condition=Q(state="draft") | Q(published_at__isnull=False),
                name="published_version_has_a_date",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} v{self.number}"


class DraftEdit(models.Model):
    """One edit of a draft: what it did, in a code and the part's key, and the body as it was before."""

    version = models.ForeignKey(ToolVersion, on_delete=models.CASCADE, related_name="edits")
    what = models.CharField(max_length=40)
    part = models.CharField(max_length=60, blank=True)
    before = models.JSONField()
    made_at = models.DateTimeField()
    made_by = models.TextField()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.what} {self.part}".strip()


class Typed(models.Model):
    """What somebody typed into a page of a draft and has not saved: its fields, by the page's address.

    Without fields once it is saved; the number stays, by which what comes late is told.
    """

    version = models.ForeignKey(ToolVersion, on_delete=models.CASCADE, related_name="typed")
    page = models.CharField(max_length=300)
    fields = models.JSONField()
    # Grows each time it is kept, so that of two tabs the second is told.
    number = models.PositiveIntegerField()
    saved_at = models.DateTimeField()
    saved_by = models.TextField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "saved_by", "page"], name="typed_once_a_page"
            ),
        ]

    def __str__(self) -> str:
        return self.page
