"""A due date by a shortcut in working days or as a date, and the form of a new action."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms

from goldenthread.actions.queries import Owner, Priority, owner_by_ref
from goldenthread.journal.changes import today
from goldenthread.programme.queries.days import working_day_after
from goldenthread.tools.form import Section
from goldenthread.web.fields import DateField, PageForm
from goldenthread.web.jinja import day

SHORTCUTS = (5, 10, 20)
OTHER = "other"


class DueForm(PageForm):
    """When it is due: `due_on()` once the form is valid."""

    due = forms.ChoiceField(
        label="When is it due?",
        widget=forms.RadioSelect,
        error_messages={"required": "Select when it is due"},
    )
    other = DateField(label="Date it is due", required=False)
    may_be_today = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.days = {str(days): working_day_after(today(), days) for days in SHORTCUTS}
        choices = [(key, f"In {key} working days, {day(on)}") for key, on in self.days.items()]
        if self.may_be_today:
            self.days["0"] = today()
            choices.insert(0, ("0", f"Today, {day(today())}"))
        due = self.fields["due"]
        assert isinstance(due, forms.ChoiceField)
        due.choices = [*choices, (OTHER, "Another date")]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("due") == OTHER and "other" not in self.errors:
            other = said.get("other")
            if other is None:
                self.add_error("other", "Enter the date it is due")
            elif other < today():
                self.add_error("other", "The date it is due must be today or later")
        return said

    def due_on(self) -> date:
        chosen = self.cleaned_data["due"]
        on: date = self.cleaned_data["other"] if chosen == OTHER else self.days[chosen]
        return on


class OwnerField(forms.ChoiceField):
    """Somebody who may be given an action; cleaned to their value."""

    def __init__(self, owners: Sequence[Owner], **kwargs: Any) -> None:
        choices = [("", "Select a person"), *((owner.value, owner.label) for owner in owners)]
        super().__init__(choices=choices, label="Who will do it?", **kwargs)


class ActionForm(DueForm):
    """A new action: what, why, who, when, how we shall know; from which part of the audit."""

    what = forms.CharField(label="What needs to be done?", widget=forms.Textarea)
    why = forms.CharField(label="Why? (optional)", widget=forms.Textarea, required=False)
    measure = forms.CharField(
        label="How will we know that it made a difference? (optional)",
        help_text="What somebody will see for the child, and where.",
        widget=forms.Textarea,
        required=False,
    )
    priority = forms.ChoiceField(
        label="Priority",
        widget=forms.RadioSelect,
        choices=Priority.choices,
        initial=Priority.STANDARD,
        required=False,
        help_text="The higher, the sooner managers are told if it is late. Actions of an audit below the "
        "standard are high at least.",
    )
    may_be_today = True

    def __init__(
        self, *args: Any, owners: Sequence[Owner], sections: Sequence[Section] = (),
        findings: Sequence[Any] = (), **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.findings = {finding.ref: finding for finding in findings}
        if self.findings:
            self.fields["findings"] = forms.MultipleChoiceField(
                label="Which findings does it answer? (optional)",
                widget=forms.CheckboxSelectMultiple,
                choices=[(ref, str(finding.words)) for ref, finding in self.findings.items()],
                required=False,
            )
        self.fields["owner"] = OwnerField(
            owners, error_messages={"required": "Select who will do it"}
        )
        choices = [("", "The audit as a whole"), *((each.key, each.title) for each in sections)]
        self.fields["section"] = forms.ChoiceField(
            label="Which part of the audit is it about?", choices=choices, required=False
        )
        self.order_fields(
            ["section", "findings", "what", "why", "measure", "owner", "due", "other", "priority"]
        )

    def action(self) -> dict[str, Any]:
        """The keyword arguments of `propose_action` that the form knows."""
        said = self.cleaned_data
        owner, practitioner = owner_by_ref(said["owner"])
        return {
            "section": said["section"],
            "what": said["what"],
            "why": said["why"],
            "measure": said["measure"],
            "priority": said["priority"] or Priority.STANDARD.value,
            "findings": [self.findings[ref] for ref in said.get("findings", ())],
            "owner": owner,
            "owner_practitioner": practitioner,
            "due_on": self.due_on(),
        }
