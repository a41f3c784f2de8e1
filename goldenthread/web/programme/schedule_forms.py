"""Forms of the year's schedule: an activity, a promise, and why something is cancelled."""

from datetime import date
from typing import Any

from django import forms

from goldenthread.journal.changes import today
from goldenthread.people.queries import people_with_role, team_by_ref, teams
from goldenthread.people.roles import Role
from goldenthread.programme.queries import Activity, Promise
from goldenthread.programme.queries.schedule import (
    KINDS,
    MEASURES,
    MODERATIONS,
    NEEDS,
    activities_to_keep_by,
    activity_by_ref,
    months_from,
)
from goldenthread.tools.queries import published_versions
from goldenthread.web.fields import DateField, PageForm
from goldenthread.web.guards import Person

LEADING = (
    Role.QA_LEAD, Role.QA_OFFICER, Role.AUDITOR, Role.MODERATOR, Role.SERVICE_MANAGER,
    Role.PRINCIPAL_SOCIAL_WORKER,
)  # fmt: skip
START = {"kind": "thematic", "moderation": "rate", "moderation_rate": 10, "need": "routine"}


class SeenForm(PageForm):
    seen = forms.IntegerField(widget=forms.HiddenInput)


class CancelForm(SeenForm):
    why = forms.CharField(
        label="Why is it cancelled?", max_length=300, widget=forms.Textarea,
        help_text="Stands on the schedule for everybody who sees it. No names of children.",
    )  # fmt: skip


def month_choices(held: date | None = None) -> list[tuple[str, str]]:
    """Months of last year, this and the next, and the one that is held."""
    first = date(today().year - 1, 1, 1)
    offered = {months_from(first, n) for n in range(36)} | ({held} if held else set())
    return [(month.isoformat(), f"{month:%B %Y}") for month in sorted(offered)]


class ActivityForm(PageForm):
    """An activity, new or as it stands."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)
    title = forms.CharField(
        label="What is it called?", max_length=120,
        help_text="For example, Children with disabilities. No names of people: it stands in calendars.",
        error_messages={"required": "Enter what it is called"},
    )  # fmt: skip
    kind = forms.ChoiceField(label="Kind", choices=KINDS)
    month = forms.ChoiceField(label="Month")
    service = forms.ChoiceField(label="Service or team", required=False)
    tool = forms.ChoiceField(label="Audit tool", required=False)
    lead = forms.ChoiceField(label="Who leads it?", required=False)
    target = forms.IntegerField(
        label="How many audits are wanted?", min_value=1, max_value=500, required=False,
        help_text="Leave empty where nobody has said.",
        error_messages={
            "invalid": "Audits wanted must be a whole number, such as 20",
            "min_value": "Audits wanted must be 1 or more",
            "max_value": "Audits wanted must be 500 or fewer",
        },
    )  # fmt: skip
    moderation = forms.ChoiceField(
        label="Which audits are moderated?", choices=MODERATIONS, widget=forms.RadioSelect
    )
    moderation_rate = forms.IntegerField(
        label="Share to moderate", min_value=1, max_value=100, required=False,
        error_messages={
            "invalid": "Share to moderate must be a whole number, such as 10",
            "min_value": "Share to moderate must be from 1 to 100 per cent",
            "max_value": "Share to moderate must be from 1 to 100 per cent",
        },
    )  # fmt: skip
    need = forms.ChoiceField(
        label="Where did the need come from?", choices=NEEDS, widget=forms.RadioSelect
    )
    need_note = forms.CharField(
        label="Which one?", max_length=200, required=False,
        help_text="For example, Ofsted focused visit, November 2025. No names of children.",
    )  # fmt: skip

    def __init__(
        self, *args: Any, activity: Activity | None = None, month: str = "", **kw: Any
    ) -> None:
        kw.setdefault(
            "initial", _as_initial(activity) if activity else START | {"month": _month(month)}
        )
        super().__init__(*args, **kw)
        self.tools = {v.tool.code: v for v in reversed(list(published_versions()))}
        self.people = {person.ref: person for person in people_with_role(*LEADING)}
        if activity and activity.lead:
            self.people.setdefault(activity.lead.ref, activity.lead)
        by_title = sorted(self.tools.items(), key=lambda item: item[1].title)
        self._choose("month", month_choices(activity.month if activity else None))
        self._choose("service", [("", "All services"), *((t.ref, t.name) for t in teams())])
        self._choose("tool", [("", "Not chosen yet"), *((code, v.title) for code, v in by_title)])
        people = [(ref, person.name) for ref, person in self.people.items()]
        self._choose("lead", [("", "Nobody yet"), *people])

    def _choose(self, name: str, options: list[tuple[str, str]]) -> None:
        self.fields[name].choices = options  # type: ignore[attr-defined]

    @property
    def fields_said(self) -> dict[str, Any]:
        """The keyword arguments that an activity is planned or changed with."""
        said = dict(self.cleaned_data)
        said.pop("seen")
        version = self.tools.get(said["tool"])
        return said | {
            "month": date.fromisoformat(said["month"]),
            "service": team_by_ref(said["service"]),
            "tool": version.tool if version else None,
            "lead": self.people.get(said["lead"]),
            "moderation_rate": said["moderation_rate"] or START["moderation_rate"],
        }


def _month(asked: str) -> str:
    return asked if asked in dict(month_choices()) else today().replace(day=1).isoformat()


def _as_initial(activity: Activity) -> dict[str, Any]:
    names = ("title", "kind", "target", "moderation", "moderation_rate", "need", "need_note")
    return {name: getattr(activity, name) for name in names} | {
        "seen": activity.version,
        "month": activity.month.isoformat(),
        "service": activity.service.ref if activity.service else "",
        "tool": activity.tool.code if activity.tool else "",
        "lead": activity.lead.ref if activity.lead else "",
    }


class PromiseForm(PageForm):
    """A promise to a board or to Ofsted, until a day or for each round."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)
    what = forms.CharField(
        label="What was promised?", max_length=300,
        help_text="For example, Re-audit Early Help Level 3", widget=forms.Textarea,
    )  # fmt: skip
    made_to = forms.CharField(
        label="To whom?", max_length=120, help_text="For example, Scrutiny Board or Ofsted"
    )
    made_on = DateField(label="When was it promised?")
    due_on = DateField(
        label="When is it due?", required=False,
        help_text="Leave empty for a promise that holds in each round.",
    )  # fmt: skip
    measure = forms.ChoiceField(
        label="For each round, what tells how it is kept?", choices=MEASURES,
        widget=forms.RadioSelect, required=False,
    )  # fmt: skip
    activity = forms.ChoiceField(label="What on the schedule will keep it?", required=False)

    def __init__(self, by: Person, *args: Any, promise: Promise | None = None, **kw: Any) -> None:
        if promise:
            kw["initial"] = _promise_as_initial(promise)
        super().__init__(*args, **kw)
        self.by = by
        held = {each.ref: f"{each.title}, {each.month:%B %Y}" for each in activities_to_keep_by(by)}
        if promise and promise.activity:
            held.setdefault(promise.activity.ref, str(promise.activity))
        self.fields["activity"].choices = [("", "Nothing yet"), *held.items()]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("made_on") and data["made_on"] > today():
            self.add_error("made_on", "The day it was promised must be today or in the past")
        if data.get("due_on") and data.get("measure"):
            self.add_error(
                "measure", "Choose a measure only for a promise for each round, without a due date"
            )
        return data

    @property
    def fields_said(self) -> dict[str, Any]:
        """The keyword arguments that a promise is noted or changed with."""
        said = dict(self.cleaned_data)
        said.pop("seen")
        return said | {"activity": activity_by_ref(self.by, said["activity"])}


def _promise_as_initial(promise: Promise) -> dict[str, Any]:
    names = ("what", "made_to", "made_on", "due_on", "measure")
    return {name: getattr(promise, name) for name in names} | {
        "seen": promise.version,
        "activity": promise.activity.ref if promise.activity else "",
    }


class KeptForm(SeenForm):
    on = DateField(label="When was it kept?")
    how = forms.CharField(
        label="By what?", max_length=300, widget=forms.Textarea,
        help_text="For example, the round and the paper that says so",
    )  # fmt: skip
