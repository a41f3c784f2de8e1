"""Who signed an audit off, in the order that its tool asks for."""

from django.db import models

from goldenthread.audits.models.auditing import Audit


class SignOff(models.Model):
    """One step of the chain, signed. Never edited; `step` is its place, the label what the tool calls it."""

    audit = models.ForeignKey(Audit, on_delete=models.PROTECT, related_name="sign_offs")
    step = models.PositiveSmallIntegerField()
    label = models.CharField(max_length=300)
    signed_at = models.DateTimeField()
    signed_by = models.TextField()

    class Meta:
        ordering = ["step"]
        constraints = [
            models.UniqueConstraint(fields=["audit", "step"], name="one_signature_for_a_step"),
            models.UniqueConstraint(fields=["audit", "signed_by"], name="nobody_signs_twice"),
        ]

    def __str__(self) -> str:
        return f"{self.label}: {self.audit}"
