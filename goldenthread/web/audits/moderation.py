"""Moderation: what waits, the auditor's grades beside the moderator's, and the audit returned."""

from contextlib import suppress
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from goldenthread.actions.changes import (
    ActionNotReady,
    BelowStandardWithoutAction,
    conclude_moderation,
    propose_action,
)
from goldenthread.actions.queries import actions_of, findings_to_answer, possible_owners
from goldenthread.audits.changes import (
    ModerationConflict,
    ModerationNotComplete,
    NoteMissing,
    NotWaiting,
    RoundIsClosed,
    TalkInFuture,
    answer_moderator,
    note_talk,
    save_moderation,
    send_to_moderation,
)
from goldenthread.audits.changes import (
    return_audit as give_back,
)
from goldenthread.audits.queries import (
    QUALITIES,
    WHY_MODERATED,
    audit_form,
    audit_to_moderate,
    audit_to_send_to_moderation,
    audits_to_moderate,
    disputes_to_decide,
    draft_of,
    evidence,
    findings,
    form_of,
    is_blind,
    last_return,
    may_answer_moderator,
    moderate_by,
    moderation_now,
    moderation_rows,
    pattern,
    rows_for_moderator,
    sheet,
    sources,
    submitted_keys,
    visible_moderation,
)
from goldenthread.audits.queries import (
    blind_reading as reading_without_grades,
)
from goldenthread.journal.changes import now, today
from goldenthread.people.queries import names, vocabulary
from goldenthread.people.roles import Permission
from goldenthread.web.audits.moderation_forms import ModerationForm, NoteForm
from goldenthread.web.audits.questions import said
from goldenthread.web.due import ActionForm
from goldenthread.web.fields import DateField, PageForm
from goldenthread.web.grades import GradeLooks
from goldenthread.web.guards import allowed, found, shows, who
from goldenthread.web.unsaved import too_late

PAGE = 25


def moderation(request: HttpRequest) -> HttpResponse:
    """The queue, waiting longest first, and the other submitted audits that may be added to it."""
    person = allowed(request, Permission.AUDIT_MODERATE, Permission.ROUND_RUN)
    if request.method == "POST":
        audit = found(audit_to_send_to_moderation(person, request.POST.get("ref", "")))
        with suppress(NotWaiting):  # somebody else has just sent it
            send_to_moderation(by=person, audit=audit)
        messages.success(request, f"{vocabulary().called(audit.subject)} now waits for moderation.")
        return redirect("audits:moderation")
    due, others_due = submitted_keys(person)
    page = Paginator(due, PAGE).get_page(request.GET.get("page"))
    page.object_list = rows_for_moderator(person, list(page))
    others = rows_for_moderator(person, others_due[:PAGE])
    rows: list[Any] = [*page]
    context: dict[str, Any] = {"page": page, "others": others, "now": now()}
    context["grades"] = _looks_of([*rows, *others])
    context["due"] = {a.ref: moderate_by(a.submitted_at, a.days) for a in rows}
    context["today"] = today()
    context["disputes"] = list(disputes_to_decide(person)[:PAGE])
    context["why_moderated"] = WHY_MODERATED
    context["may_moderate"] = person.may(Permission.AUDIT_MODERATE)
    shown = {audit.subject_ref for audit in [*rows, *others]}
    shown |= {each.audit.subject.ref for each in context["disputes"]}
    shows(request, "moderation queue", *shown)
    return render(request, "audits/moderation.html", context)


def _looks_of(audits: list[Any]) -> dict[str, Any]:
    """The words and shade of each audit's overall grade, by the audit's ref."""
    words = vocabulary()
    looks = {audit.tool: GradeLooks(form_of(audit).scale, words) for audit in audits}
    return {audit.ref: looks[audit.tool][audit.overall or ""] for audit in audits}


def moderate(request: HttpRequest, ref: str) -> HttpResponse:
    """The auditor's grades and evidence beside the moderator's; confirm, return, or save and leave."""
    audit = audit_to_moderate(who(request), ref)
    if audit is None:
        return _over(request, ref)
    kept = moderation_now(audit)
    rows = moderation_rows(audit, draft_of(kept))
    form = ModerationForm(
        request.POST or None, audit=audit, rows=rows, draft=draft_of(kept), kept=kept
    )
    if request.method == "POST" and form.is_valid():
        try:
            return _moderated(request, audit, form)
        except ModerationConflict as conflict:
            form.show_conflict(conflict, names([conflict.by])[conflict.by])
        except ModerationNotComplete as refused:
            form.show_gaps(refused.gaps)
        except BelowStandardWithoutAction as refused:
            form.add_error("overall-grade", f"{refused}. Add an action below.")
        except NotWaiting:
            return too_late(request)
    return _moderating(request, audit, form, rows)


def _over(request: HttpRequest, ref: str) -> HttpResponse:
    """Nothing to moderate: lead on to what was decided, or give back words that came too late."""
    if request.method == "GET" and visible_moderation(who(request), ref):
        return redirect("audits:moderation_result", ref)
    return too_late(request)


def _moderated(request: HttpRequest, audit: Any, form: ModerationForm) -> HttpResponse:
    """What the pressed button asks for; whichever it is, what was typed is kept."""
    person, version = who(request), form.cleaned_data["version"]
    if request.POST.get("do") == "confirm":
        conclude_moderation(by=person, audit=audit, version=version, draft=form.draft())
        following = audits_to_moderate(person).first()
        messages.success(request, f"Moderation of {vocabulary().amid(audit.subject)} confirmed.")
        if following is None:
            return redirect("audits:moderation")
        return redirect("audits:moderate", following.ref)
    save_moderation(by=person, audit=audit, version=version, draft=form.draft())
    if request.POST.get("do") in ("return_audit", "moderation_action"):
        return redirect(f"audits:{request.POST['do']}", audit.ref)
    messages.success(request, f"Your moderation of {vocabulary().amid(audit.subject)} is saved.")
    return redirect("audits:moderation")


def _moderating(
    request: HttpRequest, audit: Any, form: ModerationForm, rows: list[Any]
) -> HttpResponse:
    person = who(request)
    shows(request, "moderation", audit.ref, audit.subject.ref)
    scale, blind = audit_form(audit).scale, is_blind(audit)
    below = [
        r for r in rows if scale and scale.step(r.auditor) and not scale.meets_standard(r.auditor)
    ]
    context = {
        "audit": audit,
        "form": form,
        "rows": [row for row in rows if row.section.key != "overall"],
        "overall": next((row for row in rows if row.section.key == "overall"), None),
        "below": len([row for row in below if row.section.key != "overall"]),
        "grades": GradeLooks(scale, vocabulary()),
        "actions": [a for a in actions_of(audit) if not blind or a.from_stage == "moderator"],
        "blind": blind,
        "moderate_by": moderate_by(audit.submitted_at, audit.round.moderation_rule.get("days")),
        "mine": pattern(audit.round, person),
        "everybody": pattern(audit.round),
        "returned": last_return(audit),
        "whole": reverse("audits:blind_reading" if blind else "audits:whole", args=[audit.ref]),
        "left": audits_to_moderate(person).exclude(pk=audit.pk).count(),
    }
    return render(request, "audits/moderate.html", context)


def blind_reading(request: HttpRequest, ref: str) -> HttpResponse:
    """What the auditor found, without any grade or the reason for one."""
    audit = found(audit_to_moderate(who(request), ref))
    shows(request, "moderation", audit.ref, audit.subject.ref)
    tool = audit_form(audit)
    context = {
        "audit": audit,
        "read": [
            (each.section, [(q, said(tool, q, a), a) for q, a in each.answers])
            for each in reading_without_grades(audit)
        ],
        "evidence": evidence(audit),
        "findings": findings(audit),
        "sources": sources(audit),
    }
    return render(request, "audits/blind_reading.html", context)


def return_audit(request: HttpRequest, ref: str) -> HttpResponse:
    """Give the audit back to its auditor with a note."""
    person = who(request)
    audit = audit_to_moderate(person, ref)
    if audit is None:
        return too_late(request)
    form = NoteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            give_back(by=person, audit=audit, note=form.cleaned_data["note"])
            messages.success(
                request, f"{vocabulary().called(audit.subject)} is back with its auditor."
            )
            return redirect("audits:moderation")
        except (NoteMissing, RoundIsClosed) as refused:
            form.add_error("note", str(refused))
        except NotWaiting:
            return too_late(request)
    shows(request, "moderation", audit.ref, audit.subject.ref)
    return render(request, "audits/return_audit.html", {"audit": audit, "form": form})


def moderation_action(request: HttpRequest, ref: str) -> HttpResponse:
    """An action that the moderator adds; it opens when the moderation is confirmed."""
    person = who(request)
    audit = audit_to_moderate(person, ref)
    if audit is None:
        return too_late(request)
    form = ActionForm(
        request.POST or None, owners=possible_owners(audit), sections=audit_form(audit).domains,
        findings=list(findings_to_answer(audit)),
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        try:
            propose_action(by=person, audit=audit, stage="moderator", **form.action())
            messages.success(request, "Action added. It opens when you confirm the moderation.")
            return redirect("audits:moderate", audit.ref)
        except ActionNotReady:
            return too_late(request)
    shows(request, "moderation", audit.ref, audit.subject.ref)
    return render(request, "audits/moderation_action.html", {"audit": audit, "form": form})


class ReadForm(PageForm):
    text = forms.CharField(
        label="Your answer to the moderator (optional)",
        help_text="The moderator and the QA team read it with the moderation.",
        widget=forms.Textarea,
        required=False,
    )


def _answered(request: HttpRequest, moderated: Any) -> ReadForm | None:
    """The auditor's form to say that they have read it; None where it is not theirs or was said already."""
    if not may_answer_moderator(who(request), moderated):
        return None
    is_sent = request.method == "POST" and request.POST.get("do") == "read"
    form = ReadForm(request.POST if is_sent else None, prefix="read")
    if form.is_valid():
        answer_moderator(by=who(request), moderation=moderated, text=form.cleaned_data["text"])
    return form


class TalkForm(PageForm):
    talked_on = DateField(label="When did you talk it through with the auditor, one to one?")


def _may_note_talk(person: Any, moderated: Any) -> bool:
    runs = person.may(Permission.ROUND_RUN)
    return bool(runs or (person.may(Permission.AUDIT_MODERATE) and moderated.moderator == person))


def _talked(person: Any, audit: Any, form: TalkForm) -> bool:
    """Whether the talk was noted; if not, the form says why."""
    try:
        note_talk(by=person, audit=audit, on=form.cleaned_data["talked_on"])
    except TalkInFuture as error:
        form.add_error("talked_on", str(error))
    return form.is_valid()


def moderation_result(request: HttpRequest, ref: str) -> HttpResponse:
    """What came of the moderation: both grades, the reasons, and what the moderator says to the auditor."""
    moderated = found(visible_moderation(who(request), ref))
    audit = moderated.audit
    shows(request, "moderation", audit.ref, audit.subject.ref)
    may_note = audit.round.is_training and _may_note_talk(who(request), moderated)
    reading = _answered(request, moderated)
    if reading is not None and reading.is_bound and not reading.errors:
        messages.success(request, "Thank you. The moderator can see that you have read this.")
        return redirect("audits:moderation_result", ref)
    form = TalkForm(request.POST if may_note and request.method == "POST" else None)
    if form.is_valid() and _talked(who(request), audit, form):
        messages.success(request, "The talk is noted.")
        return redirect("audits:moderation_result", ref)
    context = {
        "audit": audit,
        "form": form,
        "reading": reading,
        "quality": QUALITIES.get(moderated.audit_quality, ""),
        "may_note": may_note,
        "moderation": moderated,
        "sheet": sheet(audit),
        "grades": GradeLooks(audit_form(audit).scale, vocabulary()),
        "rows": moderation_rows(audit, draft_of(moderated)),
    }
    return render(request, "audits/moderation_result.html", context)


__all__ = [
    "blind_reading",
    "moderate",
    "moderation",
    "moderation_action",
    "moderation_result",
    "return_audit",
]
