"""The list of rounds, and one round: how far it is, who does what, and its cases."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import F, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from goldenthread.actions.changes import close_round
from goldenthread.audits.queries import (
    BEING_WRITTEN,
    WHY_MODERATED,
    case_rows,
    concern_count,
    pairs_of,
    remedial_count,
    visible_audits,
)
from goldenthread.journal.changes import today
from goldenthread.people import kept
from goldenthread.people.queries import names, vocabulary
from goldenthread.people.roles import Permission
from goldenthread.programme.changes import RoundInState
from goldenthread.programme.queries import (
    Round,
    due_text,
    handed_back,
    in_case_type_order,
    removed_cases,
    round_by_ref,
    rounds_in_order,
    selections,
)
from goldenthread.web.fields import PageForm, choices_of
from goldenthread.web.guards import Person, allowed, found, shows
from goldenthread.web.long_lists import KeptList
from goldenthread.web.programme.planning import moderation_words
from goldenthread.web.programme.progress import (
    Progress,
    loads_of,
    progress_by_round,
    progress_of,
)
from goldenthread.web.programme.starting import started_from

RUN = Permission.ROUND_RUN
A_PAGE = 25
STATES = (
    "not_started", "in_progress", "returned", "submitted", "moderated", "shared", "acknowledged",
    "closed",
)  # fmt: skip


def index(request: HttpRequest) -> HttpResponse:
    """Every round, those in progress first."""
    by = allowed(request, RUN)
    page = Paginator(rounds_in_order(by), A_PAGE).get_page(request.GET.get("page"))
    counts = progress_by_round(by, page)
    rows = [(round, counts.get(round.id, Progress())) for round in page]
    return render(request, "programme/index.html", {"rows": rows, "page": page})


def new(request: HttpRequest) -> HttpResponse:
    """Two ways into a round: cases named by hand, or selected from the case list."""
    by = allowed(request, RUN)
    activity = started_from(request, by)
    return render(request, "programme/new.html", {"activity": activity})


def audits_of(by: Person, held: Round) -> QuerySet[Any]:
    return visible_audits(by).filter(round=held)


def _occurring(audits: QuerySet[Any]) -> QuerySet[Any, Any]:
    """The case types, teams and auditors that the cases of a round have."""
    rows = audits.order_by().values(
        case_type=F("header__case_type__code"), team_ref=F("header__team__ref"),
        team=F("header__team__name"), auditor_ref=F("auditor__ref"), name=F("auditor__name"),
    )  # fmt: skip
    return rows.distinct()


class CaseFilter(PageForm):
    q = forms.CharField(label="Case number or worker", required=False)
    case_type = forms.ChoiceField(label="Case type", required=False)
    team = forms.ChoiceField(label="Team", required=False)
    auditor = forms.ChoiceField(label="Auditor", required=False)
    state = forms.ChoiceField(label="State", required=False)
    due = forms.ChoiceField(
        label="Due",
        required=False,
        choices=[("", "Any date"), ("overdue", "Overdue"), ("open", "Not submitted yet")],
    )

    def __init__(self, by: Person, held: Round, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = vocabulary()
        found = kept.rows(by, ("cases by", held.id), lambda: _occurring(audits_of(by, held)))
        types = in_case_type_order({row.case_type for row in found if row.case_type})
        self._choose("case_type", [(code, words("case_type", code)) for code in types])
        teams = {(row.team_ref, row.team) for row in found if row.team_ref}
        self._choose("team", sorted(teams, key=lambda row: row[1]))
        people = {(row.auditor_ref, row.name) for row in found if row.auditor_ref}
        people_in_order = sorted(people, key=lambda row: row[1])
        self._choose("auditor", [*people_in_order, ("none", "Nobody yet")])
        self._choose("state", [(state, words("audit_state", state)) for state in STATES])

    def _choose(self, name: str, options: list[Any]) -> None:
        self.fields[name].choices = choices_of(options)  # type: ignore[attr-defined]

    def wanted(self) -> dict[str, str]:
        return self.cleaned_data if self.is_valid() else {}

    def applied(self, audits: QuerySet[Any]) -> QuerySet[Any]:
        data = self.wanted()
        if text := data.get("q"):
            worker = Q(header__practitioner__name__icontains=text)
            audits = audits.filter(worker | Q(subject__number__icontains=text))
        exact = {
            "header__case_type__code": data.get("case_type"), "header__team__ref": data.get("team"),
            "state": data.get("state"),
        }  # fmt: skip
        audits = audits.filter(**{name: value for name, value in exact.items() if value})
        if data.get("auditor") == "none":
            audits = audits.filter(auditor=None)
        elif data.get("auditor"):
            audits = audits.filter(auditor__ref=data["auditor"])
        if data.get("due"):
            audits = audits.filter(state__in=BEING_WRITTEN)
        return audits.filter(due_on__lt=today()) if data.get("due") == "overdue" else audits


def round(request: HttpRequest, ref: str) -> HttpResponse:
    """One round: its pipeline, its auditors' loads, its cases."""
    by = allowed(request, RUN)
    held = found(round_by_ref(by, ref))
    if held.state == "setting_up":
        return redirect("programme:set_up", held.ref)
    case_filter = CaseFilter(by, held, request.GET)
    page = KeptList(
        by, ("cases", held.id, *sorted(case_filter.wanted().items())),
        lambda: case_filter.applied(audits_of(by, held)).order_by("subject__number", "id"),
        case_rows, A_PAGE,
    ).get_page(request.GET.get("page"))  # fmt: skip
    context = {"round": held, "page": page, "filter": case_filter, **_surroundings(by, held)}
    seen = {audit.subject_ref for audit in page} | {
        b.round_case.subject.ref for b in context["back"]
    }
    shows(request, "round", held.ref, *sorted(seen))
    return render(request, "programme/round.html", context)


def _surroundings(by: Person, held: Round) -> dict[str, Any]:
    removed = list(removed_cases(held))
    return {
        "progress": progress_of(by, held),
        "loads": loads_of(by, held),
        "back": list(handed_back(held)),
        "concerns": concern_count(held),
        "remedial": remedial_count(held),
        "pairs": pairs_of(by, held) if held.twice else None,
        "removed": removed,
        "removed_by": names([case.removed_by for case in removed]),
        "selections": list(selections(held)),
        "moderation": moderation_words(held.moderation_rule, held.tool_version),
        "due_text": due_text,
        "why_moderated": WHY_MODERATED,
        "being_written": BEING_WRITTEN,
        "today": today(),
    }


def close(request: HttpRequest, ref: str) -> HttpResponse:
    """Close the round; what is not handed in by then can no longer be written."""
    by = allowed(request, RUN)
    held = found(round_by_ref(by, ref))
    problem = ""
    if request.method == "POST":
        try:
            close_round(by=by, round=held)
            messages.success(request, f"{held.title} is closed.")
            return redirect("programme:round", held.ref)
        except RoundInState as error:
            problem = str(error)
    context = {"round": held, "progress": progress_of(by, held), "problem": problem}
    return render(request, "programme/close.html", context)
