"""Feedback: released by the QA team, read and answered, discussed, recorded; the audit closed."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from goldenthread.actions.queries import actions_of, visible_actions
from goldenthread.audits import changes, queries
from goldenthread.people.queries import names, vocabulary
from goldenthread.people.roles import Permission
from goldenthread.web.audits.documents import documents
from goldenthread.web.audits.feedback_forms import AnswerForm, DatesForm, ReplyForm
from goldenthread.web.grades import GradeLooks
from goldenthread.web.guards import Person, allowed, found, shows, who
from goldenthread.web.long_lists import KeptList
from goldenthread.web.unsaved import too_late

PAGE = 25
SHOWN = {"not_discussed": queries.feedback_not_discussed, "late": queries.discussions_late}


def feedback_list(request: HttpRequest) -> HttpResponse:
    """Released feedback this person may read, and above it what waits for a reply."""
    person = allowed(request, *queries.SEES_FEEDBACK)
    show = request.GET.get("show", "")
    find = SHOWN.get(show, queries.feedback_for)
    page = KeptList(
        person, ("feedback", show), lambda: find(person), queries.audit_rows, PAGE
    ).get_page(request.GET.get("page"))
    waiting = queries.reply_rows(person, PAGE)
    context = {
        "page": page,
        "waiting": waiting,
        "names": names(response.answered_by for response in waiting),
        "to_release": queries.how_many_releasable(person),
        "may_release": person.may(Permission.FEEDBACK_RELEASE),
        "show": show if show in SHOWN else "",
        "chases": person.may(Permission.FEEDBACK_RELEASE) or person.may(Permission.TEAM_SEE),
    }
    shown = {audit.subject_ref for audit in page} | {each.subject_ref for each in waiting}
    shows(request, "feedback list", *shown)
    return render(request, "audits/feedback_list.html", context)


def feedback(request: HttpRequest, ref: str) -> HttpResponse:
    """What went well, what would make it stronger, the grades, the actions; and one's answer."""
    person = who(request)
    audit = queries.feedback(person, ref)
    if audit is None:
        return too_late(request)
    may_answer = queries.may_answer(person, audit)
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and not may_answer:
        return too_late(request)
    if request.method == "POST" and form.is_valid():
        try:
            kind, text = form.cleaned_data["kind"], form.cleaned_data["text"]
            changes.answer_feedback(by=person, audit=audit, kind=kind, text=text)
            messages.success(request, "Thank you. Your response has been sent.")
            return redirect("audits:feedback", audit.ref)
        except changes.WordsMissing as refused:
            form.add_error("text", str(refused))
        except (changes.NotShared, changes.AuditClosed):
            return too_late(request)
    shows(request, "feedback", audit.ref, audit.subject.ref)
    context = {**_sheet(request, audit), "form": form, "may_answer": may_answer}
    return render(request, "audits/feedback.html", context)


def _sheet(request: HttpRequest, audit: Any) -> dict[str, Any]:
    person = who(request)
    answers = list(queries.responses(audit))
    labels = [a.answered_by for a in answers]
    labels += [a.reply.replied_by for a in answers if hasattr(a, "reply")]
    talks = list(queries.discussions(audit))
    disputed = list(queries.disputes(audit))
    labels += [talk.noted_by for talk in talks] + [d.raised_by for d in disputed]
    labels += [d.decided_by for d in disputed]
    actions = actions_of(audit)
    return {
        "audit": audit,
        "sheet": queries.sheet(audit),
        "grades": GradeLooks(queries.audit_form(audit).scale, vocabulary()),
        "actions": actions,
        "linked": set(visible_actions(person).filter(audit=audit).values_list("ref", flat=True)),
        "responses": answers,
        "disputes": disputed,
        "may_dispute": queries.may_dispute(person, audit),
        "corrections": list(queries.corrections(audit)),
        "discussions": talks,
        "discuss_by": queries.discussion_due_on(audit),
        "may_note_discussion": queries.may_note_discussion(person, audit),
        "names": names([*labels, audit.shared_by]),
        "is_own": queries.is_about(person, audit),
        "may_view_only": audit.state != "closed" and queries.is_theirs(person, audit),
        "is_over": audit.state == "closed" and queries.is_theirs(person, audit),
        "may_keep_dates": queries.may_keep_dates(person, audit),
        "may_reply": queries.may_reply(person, audit),
        "has_moderation": queries.visible_moderation(person, audit.ref) is not None,
        "may_undo": person.may(Permission.FEEDBACK_RELEASE) and queries.may_undo_release(audit),
        "undo_until": audit.shared_at + queries.UNDO_FOR,
        "may_close": person.may(Permission.ROUND_RUN) and audit.state != "closed",
        "documents": documents(person, audit),
    }


def release(request: HttpRequest) -> HttpResponse:
    """Release the feedback of one audit or of many that are ready for it."""
    person = allowed(request, Permission.FEEDBACK_RELEASE)
    refs = list(dict.fromkeys(request.POST.getlist("ref")))[:PAGE]
    chosen = list(
        queries.visible_audits(person).filter(ref__in=refs).order_by("submitted_at", "id")
    )
    if refs and (len(chosen) < len(refs) or not _may_any(person, chosen)):
        return too_late(request)
    stuck = _released(request, chosen) if request.method == "POST" else {}
    if request.method == "POST" and not stuck:
        return redirect("audits:feedback_list")
    page = KeptList(
        person, ("to release",), lambda: queries.releasable(person), queries.release_rows, PAGE
    ).get_page(request.GET.get("page"))
    shows(request, "feedback to release", *{audit.subject_ref for audit in page})
    context = {
        "page": page, "stuck": stuck, "grades": _standing(page),
        "ticked": refs,
        "why": {audit.ref: request.POST.get(f"{audit.ref}-why", "") for audit in page},
    }  # fmt: skip
    return render(request, "audits/release.html", context)


def _may_any(person: Person, chosen: list[Any]) -> bool:
    """Whether one of them can be released; then it is said of the others what stands in the way."""
    return queries.releasable(person).filter(pk__in=[each.pk for each in chosen]).exists()


def _released(request: HttpRequest, chosen: list[Any]) -> Mapping[str, str]:
    """Release what is ticked; or what stands in the way, by the ref of the audit it is about."""
    if not chosen:
        return {"": "Select at least one audit"}
    why = {audit.ref: request.POST.get(f"{audit.ref}-why", "") for audit in chosen}
    try:
        changes.share_feedback_of_many(by=who(request), audits=chosen, no_strength=why)
    except changes.NotAllShared as refused:
        return refused.why
    said = "on 1 audit" if len(chosen) == 1 else f"on {len(chosen)} audits"
    messages.success(request, f"Feedback {said} released. You can undo this within 10 minutes.")
    return {}


def _standing(audits: Any) -> dict[str, Any]:
    """The overall grade that stands for each audit of a page, with its shade, by ref."""
    words = vocabulary()
    looks = {audit.tool: GradeLooks(queries.form_of(audit).scale, words) for audit in audits}
    return {audit.ref: looks[audit.tool][audit.final or ""] for audit in audits}


def undo_release(request: HttpRequest, ref: str) -> HttpResponse:
    """Take a release back, within ten minutes and before anybody has answered."""
    person = allowed(request, Permission.FEEDBACK_RELEASE)
    audit = found(queries.feedback(person, ref))
    problem = "" if queries.may_undo_release(audit) else str(changes.UndoTooLate())
    if request.method == "POST":
        try:
            changes.undo_share(by=person, audit=audit)
            what = vocabulary().amid(audit.subject)
            messages.success(request, f"Feedback on {what} is taken back.")
            return redirect("audits:release")
        except changes.UndoTooLate as refused:
            problem = str(refused)
    shows(request, "feedback", audit.ref, audit.subject.ref)
    return render(request, "audits/undo_release.html", {"audit": audit, "problem": problem})


def reply(request: HttpRequest, ref: str, number: int) -> HttpResponse:
    """Answer somebody who thinks that something is factually wrong."""
    person = who(request)
    audit = found(queries.feedback(person, ref))
    response = queries.response_to_reply(person, audit, number)
    if response is None:
        return too_late(request)
    form = ReplyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            changes.reply_to_response(by=person, response=response, **form.cleaned_data)
            messages.success(request, "Your reply has been sent.")
            return redirect("audits:feedback", audit.ref)
        except changes.WordsMissing as refused:
            form.add_error("correction", str(refused))
    shows(request, "feedback", audit.ref, audit.subject.ref)
    context = {
        "audit": audit,
        "response": response,
        "form": form,
        "names": names([response.answered_by]),
    }
    return render(request, "audits/reply.html", context)


def feedback_dates(request: HttpRequest, ref: str) -> HttpResponse:
    """When the record was put on the child's file."""
    person = who(request)
    audit = found(queries.feedback(person, ref))
    found(queries.may_keep_dates(person, audit) or None)
    form = DatesForm(
        request.POST or None,
        initial={"recorded": audit.recorded_on_file_on},
    )
    if request.method == "POST" and form.is_valid():
        recorded = form.cleaned_data["recorded"]
        if recorded and recorded != audit.recorded_on_file_on:
            changes.mark_recorded_on_file(by=person, audit=audit, on=recorded)
        messages.success(request, "Date saved.")
        return redirect("audits:feedback", audit.ref)
    shows(request, "feedback", audit.ref, audit.subject.ref)
    return render(request, "audits/feedback_dates.html", {"audit": audit, "form": form})


def close_audit(request: HttpRequest, ref: str) -> HttpResponse:
    """Close the audit: its grade is final."""
    person = allowed(request, Permission.ROUND_RUN)
    audit = found(queries.feedback(person, ref))
    problem = ""
    if request.method == "POST":
        try:
            changes.close_audit(by=person, audit=audit)
            messages.success(request, f"The audit of {vocabulary().amid(audit.subject)} is closed.")
            return redirect("audits:feedback", audit.ref)
        except (changes.ReplyMissing, changes.NotSignedOff, changes.DisputeOpen) as refused:
            problem = str(refused)
    shows(request, "feedback", audit.ref, audit.subject.ref)
    return render(request, "audits/close_audit.html", {"audit": audit, "problem": problem})


__all__ = [
    "close_audit", "feedback", "feedback_dates", "feedback_list", "release", "reply", "undo_release",
]  # fmt: skip
