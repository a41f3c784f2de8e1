"""The forms of recommendations and improvement plans."""

from collections.abc import Iterable
from typing import Any

from django import forms

from goldenthread.learning.queries import ANSWERS, possible_addressees, themes_in_use
from goldenthread.people.queries import person_by_ref
from goldenthread.web.fields import DateField, PageForm


def offer(form: forms.Form, name: str, choices: Iterable[tuple[str, str]]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = list(choices)


def accounts(first: str) -> list[tuple[str, str]]:
    """Accounts to choose from, each with its post; `first` stands for nobody."""
    people = [(p.ref, f"{p.name}, {p.post}" if p.post else p.name) for p in possible_addressees()]
    return [("", first), *people]


class PersonForm(PageForm):
    """A form that names an account: its value becomes the person."""

    def clean_person(self) -> Any:
        return person_by_ref(self.cleaned_data["person"]) if self.cleaned_data["person"] else None


class RecommendForm(PersonForm):
    what = forms.CharField(
        label="What do you recommend?", widget=forms.Textarea,
        help_text="Nothing by which a child, a family or a worker could be told.",
        error_messages={"required": "Enter what you recommend"},
    )  # fmt: skip
    to_whom = forms.CharField(
        label="To whom?", max_length=120,
        help_text="A post or a body, such as Head of Service, Children in Need",
        error_messages={"required": "Enter to whom it is addressed"},
    )  # fmt: skip
    person = forms.ChoiceField(
        label="Whose account answers it? (optional)", required=False,
        help_text="They see it under Learning and say whether it is accepted.",
    )  # fmt: skip
    finding = forms.MultipleChoiceField(
        label="From which findings? (optional)", widget=forms.CheckboxSelectMultiple, required=False
    )

    def __init__(self, *args: Any, findings: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "person", accounts("Nobody’s: the QA team enters the answer"))
        offer(self, "finding", [(each.ref, str(each.words)) for each in findings])
        self.by_ref = {each.ref: each for each in findings}
        if not findings:
            del self.fields["finding"]

    def said(self) -> dict[str, Any]:
        given = dict(self.cleaned_data)
        chosen = given.pop("finding", [])
        return {**given, "findings": [self.by_ref[ref] for ref in chosen]}


class AnswerForm(PageForm):
    state = forms.ChoiceField(
        label="What is the answer?", widget=forms.RadioSelect,
        error_messages={"required": "Select the answer"},
    )  # fmt: skip
    why = forms.CharField(
        label="Reason, or what will be done", widget=forms.Textarea, required=False
    )

    def __init__(self, *args: Any, may_withdraw: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "state", [a for a in ANSWERS if may_withdraw or a[0] != "withdrawn"])

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("state") in ("not_accepted", "withdrawn") and not said.get("why", "").strip():
            self.add_error("why", "Enter the reason")
        return said


class PlanForm(PageForm):
    title = forms.CharField(label="Title", max_length=120)
    board = forms.CharField(
        label="Board that looks at it (optional)", max_length=120, required=False,
        help_text="Such as Improvement Board",
    )  # fmt: skip
    from_on = DateField(label="First day", error_messages={"required": "Enter the first day"})
    to_on = DateField(label="Last day", error_messages={"required": "Enter the last day"})

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("from_on") and said.get("to_on") and said["to_on"] < said["from_on"]:
            self.add_error("to_on", "The last day must be the same as or after the first")
        return said


class ObjectiveForm(PersonForm):
    what = forms.CharField(
        label="What is to be different for children?", widget=forms.Textarea,
        help_text="One change that can be seen, not a task.",
    )  # fmt: skip
    measure = forms.CharField(
        label="What will show it?", widget=forms.Textarea,
        help_text="A figure with where it stands now, a re-audit, what families say.",
    )  # fmt: skip
    person = forms.ChoiceField(
        label="Whose objective is it?", error_messages={"required": "Select whose objective it is"}
    )
    due_on = DateField(label="By when?", error_messages={"required": "Enter by when"})
    theme = forms.ChoiceField(label="Theme (optional)", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "person", accounts("Choose"))
        self.by_code = {each.code: each for each in themes_in_use()}
        offer(self, "theme", [("", "None"), *((c, t.name) for c, t in self.by_code.items())])

    def clean_theme(self) -> Any:
        return self.by_code.get(self.cleaned_data["theme"])


class ProgressForm(PageForm):
    state = forms.ChoiceField(
        label="Where does it stand?", widget=forms.RadioSelect,
        error_messages={"required": "Select where it stands"},
    )  # fmt: skip
    words = forms.CharField(
        label="What has happened?", widget=forms.Textarea,
        error_messages={"required": "Enter what has happened"},
    )  # fmt: skip
    evidence = forms.CharField(
        label="What shows it?", widget=forms.Textarea, required=False,
        help_text="A figure, a report, a visit, and where it can be found. Needed once it is done.",
    )  # fmt: skip
    due_on = DateField(label="Another date (optional)", required=False)

    def __init__(self, *args: Any, states: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "state", states)
