"""A report: gathered, built, and frozen as sent."""

from django.db import models
from django.db.models import Q

from goldenthread.journal.models import Kept, Retention, Words, new_ref
from goldenthread.programme.models import Round
from goldenthread.reports.kinds import LABELS


def report_ref() -> str:
    return new_ref("REP")


def edition_ref() -> str:
    return new_ref("EDI")


def template_ref() -> str:
    return new_ref("TPL")


class Report(Kept):
    """A report on a round, or on several, that somebody is writing or has finalised.

    `round` is the one with the latest work. `replaces` is the finalised report of the same kind
    that this one stands instead of.
    """

    ref = models.CharField(max_length=14, unique=True, default=report_ref)
    kind = models.CharField(max_length=24)
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="reports")
    others = models.ManyToManyField(Round, through="OtherRound", related_name="+")
    replaces = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by"
    )
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.TextField()
    finalised_at = models.DateTimeField(null=True, blank=True)
    finalised_by = models.TextField(blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "round"],
                condition=Q(finalised_at=None),
                name="one_draft_of_a_kind_for_a_round",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind_label}: {self.round}"

    @property
    def kind_label(self) -> str:
        return LABELS[self.kind]


class OtherRound(models.Model):
    """A further round that a report stands on."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="+")
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["report", "round"], name="a_round_once_in_a_report"),
        ]

    def __str__(self) -> str:
        return f"{self.round} in {self.report}"


class Narrative(Kept):
    """A box of a report that its author fills."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="narratives")
    box = models.CharField(max_length=40)
    words = models.ForeignKey(Words, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField()
    saved_by = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["report", "box"], name="one_text_for_a_box")]

    def __str__(self) -> str:
        return f"{self.box} of {self.report}"


class SignOff(models.Model):
    """A second person has read the words of a report as they stood. Immutable.

    `digests` are of the sentences that were ticked and, last, of all words together.
    """

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="sign_offs")
    version = models.PositiveIntegerField()
    digests = models.JSONField(default=list)
    signed_at = models.DateTimeField()
    signed_by = models.TextField()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"Words of {self.report} at version {self.version}"


class Edition(models.Model):
    """A report as it was finalised: its document, figures and bytes, with their hash. Immutable."""

    ref = models.CharField(max_length=14, unique=True, default=edition_ref)
    report = models.OneToOneField(Report, on_delete=models.PROTECT, related_name="edition")
    figures = models.JSONField()
    html = models.BinaryField()
    docx = models.BinaryField()
    pdf = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    retention = models.CharField(max_length=12, choices=Retention, default=Retention.REPORT)
    made_at = models.DateTimeField()
    made_by = models.TextField()

    def __str__(self) -> str:
        return f"Edition {self.ref}"


class WordTemplate(models.Model):
    """An authority's own Word template for a kind of paper, cleaned; at most one of a kind is in use.

    `names` are the placeholders in it, `taken_out` what the file lost when it was cleaned, in words.
    """

    ref = models.CharField(max_length=14, unique=True, default=template_ref)
    kind = models.CharField(max_length=24)
    number = models.PositiveIntegerField()
    file_name = models.CharField(max_length=200)
    data = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    names = models.JSONField(default=list)
    taken_out = models.JSONField(default=list)
    added_at = models.DateTimeField()
    added_by = models.TextField()
    used_since_at = models.DateTimeField(null=True, blank=True)
    used_since_by = models.TextField(blank=True)

    class Meta:
        ordering = ["kind", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "number"], name="one_template_of_a_number"),
            models.UniqueConstraint(
                fields=["kind"],
                condition=Q(used_since_at__isnull=False),
                name="one_template_in_use_for_a_kind",
            ),
        ]

    def __str__(self) -> str:
        return f"Template {self.number} for {LABELS[self.kind]}"
