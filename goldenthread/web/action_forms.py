"""The forms of actions: the tracker's filter, what was done, what a check found, another date or owner."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms

from goldenthread.actions.queries import (
    AGES,
    FIRST_SHOWN,
    STATUSES,
    WHOSE,
    Choices,
    Difference,
    Filter,
    Owner,
    difference_day,
)
from goldenthread.journal.changes import today
from goldenthread.web.audits.feedback_forms import PastDateField
from goldenthread.web.due import DueForm, OwnerField
from goldenthread.web.fields import DateField, PageForm, choices_of

OUTCOMES = {
    "close": "It is done. Close it.",
    "send_back": "It is not done yet. Send it back.",
    "not_done": "It will not be done. End it.",
}


class FilterForm(PageForm):
    word = forms.CharField(label="Case, person or word", required=False)
    status = forms.MultipleChoiceField(
        label="Status", widget=forms.CheckboxSelectMultiple, required=False
    )
    team = forms.ChoiceField(label="Team", required=False)
    round = forms.ChoiceField(label="Round", required=False)
    owner = forms.ChoiceField(label="Owner", required=False)
    whose = forms.ChoiceField(choices=list(WHOSE.items()), required=False)
    age = forms.ChoiceField(choices=[("", ""), *((age, age) for age in AGES)], required=False)

    def __init__(self, *args: Any, choices: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offer("team", choices_of(choices.teams, "All teams"))
        self._offer("round", choices_of(choices.rounds, "All rounds"))
        self._offer("owner", choices_of(choices.owners, "Everybody"))
        self._offer("status", list(STATUSES.items()))

    def _offer(self, name: str, choices: Iterable[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def count(self, counts: dict[str, int]) -> None:
        """Say beside each status how many actions it has."""
        self._offer("status", [(key, f"{text} ({counts[key]})") for key, text in STATUSES.items()])

    def asked(self) -> Filter:
        """What is asked for; what makes no sense is left out, and no status at all means those open."""
        self.is_valid()
        said = self.cleaned_data
        return Filter(
            word=said.get("word", "").strip(),
            statuses=tuple(said.get("status") or FIRST_SHOWN),
            team=said.get("team", ""),
            round=said.get("round", ""),
            owner=said.get("owner", ""),
            whose=said.get("whose", ""),
            age=said.get("age", ""),
        )


class DoneForm(PageForm):
    what_was_done = forms.CharField(
        label="What was done?",
        help_text="In a sentence or two. Somebody else checks it.",
        widget=forms.Textarea,
        error_messages={"required": "Enter what was done"},
    )
    evidence = forms.CharField(
        label="Where can it be seen?",
        help_text="Which document or entry of the record, and its date. Do not copy from the record.",
        widget=forms.Textarea,
        error_messages={
            "required": "Enter where it can be seen: which document or entry, and its date"
        },
    )
    on = PastDateField(label="Date it was done", initial=today)


class CheckForm(PageForm):
    outcome = forms.ChoiceField(
        label="What did you find?",
        widget=forms.RadioSelect,
        error_messages={"required": "Select what you found"},
    )
    words = forms.CharField(
        label="What you saw, or the reason", widget=forms.Textarea, required=False
    )
    difference_on = DateField(
        label="If you close it: when will somebody look whether it made a difference?",
        required=False,
    )

    def __init__(self, *args: Any, is_done: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["outcome"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(OUTCOMES.items()) if is_done else [("not_done", OUTCOMES["not_done"])]
        self.fields["difference_on"].initial = difference_day(today())
        if not is_done:
            del self.fields["difference_on"]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("outcome") in ("send_back", "not_done") and not said.get("words", "").strip():
            self.add_error("words", "Enter the reason")
        day = said.get("difference_on")
        if said.get("outcome") == "close" and day and day <= today():
            self.add_error("difference_on", "The day to look again must be after today")
        return said


class WhyForm(PageForm):
    why = forms.CharField(label="Reason", widget=forms.Textarea)


class ConfirmForm(PageForm):
    words = forms.CharField(
        label="What you have agreed (optional)", widget=forms.Textarea, required=False
    )


class DifferenceForm(PageForm):
    """Did it make a difference, and how does that show?"""

    answer = forms.ChoiceField(
        label="Did it make a difference for the child, or for the work?",
        widget=forms.RadioSelect,
        choices=Difference.choices,
        error_messages={"required": "Select whether it made a difference"},
    )
    words = forms.CharField(
        label="How does that show?",
        help_text="What is different now, and where it can be seen.",
        widget=forms.Textarea,
    )
    again_on = DateField(label="If it is too early: when to look again", required=False)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        again = said.get("again_on")
        is_early = said.get("answer") == Difference.TOO_EARLY.value
        if is_early and "again_on" not in self.errors and (again is None or again <= today()):
            self.add_error("again_on", "Enter the day on which to look again, after today")
        return said


class NewDueForm(DueForm, WhyForm):
    """Another due date, and why; from the second time on, what will be different."""

    field_order = ["due", "other", "why", "challenge"]

    def __init__(self, *args: Any, carried: int = 0, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if carried:
            often = "once" if carried == 1 else f"{carried} times"
            self.fields["challenge"] = forms.CharField(
                label="What will be different this time?",
                help_text=f"It has been carried over {often} already.",
                widget=forms.Textarea,
                required=False,  # an earlier date needs none
            )


class NewOwnerForm(WhyForm):
    """Another owner, and why."""

    field_order = ["owner", "why"]

    def __init__(self, *args: Any, owners: Sequence[Owner], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"] = OwnerField(
            owners, error_messages={"required": "Select who will do it"}
        )
        self.order_fields(self.field_order)
