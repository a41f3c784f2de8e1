"""The vocabulary: the words people see for each code, and the authority's own."""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from goldenthread.people.changes import WordChanged, set_word
from goldenthread.people.queries import vocabulary
from goldenthread.people.roles import Permission
from goldenthread.people.vocabulary import DEFAULTS
from goldenthread.web.fields import PageForm
from goldenthread.web.guards import allowed

CHANGE = Permission.SETTINGS_CHANGE
KINDS = {
    "term": "Terms",
    "grade": "Grades",
    "stage": "Whose grade",
    "audit_state": "How far an audit is",
    "action_state": "How far an action is",
    "round_state": "How far a round is",
    "mode": "How a case is audited",
    "status": "A child's status in the case list",
    "case_type": "Case types",
    "subject": "What an audit is about",
    "flag": "Flags",
    "source": "Sources",
    "role": "Roles",
}


class WordForm(PageForm):
    text = forms.CharField(label="Word", max_length=120)
    seen = forms.CharField(widget=forms.HiddenInput, required=False)


def words(request: HttpRequest) -> HttpResponse:
    """Every word by kind, the authority's own marked."""
    allowed(request, CHANGE)
    own = vocabulary().own
    kinds = []
    for kind, codes in DEFAULTS.items():
        rows = [
            (code, own.get((kind, code), text), (kind, code) in own)
            for code, text in codes.items()
            if code  # what stands where nothing is recorded is not a word of the authority's
        ]
        kinds.append((kind, KINDS.get(kind, kind.replace("_", " ").capitalize()), rows))
    return render(request, "people/words.html", {"kinds": kinds})


def edit_word(request: HttpRequest, kind: str, code: str) -> HttpResponse:
    """One word; the second button takes the authority's own away."""
    by = allowed(request, CHANGE)
    default = DEFAULTS.get(kind, {}).get(code)
    if default is None:
        raise Http404
    current = vocabulary()(kind, code)
    data = request.POST.copy() if request.method == "POST" else None
    if data is not None and "reset" in data:
        data["text"] = default
    form = WordForm(data, initial={"text": current, "seen": current})
    if data is not None and form.is_valid():
        try:
            set_word(by=by, kind=kind, code=code, **form.cleaned_data)
            messages.success(request, f"The word is now “{form.cleaned_data['text']}”.")
            return redirect("people:words")
        except WordChanged as error:
            form.add_error("text", str(error))
            data["seen"] = error.theirs
    context = {"form": form, "kind": KINDS.get(kind, kind), "default": default, "current": current}
    return render(request, "people/edit_word.html", context)
