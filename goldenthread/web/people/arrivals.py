"""A list of people comes in as a file: a report first, then the accounts."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from goldenthread.people.changes import import_people as write_people
from goldenthread.people.importing import decoded, report
from goldenthread.people.roles import Permission
from goldenthread.web.fields import PageForm
from goldenthread.web.guards import allowed

MOST_BYTES = 200_000


class PeopleFileForm(PageForm):
    file = forms.FileField(
        label="CSV file", required=False, help_text="Saved from a spreadsheet as CSV."
    )
    text = forms.CharField(
        label="Or paste the rows here", widget=forms.Textarea, required=False, strip=False
    )

    def clean(self) -> dict[str, object]:
        """The text of the file, or the pasted one, under "text"."""
        given = super().clean() or {}
        file = given.get("file")
        if file and file.size > MOST_BYTES:
            raise forms.ValidationError("The file is larger than 200 kB. Split it.")
        if file:
            given["text"] = decoded(file.read())
        if not str(given.get("text", "")).strip() and not self.errors:
            self.add_error("file", "Choose a file or paste rows")
        return given


def import_people(request: HttpRequest) -> HttpResponse:
    """Read the list and report; only the second button writes."""
    by = allowed(request, Permission.PEOPLE_MANAGE)
    if request.method != "POST":
        return render(request, "people/import_people.html", {"form": PeopleFileForm()})
    form = PeopleFileForm(request.POST, request.FILES)
    if not form.is_valid():
        return render(request, "people/import_people.html", {"form": form})
    text = form.cleaned_data["text"]
    checked = report(text)
    if "write" in request.POST and not checked.problems:
        made = write_people(by=by, roles=checked.rows)
        context: dict[str, object] = {"made": made, "lines": len(checked.rows), "done": True}
    else:
        context = {"report": checked, "text": text}
    return render(request, "people/import_people.html", context)
