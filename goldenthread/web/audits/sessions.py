"""Calibration sessions and panels: asked for, graded by each alone, then seen together."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from goldenthread.audits import changes, queries
from goldenthread.audits.queries import sessions as calibrating
from goldenthread.people.actors import OwnWork
from goldenthread.people.queries import vocabulary
from goldenthread.people.roles import Permission
from goldenthread.web.fields import PageForm
from goldenthread.web.grades import GradeLooks
from goldenthread.web.guards import allowed, found, shows, who
from goldenthread.web.unsaved import too_late

PAGE = 25
GRADING = (Permission.ROUND_RUN, Permission.AUDIT_ANSWER, Permission.AUDIT_MODERATE)


class NewSessionForm(PageForm):
    title = forms.CharField(
        label="Title",
        max_length=120,
        help_text="Such as: Calibration, spring. No name, no case number.",
    )
    kind = forms.ChoiceField(
        label="What is it for?", choices=calibrating.SESSION_KINDS, widget=forms.RadioSelect
    )
    people = forms.MultipleChoiceField(
        label="Who grades",
        help_text="Each alone; nobody with a part in the audit or the case. A panel is of moderators.",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Select at least 2 people"},
    )

    def __init__(self, people: list[Any], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by_ref = {person.ref: person for person in people}
        self.fields["people"].choices = [(p.ref, p.name) for p in people]  # type: ignore[attr-defined]


class GradesForm(PageForm):
    """A grade, and a word of reason, for each section."""

    def __init__(self, audit: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words, self.sections = vocabulary(), queries.judged_sections(audit)
        for section in self.sections:
            keys = queries.grade_choices(audit, section)
            self.fields[f"{section.key}-grade"] = forms.ChoiceField(
                label=section.title, required=False,
                choices=[("", "Not graded"), *((key, words("grade", key)) for key in keys)],
            )  # fmt: skip
            self.fields[f"{section.key}-why"] = forms.CharField(
                label=f"Why: {section.title} (optional)", required=False, widget=forms.Textarea
            )

    def grades(self) -> dict[str, queries.Judged]:
        said = self.cleaned_data
        return {
            s.key: queries.Judged(said[f"{s.key}-grade"], said[f"{s.key}-why"])
            for s in self.sections
        }


class AgreedForm(PageForm):
    text = forms.CharField(
        label="What the session agreed",
        help_text="How you will grade this from now on. Everybody who was asked reads it.",
        widget=forms.Textarea,
    )


def calibration(request: HttpRequest) -> HttpResponse:
    """The sessions this person was asked to, or runs."""
    person = allowed(request, *GRADING)
    page = Paginator(calibrating.visible_sessions(person), PAGE).get_page(request.GET.get("page"))
    waiting = set(calibrating.sessions_to_grade(person).values_list("ref", flat=True)[:PAGE])
    shows(request, "calibration", *{each.audit.subject.ref for each in page})
    context = {"page": page, "waiting": waiting, "runs": person.may(Permission.ROUND_RUN)}
    return render(request, "audits/calibration.html", context)


def new_session(request: HttpRequest, ref: str) -> HttpResponse:
    """Ask people to grade the case of this audit."""
    person = allowed(request, Permission.ROUND_RUN)
    audit = found(calibrating.audit_for_session(person, ref))
    form = NewSessionForm(calibrating.possible_members(audit, "calibration"), request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        people = [form.by_ref[each] for each in said["people"]]
        try:
            made = changes.open_session(
                by=person, audit=audit, kind=said["kind"], title=said["title"], people=people
            )
            return redirect("audits:session", made.ref)
        except changes.TooFewGraders as refused:
            form.add_error("people", str(refused))
        except changes.NotInPanel as refused:
            form.add_error("kind", str(refused))
        except OwnWork:
            form.add_error("people", "Only moderators sit on a panel. Leave the others out")
    shows(request, "audit", audit.ref, audit.subject.ref)
    return render(request, "audits/new_session.html", {"audit": audit, "form": form})


def session(request: HttpRequest, ref: str) -> HttpResponse:
    """Grade alone; once it is shown, see the spread together."""
    person = who(request)
    held = found(calibrating.visible_session(person, ref))
    runs, grading = person.may(Permission.ROUND_RUN), calibrating.may_grade(person, held)
    form = GradesForm(held.audit, request.POST or None) if grading else None
    agreed = AgreedForm(
        request.POST if request.POST.get("do") == "agree" else None, prefix="agreed"
    )
    if request.method == "POST":
        try:
            if _done(request, held, form, agreed):
                return redirect("audits:session", ref)
        except changes.GradeMissing as refused:
            found(form).add_error(f"{refused.section}-grade", str(refused))
        except changes.TooFewGraders as refused:
            messages.error(request, str(refused))
            return redirect("audits:session", ref)
        except changes.SessionOver:
            return too_late(request)
    shows(request, "calibration", held.audit.subject.ref)
    context = _seen(person, held) | {"form": form, "agreed_form": agreed, "runs": runs}
    return render(request, "audits/session.html", context)


def _done(request: HttpRequest, held: Any, form: GradesForm | None, agreed: AgreedForm) -> bool:
    """Whether what was pressed is done; if not, a form says why."""
    person, do = who(request), request.POST.get("do")
    if do == "show":
        changes.show_session(by=person, session=held)
        return True
    if do == "agree":
        if agreed.is_valid():
            changes.note_agreed(by=person, session=held, text=agreed.cleaned_data["text"])
        return agreed.is_valid()
    if do != "grade":
        return False
    if form is None:
        raise changes.SessionOver
    if form.is_valid():
        changes.grade_in_session(by=person, session=held, grades=form.grades())
        messages.success(request, "Your grades are kept. You see the others’ once they are shown.")
    return form.is_valid()


def _seen(person: Any, held: Any) -> dict[str, Any]:
    return {
        "session": held,
        "audit": held.audit,
        "compared": calibrating.compared(person, held),
        "grades": GradeLooks(queries.audit_form(held.audit).scale, vocabulary()),
        "members": calibrating.members_of(held) if person.may(Permission.ROUND_RUN) else [],
    }


__all__ = ["calibration", "new_session", "session"]
