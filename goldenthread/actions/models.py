"""What must be put right, by whom, by when."""

from django.db import models
from django.db.models import F, Func, Q

from goldenthread.audits.models import Audit, Finding, words_key
from goldenthread.journal.models import Kept, Words, new_ref
from goldenthread.people.models import Person, Practitioner, Team
from goldenthread.people.vocabulary import Vocabulary

# Open actions first, then those done, then the rest. Lists and their index have to say it alike, the
# codes written out: with values put in later no index would be found.
PLACE = Func(
    F("state"),
    template="CASE %(expressions)s WHEN 'open' THEN 0 WHEN 'done' THEN 1 ELSE 2 END",
    output_field=models.IntegerField(),
)


def action_ref() -> str:
    return new_ref("ACT")


def meeting_ref() -> str:
    return new_ref("MTG")


class Priority(models.TextChoices):
    """How much harm delay could do; the more, the sooner it climbs the ladder when overdue."""

    STANDARD = "standard", "Standard"
    HIGH = "high", "High"
    URGENT = "urgent", "Urgent"


class Difference(models.TextChoices):
    """What a later check found: did the action make a difference?"""

    YES = "yes", "Yes"
    PARTLY = "partly", "Partly"
    NO = "no", "No"
    TOO_EARLY = "too_early", "Too early to tell"


class Action(Kept):
    """One action, from an audit or from a recommendation. Its history is its steps; this row is
    where it stands now."""

    class State(models.TextChoices):
        PROPOSED = "proposed", "Proposed"
        OPEN = "open", "Open"
        DONE = "done", "Done – needs checking"
        CLOSED = "closed", "Closed"
        NOT_DONE = "not_done", "Not done"
        WITHDRAWN = "withdrawn", "Withdrawn"

    ref = models.CharField(max_length=14, unique=True, default=action_ref)
    # Empty where the action comes from a recommendation: then `from_ref` names that.
    audit = models.ForeignKey(
        Audit, on_delete=models.PROTECT, null=True, blank=True, related_name="actions"
    )
    from_ref = models.CharField(max_length=14, blank=True, db_default="")
    section = models.CharField(max_length=40, blank=True)
    question = models.CharField(max_length=60, blank=True, db_default="")
    why = words_key()
    measure = words_key()
    priority = models.CharField(
        max_length=10, choices=Priority, default=Priority.STANDARD, db_default="standard"
    )
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
    # The auditor's own timescale; it stays beside every later date.
    first_due_on = models.DateField()
    # How often an open action was given a later date.
    carried = models.PositiveSmallIntegerField(default=0, db_default=0)
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
    # The audit was below the standard: the manager of the team says that this will be done in time.
    needs_confirming = models.BooleanField(default=False, db_default=False)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.TextField(blank=True, db_default="")
    # When somebody will look whether it made a difference, and what stands as found.
    difference_due_on = models.DateField(null=True, blank=True)
    difference = models.CharField(
        max_length=10, choices=Difference, blank=True, default="", db_default=""
    )

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
            ),
            models.CheckConstraint(
                condition=Q(audit__isnull=False) | (~Q(from_ref="") & Q(owner__isnull=False)),
                name="action_of_no_audit_has_a_source",
            ),
        ]

    def __str__(self) -> str:
        return f"Action {self.ref}"

    @property
    def number(self) -> str:
        """The number of its case; empty where it is about the service."""
        return self.audit.subject.number if self.audit else ""

    @property
    def about(self) -> str:
        return Vocabulary().amid(self.audit.subject) if self.audit else "the service"

    @property
    def refs(self) -> tuple[str, ...]:
        """What a line of the journal about it names."""
        return (self.ref, self.audit.ref if self.audit else self.from_ref)

    @property
    def shown(self) -> tuple[str, ...]:
        """What a page that shows it shows: itself, and the child it is about."""
        return (self.ref, self.audit.subject.ref) if self.audit else (self.ref,)


class ActionFinding(models.Model):
    """A finding that an action answers: one action may answer many."""

    action = models.ForeignKey(Action, on_delete=models.PROTECT, related_name="answers")
    finding = models.ForeignKey(Finding, on_delete=models.PROTECT, related_name="answered_by")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["action", "finding"], name="finding_answered_once_by_an_action"
            )
        ]

    def __str__(self) -> str:
        return f"{self.action_id} answers {self.finding_id}"


class Meeting(models.Model):
    """A meeting that went through actions together; what it said of each is a step of that action."""

    ref = models.CharField(max_length=14, unique=True, default=meeting_ref)
    title = models.CharField(max_length=120)
    held_on = models.DateField()
    present = words_key()
    noted_at = models.DateTimeField()
    noted_by = models.TextField()

    class Meta:
        ordering = ["-held_on", "-id"]

    def __str__(self) -> str:
        return self.title


class Step(models.Model):
    """One step of an action's history. Append-only."""

    class Kind(models.TextChoices):
        PROPOSED = "proposed", "Proposed"
        OPENED = "opened", "Opened"
        DUE_CHANGED = "due_changed", "Due date changed"
        OWNER_CHANGED = "owner_changed", "Owner changed"
        DONE = "done", "Done"
        SENT_BACK = "sent_back", "Returned to the owner"
        CLOSED = "closed", "Verified and closed"
        NOT_DONE = "not_done", "Not done"
        WITHDRAWN = "withdrawn", "Withdrawn"
        REOPENED = "reopened", "Opened again by a follow-up audit"
        CONFIRMED = "confirmed", "Confirmed by the manager"
        CHALLENGED = "challenged", "Challenged: what will be different"
        MINUTED = "minuted", "Minuted"
        DIFFERENCE_YES = "diff_yes", "It made a difference"
        DIFFERENCE_PARTLY = "diff_partly", "It made a difference in part"
        DIFFERENCE_NO = "diff_no", "It made no difference"
        DIFFERENCE_TOO_EARLY = "diff_too_early", "Too early to tell whether it made a difference"

    action = models.ForeignKey(Action, on_delete=models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=14, choices=Kind)
    words = words_key()
    # Where what was done can be seen: a reference, never a copy of the record.
    evidence = words_key()
    meeting = models.ForeignKey(
        Meeting, on_delete=models.PROTECT, null=True, blank=True, related_name="steps"
    )
    on = models.DateField(null=True, blank=True)
    taken_at = models.DateTimeField()
    taken_by = models.TextField()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.get_kind_display()


class Level(models.TextChoices):
    """Who is told of an overdue action, nearest first."""

    TEAM_MANAGER = "team_manager", "Team manager"
    SERVICE_MANAGER = "service_manager", "Service manager"
    QA_LEAD = "qa_lead", "QA lead"


class Rung(models.Model):
    """After how many working days overdue an action of a priority climbs to a level."""

    priority = models.CharField(max_length=10, choices=Priority)
    to = models.CharField(max_length=16, choices=Level)
    after_days = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["priority", "to"], name="one_rung_of_a_priority")
        ]

    def __str__(self) -> str:
        return f"{self.priority} to {self.to} after {self.after_days}"


class Escalation(models.Model):
    """An overdue action that climbed to a level, once for each date it was due. Append-only."""

    action = models.ForeignKey(Action, on_delete=models.PROTECT, related_name="escalations")
    to = models.CharField(max_length=16, choices=Level)
    due_on = models.DateField()
    raised_on = models.DateField()
    raised_at = models.DateTimeField()
    raised_by = models.TextField()
    # Never the owner; somebody further up where a level is empty.
    people = models.ManyToManyField(Person, related_name="+")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["action", "to", "due_on"], name="one_escalation_for_a_due_date"
            )
        ]

    def __str__(self) -> str:
        return f"{self.action_id} to {self.to}"


class Reminder(models.Model):
    """Somebody was reminded of an action for one reason on one day. Append-only."""

    class Reason(models.TextChoices):
        START = "start", "It is theirs now"
        DUE = "due", "It is due soon"
        OVERDUE = "overdue", "It is overdue"
        ASKED = "asked", "The QA team asked"

    action = models.ForeignKey(Action, on_delete=models.PROTECT, related_name="reminders")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=8, choices=Reason)
    due_on = models.DateField()
    on = models.DateField()
    noted_at = models.DateTimeField()
    noted_by = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["action", "person", "reason", "on"], name="one_reminder_a_reason_and_day"
            )
        ]
        indexes = [models.Index(fields=["person", "on"], name="reminder_by_person")]

    def __str__(self) -> str:
        return f"{self.person_id} of {self.action_id}: {self.reason}"
