"""Past audits: an authority's old spreadsheets, brought into rounds of their own and marked as such."""

from django.db import models
from django.db.models import Q

from goldenthread.audits.models.auditing import Audit
from goldenthread.journal.models import Words, new_ref
from goldenthread.programme.models import Round


def past_ref() -> str:
    return new_ref("PIM")


class PastImport(models.Model):
    """One file of past audits: read, decided on, and perhaps taken back. The file itself is not kept."""

    class Kind(models.TextChoices):
        AUDITS = "audits", "A row for each audit"
        SECTIONS = "sections", "A row for each audit and section"
        PERCENTS = "percents", "Percentages of old reports, without their counts"

    class State(models.TextChoices):
        READ = "read", "Waiting for a decision"
        USED = "used", "Imported"
        DROPPED = "dropped", "Deleted"
        WITHDRAWN = "withdrawn", "Taken back"

    ref = models.CharField(max_length=14, unique=True, default=past_ref)
    kind = models.CharField(max_length=10, choices=Kind)
    file = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    # The map as it was used: which column is what, and what its values mean.
    map = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State, default=State.READ)
    # What was read, as JSON, until somebody decides; then it is emptied.
    reading = models.ForeignKey(
        Words, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    rows = models.PositiveIntegerField()
    made = models.PositiveIntegerField(default=0)
    rounds = models.ManyToManyField(Round, related_name="past_imports", through="PastRound")
    read_at = models.DateTimeField(auto_now_add=True)
    read_by = models.TextField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.TextField(blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.TextField(blank=True)
    withdrawn_why = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["sha256"], condition=Q(state="used"), name="past_file_imported_once"
            )
        ]

    def __str__(self) -> str:
        return f"Past audits {self.ref}"


class PastRound(models.Model):
    """That a file made a round, or said which sections its audits graded."""

    source = models.ForeignKey(PastImport, on_delete=models.PROTECT, related_name="+")
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "round"], name="past_round_once_a_file")
        ]

    def __str__(self) -> str:
        return f"{self.round} of {self.source}"


class PastAudit(models.Model):
    """What a file said of an audit besides its grades. No case number: that stands with its subject.

    `key` is a hash of whose audit it is and its number in the file, by which a second file finds it.
    `is_moderated` is empty where the file does not say.
    """

    audit = models.OneToOneField(Audit, on_delete=models.PROTECT, related_name="past")
    source = models.ForeignKey(PastImport, on_delete=models.PROTECT, related_name="audits")
    row = models.PositiveIntegerField()
    key = models.CharField(max_length=64)
    audit_type = models.CharField(max_length=80, blank=True)
    service = models.CharField(max_length=80, blank=True)
    auditor_kind = models.CharField(max_length=10, blank=True)
    is_moderated = models.BooleanField(null=True)

    class Meta:
        indexes = [models.Index(fields=["key"])]

    def __str__(self) -> str:
        return f"Row {self.row} of {self.source}"


class PastPercent(models.Model):
    """A percentage as an old report printed it, whose counts it may not say."""

    source = models.ForeignKey(PastImport, on_delete=models.PROTECT, related_name="percents")
    row = models.PositiveIntegerField()
    authority = models.CharField(max_length=80, blank=True)
    cohort = models.CharField(max_length=80)
    what = models.CharField(max_length=200)
    # As printed, "44" or "11.1": its decimals say how far it was rounded.
    percent = models.CharField(max_length=8)
    n = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["source", "row"]

    def __str__(self) -> str:
        return f"{self.what}: {self.percent}%"
