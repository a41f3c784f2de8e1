"""The boxes of a report as a form: each with the version that the author saw."""

from collections.abc import Mapping
from typing import Any

from django import forms

from goldenthread.reports.build import Box, boxes_of, with_defaults
from goldenthread.reports.queries import Written
from goldenthread.web.fields import PageForm

LONGEST_LINE = 200


class BoxesForm(PageForm):
    """One field for each box, and a hidden one for its version."""

    def __init__(
        self, *args: Any, kind: str, written: Mapping[str, Written], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.boxes = boxes_of(kind)
        self.theirs: dict[str, Written] = {}
        texts = with_defaults(kind, {key: held.text for key, held in written.items()})
        for box in self.boxes:
            self.fields[box.key] = _field(box)
            self.initial[box.key] = texts[box.key]
            version = forms.IntegerField(required=False, widget=forms.HiddenInput)
            self.fields[f"{box.key}-version"] = version
            held = written.get(box.key)
            self.initial[f"{box.key}-version"] = held.version if held else 0

    @property
    def texts(self) -> dict[str, str]:
        """What the page sent; a box that it did not send is left as it is."""
        return {b.key: self.cleaned_data[b.key] for b in self.boxes if b.key in self.data}

    @property
    def seen(self) -> dict[str, int]:
        return {b.key: self.cleaned_data.get(f"{b.key}-version") or 0 for b in self.boxes}

    @property
    def savers(self) -> list[str]:
        return [held.saved_by for held in self.theirs.values()]

    def show_theirs(self, theirs: Mapping[str, Written]) -> None:
        """Both texts stand in the page; saving again, having seen theirs, keeps the author's."""
        self.theirs = dict(theirs)
        versions = {f"{key}-version": str(held.version) for key, held in theirs.items()}
        self.data = {**{name: self.data[name] for name in self.data}, **versions}
        for key in theirs:
            label = self.fields[key].label
            self.add_error(
                key, f"{label} was saved by somebody else since you opened this page. Look at both."
            )

    def refuse(self, label: str, why: str) -> None:
        """An error beside the box of this label."""
        key = next((box.key for box in self.boxes if box.label == label), None)
        self.add_error(key, why)


def _field(box: Box) -> forms.Field:
    if box.kind == "choice":
        return forms.ChoiceField(
            label=box.label, help_text=box.hint, required=False, widget=forms.RadioSelect,
            choices=list(box.choices.items()),
        )  # fmt: skip
    if box.kind == "line":
        return forms.CharField(
            label=box.label, help_text=box.hint, required=False, max_length=LONGEST_LINE
        )
    return forms.CharField(
        label=box.label, help_text=box.hint, required=False, strip=False, widget=forms.Textarea
    )
