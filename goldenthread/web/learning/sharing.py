"""Briefings with what teams made of them, exemplars, the learning log, and whose supervision to audit."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import urlencode

from goldenthread.figures.queries import theme_over_rounds
from goldenthread.journal.changes import today
from goldenthread.learning import changes, queries
from goldenthread.people.queries import authority
from goldenthread.people.roles import Permission
from goldenthread.reports.build import briefing_paper
from goldenthread.web.audits.feedback_forms import PastDateField
from goldenthread.web.downloads import file_to_keep
from goldenthread.web.fields import PageForm
from goldenthread.web.guards import Person, allowed, found, shows, who
from goldenthread.web.learning.frame import tabs_of
from goldenthread.web.learning.plan_forms import offer
from goldenthread.web.unsaved import too_late
from goldenthread.web.whole_numbers import whole_number
from goldenthread.writers.pdf import pdf
from goldenthread.writers.word import docx

PAGE = 25
RUN, SEE = Permission.LEARNING_RUN, Permission.FIGURES_SEE
FILES = {"docx": docx, "pdf": pdf}


class BeginForm(PageForm):
    title = forms.CharField(label="Title", max_length=120)


class PartsForm(BeginForm):
    """The seven parts; one may wait for later."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number, name in enumerate(queries.PARTS, start=1):
            self.fields[f"part_{number}"] = forms.CharField(
                label=f"{number}. {name}", widget=forms.Textarea, required=False, max_length=600
            )

    def clean(self) -> dict[str, Any]:
        """All parts together are one page."""
        found: dict[str, Any] = super().clean() or {}
        written = sum(len(words or "") for name, words in found.items() if name.startswith("part_"))
        if written > queries.MOST_OF_A_PAGE:
            self.add_error(
                None, f"The seven parts have {written:,} characters. At most "
                f"{queries.MOST_OF_A_PAGE:,} fit on one page: shorten some of them.",
            )  # fmt: skip
        return found

    def parts(self) -> dict[int, str]:
        wanted = range(1, len(queries.PARTS) + 1)
        return {number: self.cleaned_data[f"part_{number}"] for number in wanted}


class TeamsForm(PageForm):
    team = forms.MultipleChoiceField(
        label="To which teams?", widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Select at least one team"},
    )  # fmt: skip

    def __init__(self, *args: Any, teams: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "team", [(each.ref, each.name) for each in teams])


class UseForm(PageForm):
    on = PastDateField(label="When?", initial=today)
    how = forms.CharField(
        label="How did the team use it, and what will it do differently?", widget=forms.Textarea,
        error_messages={"required": "Enter how the team used it"},
    )  # fmt: skip


def briefings(request: HttpRequest) -> HttpResponse:
    """Briefings that this person may read, those not sent yet first."""
    person = allowed(request, *queries.READS_BRIEFINGS)
    page = Paginator(queries.briefings(person), PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page, "may_run": person.may(RUN), "tabs": tabs_of(person, "briefings"),
        "sees_use": person.may(SEE), "to_answer": queries.uses_to_answer(person)[:PAGE],
    }  # fmt: skip
    return render(request, "learning/briefings.html", context)


def new_briefing(request: HttpRequest) -> HttpResponse:
    """A briefing, of a theme where the address names one."""
    person = allowed(request, RUN)
    theme = queries.theme_by_ref(request.GET.get("theme", ""))
    form = BeginForm(request.POST or None, initial={"title": theme.name if theme else ""})
    if request.method == "POST" and form.is_valid():
        made = changes.begin_briefing(by=person, theme=theme, **form.cleaned_data)
        return redirect("learning:edit_briefing", made.ref)
    return render(request, "learning/new_briefing.html", {"form": form, "theme": theme})


def edit_briefing(request: HttpRequest, ref: str) -> HttpResponse:
    """The words of a briefing that is not sent."""
    person = allowed(request, RUN)
    shown = queries.briefing_by_ref(person, ref)
    if shown is None or shown.sent_at:
        return too_late(request)
    parts = {f"part_{n}": words for n, words in queries.parts_of(shown).items()}
    form = PartsForm(request.POST or None, initial={"title": shown.title, **parts})
    if request.method == "POST" and form.is_valid() and _written(request, person, shown, form):
        return redirect("learning:briefing", shown.ref)
    context = {"briefing": shown, "form": form, "theme_said": _said_of_theme(person, shown)}
    return render(request, "learning/edit_briefing.html", context)


def _written(request: HttpRequest, person: Person, shown: Any, form: PartsForm) -> bool:
    version = whole_number(request.POST.get("version", ""))
    try:
        changes.write_briefing(
            by=person, briefing=shown, version=version, title=form.cleaned_data["title"],
            parts=form.parts(),
        )  # fmt: skip
    except (changes.BriefingChanged, changes.Identifies) as refused:
        form.add_error(None, str(refused))
    return form.is_valid()


def _said_of_theme(person: Person, shown: Any) -> str:
    """What the audits say of its theme, to be taken up in its words."""
    over = theme_over_rounds(person, shown.theme, most=1) if shown.theme else []
    if not over:
        return ""
    newest = over[0]
    return (
        f"“{shown.theme.name}” in {newest.round.title}: to improve in {newest.improvements_text} "
        f"audits, a strength in {newest.strengths_text}."
    )


def briefing(request: HttpRequest, ref: str) -> HttpResponse:
    """A briefing, with the teams it was sent to and what they said, for those who may know."""
    person = allowed(request, *queries.READS_BRIEFINGS)
    shown = found(queries.briefing_by_ref(person, ref))
    uses = list(queries.uses_of(shown))
    answerable = {each.team_id for each in uses if queries.may_say_used(person, each)}
    context = {
        "briefing": shown, "parts": queries.parts_of(shown), "part_names": queries.PARTS,
        "questions": queries.QUESTIONS,
        "uses": uses if person.may(SEE) else [u for u in uses if u.team_id in answerable],
        "answerable": answerable, "may_run": person.may(RUN),
    }  # fmt: skip
    return render(request, "learning/briefing.html", context)


def briefing_document(request: HttpRequest, ref: str, form: str) -> HttpResponse:
    """The briefing on one page, as Word or PDF."""
    person = allowed(request, *queries.READS_BRIEFINGS)
    shown = found(queries.briefing_by_ref(person, ref))
    if form not in FILES:
        raise Http404
    paper = briefing_paper(shown, queries.parts_of(shown), authority())
    return file_to_keep(FILES[form](paper), f"briefing-{shown.ref}.{form}")


def send_briefing(request: HttpRequest, ref: str) -> HttpResponse:
    """To which teams it goes."""
    person = allowed(request, RUN)
    shown = found(queries.briefing_by_ref(person, ref))
    teams = queries.teams_to_send_to(shown)
    form = TeamsForm(request.POST or None, teams=teams)
    if request.method == "POST" and form.is_valid():
        chosen = [team for team in teams if team.ref in form.cleaned_data["team"]]
        version = whole_number(request.POST.get("version", ""))
        try:
            changes.send_briefing(by=person, briefing=shown, version=version, teams=chosen)
            messages.success(request, "Sent.")
            return redirect("learning:briefing", shown.ref)
        except (changes.BriefingChanged, changes.PartsMissing) as refused:
            form.add_error(None, str(refused))
    context = {"briefing": shown, "form": form, "teams": teams}
    return render(request, "learning/send_briefing.html", context)


def use_briefing(request: HttpRequest, ref: str, team: str) -> HttpResponse:
    """How a team used a briefing."""
    person = who(request)
    shown = queries.briefing_by_ref(person, ref)
    use = queries.use_of(shown, team) if shown else None
    if use is None or not queries.may_say_used(person, use):
        return too_late(request)
    form = UseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        changes.say_used(by=person, use=use, **form.cleaned_data)
        messages.success(request, "Thank you. It stands with the briefing.")
        return redirect("learning:briefings")
    return render(request, "learning/use_briefing.html", {"form": form, "use": use})


def log(request: HttpRequest) -> HttpResponse:
    """What was learnt and shared, the newest first."""
    person = allowed(request, SEE)
    context = {
        "log": queries.learning_log(person), "tabs": tabs_of(person, "log"),
        "runs_rounds": person.may(Permission.ROUND_RUN),
    }  # fmt: skip
    return render(request, "learning/log.html", context)


def supervision(request: HttpRequest) -> HttpResponse:
    """Workers of whom audits of cases raised an issue: a reason to choose their supervision file."""
    person = allowed(request, Permission.ROUND_RUN)
    raised = queries.raised_by_case_audits(person)
    page = Paginator(raised, PAGE).get_page(request.GET.get("page"))
    rows = [{**vars(each), "why": each.why, "query": _reason(each)} for each in page]
    context = {
        "raised": raised, "rounds": queries.supervision_rounds(person), "page": page,
        "page_rows": rows,
    }  # fmt: skip
    shows(request, "audits", *{ref for each in page for ref in each.subjects})
    return render(request, "learning/supervision.html", context)


def _reason(each: Any) -> str:
    return urlencode({"named_by": "QA team, after case audits", "why": each.why})
