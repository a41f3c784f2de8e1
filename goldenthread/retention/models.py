"""How long things are kept, who holds them beyond that, and what was disposed of."""

from django.db import models
from django.db.models import Func, Q

from goldenthread.journal.models import Kept, Retention, Words, new_ref


def hold_ref() -> str:
    return new_ref("HLD")


def disposal_ref() -> str:
    return new_ref("DSP")


class Period(models.Model):
    """How long a class is kept from some day on, and why. Append-only: the newest row counts."""

    retention = models.CharField(max_length=12, choices=Retention)
    months = models.PositiveSmallIntegerField()
    before = models.PositiveSmallIntegerField()
    why = models.TextField()
    set_at = models.DateTimeField()
    set_by = models.TextField()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(why=""), name="retention_period_has_a_reason"),
            models.CheckConstraint(condition=Q(months__gte=1), name="retention_period_is_some"),
        ]

    def __str__(self) -> str:
        return f"{self.get_retention_display()}: {self.months} months"


class Hold(Kept):
    """Stops every disposal of one case, audit, round or case list until somebody ends it."""

    class Kind(models.TextChoices):
        SUBJECT = "subject", "A case"
        AUDIT = "audit", "An audit"
        ROUND = "round", "A round"
        CASE_LIST = "case_list", "A case list"

    ref = models.CharField(max_length=14, unique=True, default=hold_ref)
    kind = models.CharField(max_length=10, choices=Kind)
    # By reference and not by key: a hold outlives what it holds, and never blocks a table.
    target_ref = models.CharField(max_length=14)
    why = models.ForeignKey(Words, on_delete=models.PROTECT, related_name="+")
    begun_at = models.DateTimeField()
    begun_by = models.TextField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.TextField(blank=True)
    ended_why = models.ForeignKey(
        Words, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["target_ref"], condition=Q(ended_at=None), name="held_once_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_why__isnull=False),
                name="hold_ends_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"Hold on {self.target_ref}"


class ThisTransaction(Func):
    """The number of the running transaction, as the database counts them."""

    function = "txid_current"
    output_field = models.BigIntegerField()


class Disposal(models.Model):
    """One disposal. Never edited after its transaction, which is the one in which the guards let words go."""

    class Kind(models.TextChoices):
        RULE = "rule", "By the retention periods"
        DECISION = "decision", "By a decision about one case"

    ref = models.CharField(max_length=14, unique=True, default=disposal_ref)
    kind = models.CharField(max_length=10, choices=Kind)
    up_to_on = models.DateField()
    why = models.ForeignKey(Words, on_delete=models.PROTECT, null=True, blank=True)
    counts = models.JSONField()
    transaction = models.BigIntegerField(db_default=ThisTransaction())
    made_at = models.DateTimeField()
    made_by = models.TextField()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind="decision") | Q(why__isnull=False),
                name="decision_has_a_reason",
            )
        ]

    def __str__(self) -> str:
        return f"Disposal {self.ref}"
