"""Access reports: who saw and changed what of one case, and what one person looked at; no content."""

from datetime import date, datetime, time
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import make_aware

from goldenthread.people.queries import vocabulary
from goldenthread.people.roles import Permission
from goldenthread.reports import access
from goldenthread.reports.build.access import (
    MOST_IN_A_SHEET,
    MOST_PRINTED,
    AccessReport,
    access_document,
    access_workbook,
)
from goldenthread.web.downloads import file_to_keep
from goldenthread.web.fields import DateField, PageForm
from goldenthread.web.guards import allowed, found, shows
from goldenthread.web.whole_numbers import whole_number
from goldenthread.writers import pdf, word

A_PAGE = 50
FORMS = ("xlsx", "docx", "pdf")


class FindForm(PageForm):
    case = forms.CharField(
        label="Case number or reference",
        required=False,
        max_length=60,
        help_text="Whole, such as 104482 or AUD-7K3M9QX2TA.",
    )
    person = forms.CharField(
        label="Or a person", required=False, max_length=120, help_text="A part of a name or e-mail."
    )


class PeriodForm(PageForm):
    start = DateField(label="From", required=False)
    end = DateField(label="To", required=False)

    def kept(self, entries: QuerySet[Any]) -> QuerySet[Any]:
        """The entries of the days asked for; of all days where none are, or none that can be read."""
        given = self.cleaned_data if self.is_valid() else {}
        if given.get("start"):
            entries = entries.filter(at__gte=_moment(given["start"], time.min))
        if given.get("end"):
            entries = entries.filter(at__lte=_moment(given["end"], time.max))
        return entries

    def in_words(self) -> str:
        given = self.cleaned_data if self.is_valid() else {}
        parts = [f"{word} {given[name]:%-d %B %Y}" for name, word in (("start", "from"), ("end", "to")) if given.get(name)]  # fmt: skip
        return " ".join(parts).capitalize() or "Everything in the journal"


def _moment(day: date, at: time) -> datetime:
    return make_aware(datetime.combine(day, at))


def find(request: HttpRequest) -> HttpResponse:
    """From a case number, a reference or a name to the report; straight there where it is the only one."""
    by = allowed(request, Permission.ACCESS_REPORT)
    form = FindForm(request.GET if request.GET else None)
    asked = form.cleaned_data if form.is_valid() else {}
    subjects = access.subjects_found(by, asked.get("case", ""))
    people = access.people_found(by, asked.get("person", ""))
    if len(subjects) + len(people) == 1:
        page, there = ("subject", subjects[0]) if subjects else ("person", people[0])
        return redirect(f"journal:{page}", there.ref)
    if subjects:
        shows(request, "access_reports", *(subject.ref for subject in subjects))
    has_asked = any(asked.values())
    told = {"form": form, "subjects": subjects, "people": people, "has_asked": has_asked}
    return render(request, "journal/find.html", told)


def subject(request: HttpRequest, ref: str) -> HttpResponse:
    """Who saw and changed a case: by person, then every entry, newest first."""
    by = allowed(request, Permission.ACCESS_REPORT)
    there = found(access.subject(by, ref))
    period = PeriodForm(request.GET)
    about = access.about_subject(there)
    entries = period.kept(about.entries)
    shows(request, "access_report", there.ref)
    listed = _listed(request, entries, about.refs)
    told = {"subject": there, "people": access.by_person(entries), **listed}
    return render(request, "journal/subject.html", {"form": period, **told})


def person(request: HttpRequest, ref: str) -> HttpResponse:
    """What one person saw and changed, newest first; by reference, not by case number."""
    by = allowed(request, Permission.ACCESS_REPORT)
    there, entries = access.about_person(by, ref)
    held = found(there)
    period = PeriodForm(request.GET)
    shows(request, "access_report", held.ref)
    told = {"person_looked_at": held, **_listed(request, period.kept(entries))}
    return render(request, "journal/person.html", {"form": period, **told})


def _listed(
    request: HttpRequest, entries: QuerySet[Any], about: frozenset[str] | None = None
) -> dict[str, Any]:
    """A page of entries; older ones are found by the number of the last one shown."""
    before = whole_number(request.GET.get("before", ""), 0)
    rows = list((entries.filter(seq__lt=before) if before else entries)[: A_PAGE + 1])
    older = rows[A_PAGE - 1].seq if len(rows) > A_PAGE else None
    lines = access.lines(rows[:A_PAGE], about)
    return {"lines": lines, "older": older, "is_first_page": not before}


def subject_document(request: HttpRequest, ref: str, form: str) -> HttpResponse:
    by = allowed(request, Permission.ACCESS_REPORT)
    there = found(access.subject(by, ref))
    period = PeriodForm(request.GET)
    about = access.about_subject(there)
    entries = period.kept(about.entries)
    report = AccessReport(
        "Who saw and changed a case", vocabulary().called(there), there.ref,
        access.by_person(entries), _lines(entries, form, about.refs), entries.count(), period.in_words(),
    )  # fmt: skip
    shows(request, "access_report_document", there.ref)
    return _file(report, form)


def person_document(request: HttpRequest, ref: str, form: str) -> HttpResponse:
    by = allowed(request, Permission.ACCESS_REPORT)
    there, every = access.about_person(by, ref)
    held = found(there)
    period = PeriodForm(request.GET)
    entries = period.kept(every)
    report = AccessReport(
        "What a person saw and changed", held.name, held.ref, (), _lines(entries, form),
        entries.count(), period.in_words(),
    )  # fmt: skip
    shows(request, "access_report_document", held.ref)
    return _file(report, form)


def _lines(
    entries: QuerySet[Any], form: str, about: frozenset[str] | None = None
) -> list[access.Line]:
    if form not in FORMS:
        raise Http404
    most = MOST_IN_A_SHEET if form == "xlsx" else MOST_PRINTED
    return access.lines(entries[:most], about)


def _file(report: AccessReport, form: str) -> HttpResponse:
    if form == "xlsx":
        data = access_workbook(report)
    else:
        data = {"docx": word.docx, "pdf": pdf.pdf}[form](access_document(report))
    return file_to_keep(data, f"access-report-{report.ref}.{form}")
