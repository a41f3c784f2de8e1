"""Who is told of concerns by e-mail, and after how long one that nobody acknowledged climbs."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from goldenthread.people.changes import (
    MOST_MINUTES,
    CannotAcknowledge,
    WaitsChanged,
    WaitsWrong,
    end_contact,
    name_contact,
    set_concern_waits,
)
from goldenthread.people.mail import concern_waits, contacts
from goldenthread.people.queries import (
    people_with_role,
    person_by_ref,
    team_by_ref,
    teams,
)
from goldenthread.people.roles import Permission, Role
from goldenthread.web.fields import PageForm
from goldenthread.web.guards import allowed, found
from goldenthread.web.whole_numbers import whole_number

ABLE = [role for role in Role if Permission.CONCERN_ACKNOWLEDGE in role.value.permissions]
KINDS = {"child": "Concern for a child", "remedial": "Needs remedial action"}
LEVELS = {"service_manager": "Service manager", "qa_lead": "QA lead"}


class ContactForm(PageForm):
    person = forms.ChoiceField(
        label="Who?", error_messages={"required": "Select who is told"},
        help_text="People whose role lets them acknowledge a concern.",
    )  # fmt: skip
    team = forms.ChoiceField(label="For the cases of which team?", required=False)
    late = forms.BooleanField(
        label="For evenings, nights, weekends and bank holidays", required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        able = [(each.ref, each.name) for each in people_with_role(*ABLE)]
        self._offer("person", [("", "Select a person"), *able])
        self._offer("team", [("", "All teams"), *((each.ref, each.name) for each in teams())])

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def contact(self) -> dict[str, Any]:
        said = self.cleaned_data
        return {
            "person": found(person_by_ref(said["person"])), "team": team_by_ref(said["team"]),
            "is_out_of_hours": said["late"],
        }  # fmt: skip


class WaitsForm(PageForm):
    """Minutes for each kind and level, called `KIND-LEVEL`."""

    def __init__(self, *args: Any, now: dict[tuple[str, str], int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now = now
        for (kind, to), minutes in now.items():
            label = f"{KINDS[kind]}: {LEVELS[to]}"
            self.fields[f"{kind}-{to}"] = forms.IntegerField(
                label=label, min_value=1, max_value=MOST_MINUTES, initial=minutes,
                error_messages={"required": f"{label}: enter a number of minutes"},
            )  # fmt: skip
        seen = ",".join(f"{kind}:{to}:{n}" for (kind, to), n in sorted(now.items()))
        self.fields["seen"] = forms.CharField(widget=forms.HiddenInput, initial=seen)

    def minutes(self) -> dict[tuple[str, str], int]:
        return {(kind, to): self.cleaned_data[f"{kind}-{to}"] for kind, to in self.now}

    def seen(self) -> dict[tuple[str, str], int]:
        """What the page showed; anything but what we wrote there counts as nothing seen."""
        rows = [row.split(":") for row in self.cleaned_data["seen"].split(",")]
        return {(r[0], r[1]): int(r[2]) for r in rows if len(r) == 3 and r[2].isdecimal()}


def concern_people(request: HttpRequest) -> HttpResponse:
    """Named people by team, and the times of the ladder; three small forms, one button each."""
    by = allowed(request, Permission.SETTINGS_CHANGE)
    go = request.POST.get("go", "")
    add = ContactForm(request.POST if go == "add" else None)
    waits = WaitsForm(request.POST if go == "waits" else None, now=concern_waits())
    if request.method == "POST" and _done(by, go, add, waits):
        messages.success(request, "Saved.")
        return redirect("people:concern_people")
    rows = list(contacts())
    context = {
        "contacts": rows, "add": add, "waits": waits, "forms": [add, waits], "kinds": KINDS,
        "levels": LEVELS, "has_late": any(row.is_out_of_hours for row in rows),
    }  # fmt: skip
    return render(request, "people/concern_people.html", context)


def _done(by: Any, go: str, add: ContactForm, waits: WaitsForm) -> bool:
    if go.startswith("end-"):
        row = contacts().filter(pk=whole_number(go.removeprefix("end-"))).first()
        end_contact(by=by, contact=found(row))
        return True
    try:
        if go == "add" and add.is_valid():
            name_contact(by=by, **add.contact())
            return True
        if go == "waits" and waits.is_valid():
            set_concern_waits(by=by, minutes=waits.minutes(), seen=waits.seen())
            return True
    except CannotAcknowledge as cannot:
        add.add_error("person", str(cannot))
    except WaitsWrong as wrong:
        waits.add_error(f"{wrong.kind}-{wrong.to}", str(wrong))
    except WaitsChanged as changed:
        waits.add_error(None, str(changed))
    return False
