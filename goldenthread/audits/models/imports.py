"""Audits that were completed in the case system and brought in from its export."""

from django.db import models

from goldenthread.audits.models.auditing import Audit
from goldenthread.journal.models import Words, new_ref
from goldenthread.programme.models import Round
from goldenthread.tools.models import Tool


def import_ref() -> str:
    return new_ref("AIM")


class AuditImport(models.Model):
    """One file of audits for one round: read, matched, decided on. The file itself is not kept."""

    class State(models.TextChoices):
        READ = "read", "Waiting for a decision"
        USED = "used", "Brought in"
        DROPPED = "dropped", "Deleted"

    ref = models.CharField(max_length=14, unique=True, default=import_ref)
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="imports")
    file = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    state = models.CharField(max_length=8, choices=State, default=State.READ)
    # What was read, as JSON, until somebody decides; then it is emptied.
    reading = models.ForeignKey(
        Words, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    # {"fields": {ours: heading}, "answers": {question: heading}, "words": {question: heading}}
    columns = models.JSONField(default=dict)
    rows = models.PositiveIntegerField()
    made = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    read_at = models.DateTimeField(auto_now_add=True)
    read_by = models.TextField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.TextField(blank=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"Import {self.ref}"


class ImportedAudit(models.Model):
    """That an audit came from a file: which row of it, when it was completed, what the row said."""

    audit = models.OneToOneField(Audit, on_delete=models.PROTECT, related_name="imported")
    source = models.ForeignKey(AuditImport, on_delete=models.PROTECT, related_name="audits")
    row = models.PositiveIntegerField()
    completed_on = models.DateField()
    sha256 = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"Row {self.row} of {self.source}"


class ExportColumns(models.Model):
    """A saved matching of a case system's columns with a tool, found again by the row of headings."""

    tool = models.ForeignKey(Tool, on_delete=models.PROTECT, related_name="+")
    headers = models.CharField(max_length=64)
    columns = models.JSONField()
    saved_at = models.DateTimeField(auto_now=True)
    saved_by = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tool", "headers"], name="one_matching_of_an_export")
        ]

    def __str__(self) -> str:
        return f"Columns for {self.tool}"
