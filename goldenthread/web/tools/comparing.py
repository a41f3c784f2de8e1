"""Two versions side by side, and which question of the one goes on from which of the other."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from goldenthread.tools import changes, queries
from goldenthread.tools.building.comparing import compare as compared
from goldenthread.tools.building.parts import is_judgement
from goldenthread.tools.building.places import part
from goldenthread.web.fields import PageForm
from goldenthread.web.guards import allowed, found
from goldenthread.web.tools.frame import RUN, around, drafted, still_there


def compare(request: HttpRequest, ref: str) -> HttpResponse:
    """What a version says otherwise than ?with=, or than the one before it."""
    allowed(request, RUN)
    held = found(queries.version_by_ref(ref))
    others = [
        each for each in queries.versions_by_tool().get(held.tool.code, []) if each.ref != ref
    ]
    chosen = request.GET.get("with", "")
    other = queries.version_before(held)
    if chosen:
        other = found(next((each for each in others if each.ref == chosen), None))
    context = around(
        held, others=others, other=other,
        found=compared(other.body, held.body) if other else None,
        may_map=queries.is_draft(held) and other == queries.version_before(held),
    )  # fmt: skip
    return render(request, "tools/compare.html", context)


class MapForm(PageForm):
    earlier = forms.ChoiceField(
        label="Which question of the version before does it go on from?", widget=forms.RadioSelect,
        required=False,
    )  # fmt: skip


@still_there
def map_question(request: HttpRequest, ref: str, key: str) -> HttpResponse:
    """Say that a question asks the same as one before, or that its figures begin anew."""
    by, draft = drafted(request, ref)
    data, before = part(draft.body, "question", key), found(queries.version_before(draft))
    form = MapForm(request.POST or None)
    choices = _choices(draft, before, data)
    field: Any = form.fields["earlier"]
    field.choices, field.initial = choices, _now(data, [value for value, _ in choices])
    if request.method == "POST" and form.is_valid():
        changes.map_question(by=by, draft=draft, key=key, earlier=form.cleaned_data["earlier"])
        return redirect("tools:compare", ref)
    return render(
        request, "tools/map_question.html", around(draft, form=form, here=data, before=before)
    )


def _now(data: dict[str, Any], known: list[str]) -> str:
    was = data.get("formerly", data["key"])
    return was if was in known else ""


def _choices(draft: Any, before: Any, data: dict[str, Any]) -> list[tuple[str, str]]:
    """The question it goes on from now, those that nothing goes on from, and none of them."""
    _, left = queries.questions_to_map(draft)
    was = queries.form(before).question(data.get("formerly", data["key"]))
    offered = [was, *left] if was else left
    choices = [(q.key, f"{q.number}. {q.label}") for q in offered]
    if was and is_judgement(draft.body, data["key"]):
        return choices
    return [*choices, ("", "None of them: its figures begin anew")]
