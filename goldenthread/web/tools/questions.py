"""A question of a draft: added with its type, then said in full."""

from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render

from goldenthread.tools import changes, queries
from goldenthread.tools.building.comparing import FIELDS, said
from goldenthread.tools.building.parts import PartRefused, is_judgement
from goldenthread.tools.building.places import Body, keys, part, section_of
from goldenthread.tools.form import form_from
from goldenthread.web.tools.conditions import who_is_asked
from goldenthread.web.tools.frame import around, drafted, numbers, show_faults, still_there
from goldenthread.web.tools.question_forms import NewQuestionForm, QuestionForm


@still_there
def add_question(request: HttpRequest, ref: str, key: str) -> HttpResponse:
    """A new question, last in its section; its own page then asks for the rest."""
    by, draft = drafted(request, ref)
    here = part(draft.body, "section", key)
    form = NewQuestionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = dict(form.cleaned_data)
        if data["type"] == "months_since":
            data["limit_months"] = 12
        try:
            made = changes.add_part(by=by, draft=draft, kind="question", data=data, within=key)
            return redirect("tools:question", ref, made)
        except PartRefused as refused:
            show_faults(form, refused)
    return render(request, "tools/add_question.html", around(draft, form=form, here=here))


@still_there
def question(request: HttpRequest, ref: str, key: str) -> HttpResponse:
    """A question in full; of two tabs the second is shown what the first one left."""
    by, draft = drafted(request, ref)
    form = _form(request, draft, key)
    theirs: tuple[tuple[str, str], ...] = ()
    if request.method == "POST" and form.is_valid():
        data, seen = form.said(), form.cleaned_data["seen"]
        try:
            changes.edit_part(by=by, draft=draft, kind="question", key=key, data=data, seen=seen)
            if data["type"] != form.now["type"] or request.POST.get("go") == "stay":
                return redirect("tools:question", ref, key)
            return _to_section(draft, key)
        except PartRefused as refused:
            show_faults(form, refused)
        except changes.DraftChanged as changed:
            theirs = _kept(form, request.POST.copy(), changed)
    return render(request, "tools/question.html", _context(draft, key, form, theirs))


def _form(request: HttpRequest, draft: Any, key: str) -> QuestionForm:
    data = part(draft.body, "question", key)
    form = QuestionForm(draft.body, form_from(draft.body), data, request.POST or None)
    form.initial["seen"] = queries.fingerprint(draft.body, "question", key)
    return form


def _to_section(draft: Any, key: str) -> HttpResponse:
    answer = redirect("tools:section", draft.ref, section_of(draft.body, key)["key"])
    answer["Location"] += f"#question-{key}"
    return answer


def _kept(
    form: QuestionForm, typed: QueryDict, changed: changes.DraftChanged
) -> tuple[tuple[str, str], ...]:
    """The form again with what was typed; saved once more it stands, now that theirs was shown."""
    form.add_error(None, f"{changed} Press Save again to keep yours instead.")
    typed["seen"] = queries.part_fingerprint(changed.theirs)
    form.data = typed
    theirs = changed.theirs
    return tuple((words, said(theirs[name])) for name, words in FIELDS.items() if name in theirs)


def _context(
    draft: Any, key: str, form: QuestionForm, theirs: tuple[tuple[str, str], ...]
) -> dict[str, Any]:
    data = part(draft.body, "question", key)
    return around(
        draft, form=form, here=data, section=section_of(draft.body, key), theirs=theirs,
        number=numbers(draft.body)[key], who=who_is_asked(draft.body, data),
        others=[] if is_judgement(draft.body, key) else _others(draft.body, key),
        said_of=[check for check in queries.checks(draft.body) if (check.kind, check.key) == ("question", key)],
    )  # fmt: skip


def _others(body: Body, key: str) -> list[Body]:
    """The sections that a question may be moved to."""
    here = section_of(body, key)["key"]
    return [part(body, "section", each) for each in keys(body, "section") if each != here]
