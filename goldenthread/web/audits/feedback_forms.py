"""The forms of feedback: an answer, a reply, a date."""

from datetime import date

from django import forms

from goldenthread.audits.queries import DECISIONS, RESPONSE_KINDS
from goldenthread.journal.changes import today
from goldenthread.web.fields import DateField, PageForm


class AnswerForm(PageForm):
    kind = forms.ChoiceField(
        label="Your response",
        choices=RESPONSE_KINDS,
        widget=forms.RadioSelect,
        error_messages={"required": "Select your response"},
    )
    text = forms.CharField(
        label="Your reflections (optional)",
        help_text="The auditor and your manager can see this. It stays with the audit. "
        "If you think something is factually wrong, say here what it is.",
        widget=forms.Textarea,
        required=False,
    )


class ReplyForm(PageForm):
    decision = forms.ChoiceField(
        label="Is it factually wrong?",
        choices=DECISIONS,
        widget=forms.RadioSelect,
        error_messages={"required": "Select whether it is wrong or stands"},
    )
    correction = forms.CharField(
        label="If it is wrong: what is right instead",
        help_text="Stands beside the audit wherever it is read. The audit’s own words stay as they were written.",
        widget=forms.Textarea,
        required=False,
    )
    text = forms.CharField(
        label="Your reply",
        help_text="What you looked at, and why you decide so. Whoever wrote it and their manager see this.",
        widget=forms.Textarea,
    )


class PastDateField(DateField):
    """A day that has come."""

    def validate(self, value: date | None) -> None:
        super().validate(value)
        if value and value > today():
            raise forms.ValidationError(f"{self.label} must be today or in the past")


class DatesForm(PageForm):
    recorded = PastDateField(
        label="Date it was recorded on the child’s file",
        help_text="When the audit record was put on the child’s file.",
        required=False,
    )
