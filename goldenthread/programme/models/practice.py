"""What auditors have practised on: their grades of invented cases, beside the reference's."""

from django.db import models

from goldenthread.journal.models import new_ref
from goldenthread.people.models import Person
from goldenthread.tools.models import Tool


def practice_ref() -> str:
    return new_ref("PRC")


class Practice(models.Model):
    """One try of one person at one invented case with a tool. Never edited; nothing of it is a figure."""

    ref = models.CharField(max_length=14, unique=True, default=practice_ref)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="practised")
    tool = models.ForeignKey(Tool, on_delete=models.PROTECT, related_name="+")
    case = models.SlugField(max_length=40)
    # {section: grade}; how many were the reference's, of how many.
    grades = models.JSONField()
    same = models.PositiveSmallIntegerField()
    total = models.PositiveSmallIntegerField()
    tried_at = models.DateTimeField(auto_now_add=True)
    tried_by = models.TextField()

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["person", "tool", "id"], name="practice_of_a_person")]

    def __str__(self) -> str:
        return f"{self.person}: {self.case}"
