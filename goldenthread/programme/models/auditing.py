"""What auditors can take, what audits are expected to take, and how each round was shared out."""

from django.db import models
from django.db.models import F, Q

from goldenthread.cases.models import CaseType
from goldenthread.journal.models import new_ref
from goldenthread.people.models import Person
from goldenthread.programme.models.rounds import Round

USUAL_MINUTES = 90


def absence_ref() -> str:
    return new_ref("ABS")


def allocation_ref() -> str:
    return new_ref("ALL")


class Effort(models.Model):
    """How long an audit of a case type is expected to take, and who may make it."""

    class By(models.TextChoices):
        ANYBODY = "", "Any auditor"
        EXTERNAL = "external", "External auditors only"
        INTERNAL = "internal", "Our own auditors only"

    case_type = models.OneToOneField(CaseType, on_delete=models.PROTECT, related_name="effort")
    minutes = models.PositiveSmallIntegerField(default=USUAL_MINUTES)
    audited_by = models.CharField(max_length=8, choices=By, default=By.ANYBODY, blank=True)
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField(auto_now=True)
    changed_by = models.TextField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(minutes__gt=0), name="audits_take_time")]

    def __str__(self) -> str:
        return f"{self.case_type}: {self.minutes} minutes"


class Capacity(models.Model):
    """The most that somebody can audit: cases in one round, hours in a month; empty is no limit."""

    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="capacity")
    audits = models.PositiveSmallIntegerField(null=True, blank=True)
    hours = models.PositiveSmallIntegerField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField(auto_now=True)
    changed_by = models.TextField()

    def __str__(self) -> str:
        return f"{self.person}: {self.audits} audits, {self.hours} hours"


class Specialism(models.Model):
    """A case type that an auditor knows well."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="specialisms")
    case_type = models.ForeignKey(CaseType, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["case_type"]
        constraints = [
            models.UniqueConstraint(fields=["person", "case_type"], name="one_specialism_once")
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.case_type}"


class Absence(models.Model):
    """Days on which an auditor is not here. Taken back, never edited."""

    ref = models.CharField(max_length=14, unique=True, default=absence_ref)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="absences")
    from_on = models.DateField()
    until_on = models.DateField()
    noted_at = models.DateTimeField(auto_now_add=True)
    noted_by = models.TextField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.TextField(blank=True)

    class Meta:
        ordering = ["from_on", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(until_on__gte=F("from_on")), name="absence_in_order")
        ]

    def __str__(self) -> str:
        return f"{self.person} from {self.from_on} to {self.until_on}"


class Allocation(models.Model):
    """One sharing out of a round: between whom, by which way, and what could not be given out."""

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        DONE = "done", "Done"
        STOPPED = "stopped", "Stopped"

    class Way(models.TextChoices):
        AT_ONCE = "at_once", "Placed at once: nothing could be better"
        SEARCH = "search", "Searched for the best"
        GREEDY = "greedy", "Placed one after another"

    ref = models.CharField(max_length=14, unique=True, default=allocation_ref)
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="allocations")
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    # Refs of the people it is shared between; whether what was given before is taken back.
    auditors = models.JSONField(default=list)
    is_afresh = models.BooleanField(default=False)
    way = models.CharField(max_length=8, choices=Way, blank=True)
    given = models.PositiveIntegerField(default=0)
    # {ref of a case: {"why": code, "against": {code: number of auditors}}}; refs of cases; of pairs.
    unplaced = models.JSONField(default=dict)
    poor_fits = models.JSONField(default=list)
    locked_against_rules = models.JSONField(default=list)
    asked_at = models.DateTimeField(auto_now_add=True)
    asked_by = models.TextField()
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.TextField(blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["round"], condition=Q(state="waiting"), name="shared_out_once_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"Allocation of {self.round.ref}"
