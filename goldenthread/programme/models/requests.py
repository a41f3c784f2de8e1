"""A selection that is asked for and made by a job."""

from django.db import models
from django.db.models import Q

from goldenthread.journal.models import Words, new_ref
from goldenthread.programme.models.rounds import Round, SelectedAgain


def selection_request_ref() -> str:
    return new_ref("SRQ")


class SelectionRequest(models.Model):
    """A selection from a long case list: waited for, made once, or stopped with the reason."""

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        DONE = "done", "Done"
        STOPPED = "stopped", "Stopped"

    ref = models.CharField(max_length=14, unique=True, default=selection_request_ref)
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="selection_requests")
    # The round as it was: a plan that is changed meanwhile is not drawn by.
    round_version = models.PositiveIntegerField()
    cases = models.PositiveIntegerField()
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    because = models.CharField(max_length=14, choices=SelectedAgain, blank=True)
    why_again = models.ForeignKey(
        Words, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    # Why it was stopped, with references instead of names.
    stopped_why = models.TextField(blank=True)
    asked_at = models.DateTimeField(auto_now_add=True)
    asked_by = models.TextField()
    begun_at = models.DateTimeField(null=True, blank=True)
    begun_by = models.TextField(blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.TextField(blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["round"], condition=Q(state="waiting"), name="selected_once_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"Selection asked for in {self.round.ref}"
