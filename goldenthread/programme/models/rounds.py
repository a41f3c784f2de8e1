"""Rounds, the selections made for them, who audits what, who was told, and what came of it."""

from django.db import models
from django.db.models import F, Q

from goldenthread.cases.models import CaseEntry, CaseList, Header, Subject
from goldenthread.journal.models import Kept, Words, new_ref
from goldenthread.people.models import Person
from goldenthread.programme.models.schedule import Activity
from goldenthread.tools.models import ToolVersion


def round_ref() -> str:
    return new_ref("RND")


def round_case_ref() -> str:
    return new_ref("RCA")


def selection_ref() -> str:
    return new_ref("SEL")


def assignment_ref() -> str:
    return new_ref("ASG")


def notice_ref() -> str:
    return new_ref("NOT")


class Mode(models.TextChoices):
    """How the audits of a round are done."""

    RECORD = "record", "Record only"
    WITH_WORKER = "with_worker", "With the worker"
    JOINTLY = "jointly", "Jointly with the worker"


class Round(models.Model):
    """A set of audits done together, with one tool, over one period. A round may follow a round."""

    class State(models.TextChoices):
        SETTING_UP = "setting_up", "Being set up"
        OPEN = "open", "Open"
        CLOSED = "closed", "Closed"
        WITHDRAWN = "withdrawn", "Taken back"

    class Way(models.TextChoices):
        QUICK = "quick", "Cases named by hand"
        SELECTED = "selected", "Cases selected from the case list"
        IMPORTED = "imported", "Past audits, imported"

    ref = models.CharField(max_length=14, unique=True, default=round_ref)
    code = models.SlugField(max_length=40, unique=True)
    title = models.CharField(max_length=120)
    # Whose audits they are, where they are another authority's, brought in to be looked at.
    authority = models.CharField(max_length=80, blank=True, default="", db_default="")
    way = models.CharField(max_length=10, choices=Way)
    mode = models.CharField(max_length=12, choices=Mode, default=Mode.RECORD)
    tool_version = models.ForeignKey(ToolVersion, on_delete=models.PROTECT)
    case_list = models.ForeignKey(CaseList, on_delete=models.PROTECT, null=True, blank=True)
    period_from = models.DateField()
    period_to = models.DateField()
    due_on = models.DateField()
    follows = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="followed_by"
    )
    # What on the year's schedule it was made from.
    activity = models.ForeignKey(
        Activity, on_delete=models.PROTECT, null=True, blank=True, related_name="rounds"
    )
    # {"rate": percent, "grades": [grade keys]}: which submitted audits are moderated.
    moderation_rule = models.JSONField(default=dict)
    # {"count": cases} or {"percent": share}: how many are audited twice, blind.
    twice = models.JSONField(default=dict, db_default={})
    # {"sample": the keys of a design file, "exclude": who may be selected, "again": grades audited
    # again, "steps": the steps done}: the selection's plan.
    design = models.JSONField(default=dict)
    seed_sha256 = models.CharField(max_length=64, blank=True)
    state = models.CharField(max_length=12, choices=State, default=State.SETTING_UP)
    # Seen only by the people named on it; its restrictions and named people say since when and why.
    is_restricted = models.BooleanField(default=False, db_default=False)
    # Made to learn auditing: every audit is moderated and talked through, none is in any figure.
    is_training = models.BooleanField(default=False, db_default=False)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.TextField()
    opened_at = models.DateTimeField(null=True, blank=True)
    opened_by = models.TextField(blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.TextField(blank=True)

    class Meta:
        ordering = ["-period_to", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(period_to__gte=F("period_from")), name="round_period_in_order"
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_imported(self) -> bool:
        """Made from past audits: how its cases were chosen and audited is not recorded."""
        return self.way == self.Way.IMPORTED


class Restriction(models.Model):
    """A time in which only the people named on a round may see it, and why. Ended with a reason."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="restrictions")
    why = models.ForeignKey(Words, on_delete=models.PROTECT, related_name="+")
    begun_at = models.DateTimeField(auto_now_add=True)
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
                fields=["round"], condition=Q(ended_at=None), name="restricted_once_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_why__isnull=False),
                name="restriction_ends_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"Restriction of {self.round.ref}"


class NamedPerson(models.Model):
    """Somebody who may see a restricted round, and why. Ended, never edited."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="named_people")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="named_on")
    why = models.ForeignKey(Words, on_delete=models.PROTECT, related_name="+")
    named_at = models.DateTimeField(auto_now_add=True)
    named_by = models.TextField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.TextField(blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "round"], condition=Q(ended_at=None), name="named_once_on_a_round"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} on {self.round.ref}"


class SelectedAgain(models.TextChoices):
    """Why cases are selected once more, as the public record says it."""

    LIST = "list_replaced", "The case list was replaced"
    PLAN = "plan_changed", "The plan was changed"
    MISTAKE = "mistake", "There was a mistake in the plan"
    CASES = "cases_changed", "Cases had closed or moved"
    OTHER = "other", "Another reason"


class Selection(models.Model):
    """One draw from a case list. Immutable: another draw is another row, with the reason for it."""

    ref = models.CharField(max_length=14, unique=True, default=selection_ref)
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="selections")
    number = models.PositiveSmallIntegerField()
    method = models.CharField(max_length=40)
    seed = models.CharField(max_length=120)
    frame_sha256 = models.CharField(max_length=64)
    # {case type: {open, target, selected}}; {reason: n}; the plan as it stood, and as "tree" the
    # design that was drawn by, without the named cases: those are rows.
    counts = models.JSONField()
    exclusions = models.JSONField()
    design = models.JSONField()
    # Why it was made after another: from a list, for everybody; and in words, for those inside.
    because = models.CharField(
        max_length=14, choices=SelectedAgain, blank=True, db_default="", default=""
    )
    why_again = models.ForeignKey(Words, on_delete=models.PROTECT, null=True, blank=True)
    software = models.CharField(max_length=20)
    made_at = models.DateTimeField()
    made_by = models.TextField()

    class Meta:
        ordering = ["round", "number"]
        constraints = [
            models.UniqueConstraint(fields=["round", "number"], name="selection_number"),
        ]

    def __str__(self) -> str:
        return f"Selection {self.number} of {self.round}"


class SelectionRow(models.Model):
    """One case of the case list that was selected from, and what became of it. Immutable.

    `left_out`: why it could not be selected. `mark`: what the plan asked of earlier rounds, as the
    wave of a rotation that had the case. `service`: its team's service then, where the plan bounds
    services.
    """

    selection = models.ForeignKey(Selection, on_delete=models.PROTECT, related_name="rows")
    entry = models.ForeignKey(CaseEntry, on_delete=models.PROTECT)
    position = models.PositiveIntegerField()
    stratum = models.CharField(max_length=40)
    reason = models.CharField(
        max_length=12,
        choices=[
            ("selected", "Selected"),
            ("certain", "Selected for certain"),
            ("family", "With a brother or sister"),
            ("named", "Named"),
            ("reserve", "Next in order"),
            ("left_out", "Left out"),
        ],
    )
    number = models.FloatField()
    # The chance that a drawn case had; nought for one that was not drawn by design.
    probability = models.FloatField()
    left_out = models.CharField(max_length=20, blank=True, db_default="")
    mark = models.CharField(max_length=20, blank=True, db_default="")
    service = models.CharField(max_length=14, blank=True, db_default="")

    class Meta:
        ordering = ["selection", "position"]
        constraints = [
            models.UniqueConstraint(fields=["selection", "entry"], name="entry_once_in_a_selection")
        ]

    def __str__(self) -> str:
        return f"{self.entry} {self.reason}"

    @property
    def weight(self) -> float | None:
        """How many cases of the list a drawn one stands for."""
        return 1 / self.probability if self.probability else None


class RoundCase(Kept):
    """A case in a round: how it came in, and whether it was taken out again.

    A case that is audited twice has a second row: what is counted as a case leaves that one out.
    """

    class Came(models.TextChoices):
        SELECTED = "selected", "Selected"
        NAMED = "named", "Named"
        TYPED = "typed", "Typed by hand"
        SWAPPED = "swapped", "Swapped in"
        SECOND = "second", "Second audit"

    ref = models.CharField(max_length=14, unique=True, default=round_case_ref)
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="cases")
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="round_cases")
    header = models.ForeignKey(Header, on_delete=models.PROTECT)
    came = models.CharField(max_length=10, choices=Came)
    named_by = models.TextField(blank=True)
    why = models.ForeignKey(
        Words, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    replaces = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by"
    )
    second_of = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="seconds"
    )
    # How near a case swapped in is to the one it replaces, and why that was replaced.
    nearness = models.CharField(max_length=12, blank=True, db_default="")
    because = models.CharField(max_length=12, blank=True, db_default="")
    probability = models.FloatField(null=True, blank=True)
    added_at = models.DateTimeField(auto_now_add=True)
    added_by = models.TextField()
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by = models.TextField(blank=True)
    removed_why = models.ForeignKey(
        Words, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["round", "subject__number"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "subject"],
                condition=Q(removed_at=None, second_of=None),
                name="subject_once_in_a_round",
            ),
            models.UniqueConstraint(
                fields=["second_of"], condition=Q(removed_at=None), name="one_second_of_a_case"
            ),
            models.CheckConstraint(
                condition=Q(came="second", second_of__isnull=False)
                | (~Q(came="second") & Q(second_of=None)),
                name="second_audit_has_its_first",
            ),
        ]
        indexes = [
            models.Index(
                fields=["id"], condition=Q(removed_at__isnull=False), name="case_taken_out"
            ),
            models.Index(fields=["id"], condition=Q(second_of__isnull=False), name="second_audit"),
        ]

    def __str__(self) -> str:
        return f"{self.subject} in {self.round}"


class Assignment(Kept):
    """An auditor given a case of a round. Ended, never given to another: that is a new row."""

    class Ending(models.TextChoices):
        HANDED_BACK = "handed_back", "Handed back"
        REASSIGNED = "reassigned", "Given to another auditor"
        REMOVED = "removed", "Case taken out of the round"

    ref = models.CharField(max_length=14, unique=True, default=assignment_ref)
    round_case = models.ForeignKey(RoundCase, on_delete=models.PROTECT, related_name="assignments")
    auditor = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="assignments")
    due_on = models.DateField()
    given_at = models.DateTimeField(auto_now_add=True)
    given_by = models.TextField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.TextField(blank=True)
    ending = models.CharField(max_length=12, choices=Ending, blank=True)
    why = models.ForeignKey(Words, on_delete=models.PROTECT, null=True, blank=True)
    # Stays where it is when the round is shared out afresh.
    is_locked = models.BooleanField(default=False, db_default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["round_case"], condition=Q(ended_at=None), name="one_auditor_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"{self.auditor}: {self.round_case}"


class Notice(Kept):
    """Somebody told of an audit before it begins: worker, manager, or family where it is safe."""

    class To(models.TextChoices):
        WORKER = "worker", "Worker"
        MANAGER = "manager", "Manager"
        FAMILY = "family", "Family"

    ref = models.CharField(max_length=14, unique=True, default=notice_ref)
    round_case = models.ForeignKey(RoundCase, on_delete=models.PROTECT, related_name="notices")
    to = models.CharField(max_length=8, choices=To)
    words = models.ForeignKey(Words, on_delete=models.PROTECT, related_name="+")
    interview_at = models.DateTimeField(null=True, blank=True)
    interview_by = models.TextField(blank=True)
    safe_agreed_by = models.CharField(max_length=120, blank=True)
    sent_on = models.DateField(null=True, blank=True)
    written_at = models.DateTimeField(auto_now_add=True)
    written_by = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["round_case", "to"], name="one_notice_to_each"),
            models.CheckConstraint(
                condition=~Q(to="family") | Q(sent_on=None) | ~Q(safe_agreed_by=""),
                name="family_told_only_when_safe",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_to_display()} of {self.round_case}"


class Outcome(models.Model):
    """What came of an audit, written down by the audits room; all that a later draw may read."""

    round_case = models.OneToOneField(RoundCase, on_delete=models.PROTECT, related_name="outcome")
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="outcomes")
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="outcomes")
    auditor = models.ForeignKey(Person, on_delete=models.PROTECT)
    audited_on = models.DateField()
    grade = models.CharField(max_length=40, blank=True)
    stage = models.CharField(max_length=10)

    def __str__(self) -> str:
        return f"{self.subject} {self.grade}"
