"""Who is asked: a section or a question shown by case type, by the auditor's role, by earlier answers."""

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from goldenthread.cases.queries import case_types_in_use
from goldenthread.people.queries import vocabulary
from goldenthread.people.roles import Role
from goldenthread.tools import changes, queries
from goldenthread.tools.building.parts import PartRefused
from goldenthread.tools.building.places import Body, keys, part
from goldenthread.tools.form import NOT_APPLICABLE, Form, form_from, may_be_left_out
from goldenthread.tools.form.conditions import condition_from
from goldenthread.tools.paper import condition_words
from goldenthread.web.fields import PageForm
from goldenthread.web.tools.frame import around, drafted, numbers, show_faults, still_there

Choices = list[tuple[str, str]]


def who_is_asked(body: Body, here: Body) -> str:
    """A part's condition in words; "Everybody" where it has none."""
    when = condition_from(here.get("shown_when"))
    return condition_words(form_from(body), when, vocabulary()) if when else "Everybody"


class ConditionForm(PageForm):
    """Boxes for case types and roles, and for the answers to each earlier question that is asked for."""

    case_type = forms.MultipleChoiceField(
        label="For these case types", widget=forms.CheckboxSelectMultiple, required=False,
        help_text="Tick none to show it for every case type.",
    )  # fmt: skip
    role = forms.MultipleChoiceField(
        label="To auditors with these roles", widget=forms.CheckboxSelectMultiple, required=False,
        help_text="Tick none to show it to every auditor.",
    )  # fmt: skip
    seen = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, tool: Form, when: Body, asked: list[str], *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.asked = asked
        for name, choices in (("case_type", _case_types(when)), ("role", _roles())):
            field: Any = self.fields[name]
            field.choices = choices
        for n, key in enumerate(asked):
            self.fields[f"answer{n}"] = _answers(tool, key)
        self.order_fields([f"answer{n}" for n in range(len(asked))])

    def when(self) -> Body:
        """The condition as the format keeps it; a question without an answer ticked is left out."""
        data = self.cleaned_data
        said: Body = {name: data[name] for name in ("case_type", "role") if data[name]}
        answers = [
            {"question": key, "is": data[f"answer{n}"]}
            for n, key in enumerate(self.asked) if data[f"answer{n}"]
        ]  # fmt: skip
        return said | ({"answers": answers} if answers else {})


def _case_types(when: Body) -> Choices:
    words = vocabulary()
    known = [case_type.code for case_type in case_types_in_use()]
    codes = dict.fromkeys([*known, *when.get("case_type", ())])
    return [(code, words("case_type", code)) for code in codes]


def _roles() -> Choices:
    return [(role.code, vocabulary()("role", role.code)) for role in Role]


def _answers(tool: Form, key: str) -> forms.MultipleChoiceField:
    question = tool.question(key)
    label, choices = f"Where {key} is answered", []
    if question:
        label = f"Where question {question.number}, “{question.label}”, is answered"
        choices = list(tool.options(question))
        if may_be_left_out(question, tool.section_of(key)):
            choices.append((NOT_APPLICABLE, "Not applicable"))
    return forms.MultipleChoiceField(
        label=label, choices=choices, widget=forms.CheckboxSelectMultiple, required=False,
        help_text="Any one of the answers that are ticked. Tick none to take this condition away.",
    )  # fmt: skip


@still_there
def condition(request: HttpRequest, ref: str, kind: str, key: str) -> HttpResponse:
    """Who is asked; ?and= is one more earlier question whose answers it goes by."""
    by, draft = drafted(request, ref)
    if kind not in ("section", "question"):
        raise Http404
    here = part(draft.body, kind, key)
    when, tool = here.get("shown_when", {}), form_from(draft.body)
    form = ConditionForm(
        tool, when, _asked(request, tool, when), request.POST or None,
        initial=_standing(draft, kind, key, when),
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        data = {**here, "shown_when": form.when()}
        try:
            changes.edit_part(
                by=by, draft=draft, kind=kind, key=key, data=data, seen=form.cleaned_data["seen"]
            )
            return redirect(f"tools:{kind}", ref, key)
        except PartRefused as refused:
            show_faults(form, refused)
        except changes.DraftChanged as changed:
            form.add_error(None, f"{changed} Open the page again to see how it stands.")
    return _shown(request, draft, kind, here, form)


def _asked(request: HttpRequest, tool: Form, when: Body) -> list[str]:
    asked = [each["question"] for each in when.get("answers", ())]
    more = request.GET.get("and", "")
    question = tool.question(more)
    return [*asked, more] if question and more not in asked and tool.options(question) else asked


def _standing(draft: Any, kind: str, key: str, when: Body) -> dict[str, Any]:
    answers = {f"answer{n}": each["is"] for n, each in enumerate(when.get("answers", ()))}
    seen = queries.fingerprint(draft.body, kind, key)
    return {
        "case_type": when.get("case_type", []), "role": when.get("role", []), "seen": seen, **answers
    }  # fmt: skip


def _shown(
    request: HttpRequest, draft: Any, kind: str, here: Body, form: ConditionForm
) -> HttpResponse:
    body = draft.body
    tool, of = form_from(body), numbers(body)
    first = here["key"] if kind == "question" else _first(body, here)
    before = keys(body, "question")[: of.get(first, len(of) + 1) - 1]
    asked = [tool.question(key) for key in before if key not in form.asked]
    earlier = [q for q in asked if q and tool.options(q)]
    context = around(draft, form=form, here=here, kind=kind, earlier=earlier)
    return render(request, "tools/condition.html", context)


def _first(body: Body, section: Body) -> str:
    """The first question of a section, its parts' included."""
    for each in (section, *section.get("sections", ())):
        for question in each.get("questions", ()):
            return str(question["key"])
    return ""
