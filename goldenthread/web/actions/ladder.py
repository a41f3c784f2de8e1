"""After how many working days overdue an action climbs, and to whom."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from goldenthread.actions import changes, queries
from goldenthread.people.roles import Permission
from goldenthread.web.fields import PageForm
from goldenthread.web.guards import allowed

LEVELS = {
    "team_manager": "Team manager", "service_manager": "Service manager", "qa_lead": "QA lead",
}  # fmt: skip


class LadderForm(PageForm):
    """A number for each priority and level, called `PRIORITY-LEVEL`."""

    def __init__(self, *args: Any, now: dict[tuple[str, str], int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now = now
        for of, text in queries.Priority.choices:
            for to, level in LEVELS.items():
                self.fields[f"{of}-{to}"] = forms.IntegerField(
                    label=f"{text}: {level}", min_value=1, max_value=changes.MOST_DAYS,
                    initial=now[of, to],
                    error_messages={"required": f"{text}, {level}: enter a number of working days"},
                )  # fmt: skip
        seen = ",".join(f"{of}:{to}:{days}" for (of, to), days in sorted(now.items()))
        self.fields["seen"] = forms.CharField(widget=forms.HiddenInput, initial=seen)

    def days(self) -> dict[tuple[str, str], int]:
        return {(of, to): self.cleaned_data[f"{of}-{to}"] for of, to in self.now}

    def seen(self) -> dict[tuple[str, str], int]:
        """What the page showed; anything but what we wrote there counts as nothing seen."""
        rows = [row.split(":") for row in self.cleaned_data["seen"].split(",")]
        return {
            (row[0], row[1]): int(row[2]) for row in rows if len(row) == 3 and row[2].isdecimal()
        }


def ladder(request: HttpRequest) -> HttpResponse:
    """Working days overdue for each priority and level; each level later than the one below it."""
    by = allowed(request, Permission.SETTINGS_CHANGE)
    form = LadderForm(request.POST or None, now=queries.ladder())
    if request.method == "POST" and form.is_valid():
        try:
            changes.set_ladder(by=by, days=form.days(), seen=form.seen())
            messages.success(request, "The ladder has been saved.")
            return redirect("actions:ladder")
        except changes.LadderWrong as wrong:
            form.add_error(f"{wrong.priority}-{wrong.to}", str(wrong))
        except changes.LadderChanged as changed:
            form.add_error(None, str(changed))
    context = {"form": form, "priorities": queries.Priority.choices, "levels": LEVELS}
    return render(request, "actions/ladder.html", context)
