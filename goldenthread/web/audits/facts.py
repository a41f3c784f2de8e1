"""What is added from a section: evidence, findings and actions; and what is taken away again."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from goldenthread.actions import changes as action_changes
from goldenthread.actions import queries as actions
from goldenthread.audits import changes, queries
from goldenthread.people.queries import vocabulary
from goldenthread.web.audits.frame import audit_page, keeps_words
from goldenthread.web.audits.questions import numbers
from goldenthread.web.due import ActionForm
from goldenthread.web.fields import DateField, PageForm
from goldenthread.web.guards import found, who


class EvidenceForm(PageForm):
    source = forms.ChoiceField(label="Where you saw or heard it", widget=forms.RadioSelect)
    what = forms.CharField(
        label="What it was", max_length=300,
        help_text="A reference, such as “visit note” or “supervision record”. Do not copy the record.",
    )  # fmt: skip
    on = DateField(label="Its date", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = vocabulary()
        self.fields["source"].choices = [(k, words("source", k)) for k, _ in queries.SOURCES]  # type: ignore[attr-defined]


@keeps_words
def evidence(request: HttpRequest, ref: str, question: str) -> HttpResponse:
    context = audit_page(request, ref, writing=True)
    form_of_tool = context["state"].form
    asked, section = found(form_of_tool.question(question)), form_of_tool.section_of(question)
    form = EvidenceForm(request.POST or None, initial={"source": "record"})
    if request.method == "POST" and form.is_valid():
        changes.add_evidence(
            by=who(request), audit=context["audit"], question=question, **form.cleaned_data
        )
        if request.POST.get("go") != "another":
            return redirect(f"{reverse('audits:section', args=[ref, section.key])}#q-{asked.key}")
        return redirect(request.path)
    rows = [row for row in queries.evidence(context["audit"]) if row.question == question]
    context |= {
        "form": form, "question": asked, "section": section, "rows": rows,
        "number": numbers(form_of_tool)[question], **taken_away(request, context["audit"]),
    }  # fmt: skip
    return render(request, "audits/evidence.html", context)


class FindingForm(PageForm):
    kind = forms.ChoiceField(
        label="What is it?", widget=forms.RadioSelect,
        choices=[("strength", "Strength"), ("improvement", "Area for improvement")],
    )  # fmt: skip
    words = forms.CharField(
        label="Describe it in a sentence or two",
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="It may stand in the feedback and in the round's report, so name nobody.",
    )


@keeps_words
def finding(request: HttpRequest, ref: str, section: str) -> HttpResponse:
    context = audit_page(request, ref, writing=True)
    here = found(context["state"].form.section(section))
    form = FindingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        changes.record_finding(
            by=who(request), audit=context["audit"], section=section, **form.cleaned_data
        )
        messages.success(request, "Recorded. You can record another one from this section.")
        return redirect("audits:section", ref, section)
    rows = [row for row in context["findings"] if row.section == section]
    context |= {
        "section": here, "rows": rows, "form": form, **taken_away(request, context["audit"]),
    }  # fmt: skip
    return render(request, "audits/finding.html", context)


@keeps_words
def action(request: HttpRequest, ref: str) -> HttpResponse:
    """An action from a section, or from the audit as a whole; afterwards back to where it came from."""
    context = audit_page(request, ref, writing=True)
    sections = context["state"].form.sections
    here = context["state"].form.section(request.GET.get("section", ""))
    asked = context["state"].form.question(request.GET.get("question", ""))
    form = ActionForm(
        request.POST or None, owners=actions.possible_owners(context["audit"], who(request)), sections=sections,
        initial={"section": here.key if here else ""},
        findings=list(actions.findings_to_answer(context["audit"])),
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        said = {**form.action(), "question": asked.key if asked else ""}
        action_changes.propose_action(by=who(request), audit=context["audit"], **said)
        messages.success(request, "The action is added. It opens when the audit is submitted.")
        if here:
            return redirect("audits:section", ref, here.key)
        is_checking = request.GET.get("back") == "check"
        return redirect("audits:check" if is_checking else "audits:audit", ref)
    context |= {"section": here, "question": asked, "form": form}
    return render(request, "audits/action.html", context)


@require_POST
@keeps_words
def remove(request: HttpRequest, ref: str, thing: str) -> HttpResponse:
    """Take away a reference, a finding or somebody who worked the case; or, `undo`, bring it back."""
    audit = found(queries.audit_to_answer(who(request), ref))
    undo = "undo" in request.POST
    row = found(_thing(audit, thing))
    change = getattr(changes, f"{'restore' if undo else 'remove'}_{row._meta.model_name}")
    change(by=who(request), **{row._meta.model_name: row})
    address = _home_of(audit, row)
    return redirect(address if undo else f"{address}?removed={thing}")


def _thing(audit: Any, thing: str) -> Any:
    find = {
        "EVI": queries.evidence_by_ref, "FIN": queries.finding_by_ref, "WRK": queries.worked_by_ref,
    }.get(thing[:3])  # fmt: skip
    return find(audit, thing) if find else None


def _home_of(audit: Any, row: Any) -> str:
    if row._meta.model_name == "evidence":
        return reverse("audits:evidence", args=[audit.ref, row.question])
    if row._meta.model_name == "finding":
        return reverse("audits:finding", args=[audit.ref, row.section])
    return reverse("audits:people", args=[audit.ref])


def taken_away(request: HttpRequest, audit: Any) -> dict[str, Any]:
    """What was just removed, so that it can be brought back."""
    row = _thing(audit, request.GET.get("removed", ""))
    return {"removed": row if row is not None and row.removed_at else None}
