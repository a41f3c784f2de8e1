"""What follows from themes and findings: recommendations, and the improvement plan."""

from django.db import models
from django.db.models import F, Q

from goldenthread.audits.models import Finding, words_key
from goldenthread.journal.models import Words, new_ref
from goldenthread.learning.models.themes import Theme
from goldenthread.people.models import Person


def recommendation_ref() -> str:
    return new_ref("REC")


def plan_ref() -> str:
    return new_ref("PLN")


def objective_ref() -> str:
    return new_ref("OBJ")


def words_kept() -> "models.ForeignKey[Words, Words]":
    """A key to a text row, without a way back."""
    return models.ForeignKey(Words, on_delete=models.PROTECT, related_name="+")


class Recommendation(models.Model):
    """What findings or a theme ask of somebody, and what they answered. Answered once, never edited."""

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting for an answer"
        ACCEPTED = "accepted", "Accepted"
        NOT_ACCEPTED = "not_accepted", "Not accepted"
        WITHDRAWN = "withdrawn", "Withdrawn"

    ref = models.CharField(max_length=14, unique=True, default=recommendation_ref)
    what = words_kept()
    # A post or a body, and the account that answers for it, if there is one.
    to_whom = models.CharField(max_length=120)
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="recommended_to"
    )
    theme = models.ForeignKey(
        Theme, on_delete=models.PROTECT, null=True, blank=True, related_name="recommendations"
    )
    findings = models.ManyToManyField(Finding, related_name="recommendations", blank=True)
    state = models.CharField(max_length=12, choices=State, default=State.WAITING)
    answer = words_key()
    made_at = models.DateTimeField(auto_now_add=True)
    made_by = models.TextField()
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.TextField(blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=["not_accepted", "withdrawn"]) | Q(answer__isnull=False),
                name="refusal_has_a_reason",
            )
        ]

    def __str__(self) -> str:
        return f"Recommendation {self.ref}"


class Plan(models.Model):
    """An improvement plan over a time, and the board that looks at it."""

    ref = models.CharField(max_length=14, unique=True, default=plan_ref)
    title = models.CharField(max_length=120)
    board = models.CharField(max_length=120, blank=True)
    from_on = models.DateField()
    to_on = models.DateField()
    made_at = models.DateTimeField(auto_now_add=True)
    made_by = models.TextField()
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.TextField(blank=True)

    class Meta:
        ordering = [F("closed_at").asc(nulls_first=True), "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(to_on__gte=F("from_on")), name="plan_in_order")
        ]

    def __str__(self) -> str:
        return self.title


class Objective(models.Model):
    """One objective of a plan: what, how it will show, whose, by when. Its history is its progress."""

    class State(models.TextChoices):
        NOT_BEGUN = "not_begun", "Not begun"
        ON_TRACK = "on_track", "On track"
        AT_RISK = "at_risk", "At risk"
        DONE = "done", "Done – needs checking"
        ACHIEVED = "achieved", "Achieved"
        NOT_ACHIEVED = "not_achieved", "Not achieved"

    ref = models.CharField(max_length=14, unique=True, default=objective_ref)
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="objectives")
    what = words_kept()
    measure = words_kept()
    recommendation = models.ForeignKey(
        Recommendation, on_delete=models.PROTECT, null=True, blank=True, related_name="objectives"
    )
    theme = models.ForeignKey(
        Theme, on_delete=models.PROTECT, null=True, blank=True, related_name="objectives"
    )
    owner = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="objectives")
    due_on = models.DateField()
    # The first date stays beside every later one.
    first_due_on = models.DateField()
    state = models.CharField(max_length=12, choices=State, default=State.NOT_BEGUN)
    version = models.PositiveIntegerField(default=1)
    added_at = models.DateTimeField(auto_now_add=True)
    added_by = models.TextField()

    class Meta:
        ordering = ["due_on", "id"]

    def __str__(self) -> str:
        return f"Objective {self.ref}"

    @property
    def has_ended(self) -> bool:
        return self.state in (self.State.ACHIEVED, self.State.NOT_ACHIEVED)


class Progress(models.Model):
    """What was said of an objective once, with the evidence. Append-only."""

    objective = models.ForeignKey(Objective, on_delete=models.PROTECT, related_name="progress")
    state = models.CharField(max_length=12, choices=Objective.State)
    words = words_kept()
    evidence = words_key()
    due_on = models.DateField()
    said_at = models.DateTimeField()
    said_by = models.TextField()

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.objective_id}: {self.get_state_display()}"
