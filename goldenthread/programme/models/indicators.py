"""Indicators that others count: shown beside the figures of audits of the same time, never mixed in."""

from django.db import models
from django.db.models import F, Q

from goldenthread.journal.models import new_ref
from goldenthread.people.models import Team


def indicator_file_ref() -> str:
    return new_ref("IND")


class IndicatorFile(models.Model):
    """One spreadsheet of indicators: read, decided on, and perhaps taken back. The file is not kept."""

    class State(models.TextChoices):
        READ = "read", "Waiting for a decision"
        USED = "used", "Imported"
        DROPPED = "dropped", "Deleted"
        WITHDRAWN = "withdrawn", "Taken back"

    ref = models.CharField(max_length=14, unique=True, default=indicator_file_ref)
    file = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    # Which heading is what, by the names of the fields.
    columns = models.JSONField(default=dict)
    # The cells as they were read, until somebody decides; then it is emptied.
    reading = models.JSONField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.READ)
    made = models.PositiveIntegerField(default=0)
    read_at = models.DateTimeField()
    read_by = models.TextField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.TextField(blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.TextField(blank=True)
    withdrawn_why = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"Indicators {self.ref}"


class Indicator(models.Model):
    """One value of one period, as its file says it; without a team, of the whole authority."""

    held_in = models.ForeignKey(IndicatorFile, on_delete=models.PROTECT, related_name="values")
    row = models.PositiveIntegerField()
    name = models.CharField(max_length=200)
    period = models.CharField(max_length=200)
    from_on = models.DateField()
    to_on = models.DateField()
    value = models.DecimalField(max_digits=17, decimal_places=4)
    unit = models.CharField(max_length=200, blank=True)
    source = models.CharField(max_length=200)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, null=True, blank=True)

    class Meta:
        ordering = ["held_in", "row"]
        constraints = [
            models.CheckConstraint(
                condition=Q(to_on__gte=F("from_on")), name="indicator_period_in_order"
            )
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.period}"
