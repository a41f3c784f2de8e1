"""What is shared of learning: briefings sent to teams, and exemplars of good practice."""

from django.db import models
from django.db.models import F, Q

from goldenthread.audits.models import words_key
from goldenthread.journal.models import new_ref
from goldenthread.learning.models.plans import words_kept
from goldenthread.learning.models.themes import Theme
from goldenthread.people.models import Team


def briefing_ref() -> str:
    return new_ref("BRF")


def exemplar_ref() -> str:
    return new_ref("EXL")


class Briefing(models.Model):
    """A seven-minute briefing: seven short parts on one page. Frozen once it is sent."""

    ref = models.CharField(max_length=14, unique=True, default=briefing_ref)
    title = models.CharField(max_length=120)
    theme = models.ForeignKey(
        Theme, on_delete=models.PROTECT, null=True, blank=True, related_name="briefings"
    )
    version = models.PositiveIntegerField(default=1)
    begun_at = models.DateTimeField(auto_now_add=True)
    begun_by = models.TextField()
    sent_at = models.DateTimeField(null=True, blank=True)
    sent_by = models.TextField(blank=True)

    class Meta:
        ordering = [F("sent_at").desc(nulls_first=True), "-id"]

    def __str__(self) -> str:
        return self.title


class BriefingPart(models.Model):
    """One of the seven parts, by its number."""

    briefing = models.ForeignKey(Briefing, on_delete=models.PROTECT, related_name="parts")
    number = models.PositiveSmallIntegerField()
    words = words_kept()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["briefing", "number"], name="part_once_in_a_briefing")
        ]

    def __str__(self) -> str:
        return f"Part {self.number} of {self.briefing}"


class BriefingUse(models.Model):
    """A team that a briefing was sent to, and how the team used it, as its manager says."""

    briefing = models.ForeignKey(Briefing, on_delete=models.PROTECT, related_name="uses")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="briefings")
    sent_at = models.DateTimeField()
    sent_by = models.TextField()
    used_on = models.DateField(null=True, blank=True)
    how = words_key()
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.TextField(blank=True)

    class Meta:
        ordering = ["team__name"]
        constraints = [
            models.UniqueConstraint(fields=["briefing", "team"], name="briefing_once_to_a_team")
        ]

    def __str__(self) -> str:
        return f"{self.briefing} to {self.team}"


class Exemplar(models.Model):
    """An anonymised example of good practice: shown once a second person has read it."""

    class State(models.TextChoices):
        WAITING = "waiting", "Waits for a second person"
        SHOWN = "shown", "Shown"
        WITHDRAWN = "withdrawn", "Withdrawn"

    ref = models.CharField(max_length=14, unique=True, default=exemplar_ref)
    title = models.CharField(max_length=120)
    theme = models.ForeignKey(
        Theme, on_delete=models.PROTECT, null=True, blank=True, related_name="exemplars"
    )
    words = words_kept()
    why_good = words_kept()
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    written_at = models.DateTimeField(auto_now_add=True)
    written_by = models.TextField()
    checked_at = models.DateTimeField(null=True, blank=True)
    checked_by = models.TextField(blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.TextField(blank=True)
    withdrawn_why = words_key()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="shown") | (~Q(checked_by="") & ~Q(checked_by=F("written_by"))),
                name="exemplar_checked_by_another",
            )
        ]

    def __str__(self) -> str:
        return self.title
