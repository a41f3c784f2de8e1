"""How many audits are asked of a person each month, and who need not make them for a time."""

from datetime import date

from django.db import models
from django.db.models import F, Q

from goldenthread.journal.models import new_ref
from goldenthread.people.models import Person


def quota_exemption_ref() -> str:
    return new_ref("QEX")


class Quota(models.Model):
    """Audits asked of a person each month from a month on, until a later row says otherwise; 0 is none.

    Never edited: another number is another row, and of two for one month the later holds.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="quotas")
    audits = models.PositiveSmallIntegerField()
    from_month = models.DateField()
    set_at = models.DateTimeField(auto_now_add=True)
    set_by = models.TextField()

    class Meta:
        ordering = ["person", "from_month", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(from_month__day=1), name="quota_from_a_month")
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.audits} a month from {self.from_month:%B %Y}"


class QuotaExemption(models.Model):
    """Months in which no audit is asked of a person: asked for, then approved or refused by another."""

    class Why(models.TextChoices):
        NEW_HERE = "new_here", "New in the post"
        LONG_ABSENCE = "long_absence", "Away for long"
        OTHER_WORK = "other_work", "Other work agreed in its place"
        LEAVING = "leaving", "Leaving"
        OTHER = "other", "Another reason"

    ref = models.CharField(max_length=14, unique=True, default=quota_exemption_ref)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="quota_exemptions")
    why = models.CharField(max_length=16, choices=Why)
    # Only beside another reason.
    note = models.CharField(max_length=200, blank=True)
    from_month = models.DateField()
    until_month = models.DateField()
    asked_at = models.DateTimeField(auto_now_add=True)
    asked_by = models.TextField()
    is_approved = models.BooleanField(null=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.TextField(blank=True)
    # The first month in which it holds no longer.
    ended_from = models.DateField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.TextField(blank=True)

    class Meta:
        ordering = ["-from_month", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until_month__gte=F("from_month"))
                & Q(from_month__day=1)
                & Q(until_month__day=1),
                name="quota_exemption_in_order",
            ),
            models.CheckConstraint(
                condition=~Q(why="other") | ~Q(note=""), name="quota_exemption_says_why"
            ),
            models.CheckConstraint(
                condition=Q(is_approved=None, decided_at=None)
                | Q(is_approved__isnull=False, decided_at__isnull=False),
                name="quota_exemption_decided_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} from {self.from_month:%B %Y} to {self.until_month:%B %Y}"

    @property
    def reason(self) -> str:
        """Why, in words."""
        return self.note or self.get_why_display()

    def holds_in(self, month: date) -> bool:
        """Whether it frees its person in a month, given by its first day."""
        is_over = self.ended_from is not None and month >= self.ended_from
        return (
            bool(self.is_approved) and self.from_month <= month <= self.until_month and not is_over
        )
