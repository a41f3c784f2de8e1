"""Audits to read: the list, one audit's overview, the whole of it on one page, an answer's history."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from goldenthread.audits import queries
from goldenthread.audits.queries import sessions as calibrating
from goldenthread.audits.queries.past import past_audit
from goldenthread.people.queries import names, vocabulary
from goldenthread.people.roles import Permission
from goldenthread.programme.queries import due_text, may_practise
from goldenthread.web.audits.documents import documents
from goldenthread.web.audits.frame import audit_page
from goldenthread.web.audits.questions import age_said, numbers, said
from goldenthread.web.fields import PageForm, choices_of
from goldenthread.web.guards import found, shows, who
from goldenthread.web.long_lists import KeptList

A_PAGE, WRITTEN = 25, queries.BEING_WRITTEN


class FilterForm(PageForm):
    """What the list can be narrowed to; everything stands in the address."""

    case = forms.CharField(label="Case number", required=False)
    state = forms.ChoiceField(label="Status", required=False)
    round = forms.ChoiceField(label="Round", required=False)
    team = forms.ChoiceField(label="Team", required=False)
    auditor = forms.ChoiceField(label="Auditor", required=False)
    grade = forms.ChoiceField(label="Auditor's overall grade", required=False)

    def __init__(self, *args: Any, choices: Any, words: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        every = [("", "All")]
        for name in ("round", "team", "auditor"):
            self.fields[name].choices = choices_of(getattr(choices, f"{name}s"))  # type: ignore[attr-defined]
        for name, kind in (("state", "audit_state"), ("grade", "grade")):
            codes = getattr(choices, f"{name}s")
            self.fields[name].choices = [*every, *((c, words(kind, c)) for c in codes)]  # type: ignore[attr-defined]
        self.fields["state"].choices.insert(1, (queries.OVERDUE, "Overdue"))  # type: ignore[attr-defined]


def index(request: HttpRequest) -> HttpResponse:
    person, words = who(request), vocabulary()
    found(True if queries.may_list(person) else None)
    form = FilterForm(request.GET, choices=queries.list_choices(person), words=words)
    wanted = form.cleaned_data if form.is_valid() else {}
    page = KeptList(
        person, ("audits", *sorted(wanted.items())),
        lambda: queries.filtered_audits(queries.visible_audits(person), **wanted),
        queries.audit_rows, A_PAGE,
    ).get_page(request.GET.get("page"))  # fmt: skip
    audits = list(page.object_list)
    if audits:
        shows(request, "audit_list", *(r for a in audits for r in (a.ref, a.subject_ref)))
    context = {
        "page": page, "audits": audits, "filter": form, "answered": queries.answered(audits),
        "sees_all": person.may(Permission.AUDITS_ALL), "runs": person.may(Permission.ROUND_RUN),
        "may_practise": may_practise(person),
        "due": {audit.ref: due_text(audit.due_on) for audit in audits if audit.state in WRITTEN},
    }  # fmt: skip
    return render(request, "audits/index.html", context)


def audit(request: HttpRequest, ref: str) -> HttpResponse:
    context = audit_page(request, ref)
    row = context["audit"]
    context["due"] = due_text(row.due_on)
    context["concerns"] = list(queries.visible_concerns(who(request)).filter(audit=row))
    context["standing"] = queries.standing_grades(row)
    context["note"] = queries.return_note(row)
    context["may_calibrate"] = calibrating.audit_for_session(who(request), ref) is not None
    context["other"] = queries.other_audit(who(request), row)
    context["moderation"] = row.moderated_at and queries.visible_moderation(who(request), ref)
    context["imported"] = queries.imported(row) if row.submitted_at else None
    is_released = row.shared_at and not row.round.is_imported
    context["documents"] = documents(who(request), row) if is_released else []
    context["past"] = past_audit(row) if row.round.is_imported else None
    context["names"] = names([row.submitted_by, row.workers_confirmed_by])
    return render(request, "audits/audit.html", context)


def whole(request: HttpRequest, ref: str) -> HttpResponse:
    """The whole audit on one page, to read and to print."""
    context = audit_page(request, ref)
    state, row = context["state"], context["audit"]
    context["numbers"] = numbers(state.form)
    context["said"] = {
        q.key: said(state.form, q, state.answer(q.key)) for q in state.form.questions
    }
    context["ages"] = {
        q.key: age_said(q, state.answer(q.key), row.round.period_to) for q in state.form.questions
    }
    context["evidence"] = queries.evidence(row)
    context["sources"] = queries.sources(row)
    context["worked"] = list(queries.worked(row))
    context["family_answers"] = list(queries.family_answers(row))
    context["corrections"] = list(queries.corrections(row))
    context["names"] = names(a.saved_by for a in state.answers.values())
    return render(request, "audits/whole.html", context)


def history(request: HttpRequest, ref: str, question: str) -> HttpResponse:
    """Every version of one answer: who saved what, when."""
    context = audit_page(request, ref)
    form = context["state"].form
    asked = found(form.question(question))
    versions = queries.answer_history(context["audit"], question)
    context |= {
        "question": asked, "versions": versions, "names": names(v.saved_by for v in versions),
        "said": [said(form, asked, version) for version in versions],
        "section": form.section_of(question), "number": numbers(form)[question],
    }  # fmt: skip
    return render(request, "audits/answer.html", context)
