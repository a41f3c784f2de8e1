"""Audits filled in with Word: the form of one or of all, and what came back."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from goldenthread.audits import changes, queries
from goldenthread.people.roles import Permission
from goldenthread.programme.queries import due_text
from goldenthread.readers.guard import FileRefused
from goldenthread.web.audits.brought import (
    Room,
    UploadForm,
    as_brought,
    as_left,
    as_they_stand,
    in_words,
    kept_a_moment,
    keys_posted,
    say_saved,
)
from goldenthread.web.audits.frame import around, keeps_words
from goldenthread.web.audits.questions import collected
from goldenthread.web.downloads import file_to_keep
from goldenthread.web.guards import allowed, found, shows, who


class WordForm(UploadForm):
    file = forms.FileField(
        label="Your filled-in form",
        help_text="The Word document (.docx) that you downloaded for this audit, 10 MB at most.",
        allow_empty_file=True,
        error_messages={"required": "Select the Word document that you filled in"},
    )


@keeps_words
def word(request: HttpRequest, ref: str) -> HttpResponse:
    """The form of one audit to take away; uploaded, what it says, before anything is saved."""
    context = _context(request, ref)
    form = WordForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            _, read, name = _read(form)
            done = queries.word_preview(who(request), context["audit"], read, name)
            return _show_preview(request, context, done)
        except FileRefused as refused:
            form.add_error("file", f"{refused.reason} {refused.what_to_do}")
    return render(request, "audits/word.html", {**context, "form": form})


def word_file(request: HttpRequest, ref: str) -> HttpResponse:
    """The form of one audit, for whoever may write in it."""
    audit = found(queries.audit_to_answer(who(request), ref))
    shows(request, "audit_word_form", audit.ref, audit.subject.ref)
    return file_to_keep(queries.word_form(who(request), audit), queries.word_file_name(audit))


@keeps_words
def word_read(request: HttpRequest, ref: str) -> HttpResponse:
    """Save what the preview showed; what cannot be saved comes back with every word of it."""
    context = _context(request, ref)
    if request.method != "POST":
        return redirect("audits:word", ref)
    data, audit = request.POST, context["audit"]
    asked = _asked(context, data)
    given, problems, again = collected(data, asked)
    done = changes.save_from_file(by=who(request), audit=audit, answers=given, kind="word")
    if not (done.conflicts or done.refused or problems or again):
        say_saved(request, len(done.saved), "Word form")
        return redirect("audits:audit", ref)
    context |= around(request, audit)
    outcome = changes.SectionSaved(done.saved, (*done.conflicts, *again), done.refused)
    questions = as_left(_asked(context, data), data, outcome, problems)
    return _render_preview(request, {**context, "questions": questions, "saved": len(done.saved)})


def word_forms(request: HttpRequest) -> HttpResponse:
    """Every audit that the person has still to write, to be taken away; and any form back."""
    person = allowed(request, Permission.AUDIT_ANSWER)
    audits = queries.audits_to_take_away(person)
    if audits:
        shows(request, "audit_list", *(ref for a in audits for ref in (a.ref, a.subject.ref)))
    form = WordForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            return _whichever_it_is_of(request, form)
        except FileRefused as refused:
            form.add_error("file", f"{refused.reason} {refused.what_to_do}")
    context = {
        "audits": audits, "form": form, "most": queries.MOST_FORMS,
        "due": {audit.ref: due_text(audit.due_on) for audit in audits},
        "sheets": queries.sheets_to_take_away(person, audits),
    }  # fmt: skip
    return render(request, "audits/word_forms.html", context)


def word_zip(request: HttpRequest) -> HttpResponse:
    """The forms of the audits that the person has still to write, in one zip file."""
    person = who(request)
    audits = found(queries.audits_to_take_away(person) or None)
    shows(request, "audit_word_form", *(ref for a in audits for ref in (a.ref, a.subject.ref)))
    return file_to_keep(queries.word_forms_zip(person, audits), "audits-in-word.zip")


def _context(request: HttpRequest, ref: str) -> dict[str, Any]:
    audit = found(queries.audit_to_answer(who(request), ref))
    shows(request, "audit", audit.ref, audit.subject.ref)
    return around(request, audit)


def _read(form: WordForm) -> tuple[str, Any, str]:
    """The audit that the file is of, what stands in it, and what the person calls it. Raises FileRefused."""
    with kept_a_moment(form) as (path, name):
        ref, read = queries.word_form_read(path, name)
    return ref, read, name


def _whichever_it_is_of(request: HttpRequest, form: WordForm) -> HttpResponse:
    """The preview of a form, for the audit that it names. Raises FileRefused."""
    ref, read, name = _read(form)
    audit = queries.audit_to_answer(who(request), ref)
    if audit is None:
        raise FileRefused(name, *queries.NOT_YOURS)
    done = queries.word_preview(who(request), audit, read, name)
    return _show_preview(request, _context(request, ref), done)


def _asked(context: dict[str, Any], data: Any) -> Any:
    keys, grades = keys_posted(data), context["is_auditor"]
    return as_they_stand(context["audit"], context["state"], keys, grades=grades)


def _show_preview(
    request: HttpRequest, context: dict[str, Any], done: queries.Preview
) -> HttpResponse:
    audit, state, room = context["audit"], context["state"], Room()
    taken = room.take(done.changes)
    questions = as_brought(audit, state, taken, grades=context["is_auditor"])
    context |= {"questions": questions, "preview": done, "left_out": room.left_out}
    return _render_preview(request, context)


def _render_preview(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    context["names"] = in_words(context["audit"], context["state"], context["questions"])
    return render(request, "audits/word_read.html", context)
