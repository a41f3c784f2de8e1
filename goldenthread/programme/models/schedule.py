"""The year's schedule: what is to be audited in which month, what was promised to whom, who subscribes."""

from django.db import models
from django.db.models import Q

from goldenthread.journal.models import new_ref
from goldenthread.people.models import Person, Team
from goldenthread.tools.models import Tool


def activity_ref() -> str:
    return new_ref("ACV")


def promise_ref() -> str:
    return new_ref("PMS")


def calendar_ref() -> str:
    return new_ref("CAL")


class Activity(models.Model):
    """Something that the programme does in a month. Rounds are made from it; it may also need none."""

    class Kind(models.TextChoices):
        FULL = "full", "Full audits"
        THEMATIC = "thematic", "Thematic audit"
        DIP_SAMPLE = "dip_sample", "Dip sample"
        OBSERVATION = "observation", "Practice observations"
        COMPLIANCE = "compliance", "Compliance audit"
        SUPERVISION = "supervision", "Supervision audit"
        STOCKTAKE = "stocktake", "Stocktake"
        RE_AUDIT = "re_audit", "Re-audit"
        PRACTICE_WEEK = "practice_week", "Practice week"
        CALIBRATION = "calibration", "Calibration"

    class Need(models.TextChoices):
        ROUTINE = "routine", "The programme’s own routine"
        INSPECTION = "inspection", "An inspection or focused visit"
        INDICATOR = "indicator", "An indicator: the data raised a worry"
        IRO_BOARD = "iro_board", "An IRO, a conference chair or a board"
        LEARNING_REVIEW = "learning_review", "A learning review or a complaint"

    class Moderation(models.TextChoices):
        NONE = "none", "None"
        RATE = "rate", "A share of the audits, chosen at random"
        BELOW = "below", "Every audit below the standard"
        BOTH = "both", "A share chosen at random, and every audit below the standard"
        ALL = "all", "All audits"

    ref = models.CharField(max_length=14, unique=True, default=activity_ref)
    title = models.CharField(max_length=120)
    kind = models.CharField(max_length=16, choices=Kind)
    # The first day of its month.
    month = models.DateField()
    service = models.ForeignKey(
        Team, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    tool = models.ForeignKey(
        Tool, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    lead = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="leads"
    )
    # How many audits are wanted; unknown where nobody has said.
    target = models.PositiveSmallIntegerField(null=True, blank=True)
    moderation = models.CharField(max_length=6, choices=Moderation, default=Moderation.RATE)
    moderation_rate = models.PositiveSmallIntegerField(default=10)
    need = models.CharField(max_length=16, choices=Need, default=Need.ROUTINE)
    # Which inspection, indicator, board or review; names no child.
    need_note = models.CharField(max_length=200, blank=True)
    version = models.PositiveIntegerField(default=1)
    planned_at = models.DateTimeField(auto_now_add=True)
    planned_by = models.TextField()
    # Said by hand, for what needs no round; else its rounds tell.
    finished_at = models.DateTimeField(null=True, blank=True)
    finished_by = models.TextField(blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_by = models.TextField(blank=True)
    cancelled_why = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["month", "title", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(month__day=1), name="activity_of_a_month"),
            models.CheckConstraint(
                condition=Q(target=None) | Q(target__gt=0), name="activity_wants_some"
            ),
            models.CheckConstraint(
                condition=Q(moderation_rate__range=(1, 100)), name="activity_moderation_rate"
            ),
            models.CheckConstraint(
                condition=Q(cancelled_at=None) | ~Q(cancelled_why=""),
                name="activity_cancelled_with_a_reason",
            ),
        ]
        indexes = [models.Index(fields=["month"], name="activity_by_month")]

    def __str__(self) -> str:
        return self.title


class ActivityStep(models.Model):
    """Who did what to an activity. Never edited.

    `changes`: {field: [what it was, what it became]} as people read it.
    """

    class Kind(models.TextChoices):
        PLANNED = "planned", "Planned"
        CHANGED = "changed", "Changed"
        ROUND_MADE = "round_made", "Round set up"
        FINISHED = "finished", "Said to be finished"
        REOPENED = "reopened", "Not finished after all"
        CANCELLED = "cancelled", "Cancelled"

    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=10, choices=Kind)
    changes = models.JSONField(default=dict)
    taken_at = models.DateTimeField(auto_now_add=True)
    taken_by = models.TextField()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.activity.ref} {self.kind}"


class Promise(models.Model):
    """What was promised to a board or to Ofsted: until a day, or in every round from then on."""

    class Measure(models.TextChoices):
        """What tells by itself how a promise for every round is kept."""

        HAND = "", "Nothing: somebody says so here"
        MODERATED = "moderated", "Audits moderated, of those submitted"
        FAMILY = "family", "Audits with feedback from the child or the family, of those submitted"

    ref = models.CharField(max_length=14, unique=True, default=promise_ref)
    what = models.CharField(max_length=300)
    made_to = models.CharField(max_length=120)
    made_on = models.DateField()
    # Empty: each round.
    due_on = models.DateField(null=True, blank=True)
    measure = models.CharField(max_length=10, choices=Measure, blank=True, default=Measure.HAND)
    # What on the schedule will keep it.
    activity = models.ForeignKey(
        Activity, on_delete=models.PROTECT, null=True, blank=True, related_name="promises"
    )
    version = models.PositiveIntegerField(default=1)
    noted_at = models.DateTimeField(auto_now_add=True)
    noted_by = models.TextField()
    kept_on = models.DateField(null=True, blank=True)
    kept_how = models.CharField(max_length=300, blank=True)
    kept_at = models.DateTimeField(null=True, blank=True)
    kept_by = models.TextField(blank=True)

    class Meta:
        ordering = ["due_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(due_on=None) | Q(measure=""), name="measured_promise_is_for_each_round"
            ),
            models.CheckConstraint(
                condition=Q(kept_at=None) | (Q(kept_on__isnull=False) & ~Q(kept_how="")),
                name="promise_kept_on_a_day_somehow",
            ),
        ]

    def __str__(self) -> str:
        return self.what


class CalendarAddress(models.Model):
    """A person's secret address, from which a calendar fetches dates without case data. Ended, not edited.

    Of the secret only the SHA-256 is kept: it is shown once.
    """

    ref = models.CharField(max_length=14, unique=True, default=calendar_ref)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="calendars")
    secret_sha256 = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(auto_now_add=True)
    made_by = models.TextField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.TextField(blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(ended_at=None), name="one_calendar_of_a_person"
            )
        ]

    def __str__(self) -> str:
        return f"Calendar of {self.person}"
