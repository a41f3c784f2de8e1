"""An audit: answers, judgements, sources, findings, concerns, moderation, feedback."""

from django.db import models
from django.db.models import Q

from goldenthread.audits.need import FOR_LISTS, STANDING_BY_GRADE
from goldenthread.cases.models import Header, Subject
from goldenthread.journal.models import Kept, Words, new_ref
from goldenthread.people.models import Person, Practitioner
from goldenthread.programme.models import Mode, Round, RoundCase
from goldenthread.tools.models import ToolVersion


def audit_ref() -> str:
    return new_ref("AUD")


def finding_ref() -> str:
    return new_ref("FIN")


def evidence_ref() -> str:
    return new_ref("EVI")


def concern_ref() -> str:
    return new_ref("CON")


def moderation_ref() -> str:
    return new_ref("MOD")


def worked_ref() -> str:
    return new_ref("WRK")


def words_key() -> "models.ForeignKey[Words | None, Words | None]":
    """A nullable key to a text row, without a way back."""
    return models.ForeignKey(
        Words, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )


class Audit(Kept):
    """One audit of one case of a round."""

    class State(models.TextChoices):
        NOT_STARTED = "not_started", "Not yet started"
        IN_PROGRESS = "in_progress", "In progress"
        RETURNED = "returned", "Returned"
        SUBMITTED = "submitted", "Submitted"
        MODERATED = "moderated", "Moderated"
        SHARED = "shared", "Shared"
        ACKNOWLEDGED = "acknowledged", "Acknowledged"
        CLOSED = "closed", "Closed"

    ref = models.CharField(max_length=14, unique=True, default=audit_ref)
    round_case = models.OneToOneField(RoundCase, on_delete=models.PROTECT, related_name="audit")
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="audits")
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="audits")
    header = models.ForeignKey(Header, on_delete=models.PROTECT)
    tool_version = models.ForeignKey(ToolVersion, on_delete=models.PROTECT)
    # Empty from the moment a case is handed back until another auditor is given it.
    auditor = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="audits"
    )
    mode = models.CharField(max_length=12, choices=Mode)
    due_on = models.DateField()
    state = models.CharField(max_length=12, choices=State, default=State.NOT_STARTED)
    attempt = models.PositiveSmallIntegerField(default=1)
    worker_changes = models.PositiveSmallIntegerField(null=True, blank=True)
    workers_confirmed_at = models.DateTimeField(null=True, blank=True)
    workers_confirmed_by = models.TextField(blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    started_by = models.TextField(blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    submitted_by = models.TextField(blank=True)
    # Why an audit was submitted in spite of the check page's warnings.
    warnings_why = words_key()
    # Whether moderation is due for the current attempt, and why: "rate", "grade" or "".
    moderation_due = models.CharField(max_length=12, blank=True)
    moderator = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="moderating"
    )
    moderated_at = models.DateTimeField(null=True, blank=True)
    moderated_by = models.TextField(blank=True)
    shared_at = models.DateTimeField(null=True, blank=True)
    shared_by = models.TextField(blank=True)
    # Why feedback was released without a strength, by whoever released it.
    no_strength_why = words_key()
    # What its release opened to the worker and to managers: "none", "view" or "reply".
    worker_may = models.CharField(max_length=8, default="reply", db_default="reply")
    manager_may = models.CharField(max_length=8, default="reply", db_default="reply")
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    acknowledged_by = models.TextField(blank=True)
    discussed_on = models.DateField(null=True, blank=True)
    recorded_on_file_on = models.DateField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.TextField(blank=True)

    class Meta:
        ordering = ["due_on", "id"]
        indexes = FOR_LISTS
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["not_started", "in_progress"])
                | Q(submitted_at__isnull=False),
                name="submitted_audit_has_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"Audit of {self.subject}"


class Answer(Kept):
    """The answer to one question of one audit, as it stands now."""

    audit = models.ForeignKey(Audit, on_delete=models.PROTECT, related_name="answers")
    question = models.CharField(max_length=60)
    # A grade, yes/no or choice key, several keys with a space between, a number as text, or "na";
    # empty while not answered.
    value = models.CharField(max_length=600, blank=True)
    on = models.DateField(null=True, blank=True)
    words = words_key()
    version = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField()
    saved_by = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["audit", "question"], name="one_answer_to_a_question")
        ]

    def __str__(self) -> str:
        return f"{self.question} of {self.audit}"


class AnswerVersion(models.Model):
    """An answer as it was saved once. Append-only."""

    answer = models.ForeignKey(Answer, on_delete=models.PROTECT, related_name="versions")
    version = models.PositiveIntegerField()
    value = models.CharField(max_length=600, blank=True)
    on = models.DateField(null=True, blank=True)
    words = words_key()
    saved_at = models.DateTimeField()
    saved_by = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["answer", "version"], name="one_row_for_a_version")
        ]

    def __str__(self) -> str:
        return f"{self.answer} v{self.version}"


class Stage(models.TextChoices):
    AUDITOR = "auditor", "Auditor"
    MODERATOR = "moderator", "Moderator"


class Judgement(models.Model):
    """A grade given to a section (or `overall`) at one stage of one attempt. Append-only."""

    audit = models.ForeignKey(Audit, on_delete=models.PROTECT, related_name="judgements")
    section = models.CharField(max_length=40)
    stage = models.CharField(max_length=10, choices=Stage)
    attempt = models.PositiveSmallIntegerField()
    grade = models.CharField(max_length=40)
    words = words_key()
    made_at = models.DateTimeField()
    made_by = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["audit", "section", "stage", "attempt"], name="one_judgement_an_attempt"
            )
        ]

    def __str__(self) -> str:
        return f"{self.section} {self.grade} ({self.stage}, attempt {self.attempt})"


class Standing(models.Model):
    """Which judgement stands for a section at a stage: a pointer that can be rebuilt at any time."""

    audit = models.ForeignKey(Audit, on_delete=models.PROTECT, related_name="standing")
    section = models.CharField(max_length=40)
    stage = models.CharField(max_length=10, choices=Stage)
    grade = models.CharField(max_length=40)
    judgement = models.OneToOneField(Judgement, on_delete=models.PROTECT)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["audit", "section", "stage"], name="one_judgement_stands"
            )
        ]
        indexes = [STANDING_BY_GRADE]

    def __str__(self) -> str:
        return f"{self.section} {self.grade}"


class SourceKind(models.TextChoices):
    RECORD = "record", "Child's record"
    WORKER = "worker", "Worker"
    MANAGER = "manager", "Manager"
    CHILD = "child", "Child or young person"
    PARENT_CARER = "parent_carer", "Parent or carer"


class Source(Kept):
    """One source of an audit: sought, obtained, declined or not appropriate (each with a reason), or not
    part of this round's mode."""

    class State(models.TextChoices):
        NOT_SAID = "not_said", "Not yet said"
        SOUGHT = "sought", "Sought, not yet obtained"
        OBTAINED = "obtained", "Obtained"
        DECLINED = "declined", "Declined"
        UNSUITABLE = "unsuitable", "Not appropriate to ask"
        NOT_PART = "not_part", "Not part of this round"

    audit = models.ForeignKey(Audit, on_delete=models.PROTECT, related_name="sources")
    kind = models.CharField(max_length=12, choices=SourceKind)
    state = models.CharField(max_length=10, choices=State, default=State.NOT_SAID)
    on = models.DateField(null=True, blank=True)
    present = words_key()
    said = words_key()
    disagreement = words_key()
    why = words_key()
    version = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField()
    saved_by = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["audit", "kind"], name="one_row_for_a_source")
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.get_state_display()}"


class Evidence(Kept):
    """A reference to what was seen: which source, what, of which date. Never a copy of the record."""

    ref = models.CharField(max_length=14, unique=True, default=evidence_ref)
    audit = models.ForeignKey(Audit, on_delete=models.PROTECT, related_name="evidence")
    question = models.CharField(max_length=60)
    source = models.CharField(max_length=12, choices=SourceKind)
    words = models.ForeignKey(Words, on_delete=models.PROTECT, related_name="+")
    on = models.DateField(null=True, blank=True)
    added_at = models.DateTimeField(auto_now_add=True)
    added_by = models.TextField()
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"Evidence for {self.question}"


class Worked(Kept):
    """Who worked or supervised the case in the period audited, with dates, confirmed by the auditor."""

    ref = models.CharField(max_length=14, unique=True, default=worked_ref)
    audit = models.ForeignKey(Audit, on_delete=models.PROTECT, related_name="worked")
    practitioner = models.ForeignKey(Practitioner, on_delete=models.PROTECT)
    role = models.CharField(
        max_length=12, choices=[("worker", "Worker"), ("supervisor", "Supervisor")]
    )
    from_on = models.DateField(null=True, blank=True)
    to_on = models.DateField(null=True, blank=True)
    added_at = models.DateTimeField(auto_now_add=True)
    added_by = models.TextField()
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"{self.practitioner} ({self.role})"


class Finding(Kept):
    """A strength or an area for improvement, from a section of the audit."""

    class Kind(models.TextChoices):
        STRENGTH = "strength", "Strength"
        IMPROVEMENT = "improvement", "Area for improvement"

    ref = models.CharField(max_length=14, unique=True, default=finding_ref)
    audit = models.ForeignKey(Audit, on_delete=models.PROTECT, related_name="findings")
    kind = models.CharField(max_length=12, choices=Kind)
    section = models.CharField(max_length=40)
    words = models.ForeignKey(Words, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(auto_now_add=True)
    added_by = models.TextField()
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by = models.TextField(blank=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.get_kind_display()


class Concern(Kept):
    """An immediate safeguarding concern: it never replaces the call, it records it.

    Or, of the other kind, work that has to be put right at once though the child is safe.
    """

    class Kind(models.TextChoices):
        CHILD = "child", "Concern for a child"
        REMEDIAL = "remedial", "Needs remedial action"

    kind = models.CharField(max_length=10, choices=Kind, default=Kind.CHILD, db_default="child")
    ref = models.CharField(max_length=14, unique=True, default=concern_ref)
    audit = models.ForeignKey(Audit, on_delete=models.PROTECT, related_name="concerns")
    what = models.ForeignKey(Words, on_delete=models.PROTECT, related_name="+")
    is_reached = models.BooleanField()
    spoke_to = words_key()
    spoken_at = models.DateTimeField(null=True, blank=True)
    spoken_by = models.TextField(blank=True)
    will_do = words_key()
    is_on_record = models.BooleanField(null=True, blank=True)
    numbers_tried = models.JSONField(default=list)
    raised_at = models.DateTimeField(auto_now_add=True)
    raised_by = models.TextField()
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    acknowledged_by = models.TextField(blank=True)
    acknowledgement = words_key()

    class Meta:
        ordering = ["-raised_at"]

    def __str__(self) -> str:
        return f"Concern {self.ref}"


class Moderation(Kept):
    """One person's moderation of one attempt: kept as a draft until it is confirmed or the audit returned."""

    class Ending(models.TextChoices):
        CONFIRMED = "confirmed", "Confirmed"
        RETURNED = "returned", "Returned to the auditor"

    ref = models.CharField(max_length=14, unique=True, default=moderation_ref)
    audit = models.ForeignKey(Audit, on_delete=models.PROTECT, related_name="moderations")
    attempt = models.PositiveSmallIntegerField()
    moderator = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="moderations")
    # The form as last saved, JSON in a text row, so that "save and leave" loses nothing.
    draft = words_key()
    version = models.PositiveIntegerField(default=1)
    child_views = models.CharField(max_length=8, blank=True)
    parent_views = models.CharField(max_length=8, blank=True)
    carer_views = models.CharField(max_length=8, blank=True)
    # Of the audit itself, as against the practice that it grades; empty in those of before.
    audit_quality = models.CharField(max_length=12, blank=True, default="", db_default="")
    to_auditor = words_key()
    # The day a training audit was talked through with its auditor, and who wrote that down.
    talked_on = models.DateField(null=True, blank=True)
    talked_by = models.TextField(blank=True, default="", db_default="")
    begun_at = models.DateTimeField(auto_now_add=True)
    begun_by = models.TextField()
    ending = models.CharField(max_length=10, choices=Ending, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["audit", "attempt"], name="one_moderation_of_an_attempt"
            )
        ]

    def __str__(self) -> str:
        return f"Moderation of {self.audit}, attempt {self.attempt}"
