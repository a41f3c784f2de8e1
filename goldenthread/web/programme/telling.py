"""Workers, managers and, where it is safe, families are told before an audit begins."""

import re
from datetime import datetime, time
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localtime, make_aware

from goldenthread.journal.changes import today
from goldenthread.people.queries import authority
from goldenthread.programme.changes import (
    NoticeSent,
    NotSaidSafe,
    SentInFuture,
    mark_sent,
    write_notice,
    write_standard_notices,
)
from goldenthread.programme.queries import (
    Notice,
    Round,
    RoundCase,
    letter,
    notices,
    round_by_ref,
    round_case_by_ref,
    round_cases,
    standard_words,
)
from goldenthread.web.downloads import file_to_keep
from goldenthread.web.fields import DateField, PageForm
from goldenthread.web.guards import Person, allowed, found, shows
from goldenthread.web.programme.rounds import A_PAGE, RUN
from goldenthread.writers.document import Document, Heading, PageBreak, Paragraph
from goldenthread.writers.word import docx

TO = (("worker", "Worker"), ("manager", "Manager"), ("family", "Family"))


def tell(request: HttpRequest, ref: str) -> HttpResponse:
    """Who has been told of each case, and the letters for all of them at once."""
    by = allowed(request, RUN)
    held = found(round_by_ref(by, ref))
    if request.method == "POST":
        return _told(request, by, held)
    page = Paginator(round_cases(held), A_PAGE).get_page(request.GET.get("page"))
    every = {(n.round_case_id, n.to): n for n in notices(held)}
    rows = [(case, [(to, label, every.get((case.id, to))) for to, label in TO]) for case in page]
    shows(request, "notices", held.ref, *(case.subject.ref for case in page))
    context = {
        "round": held, "rows": rows, "page": page, "written": len(every),
        "unsent": sum(n.sent_on is None for n in every.values()),
    }  # fmt: skip
    return render(request, "programme/tell.html", context)


def _told(request: HttpRequest, by: Person, held: Round) -> HttpResponse:
    """Write all the standard letters, or say that those ticked were sent today."""
    if request.POST.get("step") == "write":
        written = write_standard_notices(
            by=by, round=held, to=("worker", "manager"), signed=by.name, authority=authority().name
        )
        messages.success(request, f"{written} letters are written. Read them before you send them.")
    else:
        sent = [n for n in notices(held) if n.sent_on is None and _is_chosen(request, n)]
        try:
            mark_sent(by=by, sent=sent)
            messages.success(request, f"{len(sent)} letters are marked as sent today.")
        except NotSaidSafe as error:
            messages.error(request, str(error))
    return redirect(request.get_full_path())


def _is_chosen(request: HttpRequest, written: Notice) -> bool:
    """Whether a letter is ticked, or is among all those to workers and managers."""
    if request.POST.get("step") == "all":
        return written.to != "family"
    return written.ref in request.POST.getlist("notice")


class NoticeForm(PageForm):
    subject = forms.CharField(label="Subject line", max_length=150)
    body = forms.CharField(label="Letter", widget=forms.Textarea)
    interview_on = DateField(label="Interview date", required=False)
    interview_time = forms.CharField(
        label="Interview time",
        required=False,
        max_length=10,
        help_text="For example, 14:30 or 2.30pm",
    )

    def clean_interview_time(self) -> time | None:
        text = self.cleaned_data["interview_time"].strip().lower()
        return read_time(text) if text else None

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        day, clock = data.get("interview_on"), data.get("interview_time")
        if clock and not day and "interview_on" not in self.errors:
            self.add_error("interview_on", "Enter the interview date")
        if day and not clock and "interview_time" not in self.errors:
            self.add_error("interview_time", "Enter the interview time")
        data["interview_at"] = make_aware(datetime.combine(day, clock)) if day and clock else None
        return data


class FamilyForm(NoticeForm):
    safe_agreed_by = forms.CharField(
        label="Who agreed that it is safe to tell the family?", max_length=120, required=False,
        help_text="The worker, or their manager. The letter cannot be marked as sent without this.",
    )  # fmt: skip


class SentForm(PageForm):
    sent_on = DateField(label="Date sent")


def read_time(text: str) -> time:
    """A time as people write it: 14:30, 14.30, 2.30pm, 9am."""
    found_parts = re.fullmatch(r"(\d{1,2})(?:[:.](\d{2}))?\s*(am|pm)?", text)
    if not found_parts or not (found_parts[2] or found_parts[3]):
        raise forms.ValidationError("Interview time must be a time, such as 14:30 or 2.30pm")
    hour, minute = int(found_parts[1]), int(found_parts[2] or 0)
    if found_parts[3] and not 1 <= hour <= 12:
        raise forms.ValidationError("Interview time must be a time, such as 14:30 or 2.30pm")
    if found_parts[3]:
        hour = hour % 12 + (12 if found_parts[3] == "pm" else 0)
    if hour > 23 or minute > 59:
        raise forms.ValidationError("Interview time must be a time, such as 14:30 or 2.30pm")
    return time(hour, minute)


def notice(request: HttpRequest, ref: str, case: str, to: str) -> HttpResponse:
    """One letter: its words, the interview, the day it was sent."""
    by, there, written = _notice(request, ref, case, to)
    step = request.POST.get("step", "")
    kind = FamilyForm if to == "family" else NoticeForm
    form = kind(
        request.POST if step == "save" else None, initial=_as_written(by, there, to, written)
    )
    sent_form = SentForm(request.POST if step == "sent" else None, initial={"sent_on": today()})
    if (step == "save" and form.is_valid() and _saved(by, there, to, form)) or (
        step == "sent" and written and sent_form.is_valid() and _sent(by, written, sent_form)
    ):
        return redirect("programme:notice", ref, case, to)
    shows(request, "notice", there.ref, there.subject.ref)
    context = {
        "round": there.round, "case": there, "to": to, "to_words": dict(TO)[to], "form": form,
        "sent_form": sent_form, "notice": written, "letter": letter(written) if written else None,
        "forms": [form, sent_form],
    }  # fmt: skip
    return render(request, "programme/notice.html", context)


def _notice(
    request: HttpRequest, ref: str, case: str, to: str
) -> tuple[Person, RoundCase, Notice | None]:
    by = allowed(request, RUN)
    there = found(round_case_by_ref(by, case))
    found(there if there.round.ref == ref and to in dict(TO) else None)
    written = next(
        (n for n in notices(there.round) if n.round_case_id == there.id and n.to == to), None
    )
    return by, there, written


def _as_written(by: Person, there: RoundCase, to: str, written: Notice | None) -> dict[str, Any]:
    """The letter as it is, or the standard words where nobody has written it yet."""
    if written is None:
        words = standard_words(there, to, signed=by.name, authority=authority().name)
        return {"subject": words.subject, "body": words.body}
    at = localtime(written.interview_at) if written.interview_at else None
    return {
        "subject": letter(written).subject, "body": letter(written).body,
        "interview_on": at.date() if at else None, "interview_time": f"{at:%H:%M}" if at else "",
        "safe_agreed_by": written.safe_agreed_by,
    }  # fmt: skip


def _saved(by: Person, there: RoundCase, to: str, form: NoticeForm) -> bool:
    names = ("subject", "body", "interview_at", "safe_agreed_by")
    data = {name: form.cleaned_data[name] for name in names if name in form.cleaned_data}
    try:
        write_notice(by=by, round_case=there, to=to, **data)
    except NoticeSent as error:
        form.add_error(None, str(error))
    return form.is_valid()


def _sent(by: Person, written: Notice, form: SentForm) -> bool:
    try:
        mark_sent(by=by, sent=[written], sent_on=form.cleaned_data["sent_on"])
    except (NotSaidSafe, SentInFuture) as error:
        form.add_error("sent_on", str(error))
    return form.is_valid()


def notice_word(request: HttpRequest, ref: str, case: str, to: str) -> HttpResponse:
    """One letter as a Word file."""
    by, there, written = _notice(request, ref, case, to)
    shows(request, "notice", there.ref, there.subject.ref)
    name = f"{there.subject.number}-{to}"
    return _word([found(written)], by, letter(found(written)).subject, name)


def tell_word(request: HttpRequest, ref: str) -> HttpResponse:
    """Every letter of the round in one Word file, a page each."""
    by = allowed(request, RUN)
    held = found(round_by_ref(by, ref))
    every = list(notices(held))
    found(every or None)
    shows(request, "notices", held.ref, *sorted({n.round_case.subject.ref for n in every}))
    return _word(every, by, f"Letters: {held.title}", held.code)


def _word(every: list[Notice], by: Person, title: str, name: str) -> HttpResponse:
    blocks: list[Any] = []
    for each in every:
        words = letter(each)
        if len(every) > 1:
            blocks += [PageBreak(), Heading(2, f"{words.subject}: {dict(TO)[each.to].lower()}")]
        blocks += [Paragraph(part) for part in re.split(r"\n\s*\n", words.body) if part.strip()]
    paper = Document(
        title=title, author=by.name, organisation=authority().name, dated=today(),
        blocks=tuple(blocks),
    )  # fmt: skip
    safe = re.sub(r"[^A-Za-z0-9-]", "-", name)
    return file_to_keep(docx(paper), f"letters-{safe}.docx")
