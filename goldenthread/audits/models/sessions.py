"""Several people grade one case, each alone; then they see together how far they lie apart."""

from django.db import models

from goldenthread.audits.models.auditing import Audit, words_key
from goldenthread.journal.models import Kept, new_ref
from goldenthread.people.models import Person


def session_ref() -> str:
    return new_ref("CAL")


class Session(Kept):
    """A calibration session, or a panel that moderates together. Its grades are in no figure."""

    class Kind(models.TextChoices):
        CALIBRATION = "calibration", "Calibration: to learn to grade alike"
        PANEL = "panel", "Panel: to moderate this audit together"

    ref = models.CharField(max_length=14, unique=True, default=session_ref)
    kind = models.CharField(max_length=12, choices=Kind)
    title = models.CharField(max_length=120)
    # The audit whose case and tool it takes; its grades are not shown.
    audit = models.ForeignKey(Audit, on_delete=models.PROTECT, related_name="sessions")
    made_at = models.DateTimeField(auto_now_add=True)
    made_by = models.TextField()
    # From then on the spread is seen, and nobody grades any more.
    shown_at = models.DateTimeField(null=True, blank=True)
    shown_by = models.TextField(blank=True)
    agreed = words_key()
    agreed_at = models.DateTimeField(null=True, blank=True)
    agreed_by = models.TextField(blank=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.title


class SessionMember(models.Model):
    """Somebody who grades in a session."""

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="members")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="sessions")
    asked_at = models.DateTimeField(auto_now_add=True)
    asked_by = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "person"], name="member_once_in_a_session")
        ]

    def __str__(self) -> str:
        return f"{self.person} in {self.session}"


class SessionGrade(Kept):
    """One member's grade for one section. Append-only: nobody grades twice."""

    member = models.ForeignKey(SessionMember, on_delete=models.PROTECT, related_name="grades")
    section = models.CharField(max_length=40)
    grade = models.CharField(max_length=40)
    words = words_key()
    graded_at = models.DateTimeField(auto_now_add=True)
    graded_by = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["member", "section"], name="one_grade_in_a_session")
        ]

    def __str__(self) -> str:
        return f"{self.section} {self.grade}"
