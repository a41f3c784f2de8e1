"""The case list as it stood on a day: what may be audited."""

import datetime as dt

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.db.models import Q
from django.db.models.functions import Reverse, Upper

from goldenthread.journal.models import Kept, Words, new_ref
from goldenthread.people.models import Practitioner, Team
from goldenthread.tools.form.subjects import CASE_FILE, SUBJECTS


def subject_ref() -> str:
    return new_ref("SUB")


def list_ref() -> str:
    return new_ref("LST")


def draft_ref() -> str:
    return new_ref("LDR")


class Status(models.TextChoices):
    """Where a child stands, by the precedence of the case list; any other subject is on its list, or
    closed."""

    CLA = "cla", "Looked after"
    CP = "cp", "Child protection"
    CARE_LEAVER = "care_leaver", "Care leaver"
    CIN = "cin", "Child in need"
    ASSESSMENT = "assessment", "Assessment"
    EARLY_HELP = "early_help", "Early help"
    LISTED = "listed", "On the list"
    CLOSED = "closed", "Closed"
    UNKNOWN = "unknown", "Not known"


# A subject of this scheme stands where a case was: its number leads to no child.
DISPOSED = "disposed"


class Subject(Kept):
    """A thing that may be audited: (kind, id scheme, number as text). Nothing joins two but a person."""

    ref = models.CharField(max_length=14, unique=True, default=subject_ref)
    kind = models.CharField(max_length=30, default=CASE_FILE)
    id_scheme = models.CharField(max_length=40, default="case_system")
    number = models.CharField(max_length=60)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "id_scheme", "number"], name="subject_identity")
        ]
        # A search finds a number by its beginning or its end.
        indexes = [
            models.Index(OpClass(Upper("number"), name="text_pattern_ops"), name="number_begins"),
            models.Index(
                OpClass(Reverse(Upper("number")), name="text_pattern_ops"), name="number_ends"
            ),
        ]

    def __str__(self) -> str:
        return self.number


class CaseType(models.Model):
    """A case type of the authority's own list. Its label comes from the vocabulary."""

    code = models.SlugField(max_length=40, unique=True)
    order = models.PositiveSmallIntegerField(default=0)
    is_in_use = models.BooleanField(default=True)

    class Meta:
        ordering = ["order", "code"]

    def __str__(self) -> str:
        return self.code


class CaseTypeRule(models.Model):
    """Which case type a status, or a case-type text of the authority's system, becomes on import."""

    case_type = models.ForeignKey(CaseType, on_delete=models.CASCADE, related_name="rules")
    status = models.CharField(max_length=20, blank=True)
    source_value = models.CharField(max_length=160, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["status", "source_value"], name="one_case_type_for_a_value"
            ),
            models.CheckConstraint(
                condition=~Q(status="", source_value=""), name="case_type_rule_says_something"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source_value or self.status} is {self.case_type}"


def title_of(kind: str) -> str:
    """What a list of this kind of subject is called."""
    return "Case list" if kind == CASE_FILE else f"List of {SUBJECTS[kind].plural}"


class CaseList(models.Model):
    """One dated snapshot, made of one or more files; immutable but for being withdrawn with a reason."""

    ref = models.CharField(max_length=14, unique=True, default=list_ref)
    kind = models.CharField(max_length=30, default=CASE_FILE, db_default=CASE_FILE)
    taken_on = models.DateField()
    origin = models.CharField(max_length=20)
    fingerprint = models.CharField(max_length=64)
    read_at = models.DateTimeField()
    read_by = models.TextField()
    rows_read = models.PositiveIntegerField(default=0)
    rows_rejected = models.PositiveIntegerField(default=0)
    # Counts and codes only: unknown values, duplicates, unallocated; problems name sheet, row and column.
    report = models.JSONField(default=dict)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.TextField(blank=True)
    withdrawn_why = models.TextField(blank=True)
    # Once its rounds are closed, the cases that were not selected are reduced to what a selection
    # and its coverage are made of; `workers` is how many practitioners had open cases then.
    reduced_at = models.DateTimeField(null=True, blank=True)
    reduced_by = models.TextField(blank=True, db_default="")
    workers = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["-taken_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["fingerprint", "taken_on"],
                condition=Q(withdrawn_at=None, reduced_at=None),
                name="a_case_list_is_read_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.title} of {self.taken_on:%-d %B %Y}"

    @property
    def title(self) -> str:
        """What it is called."""
        return title_of(self.kind)

    @property
    def things(self) -> str:
        """What stands on it: "cases", "foster carers"."""
        return SUBJECTS[self.kind].plural


class CaseListFile(models.Model):
    """What stays of an uploaded file once it has been read and deleted."""

    case_list = models.ForeignKey(CaseList, on_delete=models.PROTECT, related_name="files")
    name = models.CharField(max_length=200)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    lists = models.JSONField(default=list)

    def __str__(self) -> str:
        return self.name


class CaseEntry(Kept):
    """A subject as it stood in one case list. Immutable, but for being reduced once."""

    case_list = models.ForeignKey(CaseList, on_delete=models.PROTECT, related_name="entries")
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="entries")
    status = models.CharField(max_length=20, choices=Status)
    last_open_status = models.CharField(max_length=20, blank=True)
    case_type = models.ForeignKey(CaseType, on_delete=models.PROTECT, null=True, blank=True)
    flags = ArrayField(models.CharField(max_length=40), default=list)
    practitioner = models.ForeignKey(
        Practitioner, on_delete=models.PROTECT, null=True, blank=True, related_name="entries"
    )
    is_worker_historic = models.BooleanField(default=False)
    personal_adviser = models.ForeignKey(
        Practitioner, on_delete=models.PROTECT, null=True, blank=True, related_name="advised"
    )
    team = models.ForeignKey(Team, on_delete=models.PROTECT, null=True, blank=True)
    family = models.CharField(max_length=60, blank=True)
    sex = models.CharField(max_length=20, blank=True)
    ethnicity = models.CharField(max_length=40, blank=True)
    age_band = models.CharField(max_length=20, blank=True)
    disability = models.CharField(max_length=20, blank=True)
    opened_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    last_seen_on = models.DateField(null=True, blank=True)
    last_review_on = models.DateField(null=True, blank=True)
    # Of another subject than a child's case file: what its kind says besides, by `subject_lists`.
    particulars = models.JSONField(default=dict, blank=True, db_default={})
    is_reduced = models.BooleanField(default=False, db_default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case_list", "subject"], name="once_in_a_case_list")
        ]
        indexes = [models.Index(fields=["case_list", "status"])]

    def __str__(self) -> str:
        return f"{self.subject} in {self.case_list}"


# How long files wait for a person to match their columns, and a report for a decision.
FILES_WAIT = dt.timedelta(hours=2)
REPORTS_WAIT = dt.timedelta(days=7)


class CaseListDraft(models.Model):
    """An upload on its way: waiting, reading, read (its report stands), refused, or used."""

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        READING = "reading", "Reading"
        NEEDS_COLUMNS = "needs_columns", "Needs its columns matched"
        READ = "read", "Read, not yet used"
        REFUSED = "refused", "Refused"
        USED = "used", "Used"
        DROPPED = "dropped", "Dropped"

    ref = models.CharField(max_length=14, unique=True, default=draft_ref)
    kind = models.CharField(max_length=30, default=CASE_FILE, db_default=CASE_FILE)
    taken_on = models.DateField()
    state = models.CharField(max_length=14, choices=State, default=State.WAITING)
    # [{name, size, sha256, ...}] as read; the files lie in the home until they have been read.
    files = models.JSONField(default=list)
    mapping = models.JSONField(null=True, blank=True)
    rows_so_far = models.PositiveIntegerField(default=0)
    refusal = models.TextField(blank=True)
    reading = models.ForeignKey(Words, on_delete=models.PROTECT, null=True, blank=True)
    case_list = models.ForeignKey(CaseList, on_delete=models.PROTECT, null=True, blank=True)
    uploaded_at = models.DateTimeField(auto_now_add=True)
    uploaded_by = models.TextField()

    def __str__(self) -> str:
        return f"Upload {self.ref}"

    @property
    def title(self) -> str:
        """What it is to be a list of."""
        return title_of(self.kind)

    @property
    def waits_until(self) -> dt.datetime:
        """When what is left of it is deleted unless somebody goes on with it: files, or a report."""
        is_read = self.state == self.State.READ
        return self.uploaded_at + (REPORTS_WAIT if is_read else FILES_WAIT)


class ColumnMapping(models.Model):
    """A saved matching of an authority's own columns, found again by its header row."""

    name = models.CharField(max_length=80, unique=True)
    headers = models.CharField(max_length=64, unique=True)
    mapping = models.JSONField()
    saved_at = models.DateTimeField(auto_now=True)
    saved_by = models.TextField()

    def __str__(self) -> str:
        return self.name


class Header(Kept):
    """A subject as it stood when it came into a round: from a case list, or typed by hand. Immutable."""

    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="headers")
    entry = models.ForeignKey(CaseEntry, on_delete=models.PROTECT, null=True, blank=True)
    status = models.CharField(max_length=20, choices=Status, default=Status.UNKNOWN)
    case_type = models.ForeignKey(CaseType, on_delete=models.PROTECT, null=True, blank=True)
    flags = ArrayField(models.CharField(max_length=40), default=list)
    practitioner = models.ForeignKey(Practitioner, on_delete=models.PROTECT, null=True, blank=True)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, null=True, blank=True)
    age_band = models.CharField(max_length=20, blank=True)
    family = models.CharField(max_length=60, blank=True)
    particulars = models.JSONField(default=dict, blank=True, db_default={})
    stood_on = models.DateField()
    is_reduced = models.BooleanField(default=False, db_default=False)

    def __str__(self) -> str:
        return f"{self.subject} on {self.stood_on}"
