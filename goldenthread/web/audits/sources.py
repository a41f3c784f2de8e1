"""Who worked the case in the period, and what each source was asked and gave."""

from datetime import date
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from goldenthread.audits import changes, queries
from goldenthread.web.audits.facts import taken_away
from goldenthread.web.audits.frame import audit_page, keeps_words
from goldenthread.web.fields import DateField, PageForm
from goldenthread.web.guards import found, who


class WorkedForm(PageForm):
    name = forms.CharField(label="Name", max_length=120)
    role = forms.ChoiceField(
        label="What they did", widget=forms.RadioSelect,
        choices=[("worker", "Worked with the child"), ("supervisor", "Supervised the worker")],
    )  # fmt: skip
    from_on = DateField(label="From", required=False)
    to_on = DateField(label="Until", required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        begin, end = data.get("from_on"), data.get("to_on")
        if isinstance(begin, date) and isinstance(end, date) and end < begin:
            self.add_error("to_on", "Until must be the same day as From, or later")
        return data


class DatesForm(WorkedForm):
    """When somebody already listed had the case."""

    name = None  # type: ignore[assignment]
    role = None  # type: ignore[assignment]


class ConfirmForm(PageForm):
    worker_changes = forms.IntegerField(
        label="How many times did the worker change in the period?", min_value=0, max_value=50,
        help_text="0 if the same worker had the case throughout.",
    )  # fmt: skip


@keeps_words
def people(request: HttpRequest, ref: str) -> HttpResponse:
    """Who worked and who supervised the case in the period; a transfer in it is two workers with dates."""
    context = audit_page(request, ref, writing=True)
    audit, adding = context["audit"], request.POST.get("go") == "add"
    add = WorkedForm(request.POST if adding else None, initial={"role": "worker"})
    confirm = ConfirmForm(
        request.POST if request.method == "POST" and not adding else None,
        initial={"worker_changes": audit.worker_changes},
    )
    if adding and add.is_valid():
        changes.add_worked(by=who(request), audit=audit, **add.cleaned_data)
        return redirect(request.path)
    if confirm.is_bound and confirm.is_valid():
        changes.confirm_workers(by=who(request), audit=audit, **confirm.cleaned_data)
        return redirect("audits:audit", ref)
    context |= {
        "rows": list(queries.worked(audit)), "add": add, "confirm": confirm, "forms": [add, confirm],
        "known": queries.practitioner_names(audit), **taken_away(request, audit),
    }  # fmt: skip
    return render(request, "audits/people.html", context)


@keeps_words
def worked(request: HttpRequest, ref: str, thing: str) -> HttpResponse:
    """From when until when one person had the case."""
    context = audit_page(request, ref, writing=True)
    row = found(queries.worked_by_ref(context["audit"], thing))
    initial = {"from_on": row.from_on, "to_on": row.to_on}
    form = DatesForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        changes.date_worked(by=who(request), worked=row, **form.cleaned_data)
        return redirect("audits:people", ref)
    return render(request, "audits/worked.html", {**context, "row": row, "form": form})


def conversations(request: HttpRequest, ref: str) -> HttpResponse:
    context = audit_page(request, ref)
    context["sources"] = queries.sources(context["audit"])
    context["may_ask"] = queries.may_ask_family(who(request), context["audit"])
    return render(request, "audits/conversations.html", context)


class SourceForm(PageForm):
    version = forms.IntegerField(widget=forms.HiddenInput)
    state = forms.ChoiceField(label="Where this stands", widget=forms.RadioSelect)
    why = forms.CharField(
        label="If they declined, or it was not appropriate to ask: why",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    on = DateField(label="Date of the interview or conversation", required=False)
    present = forms.CharField(label="Who was present", required=False, max_length=300)
    said = forms.CharField(label="What they said", required=False, widget=forms.Textarea)
    disagreement = forms.CharField(
        label="Where they disagree with you", required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["state"].choices = queries.SOURCE_STATES  # type: ignore[attr-defined]


@keeps_words
def conversation(request: HttpRequest, ref: str, source: str) -> HttpResponse:
    """One source: what was asked of it, when, who was there, what it said."""
    context = audit_page(request, ref, writing=True)
    row = found(queries.source(context["audit"], source))
    form = SourceForm(request.POST or None, initial=_initial(row))
    context |= {"row": row, "form": form}
    if request.method != "POST" or not form.is_valid():
        return render(request, "audits/conversation.html", context)
    try:
        changes.save_source(
            by=who(request), audit=context["audit"], kind=source, **form.cleaned_data
        )
    except changes.ReasonMissing as problem:
        form.add_error("why", str(problem))
    except changes.SourceConflict as conflict:
        form.add_error(None, f"{conflict} Join them below and save again.")
        form.data = {**request.POST.dict(), "version": conflict.theirs.version}
        context["theirs"] = conflict.theirs
    else:
        return redirect("audits:conversations", ref)
    return render(request, "audits/conversation.html", context)


def _initial(row: Any) -> dict[str, Any]:
    words = {
        name: getattr(row, name).body if getattr(row, name) else ""
        for name in ("present", "said", "disagreement", "why")
    }
    return {"version": row.version, "state": row.state, "on": row.on, **words}
