"""Themes, and which findings people have put to them."""

from django.db import models
from django.db.models import Q

from goldenthread.audits.models import Finding
from goldenthread.journal.models import new_ref


def theme_ref() -> str:
    return new_ref("THM")


def tag_ref() -> str:
    return new_ref("TAG")


class Theme(models.Model):
    """What findings may be about. Retired where it is no longer used, so that what it counted stays."""

    ref = models.CharField(max_length=14, unique=True, default=theme_ref)
    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=80)
    about = models.CharField(max_length=300, blank=True)
    # Words and short phrases that speak for the theme, one to a line: suggestions are made of them.
    cues = models.TextField(blank=True)
    order = models.PositiveSmallIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)
    added_at = models.DateTimeField(auto_now_add=True)
    added_by = models.TextField()
    changed_at = models.DateTimeField(auto_now=True)
    changed_by = models.TextField()
    retired_at = models.DateTimeField(null=True, blank=True)
    retired_by = models.TextField(blank=True)

    class Meta:
        ordering = ["order", "id"]

    def __str__(self) -> str:
        return self.name


class Tag(models.Model):
    """A finding put to a theme by a person; without a theme where they found that none fits.

    `place` is where the theme stood among the suggestions, empty where it was not among them. Taken
    back, never edited.
    """

    ref = models.CharField(max_length=14, unique=True, default=tag_ref)
    finding = models.ForeignKey(Finding, on_delete=models.PROTECT, related_name="tags")
    theme = models.ForeignKey(
        Theme, on_delete=models.PROTECT, null=True, blank=True, related_name="tags"
    )
    place = models.PositiveSmallIntegerField(null=True, blank=True)
    added_at = models.DateTimeField(auto_now_add=True)
    added_by = models.TextField()
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by = models.TextField(blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["finding", "theme"],
                condition=Q(removed_at=None),
                nulls_distinct=False,
                name="finding_once_in_a_theme",
            )
        ]

    def __str__(self) -> str:
        return f"{self.finding_id}: {self.theme or 'no theme fits'}"
