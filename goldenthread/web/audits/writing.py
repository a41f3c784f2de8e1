"""An audit being written: a section, what is unanswered, one answer saved by itself."""

import json
from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from goldenthread.audits import changes, queries
from goldenthread.people.queries import names
from goldenthread.tools.form import Form, Question, Section
from goldenthread.web.audits.frame import around, audit_page, keeps_words
from goldenthread.web.audits.questions import (
    Shown,
    collected,
    said,
    shown,
    with_outcome,
)
from goldenthread.web.audits.reading import history
from goldenthread.web.fields import PageForm
from goldenthread.web.guards import found, shows, who
from goldenthread.web.jinja import clock, moment


@keeps_words
def section(request: HttpRequest, ref: str, section: str) -> HttpResponse:
    """One section of the form; whoever may only read is led to the whole audit."""
    context = _writable(request, ref, section)
    if context is None:
        return _read_instead(request, ref, section)
    form = context["state"].form
    here = form.section(section)
    if here is None:
        return _not_applying(request, context["audit"], section)
    asked = _asked(form, here, request.GET.get("question", ""))
    context |= {"section": here, "questions": _shown(context, asked), **_way(form, here, asked)}
    if request.method == "POST":
        return _save(request, context, "audits/section.html")
    return _render(request, context, "audits/section.html")


@keeps_words
def unanswered(request: HttpRequest, ref: str) -> HttpResponse:
    """Every question without an answer, from all sections, on one page."""
    context = _writable(request, ref)
    if context is None:
        return _read_instead(request, ref, "")
    state = context["state"]
    keys = {name.removesuffix("-version") for name in request.POST if name.endswith("-version")}
    asked = [
        q for q in state.form.questions
        if (q.key in keys if request.method == "POST" else not queries.is_answered(q, state.answer(q.key)))
    ]  # fmt: skip
    context |= {"questions": _shown(context, asked), "section": None}
    if request.method == "POST":
        return _save(request, context, "audits/unanswered.html")
    return _render(request, context, "audits/unanswered.html")


@require_http_methods(["GET", "HEAD", "PUT"])
def answer(request: HttpRequest, ref: str, question: str) -> HttpResponse:
    """One answer, saved by itself while it is written; or, to read, its history."""
    if request.method != "PUT":
        return history(request, ref, question)
    audit = found(queries.audit_to_save_in(who(request), ref))
    try:
        given = _from_json(request.body)
        saved = changes.save_answer(by=who(request), audit=audit, question=question, **given)
    except changes.AnswerConflict as conflict:
        return JsonResponse(_both(conflict), status=409)
    except (changes.AnswerRefused, changes.NotBeingWritten, _Unreadable) as problem:
        return JsonResponse({"problem": str(problem), "message": str(problem)}, status=422)
    return JsonResponse(
        {
            "version": saved.version, "saved_at": clock(saved.saved_at),
            "answered": saved.answered, "total": saved.total,
        }
    )  # fmt: skip


class NotApplicableForm(PageForm):
    why = forms.CharField(
        label="Why does this section not apply to this child?", widget=forms.Textarea
    )


@keeps_words
def not_applicable(request: HttpRequest, ref: str, section: str) -> HttpResponse:
    """Leave a whole section out with one reason, or take that back."""
    context = audit_page(request, ref, writing=True)
    audit, here = context["audit"], found(context["state"].form.section(section))
    form = NotApplicableForm(request.POST or None)
    context |= {"section": here, "form": form}
    if request.method != "POST":
        return render(request, "audits/not_applicable.html", context)
    try:
        if "undo" in request.POST:
            changes.undo_section_not_applicable(by=who(request), audit=audit, section=section)
            messages.success(request, "The answers of this section are back as they were.")
        elif form.is_valid():
            why = form.cleaned_data["why"]
            changes.mark_section_not_applicable(
                by=who(request), audit=audit, section=section, why=why
            )
        else:
            return render(request, "audits/not_applicable.html", context)
    except changes.AnswerRefused as problem:
        form.add_error(None, str(problem))
        return render(request, "audits/not_applicable.html", context)
    return redirect("audits:section", ref, section)


class _Unreadable(Exception):
    """What came is not an answer in the agreed form."""

    def __str__(self) -> str:
        return "This could not be read as an answer. Reload the page and try again."


def _from_json(body: bytes) -> dict[str, Any]:
    """The parts that the page sent; a part that is missing stays as it is."""
    try:
        data = json.loads(body)
        given: dict[str, Any] = {"version": int(data["version"])}
        for name in ("value", "text"):
            if name in data:
                given[name] = str(data[name] or "")
        if "date" in data:
            given["on"] = date.fromisoformat(data["date"]) if data["date"] else None
            given["has_date"] = True
    except (ValueError, TypeError, KeyError, OverflowError, RecursionError) as error:
        raise _Unreadable from error
    return given


def _both(conflict: changes.AnswerConflict) -> dict[str, Any]:
    theirs = conflict.theirs
    by = names([theirs.saved_by])[theirs.saved_by]
    return {
        "yours": _plain(conflict.yours),
        "theirs": {**_plain(theirs), "by": by, "at": moment(theirs.saved_at)},
    }


def _plain(answer: queries.AnswerNow) -> dict[str, Any]:
    on = answer.on.isoformat() if answer.on else ""
    return {"version": answer.version, "value": answer.value, "text": answer.text, "date": on}


def _writable(request: HttpRequest, ref: str, section: str = "") -> dict[str, Any] | None:
    audit = queries.audit_to_answer(who(request), ref)
    if audit is None:
        return None
    shows(request, "audit", audit.ref, audit.subject.ref)
    return around(request, audit, _words_shown(audit, section))


def _words_shown(audit: Any, section: str) -> list[str] | None:
    """The questions whose words a page of one section shows; None for a page of all sections."""
    form = queries.audit_form(audit)
    here = form.section(section)
    return [q.key for q in here.questions] if here and form.layout != "single" else None


def _read_instead(request: HttpRequest, ref: str, section: str) -> HttpResponse:
    """Whoever may only read an audit reads the whole of it."""
    found(queries.visible_audit(who(request), ref) if request.method != "POST" else None)
    anchor = f"#section-{section}" if section else ""
    return redirect(reverse("audits:whole", args=[ref]) + anchor)


def _asked(form: Form, here: Section, question: str) -> Sequence[Question]:
    """By the tool's layout: the section, one question at a time, or the whole form on one page."""
    if form.layout == "single":
        return form.questions
    if form.layout == "question":
        first = here.questions[0]
        return [next((q for q in here.questions if q.key == question), first)]
    return here.questions


def _way(form: Form, here: Section, asked: Sequence[Question]) -> dict[str, Any]:
    """Where "Save and continue" goes, and the neighbours for the keyboard."""
    if form.layout == "question":
        at = form.questions.index(asked[0])
        around_it = form.questions[at - 1 : at] if at else (), form.questions[at + 1 : at + 2]
        before, after = (q[0] if q else None for q in around_it)
        return {"before": _place(form, before), "after": _place(form, after)}
    if form.layout == "single":
        return {"before": None, "after": None}
    at = form.sections.index(here)
    before_section = form.sections[at - 1] if at else None
    after_section = form.sections[at + 1] if at + 1 < len(form.sections) else None
    return {
        "before": (before_section, "") if before_section else None,
        "after": (after_section, "") if after_section else None,
    }


def _place(form: Form, question: Question | None) -> tuple[Section | None, str] | None:
    return (form.section_of(question.key), question.key) if question else None


def _shown(context: dict[str, Any], asked: Sequence[Question]) -> list[Shown]:
    evidence = queries.evidence(context["audit"])
    return shown(context["state"], asked, evidence, grades=context["is_auditor"])


def _render(request: HttpRequest, context: dict[str, Any], template: str) -> HttpResponse:
    form, questions = context["state"].form, context["questions"]
    auditor = context["audit"].auditor
    entered = {q.answer.saved_by for q in questions} - {auditor.ref if auditor else ""}
    context["names"] = {
        **names(entered | {q.theirs.saved_by for q in questions if q.theirs}),
        **{f"said:{q.question.key}": said(form, q.question, q.answer) for q in questions},
        **{f"theirs:{q.question.key}": said(form, q.question, q.theirs) for q in questions if q.theirs},
    }  # fmt: skip
    if context["section"]:
        context["tally"] = _tally(context["state"], context["section"])
    return render(request, template, context)


def _tally(state: queries.FormState, here: Section) -> dict[str, Any]:
    """How the questions of a section were graded: how many answered, of how many, and each grade's count."""
    each = next(s for s in state.sections if s.section.key == here.key)
    given = [state.answer(q.key).value for q in here.questions if q.type == "grade"]
    keys = state.form.scale.keys if state.form.scale else ()
    counts = [(key, given.count(key)) for key in keys if key in given]
    return {
        "answered": each.answered,
        "total": each.total,
        "counts": counts,
        "is_left_out": each.is_not_applicable,
    }


def _save(request: HttpRequest, context: dict[str, Any], template: str) -> HttpResponse:
    """Save what can be saved; what cannot comes back with every word that was typed."""
    data, questions = request.POST, context["questions"]
    given, problems, again = collected(data, questions)
    done = changes.save_section(by=who(request), audit=context["audit"], answers=given)
    if not (done.conflicts or done.refused or problems or again):
        return redirect(_opened(request, context) or _next_address(request, context))
    audit, here = context["audit"], context["section"]
    context |= around(request, audit, _words_shown(audit, here.key if here else ""))
    context["questions"] = with_outcome(
        _shown(context, [each.question for each in questions]), data,
        changes.SectionSaved(done.saved, (*done.conflicts, *again), done.refused), problems,
    )  # fmt: skip
    return _render(request, context, template)


def _opened(request: HttpRequest, context: dict[str, Any]) -> str:
    """The same page where its answers showed further questions of it; else "", and the way on is looked
    up again: answers may show or hide what comes next."""
    here, audit = context["section"], context["audit"]
    if here is None or not queries.audit_form(audit).is_conditional:
        return ""
    seen = {q.key for q in here.questions}
    form = queries.form_state_for(audit, ()).form
    now = found(form.section(here.key))
    new = [q for q in now.questions if q.key not in seen]
    if new and request.POST.get("go", "next") == "next":
        count = "A further question is" if len(new) == 1 else f"{len(new)} further questions are"
        messages.info(request, f"Saved. {count} shown because of your answers.")
        where = f"?question={new[0].key}" if form.layout == "question" else f"#q-{new[0].key}"
        return reverse("audits:section", args=[audit.ref, here.key]) + where
    shown_before = [q for q in context["questions"] if form.question(q.question.key)]
    if shown_before:
        context |= _way(form, now, [found(form.question(shown_before[0].question.key))])
    return ""


def _not_applying(request: HttpRequest, audit: Any, section: str) -> HttpResponse:
    """A section of the tool that this audit does not show: the overview says what there is."""
    left_out = found(queries.audit_form(audit).section(section))
    messages.info(
        request,
        f"“{left_out.title}” does not apply to this audit, by its case type or your answers.",
    )
    return redirect("audits:audit", audit.ref)


def _next_address(request: HttpRequest, context: dict[str, Any]) -> str:
    """Where the button that was pressed leads, now that everything is saved."""
    ref, here = context["audit"].ref, context["section"]
    go, _, what = request.POST.get("go", "next").partition(":")
    if go == "evidence":
        return reverse("audits:evidence", args=[ref, what])
    if go in ("action", "finding", "not_applicable") and here:
        addresses = {
            "action": f"{reverse('audits:action', args=[ref])}?section={here.key}"
            + (f"&question={what}" if what else ""),
            "finding": reverse("audits:finding", args=[ref, here.key]),
            "not_applicable": reverse("audits:not_applicable", args=[ref, here.key]),
        }
        return addresses[go]
    if go == "next" and context.get("after"):
        section, question = context["after"]
        address = reverse("audits:section", args=[ref, section.key])
        return f"{address}?question={question}" if question else address
    if go == "stay" or (here is None and go != "overview"):
        return request.get_full_path()
    return reverse("audits:audit", args=[ref])
