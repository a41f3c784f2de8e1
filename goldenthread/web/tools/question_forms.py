"""The form of a question: what its type has, and no more."""

from typing import Any

from django import forms

from goldenthread.tools.building.places import Body, fresh, scales, told_apart
from goldenthread.tools.form import NOT_APPLICABLE, SEVERAL, WORDED, Form, Question, may_be_left_out
from goldenthread.web.fields import PageForm
from goldenthread.web.tools.frame import lines

TYPES = {
    "grade": "Grade, on the tool's own scale",
    "scale": "Step of another scale, such as 0 to 10",
    "yes_no": "Yes or no",
    "yes_partly_no": "Yes, partly or no",
    "choice": "One of several answers",
    "multiple_choice": "Several answers, as many as apply",
    "checklist": "Checklist: what of a list is there",
    "number": "Number",
    "date": "Date",
    "months_since": "Months since a date, against a limit",
    "document": "Document: on file, and when last updated",
    "seen": "Person or agency seen, and when",
    "short_text": "A few words",
    "text": "Words",
}
EVIDENCE = {
    "": "As usual for this type", "yes": "Asked for on the check page", "no": "Not asked for",
}  # fmt: skip
AUDIENCE = {
    "both": "Everybody who may see the audit, and the child's file",
    "worker": "The worker and their manager alone: it never reaches the child's file",
}
GRADED, CHOSEN = ("grade", "scale"), ("choice", *SEVERAL)
LONG: dict[str, Any] = {"widget": forms.Textarea, "required": False}


class NewQuestionForm(PageForm):
    type = forms.ChoiceField(label="Type", choices=list(TYPES.items()), widget=forms.RadioSelect)
    label = forms.CharField(label="Question", max_length=300)


class QuestionForm(PageForm):
    """Every field that a question of its type may have; `said` gives it as the format keeps it."""

    label = forms.CharField(label="Question", max_length=300)
    type = forms.ChoiceField(
        label="Type", choices=list(TYPES.items()),
        help_text="After another type is saved, this page asks for what it needs.",
    )  # fmt: skip
    hint = forms.CharField(
        label="Guidance", required=False, max_length=4_000, help_text="A line under the question."
    )
    above = forms.CharField(label="Words that stand above the question", **LONG)
    prompts = forms.CharField(label="What to look at", help_text="One on each line.", **LONG)
    example = forms.CharField(label="Worked example", **LONG)
    standard_title = forms.CharField(label="Practice standard", required=False, max_length=300)
    standard_address = forms.CharField(
        label="Its address", required=False, max_length=300, help_text="It begins with https://"
    )
    text_label = forms.CharField(
        label="Label of a box for words beside the answer", required=False, max_length=300,
        help_text="Leave it empty to have no such box.",
    )  # fmt: skip
    may_be_not_applicable = forms.BooleanField(
        label="It may be marked not applicable", required=False
    )
    na_needs_reason = forms.BooleanField(label="Not applicable needs a reason", required=False)
    evidence = forms.ChoiceField(label="Evidence", choices=list(EVIDENCE.items()), required=False)
    audience = forms.ChoiceField(
        label="Who may see the answer", choices=list(AUDIENCE.items()), widget=forms.RadioSelect
    )
    seen = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, body: Body, tool: Form, data: Body, *args: Any, **more: Any) -> None:
        super().__init__(*args, initial=_standing(data), **more)
        self.now, self.of_tool = data, tool.question(data["key"])
        self.choices: dict[str, str] = {}
        self.steps: dict[str, str] = {}
        kind = data["type"]
        if kind in WORDED:
            del self.fields["text_label"], self.fields["na_needs_reason"]
        if kind in CHOSEN:
            self._ask_for_choices()
        if kind == "scale":
            named = [("", "Choose a scale"), *((s["key"], s["label"]) for s in scales(body))]
            self.fields["scale"] = forms.ChoiceField(label="Scale", choices=named, required=False)
        if kind in GRADED and self.of_tool:
            self._ask_for_descriptors(tool, self.of_tool)
        self._ask_for_numbers(kind)
        if kind not in WORDED and self.of_tool:
            self._ask_for_words(tool, self.of_tool)
        self.order_fields([
            "label", "type", "scale", *self.choices, "more", "least", "most", "unit", "limit_months",
            "hint", "above", "prompts", *self.steps,
        ])  # fmt: skip

    def _ask_for_choices(self) -> None:
        for n, choice in enumerate(self.now.get("choices", ())):
            name = f"choice{n}"
            self.choices[name] = choice["key"]
            self.fields[name] = forms.CharField(
                label=f"Answer {n + 1}", required=False, max_length=300, initial=choice["label"]
            )
        self.fields["more"] = forms.CharField(
            label="Further answers", help_text="One on each line. To take an answer away, empty its box.",
            **LONG,
        )  # fmt: skip

    def _ask_for_descriptors(self, tool: Form, question: Question) -> None:
        said = self.now.get("descriptors", {})
        scale = tool.scale_of(question)
        for n, (key, label) in enumerate(tool.options(question)):
            step = scale.step(key) if scale else None
            name = f"step{n}"
            self.steps[name] = key
            self.fields[name] = forms.CharField(
                label=f"What “{label}” looks like", initial=said.get(key, ""),
                help_text=f"Empty, the scale's own words stand: {step.descriptor}" if step and step.descriptor else "",
                **LONG,
            )  # fmt: skip

    def _ask_for_numbers(self, kind: str) -> None:
        bounds = {"number": (("least", "Least number"), ("most", "Greatest number")),
                  "months_since": (("limit_months", "Limit in months"),)}  # fmt: skip
        for name, label in bounds.get(kind, ()):
            initial = self.now.get(name)
            self.fields[name] = forms.IntegerField(label=label, required=False, initial=initial)
        if kind == "number":
            self.fields["unit"] = forms.CharField(
                label="Unit", required=False, max_length=40, initial=self.now.get("unit"),
                help_text="Such as children, days.",
            )  # fmt: skip

    def _ask_for_words(self, tool: Form, question: Question) -> None:
        options = list(tool.options(question))
        if may_be_left_out(question, tool.section_of(question.key)):
            options.append((NOT_APPLICABLE, "Not applicable"))
        if options:
            self.fields["words_for"] = forms.MultipleChoiceField(
                label="Answers that need words", choices=options, required=False,
                initial=self.now.get("words_for", ()), widget=forms.CheckboxSelectMultiple,
                help_text="The check page asks for words in the box beside the answer.",
            )  # fmt: skip

    def said(self) -> Body:
        """The question as the format keeps it, without what another type has."""
        data = self.cleaned_data
        names = (
            "label", "type", "hint", "above", "example", "text_label", "may_be_not_applicable",
            "na_needs_reason", "scale", "least", "most", "unit", "limit_months", "words_for",
        )  # fmt: skip
        made: Body = {name: data[name] for name in names if name in data}
        made["prompts"] = lines(data["prompts"])
        made["audience"] = "worker" if data["audience"] == "worker" else ""
        if data["standard_title"]:
            standard = {"title": data["standard_title"], "address": data["standard_address"]}
            made["standard"] = {name: each for name, each in standard.items() if each}
        if data["evidence"]:
            made["evidence_required"] = data["evidence"] == "yes"
        if self.choices or data.get("more"):
            made["choices"] = self._choices_said()
        said = {key: data[name] for name, key in self.steps.items() if data[name]}
        kept: Body = {
            n: self.now[n]
            for n in ("formerly", "shown_when", "counts_as_feedback")
            if n in self.now
        }
        return _of_type({**kept, **made, "descriptors": said}, data["type"], self.now["type"])

    def _choices_said(self) -> list[Body]:
        data = self.cleaned_data
        kept = [
            {"key": key, "label": data[name]} for name, key in self.choices.items() if data[name]
        ]
        taken = {NOT_APPLICABLE, "none", *(choice["key"] for choice in self.now.get("choices", ()))}
        for label in lines(data.get("more", "")):
            key = told_apart(fresh(label, set()), taken, 40)
            taken.add(key)
            kept.append({"key": key, "label": label})
        return kept


def _of_type(made: Body, kind: str, was: str) -> Body:
    """What the type has; where the type is another now, what only the old one had is left out."""
    if kind == was:
        return made
    keeps = {
        "choices": kind in CHOSEN and was in CHOSEN, "descriptors": False, "scale": False,
        "words_for": False, "least": False, "most": False, "unit": False, "limit_months": False,
        "text_label": kind not in WORDED, "na_needs_reason": kind not in WORDED,
    }  # fmt: skip
    kept = {name: value for name, value in made.items() if keeps.get(name, True)}
    return kept | ({"limit_months": 12} if kind == "months_since" else {})


def _standing(data: Body) -> dict[str, Any]:
    standard = data.get("standard", {})
    required = data.get("evidence_required")
    return {
        **data, "prompts": "\n".join(data.get("prompts", ())), "audience": data.get("audience", "both"),
        "standard_title": standard.get("title", ""), "standard_address": standard.get("address", ""),
        "evidence": "" if required is None else "yes" if required else "no",
    }  # fmt: skip
