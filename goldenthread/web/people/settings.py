"""The authority's settings: name, title, colour, logo, the address of records, the contact."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from goldenthread.people.changes import (
    CaseAddressWrong,
    ColourTooPale,
    LogoRefused,
    SettingsChanged,
    set_authority,
)
from goldenthread.people.look import contrast_with_white
from goldenthread.people.queries import FeedbackLevel, authority, names
from goldenthread.people.roles import Permission
from goldenthread.web.fields import PageForm
from goldenthread.web.guards import allowed
from goldenthread.web.people.conflict import see_again

CHANGE = Permission.SETTINGS_CHANGE
TEXTS = ("name", "title", "colour", "case_address", "contact_email")
KEPT = (
    *TEXTS, "practice_first", "feedback_worker", "feedback_manager", "discuss_days", "plain_words",
    "public_links", "hide_up_to", "shows_ranges",
)  # fmt: skip


class SettingsForm(PageForm):
    name = forms.CharField(
        label="Name of the council",
        max_length=120,
        error_messages={"required": "Enter the name of the council"},
    )
    title = forms.CharField(
        label="Title of the service",
        max_length=120,
        help_text="Such as Case audit.",
        error_messages={"required": "Enter the title of the service"},
    )
    colour = forms.RegexField(
        label="Colour",
        regex=r"^#[0-9a-fA-F]{6}$",
        help_text="Of the band at the top: # and six digits, such as #12436d. "
        "White text on it needs a contrast of at least 4.5 to 1.",
        error_messages={
            "required": "Enter # and six digits, such as #12436d",
            "invalid": "Enter # and six digits, such as #12436d",
        },
    )
    logo = forms.FileField(
        label="Logo (optional)", required=False, help_text="PNG or JPEG, at most 200 kB."
    )
    no_logo = forms.BooleanField(label="Show no logo", required=False)
    case_address = forms.CharField(
        label="Address of a child's record (optional)",
        max_length=300,
        required=False,
        help_text="Where the case system shows a record. Write {number} where the case number "
        "goes, such as https://cases.example/{number}",
    )
    contact_email = forms.EmailField(
        label="E-mail address of the QA team (optional)",
        required=False,
        help_text="Shown under Contact the QA team.",
    )
    practice_first = forms.BooleanField(
        label="Auditors practise with a tool before they are given audits with it",
        required=False,
        help_text="Holds for tools that have practice cases. Audits given out already stay where they are.",
    )
    feedback_worker = forms.ChoiceField(
        label="Whoever worked on the case may",
        choices=FeedbackLevel.choices,
        widget=forms.RadioSelect,
        help_text="What releasing feedback opens to them. Feedback that is released already stays as it is.",
    )
    feedback_manager = forms.ChoiceField(
        label="Team and service managers may",
        choices=FeedbackLevel.choices,
        widget=forms.RadioSelect,
    )
    discuss_days = forms.IntegerField(
        label="Working days within which feedback is discussed in supervision",
        min_value=1,
        max_value=60,
    )
    plain_words = forms.CharField(
        label="Words that name nobody (optional)",
        required=False,
        max_length=5000,
        widget=forms.Textarea,
        help_text="Words with a capital that public papers may print, one a line: services, programmes, "
        "systems. Every other such word is listed for the second person who reads a paper.",
    )
    public_links = forms.BooleanField(
        label="Papers for the public carry links to the traces of their numbers",
        required=False,
        help_text="The links show the address of this service and open only for those who sign in. "
        "Internal papers carry them in any case.",
    )
    hide_up_to = forms.IntegerField(
        label="Public tables of children hide counts of 1 to",
        min_value=1,
        max_value=100,
        help_text="5 as a rule. Other counts are hidden with them, so that they cannot be worked out.",
    )
    shows_ranges = forms.BooleanField(
        label="Show ranges and limits on pages of figures",
        required=False,
        help_text="95% ranges and the limits of charts in their tables. Otherwise they stand behind Method.",
    )
    seen = forms.IntegerField(widget=forms.HiddenInput)

    def changes(self) -> dict[str, Any]:
        """What is to be saved; the logo stays where none is given."""
        given = {name: self.cleaned_data[name] for name in KEPT}
        if self.cleaned_data["no_logo"]:
            return {**given, "logo": b"", "logo_type": ""}
        file = self.cleaned_data["logo"]
        return {**given, "logo": file.read()} if file else given


FIELD_OF = {ColourTooPale: "colour", LogoRefused: "logo", CaseAddressWrong: "case_address"}


def settings(request: HttpRequest) -> HttpResponse:
    """Name, title, colour, logo, the address of records, the contact."""
    by = allowed(request, CHANGE)
    current = authority()
    start = {name: getattr(current, name) for name in KEPT}
    start["seen"] = current.version
    form = SettingsForm(request.POST or None, request.FILES or None, initial=start)
    context: dict[str, object] = {"form": form, "current": current}
    if request.method == "POST" and form.is_valid():
        try:
            set_authority(by=by, seen=form.cleaned_data["seen"], **form.changes())
            messages.success(request, "The settings have been saved.")
            return redirect("people:settings")
        except SettingsChanged as error:
            form.add_error(None, str(error))
            see_again(form, str(error.theirs.version))
            context |= {"theirs": error.theirs, "whose": names([error.theirs.changed_by])}
        except (ColourTooPale, LogoRefused, CaseAddressWrong) as error:
            form.add_error(FIELD_OF[type(error)], str(error))
    context["contrast"] = contrast_with_white(authority().colour)
    return render(request, "people/settings.html", context)
