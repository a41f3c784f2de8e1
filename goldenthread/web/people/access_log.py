"""Who did and saw what, when; without any content."""

from datetime import date, datetime, time

from django import forms
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import make_aware

from goldenthread.journal.queries import entries
from goldenthread.people.queries import names, people
from goldenthread.people.roles import Permission
from goldenthread.web.fields import DateField, PageForm
from goldenthread.web.guards import allowed, shows
from goldenthread.web.whole_numbers import whole_number

A_PAGE = 50


class LogFilter(PageForm):
    who = forms.CharField(label="Who", required=False, help_text="A part of a name or e-mail.")
    what = forms.CharField(
        label="What", required=False, help_text="Such as sign in, or moderate audit."
    )
    ref = forms.CharField(
        label="Reference", required=False, help_text="Whole, such as AUD-7K3M9QX2TA."
    )
    kind = forms.ChoiceField(
        label="Kind",
        required=False,
        choices=[("", "Seen and changed"), ("read", "Seen"), ("change", "Changed")],
    )
    start = DateField(label="From", required=False)
    end = DateField(label="To", required=False)

    def conditions(self) -> Q:
        """What is asked for, as conditions on entries."""
        given = self.cleaned_data
        asked = Q()
        if given.get("who"):
            text = given["who"]
            fits = people().filter(Q(name__icontains=text) | Q(email__icontains=text))
            asked &= Q(actor__in=fits.values("ref")) | Q(actor__icontains=text)
        if given.get("what"):
            asked &= Q(what__icontains=given["what"].strip().replace(" ", "_"))
        if given.get("ref"):
            asked &= Q(refs__contains=[given["ref"].strip().upper()])
        if given.get("kind"):
            asked &= Q(kind=given["kind"])
        if given.get("start"):
            asked &= Q(at__gte=_moment(given["start"], time.min))
        if given.get("end"):
            asked &= Q(at__lte=_moment(given["end"], time.max))
        return asked


def _moment(day: date, at: time) -> datetime:
    return make_aware(datetime.combine(day, at))


def access_log(request: HttpRequest) -> HttpResponse:
    """Newest first; older entries are found by the number of the last one shown."""
    allowed(request, Permission.JOURNAL_READ)
    form = LogFilter(request.GET)
    rows = entries().filter(form.conditions() if form.is_valid() else Q())
    before = whole_number(request.GET.get("before", ""), 0)
    if before:
        rows = rows.filter(seq__lt=before)
    shown = list(rows[: A_PAGE + 1])
    older = shown[A_PAGE - 1].seq if len(shown) > A_PAGE else None
    shown = shown[:A_PAGE]
    shows(request, "access_log")
    context = {
        "form": form,
        "entries": shown,
        "older": older,
        "is_first_page": not before,
        "who": names(entry.actor for entry in shown),
    }
    return render(request, "people/access_log.html", context)
