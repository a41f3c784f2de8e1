"""What the programme has covered: practitioners by quarter, rotations, and how fair a selection is."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from goldenthread.journal.changes import today
from goldenthread.people.queries import names, practitioner_by_ref
from goldenthread.programme import changes
from goldenthread.programme.queries import (
    EXEMPT_BECAUSE,
    counted,
    covered,
    exemption_by_ref,
    exemptions_of,
    fairness,
    quarters,
    round_by_ref,
    selection_by_ref,
    workers,
)
from goldenthread.programme.queries import rotations as rotations_of
from goldenthread.web.fields import DateField, PageForm
from goldenthread.web.guards import Person, allowed, found
from goldenthread.web.programme.set_up import A_PAGE, RUN


def workers_covered(request: HttpRequest) -> HttpResponse:
    """Practitioners by quarter: audited, exempt, not audited, or with no open case."""
    by, within = allowed(request, RUN), quarters()
    page = Paginator(workers(by, within), A_PAGE).get_page(request.GET.get("page"))
    context = {
        "quarters": within, "page": page, "rows": covered(page, within),
        "counted": counted(by, within),
    }  # fmt: skip
    return render(request, "programme/workers_covered.html", context)


class ExemptionForm(PageForm):
    why = forms.ChoiceField(
        label="Why is no audit expected?", choices=EXEMPT_BECAUSE, widget=forms.RadioSelect,
        error_messages={"required": "Select why no audit is expected"},
    )  # fmt: skip
    note = forms.CharField(
        label="The other reason, in a few words", max_length=200, required=False,
        help_text="Only for another reason. Nothing about anybody’s health.",
    )  # fmt: skip
    from_on = DateField(label="First day", error_messages={"required": "Enter the first day"})
    until_on = DateField(label="Last day", error_messages={"required": "Enter the last day"})
    decided_by = forms.CharField(
        label="Who decided it?", max_length=120,
        help_text="A role or a name, such as Head of Service",
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("why") == "other" and not data.get("note", "").strip():
            self.add_error("note", "Enter the other reason")
        return data


def exemptions(request: HttpRequest, ref: str) -> HttpResponse:
    """When no audit of a practitioner's work is expected, why, and who decided it."""
    by, worker = allowed(request, RUN), found(practitioner_by_ref(ref))
    form = ExemptionForm(request.POST or None)
    if form.is_valid() and _exempted(by, worker, form):
        messages.success(request, f"The exemption of {worker.name} is noted.")
        return redirect("programme:exemptions", ref)
    given = list(exemptions_of(worker))
    context = {
        "worker": worker, "form": form, "given": given, "today": today(),
        "people": names([each.given_by for each in given] + [each.ended_by for each in given]),
    }  # fmt: skip
    return render(request, "programme/exemptions.html", context)


def _exempted(by: Person, worker: Any, form: ExemptionForm) -> bool:
    """Whether the exemption was given; if not, the form says why."""
    try:
        changes.exempt_practitioner(by=by, practitioner=worker, **form.cleaned_data)
    except (changes.ExemptionBackwards, changes.ExemptionTooLong) as error:
        form.add_error("until_on", str(error))
    except changes.ExemptAlready as error:
        form.add_error("from_on", str(error))
    return form.is_valid()


def end_exemption(request: HttpRequest, ref: str, exemption: str) -> HttpResponse:
    """An exemption that holds no longer."""
    by, worker = allowed(request, RUN), found(practitioner_by_ref(ref))
    given = found(exemption_by_ref(worker, exemption))
    if request.method == "POST":
        changes.end_exemption(by=by, exemption=given)
        messages.success(request, f"The exemption of {worker.name} has ended.")
    return redirect("programme:exemptions", ref)


def rotations(request: HttpRequest) -> HttpResponse:
    """Every rotation with its waves: what has been selected, what is still to come, what was lost."""
    by = allowed(request, RUN)
    return render(request, "programme/rotations.html", {"rotations": rotations_of(by)})


def fair_sample(request: HttpRequest, ref: str, selection: str) -> HttpResponse:
    """Sex, ethnic group, disability, age, case type, team, practitioner: selected beside the list."""
    by = allowed(request, RUN)
    held, made = found(round_by_ref(by, ref)), found(selection_by_ref(by, selection))
    found(made if made.round_id == held.id else None)
    context = {"round": held, "made": made, "characteristics": fairness(made)}
    return render(request, "programme/fair_sample.html", context)
