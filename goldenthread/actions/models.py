"""What must be put right, by whom, by when."""

from django.db import models
from django.db.models import F, Func, Q

from goldenthread.audits.models import Audit, words_key
from goldenthread.journal.models import Kept, Words, new_ref
from goldenthread.people.models import Person, Practitioner, Team

# Open actions first, then those done, then the rest. Lists and their index have to say it alike, the
# codes written out: with values put in later no index would be found.
PLACE = Func(
    F("state"),
    template="CASE %(expressions)s WHEN 'open' THEN 0 WHEN 'done' THEN 1 ELSE 2 END",
    output_field=models.IntegerField(),
)


def action_ref() -> str:
    return new_ref("ACT")


class Action(Kept):
    """One action from an audit. Its history is its steps; this row is where it stands now."""

    class State(models.TextChoices):
        PROPOSED = "proposed", "Proposed"
        OPEN = "open", "Open"
        DONE = "done", "Done – needs checking"
        CLOSED = "closed", "Closed"
        NOT_DONE = "not_done", "Not done"
        WITHDRAWN = "withdrawn", "Withdrawn"

    ref = models.CharField(max_length=14, unique=True, default=action_ref)
    audit = models.ForeignKey(Audit, on_delete=models.PROTECT, related_name="actions")
    section = models.CharField(max_length=40, blank=True)
    what = models.ForeignKey(Words, on_delete=models.PROTECT, related_name="+")
    # The owner is a practitioner of the case list, an account, or both.
    owner = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="actions"
    )
    owner_practitioner = models.ForeignKey(
        Practitioner, on_delete=models.PROTECT, null=True, blank=True, related_name="actions"
    )
    team = models.ForeignKey(Team, on_delete=models.PROTECT, null=True, blank=True)
    due_on = models.DateField()
    first_due_on = models.DateField()
    from_stage = models.CharField(max_length=10)
    state = models.CharField(max_length=10, choices=State, default=State.PROPOSED)
    version = models.PositiveIntegerField(default=1)
    proposed_at = models.DateTimeField(auto_now_add=True)
    proposed_by = models.TextField()
    opened_at = models.DateTimeField(null=True, blank=True)
    opened_by = models.TextField(blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.TextField(blank=True)
    done_on = models.DateField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.TextField(blank=True)

    class Meta:
        ordering = ["due_on", "id"]
        indexes = [
            models.Index(fields=["state", "due_on"]),
            models.Index(fields=["team", "state"]),
            models.Index(PLACE, F("due_on"), F("id"), name="action_by_need"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(owner__isnull=False) | Q(owner_practitioner__isnull=False),
                name="action_has_an_owner",
            )
        ]

    def __str__(self) -> str:
        return f"Action {self.ref}"


class Step(models.Model):
    """One step of an action's history. Append-only."""

    class Kind(models.TextChoices):
        PROPOSED = "proposed", "Proposed"
        OPENED = "opened", "Opened"
        DUE_CHANGED = "due_changed", "Due date changed"
        OWNER_CHANGED = "owner_changed", "Owner changed"
        DONE = "done", "Done"
        SENT_BACK = "sent_back", "Sent back"
        CLOSED = "closed", "Closed"
        NOT_DONE = "not_done", "Not done"
        WITHDRAWN = "withdrawn", "Withdrawn"
        REOPENED = "reopened", "Opened again by a follow-up audit"

    action = models.ForeignKey(Action, on_delete=models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=14, choices=Kind)
    words = words_key()
    on = models.DateField(null=True, blank=True)
    taken_at = models.DateTimeField()
    taken_by = models.TextField()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.get_kind_display()
