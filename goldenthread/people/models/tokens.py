"""Tokens: what lets a program read figures and lists in the name of a person."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from goldenthread.journal.models import new_ref


def token_ref() -> str:
    return new_ref("TOK")


class Token(models.Model):
    """What a program shows instead of a sign-in. It reads what its person may read, and no more.

    Of the secret only the SHA-256 is kept: it is shown once. It is ended, never edited.
    """

    class Audience(models.TextChoices):
        INTERNAL = "internal", "People of the authority"
        PUBLIC = "public", "Anybody"

    ref = models.CharField(max_length=14, unique=True, default=token_ref)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="tokens")
    name = models.CharField(max_length=80)
    scopes = ArrayField(models.CharField(max_length=10))
    audience = models.CharField(max_length=8, choices=Audience, default=Audience.INTERNAL)
    secret_sha256 = models.CharField(max_length=64)
    made_at = models.DateTimeField(auto_now_add=True)
    made_by = models.TextField()
    until_on = models.DateField()
    last_used_on = models.DateField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.TextField(blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(name="") & ~Q(scopes=[]), name="token_is_for_something"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name
