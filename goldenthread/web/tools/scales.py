"""The scales of a draft: steps from worst to best, each with what it means and how it looks."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from goldenthread.tools import changes, queries
from goldenthread.tools.building.parts import PartRefused
from goldenthread.tools.building.places import Body, fresh, part
from goldenthread.tools.files.yaml_file import shipped_scales
from goldenthread.tools.form import NONE_OF_THESE, NOT_APPLICABLE
from goldenthread.tools.form.scales import LOOKS, PALETTE
from goldenthread.web.fields import PageForm
from goldenthread.web.tools.frame import around, drafted, lines, show_faults, still_there

# The colours of the palette by name; "" follows from the step's place.
COLOURS = {"dark_red": 0, "orange": 1, "blue": 2, "green": 3}
COLOUR_CHOICES = [
    ("", "As its place says"), ("dark_red", "Dark red"), ("orange", "Orange, hatched"),
    ("blue", "Blue"), ("green", "Green"),
]  # fmt: skip


class NewScaleForm(PageForm):
    shipped = forms.ChoiceField(
        label="Take one that comes with the product", required=False,
        help_text="Or leave this, and name your own below.",
    )  # fmt: skip
    label = forms.CharField(label="Name of your own", required=False, max_length=300)
    steps = forms.CharField(
        label="Its steps", widget=forms.Textarea, required=False,
        help_text="One on each line, from worst to best. 2 to 11 steps.",
    )  # fmt: skip

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        shipped: Any = self.fields["shipped"]
        shipped.choices = [("", "None of these"), *(
            (key, f"{scale['label']}: {', '.join(step['label'] for step in scale['steps'])}")
            for key, scale in shipped_scales().items()
        )]  # fmt: skip

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("shipped") and not data.get("label"):
            self.add_error("label", "Enter the name of your scale, or take one that is there")
        return data

    def said(self) -> Body:
        data = self.cleaned_data
        if data["shipped"]:
            return dict(shipped_scales()[data["shipped"]])
        return {"label": data["label"], "steps": new_steps(lines(data["steps"]), [])}


def new_steps(labels: list[str], there: list[Body]) -> list[Body]:
    """Steps of these names, each with a key of its own."""
    made, taken = [], {NOT_APPLICABLE, NONE_OF_THESE, *(step["key"] for step in there)}
    for label in labels:
        made.append({"key": fresh(label, taken), "label": label})
        taken.add(made[-1]["key"])
    return made


@still_there
def add_scale(request: HttpRequest, ref: str) -> HttpResponse:
    """A scale of the product's, or of one's own; its page then asks what each step means."""
    by, draft = drafted(request, ref)
    form = NewScaleForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            key = changes.add_part(by=by, draft=draft, kind="scale", data=form.said())
            return redirect("tools:scale", ref, key)
        except PartRefused as refused:
            show_faults(form, refused)
    return render(request, "tools/add_scale.html", around(draft, form=form))


class ScaleForm(PageForm):
    label = forms.CharField(label="Name", max_length=300)
    seen = forms.CharField(widget=forms.HiddenInput)
    more = forms.CharField(
        label="Further steps", widget=forms.Textarea, required=False,
        help_text="One on each line; they come last, as the best. To take a step away, empty its name.",
    )  # fmt: skip

    def __init__(self, here: Body, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.here = here
        for n, step in enumerate(here["steps"]):
            self._ask_for_step(n, step)

    def _ask_for_step(self, n: int, step: Body) -> None:
        asked: dict[str, forms.Field] = {
            "label": forms.CharField(label="Name", required=False, max_length=300),
            "short": forms.CharField(label="Short name, for tables", required=False, max_length=300),
            "meets_standard": forms.BooleanField(label="Meets the standard", required=False),
            "escalates": forms.BooleanField(label="Escalates: managers are told at once", required=False),
            "value": forms.IntegerField(label="Value", required=False, help_text="A number, if you use one."),
            "look": forms.ChoiceField(label="Colour", choices=COLOUR_CHOICES, required=False),
            "descriptor": forms.CharField(label="What it means in any question", widget=forms.Textarea, required=False),
        }  # fmt: skip
        for name, field in asked.items():
            field.initial = _look(step) if name == "look" else step.get(name)
            self.fields[f"{name}{n}"] = field

    @property
    def rows(self) -> list[tuple[Body, list[Any]]]:
        """Each step with its fields, for the page."""
        names = ("label", "short", "meets_standard", "escalates", "value", "look", "descriptor")
        steps = self.here["steps"]
        return [(step, [self[f"{name}{n}"] for name in names]) for n, step in enumerate(steps)]

    def said(self, go: str) -> Body:
        """The scale as it was typed; `go` may move a step: "up:KEY", "down:KEY"."""
        data = self.cleaned_data
        there = [self._step(n, step) for n, step in enumerate(self.here["steps"])]
        steps = [step for step in there if step["label"]]
        steps += new_steps(lines(data["more"]), self.here["steps"])
        way, _, key = go.partition(":")
        at = next((n for n, step in enumerate(steps) if step["key"] == key), -1)
        to = at + {"up": -1, "down": 1}.get(way, 0)
        if at >= 0 and 0 <= to < len(steps):
            steps[at], steps[to] = steps[to], steps[at]
        return {"label": data["label"], "steps": steps}

    def _step(self, n: int, step: Body) -> Body:
        data = self.cleaned_data
        names = ("label", "short", "meets_standard", "escalates", "value", "descriptor")
        made = {"key": step["key"], **{name: data[f"{name}{n}"] for name in names}}
        made = {name: each for name, each in made.items() if each not in (None, "", False)}
        look = data[f"look{n}"]
        if look == _look(step):
            kept = {name: step[name] for name in LOOKS if name in step}
        else:
            kept = dict(zip(LOOKS, PALETTE[COLOURS[look]], strict=True)) if look else {}
        return {"label": "", **made, **kept}


def _look(step: Body) -> str:
    """The name of a step's colour; "" where it has none of its own, or one not of the palette."""
    fills = {PALETTE[n][0].lower(): name for name, n in COLOURS.items()}
    return fills.get(step.get("fill", "").lower(), "")


@still_there
def scale(request: HttpRequest, ref: str, key: str) -> HttpResponse:
    """A scale with its steps; every button of the page saves what was typed."""
    by, draft = drafted(request, ref)
    here = part(draft.body, "scale", key)
    form = ScaleForm(here, request.POST or None, initial=_standing(draft, here))
    if request.method == "POST" and form.is_valid():
        go = request.POST.get("go", "save")
        data, seen = form.said(go), form.cleaned_data["seen"]
        try:
            changes.edit_part(by=by, draft=draft, kind="scale", key=key, data=data, seen=seen)
            return (
                redirect("tools:version", ref)
                if go == "save"
                else redirect("tools:scale", ref, key)
            )
        except PartRefused as refused:
            show_faults(form, refused)
        except changes.DraftChanged as changed:
            form.add_error(None, f"{changed} Open the page again to see how it stands.")
    is_for_grades = (draft.body.get("scale") or {}).get("key") == key
    context = around(draft, form=form, here=here, is_for_grades=is_for_grades)
    return render(request, "tools/scale.html", context)


def _standing(draft: Any, here: Body) -> dict[str, Any]:
    return {"label": here["label"], "seen": queries.fingerprint(draft.body, "scale", here["key"])}
