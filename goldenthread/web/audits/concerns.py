"""A child may not be safe now: whom to call, what was done, and who has acknowledged it."""

from datetime import datetime, time
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from goldenthread.audits import changes, queries
from goldenthread.journal.changes import now, today
from goldenthread.people.mail import mail_standing, told_of
from goldenthread.people.queries import names
from goldenthread.people.roles import Permission
from goldenthread.web.audits.frame import audit_page, keeps_words
from goldenthread.web.fields import DateField, PageForm
from goldenthread.web.guards import allowed, found, shows, who


class SpokenForm(PageForm):
    """Who was spoken to, when, and what they will do."""

    spoke_to = forms.CharField(label="Who did you speak to?", max_length=200)
    on = DateField(label="On what day?")
    at = forms.TimeField(
        label="At what time?", input_formats=["%H:%M", "%H.%M", "%H%M"],
        error_messages={"invalid": "Enter the time as hours and minutes, such as 14:30"},
        widget=forms.TextInput,
    )  # fmt: skip
    will_do = forms.CharField(
        label="What will they do, and by when?", widget=forms.Textarea(attrs={"rows": 3})
    )
    on_record = forms.ChoiceField(
        label="Is the concern on the child’s record?", widget=forms.RadioSelect,
        choices=[("yes", "Yes"), ("no", "No, not yet")],
    )  # fmt: skip

    def spoken(self) -> dict[str, Any]:
        data = self.cleaned_data
        at = timezone.make_aware(datetime.combine(data["on"], data["at"] or time()))
        return {
            "spoke_to": data["spoke_to"], "spoken_at": at, "will_do": data["will_do"],
            "is_on_record": data["on_record"] == "yes",
        }  # fmt: skip


class ConcernForm(SpokenForm):
    what = forms.CharField(
        label="What worries you about this child now?", widget=forms.Textarea(attrs={"rows": 4})
    )
    field_order = ("what", "spoke_to", "on", "at", "will_do", "on_record")


class UnreachedForm(ConcernForm):
    """The same form when nobody could be reached: only the worry itself has to be there."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in set(self.fields) - {"what"}:
            self.fields[name].required = False

    def spoken(self) -> dict[str, Any]:
        """What was written of a call all the same; no word of it is lost."""
        return {name: self.cleaned_data[name] for name in ("spoke_to", "will_do")}


class AcknowledgeForm(PageForm):
    words = forms.CharField(
        label="What has been done, or will be done now?", widget=forms.Textarea(attrs={"rows": 3})
    )


@keeps_words
def concern(request: HttpRequest, ref: str) -> HttpResponse:
    """First the call, then the record of it; or nobody could be reached, and the next number.

    Or, of the other kind, work that has to be put right at once though the child is safe.
    """
    allowed(request, Permission.CONCERN_RAISE)
    context = audit_page(request, ref)
    audit, unreached = context["audit"], request.POST.get("go") in ("unreached", "remedial")
    form = (UnreachedForm if unreached else ConcernForm)(request.POST or None, initial=_moment())
    if request.method == "POST" and form.is_valid():
        spoken = form.spoken()
        first = [request.POST["first"][:200]] if request.POST.get("first") else []
        raised = changes.raise_concern(
            by=who(request), audit=audit, what=form.cleaned_data["what"], is_reached=not unreached,
            numbers_tried=first if request.POST.get("go") == "unreached" else (),
            kind="remedial" if request.POST.get("go") == "remedial" else "child", **spoken,
        )  # fmt: skip
        return redirect("audits:concern_raised", raised.ref)
    context |= {"form": form, "numbers": queries.numbers_to_call(audit)}
    return render(request, "audits/concern.html", context)


@keeps_words
def concern_raised(request: HttpRequest, ref: str) -> HttpResponse:
    """One concern: who was called, who was reached, and who in charge has acknowledged it."""
    person = who(request)
    row = found(queries.visible_concern(person, ref))
    shows(request, "concern", row.ref, row.audit.ref, row.audit.subject.ref)
    go = request.POST.get("go", "")
    spoken = SpokenForm(request.POST if go == "reached" else None, initial=_moment())
    acknowledge = AcknowledgeForm(request.POST if go == "acknowledge" else None)
    if request.method == "POST" and _done(request, row, go, spoken, acknowledge):
        return redirect(request.path)
    may_call = row.kind == "child" and not row.is_reached and person.may(Permission.CONCERN_RAISE)
    is_own = queries.is_own_concern(person, row)
    may_acknowledge = person.may(Permission.CONCERN_ACKNOWLEDGE) and not is_own
    context = {
        "concern": row, "spoken": spoken, "acknowledge": acknowledge, "audit": row.audit,
        "forms": [spoken, acknowledge], "untried": _untried(row), "may_call": may_call,
        "may_acknowledge": may_acknowledge and not row.acknowledged_at, "is_own": is_own,
        "acknowledgers": [] if row.acknowledged_at else queries.acknowledgers(row),
        "names": names([row.raised_by, row.spoken_by, row.acknowledged_by]),
        "sees_audit": queries.visible_audit(person, row.audit.ref) is not None,
        "told": told_of(row.ref), "mail": mail_standing(), "is_child": row.kind == "child",
    }  # fmt: skip
    return render(request, "audits/concern_raised.html", context)


def _done(
    request: HttpRequest, row: Any, go: str, spoken: SpokenForm, acknowledge: AcknowledgeForm
) -> bool:
    """Make the one change that this form asks for; False where something is missing."""
    by = who(request)
    if go == "tried":
        number = request.POST.get("number", "")[:200]
        changes.record_call(by=by, concern=row, is_reached=False, number=number)
        return True
    if go == "reached" and spoken.is_valid():
        changes.record_call(by=by, concern=row, is_reached=True, **spoken.spoken())
        return True
    if go == "acknowledge" and acknowledge.is_valid():
        try:
            changes.acknowledge_concern(by=by, concern=row, **acknowledge.cleaned_data)
        except changes.AlreadyAcknowledged as already:
            messages.info(request, str(already))
        else:
            messages.success(request, "Acknowledged. It no longer stands on anybody’s home page.")
        return True
    return False


def _untried(row: Any) -> list[tuple[str, str, str]]:
    tried = set(row.numbers_tried)
    return [n for n in queries.numbers_to_call(row.audit) if f"{n[0]} {n[1]}" not in tried]


def _moment() -> dict[str, Any]:
    return {"on": today(), "at": f"{timezone.localtime(now()):%H:%M}"}
