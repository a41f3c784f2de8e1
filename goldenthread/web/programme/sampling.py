"""The plan of a selection as a form: what is selected, how many, who has to be covered."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple

from django import forms

from goldenthread.people.queries import vocabulary
from goldenthread.programme.queries import (
    DATE_WORDS,
    DATES,
    Round,
    grades_before,
    met_before,
    rotation_of,
    rotations_to_go_on,
    sample_of,
    services_to_bound,
    teams_to_bound,
    wave_of,
)
from goldenthread.web.fields import DateField, PageForm
from goldenthread.web.guards import Person

WHOLE = {
    "invalid": "Enter a whole number, such as 20",
    "min_value": "Enter a whole number, such as 20",
    "max_value": "A round takes at most 500 cases",
}
FAMILIES = [
    ("ignore", "Select each child as if there were no brothers and sisters"),
    ("once", "Select at most one child of a family"),
    ("together", "Select all children of a family or none; the number counts families"),
]
BEGIN = "begin"


class Bounds(NamedTuple):
    """The two boxes of a team or service."""

    level: str
    name: str
    open: int
    fewest: forms.BoundField
    most: forms.BoundField


def _number(label: str, most: int = 500, **more: Any) -> forms.IntegerField:
    return forms.IntegerField(
        label=label, min_value=0, max_value=most, required=False,
        error_messages={
            "invalid": f"{label} must be a whole number", "min_value": f"{label} must be 0 or more",
            "max_value": f"{label} must be {most:,} or fewer",
        } | more.pop("errors", {}),
        **more,
    )  # fmt: skip


class SampleForm(PageForm):
    """A number field for each case type that has cases, two boxes for each team and service."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    kind = forms.ChoiceField(label="What is selected?", widget=forms.RadioSelect, required=False)
    rotation = forms.ChoiceField(label="Which rotation?", widget=forms.RadioSelect, required=False)
    waves = _number("In how many waves?", 12, help_text="In two waves, half of the cases each time")
    dated = forms.ChoiceField(
        label="Which date of the case?", required=False,
        choices=[(column, DATE_WORDS[column]) for column in DATES],
    )  # fmt: skip
    first_day = DateField(label="First day", required=False)
    last_day = DateField(label="Last day", required=False)
    again_all = forms.MultipleChoiceField(
        label="Audit all of these again", widget=forms.CheckboxSelectMultiple, required=False
    )
    again_share = forms.MultipleChoiceField(
        label="Audit a share of these again", widget=forms.CheckboxSelectMultiple, required=False
    )
    share = _number("Share to audit again", 100)
    way = forms.ChoiceField(
        label="How many of each case type?", widget=forms.RadioSelect, required=False
    )
    size = forms.IntegerField(
        label="Number of cases to select", min_value=1, max_value=500, required=False,
        error_messages=WHOLE,
    )  # fmt: skip
    percent = forms.ChoiceField(
        label="What should be seen?", required=False,
        choices=[
            ("20", "What is so in one case of 5"), ("10", "What is so in one case of 10"),
            ("5", "What is so in one case of 20"),
        ],
    )  # fmt: skip
    minimum = _number("At least this many cases of each practitioner", 20)
    family = forms.ChoiceField(
        label="Brothers and sisters", widget=forms.RadioSelect, required=False, choices=FAMILIES
    )

    def __init__(
        self, by: Person, held: Round, open_cases: Mapping[str, int], data: Any = None
    ) -> None:
        super().__init__(data, initial=_as_planned(held))
        self.held, self.open_cases = held, open_cases
        self.grades = grades_before(held)
        self.met = {h: n for h, n in met_before(held).items() if h in open_cases}
        self.going_on = {} if held.is_restricted else _to_go_on(by, held)
        self.places = [("team", *each) for each in teams_to_bound(held)]
        self.places += [("service", *each) for each in services_to_bound(held)]
        self._choose("kind", list(self._kinds()))
        self._choose("way", list(self._ways()))
        self._choose("rotation", [(ref, words) for ref, (words, _, _) in self.going_on.items()])
        steps = [(step.key, step.label) for step in self.grades]
        self._choose("again_all", steps)
        self._choose("again_share", steps)
        self._add_quotas()
        self._add_bounds()

    def _choose(self, name: str, options: list[tuple[str, str]]) -> None:
        self.fields[name].choices = options  # type: ignore[attr-defined]

    def _kinds(self) -> Iterator[tuple[str, str]]:
        yield "sample", "A number of cases"
        yield "census", "Every case that can be selected"
        if not self.held.is_restricted:
            yield "rotation", "A rotation: every case once, in waves"
        yield "dip", "A dip sample of what happened between two dates"
        if self.grades:
            yield "again", f"Cases to audit again, from {self.held.follows}"

    def _ways(self) -> Iterator[tuple[str, str]]:
        yield "typed", "I type the number for each case type"
        yield "proportional", "In proportion to the open cases of each case type"
        yield "equal", "The same number of each case type"
        if self.met:
            yield "neyman", "More of the case types whose audits differed most last time"
        yield "detect", "As many as would show what is so in one case of a few"

    def _add_quotas(self) -> None:
        words = vocabulary()
        for stratum, n in self.open_cases.items():
            label = words("case_type", stratum)
            too_many = f"{label}: there are only {n:,} cases to select from"
            self.fields[f"quota_{stratum}"] = _number(
                label, n, help_text=f"{n:,} can be selected", errors={"max_value": too_many}
            )

    def _add_bounds(self) -> None:
        for level, ref, name, _ in self.places:
            fewest, most = _boxes(level, ref)
            the = "the service " if level == "service" else ""
            self.fields[fewest] = _number(f"At least, from {the}{name}")
            self.fields[most] = _number(f"At most, from {the}{name}")

    def quota_fields(self) -> list[forms.BoundField]:
        return [self[f"quota_{stratum}"] for stratum in self.open_cases]

    def bounds_fields(self, level: str) -> list[Bounds]:
        """The boxes of each team, or of each service."""
        found = []
        for each, ref, name, n in self.places:
            fewest, most = _boxes(each, ref)
            if each == level:
                found.append(Bounds(level, name, n, self[fewest], self[most]))
        return found

    def has_bounds(self, level: str) -> bool:
        """Whether one of them has a number, or an error, that should be seen at once."""
        return any(
            each.value() not in (None, "") or each.errors
            for bounds in self.bounds_fields(level)
            for each in (bounds.fewest, bounds.most)
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        data["kind"] = data.get("kind") or "sample"
        if self.errors:
            return data
        data["sample"] = {**self._what(data), **self._cover(data)}
        data["again"] = self._again(data) if data["kind"] == "again" else {}
        return data

    def _what(self, data: dict[str, Any]) -> dict[str, Any]:
        kind = data["kind"]
        if kind == "census":
            return {"size": "all"}
        if kind == "rotation":
            return self._wave(data)
        if kind == "again":
            return self._again_sample(data)
        return self._how_many(data) | (self._window(data) if kind == "dip" else {})

    def _how_many(self, data: dict[str, Any]) -> dict[str, Any]:
        way = data.get("way") or "typed"
        if way == "typed":
            quotas = {h: data.get(f"quota_{h}") or 0 for h in self.open_cases}
            if not any(quotas.values()):
                self.add_error("way", "Enter a number for at least one case type")
            return {"quotas": {h: n for h, n in quotas.items() if n}}
        if way == "detect":
            return {"quotas": "proportional", "detect": {"percent": int(data["percent"] or 10)}}
        there = sum(self.open_cases.values())
        if not data.get("size"):
            self.add_error("size", "Enter the number of cases to select")
        elif data["size"] > there:
            self.add_error("size", f"There are only {there:,} cases to select from")
        spread = {"neyman": {"minimum": 1, "last_round": self.met}} if way == "neyman" else {}
        return {"size": data.get("size"), "quotas": way, **spread}

    def _window(self, data: dict[str, Any]) -> dict[str, Any]:
        first, last = data.get("first_day"), data.get("last_day")
        for name, day in (("first_day", first), ("last_day", last)):
            if day is None:
                self.add_error(name, f"Enter the {name.replace('_', ' ')}")
        if first is None or last is None:
            return {}
        if last < first:
            self.add_error("last_day", "The last day must be the first day or later")
        days = {"from": first.isoformat(), "to": last.isoformat()}
        return {"exclude": {"window": {"column": data["dated"] or DATES[0], **days}}}

    def _wave(self, data: dict[str, Any]) -> dict[str, Any]:
        chosen = data.get("rotation") or BEGIN
        if chosen not in self.going_on:
            self.add_error("rotation", "Select which rotation")
            return {}
        _, draw, count = self.going_on[chosen]
        if chosen == BEGIN:
            count = data.get("waves") or 0
            if count < 2:
                self.add_error("waves", "A rotation has at least 2 waves")
        programme = self.held.ref if chosen == BEGIN else chosen
        waves = {"count": count, "draw": draw, "drawn_in": "wave"}
        return {"waves": waves, "programme": programme}

    def _again(self, data: dict[str, Any]) -> dict[str, list[str]]:
        every = list(data["again_all"])
        return {"all": every, "share": [g for g in data["again_share"] if g not in every]}

    def _again_sample(self, data: dict[str, Any]) -> dict[str, Any]:
        again, share = self._again(data), data.get("share") or 0
        if not again["all"] and not again["share"]:
            self.add_error("again_all", "Select at least one grade")
        if again["share"] and not share:
            self.add_error("share", "Enter the share to audit again, such as 50")
        if not again["share"]:
            return {"size": "all", "only": {"again": ["all"]}}
        certain = {"certain": {"again": ["all"]}} if again["all"] else {}
        return {"size": f"{share}%", "only": {"again": ["all", "share"]}, **certain}

    def _cover(self, data: dict[str, Any]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        if data.get("minimum"):
            found["minimum_per_worker"] = data["minimum"]
        if data.get("family") in ("once", "together"):
            found["family"] = data["family"]
        bounds = self._bounds(data)
        return found | ({"bounds": bounds} if bounds else {})

    def _bounds(self, data: dict[str, Any]) -> dict[str, dict[str, list[int]]]:
        """By level and place, where somebody typed a number: at least, at most."""
        bounds: dict[str, dict[str, list[int]]] = {}
        for level, ref, name, n in self.places:
            fewest, most = (data.get(box) for box in _boxes(level, ref))
            if fewest is None and most is None:
                continue
            low, high = fewest or 0, n if most is None else most
            bounds.setdefault(level, {})[ref] = [low, high]
            if low > high:
                self.add_error(
                    _boxes(level, ref)[0], f"{name}: at least must not be more than at most"
                )
        return bounds

    def refuse(self, message: str) -> None:
        """What the case list cannot give, beside the field that asks for it."""
        said = in_case_types(message, list(self.open_cases))
        self.add_error(self._place_of(message), said)

    def _place_of(self, message: str) -> str:
        quota = re.search(r"The quota of (\S+) is", message)
        if quota and f"quota_{quota[1]}" in self.fields:
            return f"quota_{quota[1]}"
        if "practitioner" in message:
            return "minimum"
        for level, ref, name, _ in self.places:
            if f"the {level} {name}" in message:
                return _boxes(level, ref)[0]
        return "size" if message.startswith("The size") else "kind"


def _boxes(level: str, ref: str) -> tuple[str, str]:
    """The names of the two boxes of a team or service."""
    of = f"service_{ref}" if level == "service" else ref
    return f"fewest_{of}", f"most_{of}"


def in_case_types(message: str, codes: list[str]) -> str:
    """A sentence of the method with the words for its case types."""
    words = vocabulary()
    for code in codes:
        pattern = rf"(?<=quota of ){re.escape(code)}\b|\b{re.escape(code)}(?= \(\d)"
        message = re.sub(pattern, words("case_type", code).replace("\\", ""), message)
    return message


def _to_go_on(by: Person, held: Round) -> dict[str, tuple[str, int, int]]:
    """The rotations to choose from: words, the wave this round would be, of how many."""
    found = {BEGIN: ("Begin a rotation with this round", 1, 0)}
    for each in rotations_to_go_on(by, held):
        wave = each.next_wave or 1
        words = f"{each.title}: wave {wave} of {each.count}"
        found[each.ref] = (words, wave, each.count)
    return found


def _as_planned(held: Round) -> dict[str, Any]:
    """The boxes as the plan fills them."""
    sample, design = sample_of(held.design), held.design
    window = sample.get("exclude", {}).get("window", {})
    wave, rotation = wave_of(design), rotation_of(design)
    quotas = sample.get("quotas", "proportional")
    filled = {
        "seen": held.version, "kind": design.get("kind", "sample"),
        "rotation": BEGIN if rotation in ("", held.ref) else rotation,
        "waves": wave[1] if wave else 2, "dated": window.get("column", DATES[0]),
        "first_day": _day(window, "from"), "last_day": _day(window, "to"),
        "again_all": design.get("again", {}).get("all", []),
        "again_share": design.get("again", {}).get("share", []),
        "share": str(sample.get("size", "")).removesuffix("%") if design.get("again") else 50,
        "way": _way(sample), "percent": str(sample.get("detect", {}).get("percent", 10)),
        "size": sample.get("size") if str(sample.get("size", "")).isdecimal() else None,
        "minimum": sample.get("minimum_per_worker"), "family": sample.get("family", "ignore"),
    }  # fmt: skip
    if isinstance(quotas, Mapping):
        filled |= {f"quota_{h}": n for h, n in quotas.items()}
    for level, places in sample.get("bounds", {}).items():
        for ref, bounds in places.items():
            filled |= dict(zip(_boxes(level, ref), bounds, strict=True))
    return filled


def _day(window: Mapping[str, str], key: str) -> date | None:
    return date.fromisoformat(window[key]) if key in window else None


def _way(sample: Mapping[str, Any]) -> str:
    if "detect" in sample:
        return "detect"
    quotas = sample.get("quotas", "proportional")
    return quotas if isinstance(quotas, str) else "typed"
