"""Audits filled in with Word: the form of one or of all, and what came back."""

import tempfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from goldenthread.audits import changes, queries
from goldenthread.people.queries import names
from goldenthread.people.roles import Permission
from goldenthread.programme.queries import due_text
from goldenthread.readers.guard import FileRefused
from goldenthread.web.audits.frame import around, keeps_words
from goldenthread.web.audits.questions import Shown, collected, parts_of, said, shown, with_outcome
from goldenthread.web.downloads import file_to_keep
from goldenthread.web.fields import PageForm
from goldenthread.web.guards import allowed, found, shows, who

LONGEST_NAME = 120


class WordForm(PageForm):
    """The file that comes back."""

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
    keys = {name.removesuffix("-version") for name in data if name.endswith("-version")}
    questions = _questions(context, keys)
    given, problems, again = collected(data, questions)
    done = changes.save_from_file(by=who(request), audit=audit, answers=given, kind="word")
    if not (done.conflicts or done.refused or problems or again):
        _say(request, len(done.saved))
        return redirect("audits:audit", ref)
    context |= around(request, audit)
    outcome = changes.SectionSaved(done.saved, (*done.conflicts, *again), done.refused)
    left = {*problems, *(each.question for each in outcome.conflicts)}
    left |= {each.question for each in outcome.refused}
    context["questions"] = with_outcome(_questions(context, left), data, outcome, problems)
    context["saved"] = len(done.saved)
    return _render_preview(request, context)


def word_forms(request: HttpRequest) -> HttpResponse:
    """Every audit that the person has still to write, to be taken away as Word forms; and any of them back."""
    person = allowed(request, Permission.AUDIT_ANSWER)
    audits = queries.audits_to_take_away(person)
    if audits:
        shows(request, "audit_list", *(ref for a in audits for ref in (a.ref, a.subject.ref)))
    form = WordForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            ref, read, name = _read(form)
            audit = queries.audit_to_answer(person, ref)
            if audit is None:
                raise FileRefused(name, *queries.NOT_YOURS)
            context = _context(request, ref)
            return _show_preview(request, context, queries.word_preview(person, audit, read, name))
        except FileRefused as refused:
            form.add_error("file", f"{refused.reason} {refused.what_to_do}")
    due = {audit.ref: due_text(audit.due_on) for audit in audits}
    context = {"audits": audits, "form": form, "due": due, "most": queries.MOST_FORMS}
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
    upload = form.cleaned_data["file"]
    name = (upload.name or "file")[-LONGEST_NAME:]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "form.docx"
        with path.open("wb") as file:
            for part in upload.chunks():
                file.write(part)
        ref, read = queries.word_form_read(path, name)
    return ref, read, name


def _questions(context: dict[str, Any], keys: set[str] | Mapping[str, Any]) -> list[Shown]:
    """The questions of these keys as they stand, whatever other answers show or hide."""
    form = queries.whole_form(context["audit"])
    state = replace(context["state"], form=form)
    return shown(state, [q for q in form.questions if q.key in keys], (), context["is_auditor"])


def _show_preview(
    request: HttpRequest, context: dict[str, Any], done: queries.Preview
) -> HttpResponse:
    changed = {each.question.key: each for each in done.changes}
    context["questions"] = [
        replace(
            each,
            answer=changed[each.question.key].answer,
            parts=parts_of(changed[each.question.key].answer.on),
            theirs=each.answer if changed[each.question.key].is_conflict else None,
        )
        for each in _questions(context, changed)
    ]
    return _render_preview(request, {**context, "preview": done})


def _render_preview(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    form, stands = queries.whole_form(context["audit"]), context["state"].answers
    labels = {}
    for each in context["questions"]:
        key = each.question.key
        labels[f"said:{key}"] = said(form, each.question, each.answer)
        if key in stands:
            labels[f"now:{key}"] = said(form, each.question, stands[key])
    by = {each.theirs.saved_by for each in context["questions"] if each.theirs}
    context["names"] = {**names(by), **labels}
    return render(request, "audits/word_read.html", context)


def _say(request: HttpRequest, saved: int) -> None:
    if not saved:
        messages.success(request, "Everything in your Word form was saved already.")
        return
    count = "1 answer" if saved == 1 else f"{saved} answers"
    messages.success(request, f"{count} saved from your Word form.")
