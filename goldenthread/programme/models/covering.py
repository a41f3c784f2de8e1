"""Whose work need not be audited for a time, by whose decision."""

from datetime import date, timedelta

from django.db import models
from django.db.models import F, Q
from django.utils.timezone import localtime

from goldenthread.journal.models import new_ref
from goldenthread.people.models import Practitioner


def exemption_ref() -> str:
    return new_ref("EXM")


class Exemption(models.Model):
    """A time for which nobody expects an audit of a practitioner's work. Ended, never edited."""

    class Why(models.TextChoices):
        NEWLY_QUALIFIED = "newly_qualified", "Newly qualified"
        NEW_HERE = "new_here", "New in the team"
        LONG_ABSENCE = "long_absence", "Away for long"
        LEAVING = "leaving", "Leaving"
        NOT_CASEWORK = "not_casework", "Holds no casework to speak of"
        OTHER = "other", "Another reason"

    ref = models.CharField(max_length=14, unique=True, default=exemption_ref)
    practitioner = models.ForeignKey(
        Practitioner, on_delete=models.PROTECT, related_name="exemptions"
    )
    why = models.CharField(max_length=16, choices=Why)
    # Only beside another reason.
    note = models.CharField(max_length=200, blank=True)
    decided_by = models.CharField(max_length=120)
    from_on = models.DateField()
    until_on = models.DateField()
    given_at = models.DateTimeField(auto_now_add=True)
    given_by = models.TextField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.TextField(blank=True)

    class Meta:
        ordering = ["-from_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until_on__gte=F("from_on")), name="exemption_in_order"
            ),
            models.CheckConstraint(
                condition=~Q(why="other") | ~Q(note=""), name="another_reason_is_said"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.practitioner} from {self.from_on} to {self.until_on}"

    @property
    def last_on(self) -> date:
        """The last day on which it holds or held; before its first where it was ended at once."""
        if self.ended_at is None:
            return self.until_on
        return min(self.until_on, localtime(self.ended_at).date() - timedelta(days=1))

    @property
    def reason(self) -> str:
        """Why, in words."""
        return self.note or self.get_why_display()
