"""The service disputes the grades of a released audit, and a moderator who had no part in it decides."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from goldenthread.audits import changes, queries
from goldenthread.people.queries import names, vocabulary
from goldenthread.web.fields import PageForm
from goldenthread.web.grades import GradeLooks
from goldenthread.web.guards import found, shows, who
from goldenthread.web.unsaved import too_late


class DisputeForm(PageForm):
    why = forms.CharField(
        label="What you dispute, and why",
        help_text="Say which grade, and what in the record speaks against it. A moderator who had no part in "
        "the audit decides.",
        widget=forms.Textarea,
        error_messages={"required": "Enter what you dispute, and why"},
    )


class DecisionForm(PageForm):
    """`decision`, a grade for each section that has one, and why."""

    decision = forms.ChoiceField(
        label="Your decision", choices=queries.DISPUTE_DECISIONS, widget=forms.RadioSelect
    )
    why = forms.CharField(
        label="Why you decide so",
        help_text="The manager, the auditor and whoever worked on the case read this.",
        widget=forms.Textarea,
        error_messages={"required": "Enter why you decide so"},
    )

    def __init__(self, sections: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = vocabulary()
        self.names = {}
        for section, stands, may_be in sections:
            name = self.names[section.key] = f"{section.key}-grade"
            self.fields[name] = forms.ChoiceField(
                label=f"{section.title}: stands at {words('grade', stands)}",
                choices=[(key, words("grade", key)) for key in may_be], initial=stands, required=False,
            )  # fmt: skip

    def grades(self) -> dict[str, queries.Judged] | None:
        if self.cleaned_data["decision"] == "stands":
            return None
        said = self.cleaned_data
        return {key: queries.Judged(said[name]) for key, name in self.names.items()}


def dispute(request: HttpRequest, ref: str) -> HttpResponse:
    """The manager of the team disputes the grades, once."""
    person = who(request)
    audit = found(queries.feedback(person, ref))
    found(queries.may_dispute(person, audit) or None)
    form = DisputeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        changes.raise_dispute(by=person, audit=audit, why=form.cleaned_data["why"])
        messages.success(request, "The grades are disputed. A moderator will decide.")
        return redirect("audits:feedback", audit.ref)
    shows(request, "feedback", audit.ref, audit.subject.ref)
    return render(request, "audits/dispute.html", {"audit": audit, "form": form})


def decide_dispute(request: HttpRequest, ref: str) -> HttpResponse:
    """A moderator who had no part in the audit lets the grades stand, or changes them."""
    person = who(request)
    held = queries.dispute_to_decide(person, ref)
    if held is None:
        return too_late(request)
    audit = found(queries.visible_audit(person, held.audit.ref))
    form = DecisionForm(queries.disputed_sections(audit), request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            why = form.cleaned_data["why"]
            changes.decide_dispute(by=person, dispute=held, why=why, grades=form.grades())
            messages.success(request, f"The dispute about case {audit.subject.number} is decided.")
            return redirect("audits:moderation")
        except changes.NothingChanged as refused:
            form.add_error("decision", str(refused))
        except (changes.DisputeDecided, changes.NotShared):
            return too_late(request)
    shows(request, "dispute", audit.ref, audit.subject.ref)
    context = {"audit": audit, "dispute": held, "form": form, "names": names([held.raised_by])}
    context["graded"] = _graded(audit)
    return render(request, "audits/decide_dispute.html", context)


def _graded(audit: Any) -> list[tuple[str, Any, Any]]:
    """Each section's title, the auditor's grade as it looks, and the moderator's."""
    looks = GradeLooks(queries.audit_form(audit).scale, vocabulary())
    graded = [row for row in queries.sheet(audit).grades if row.auditor]
    return [(row.section.title, looks[row.auditor], looks[row.moderated]) for row in graded]


__all__ = ["decide_dispute", "dispute"]
