"""A round set up step by step: cases, tool, selection, auditors, check."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from goldenthread.audits.changes import open_round
from goldenthread.journal.changes import today
from goldenthread.people.queries import names, vocabulary
from goldenthread.people.roles import Permission
from goldenthread.programme.changes import (
    RoundChanged,
    RoundEmpty,
    RoundInState,
    RoundNeedsRestriction,
    TitleTaken,
    ToolDoesNotFit,
    commit_seed,
    create_restricted_round,
    create_round,
    design_round,
    plan_round,
)
from goldenthread.programme.queries import (
    LEFT_OUT,
    Activity,
    CaseList,
    Round,
    audit_count,
    auditors,
    case_count,
    counts_by_case_type,
    counts_by_flag,
    counts_by_status,
    left_out_counts,
    lists_to_select_from,
    loads,
    months_before,
    round_by_ref,
    round_cases,
    rounds_to_follow,
    rules,
    second_audits,
    selections,
    working_day_after,
)
from goldenthread.tools.form.subjects import CASE_FILE, SUBJECTS
from goldenthread.tools.queries import form as tool_form
from goldenthread.tools.queries import newest_version, published_versions
from goldenthread.web.fields import PageForm
from goldenthread.web.guards import Person, allowed, found, shows
from goldenthread.web.jinja import day
from goldenthread.web.programme.planning import (
    USUAL_RATE,
    PlanForm,
    RestrictionForm,
    moderation_chosen,
    moderation_words,
)
from goldenthread.web.programme.starting import planned_by, selected_start, started_from

RUN = Permission.ROUND_RUN
A_PAGE = 25
USUAL_TOOL = "core"


def held_round(request: HttpRequest, ref: str) -> tuple[Person, Round]:
    """The person and the round being set up; a round that is past that is not found here."""
    by = allowed(request, RUN)
    held = found(round_by_ref(by, ref))
    return by, found(held if held.state == "setting_up" else None)


class SelectedForm(RestrictionForm):
    title = forms.CharField(
        label="Title of the round",
        max_length=120,
        help_text="For example, Care leavers, spring 2026",
        error_messages={"required": "Enter a title for the round"},
    )
    case_list = forms.ChoiceField(label="Case list to select from")
    follows = forms.ChoiceField(label="Does it follow an earlier round?", required=False)

    def __init__(self, by: Person, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.earlier = {round.ref: round for round in rounds_to_follow(by)}
        self.lists = {each.ref: each for each in lists_to_select_from(by)}
        self.fields["case_list"].choices = [(ref, str(each)) for ref, each in self.lists.items()]  # type: ignore[attr-defined]
        options = [(ref, round.title) for ref, round in self.earlier.items()]
        self.fields["follows"].choices = [("", "No"), *options]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        listed = self.lists.get(data.get("case_list", ""))
        if listed is None:
            return data
        data["tool_version"], about = _usual_tool(listed.kind), SUBJECTS[listed.kind]
        if data["tool_version"] is None:
            self.add_error(
                "case_list", f"There is no published tool about {about.plural}. Publish one first."
            )
        if about.is_restricted and not data.get("is_restricted"):
            self.add_error(
                "is_restricted",
                f"{about.label} is about a named adult: tick this, and say why, to go on.",
            )
        return data


def selected(request: HttpRequest) -> HttpResponse:
    """Begin a round whose cases are selected; its seed is committed at once."""
    by = allowed(request, RUN)
    activity = started_from(request, by)
    form = SelectedForm(by, request.POST or None, initial=selected_start(activity))
    if request.method == "POST" and form.is_valid():
        try:
            held = _begun(by, form, activity)
            commit_seed(by=by, round=held)
            return redirect("programme:set_up", held.ref)
        except TitleTaken as error:
            form.add_error("title", str(error))
        except ToolDoesNotFit as error:
            form.add_error("case_list", str(error))
    context = {"form": form, "has_list": bool(form.lists), "activity": activity}
    return render(request, "programme/selected.html", context)


def _begun(by: Person, form: SelectedForm, activity: Activity | None) -> Round:
    plan = _first_plan(form) | planned_by(activity, form.cleaned_data["tool_version"])
    if form.restricted_because:
        held = create_restricted_round(by=by, why=form.restricted_because, **plan)
    else:
        held = create_round(by=by, **plan)
    if activity is not None and activity.target:
        sample = {"size": activity.target, "quotas": "proportional"}
        held = design_round(by=by, round=held, seen=held.version, sample=sample)
    return held


def _usual_tool(kind: str) -> Any:
    """The tool that a round of this kind of subject begins with; None where none is published."""
    usual = newest_version(USUAL_TOOL)
    if usual is not None and kind == CASE_FILE:
        return usual
    found = [each for each in published_versions() if tool_form(each).subject == kind]
    return found[0] if found else None


def _first_plan(form: SelectedForm) -> dict[str, Any]:
    """The usual plan, to be looked at in the step that follows."""
    version = form.cleaned_data["tool_version"]
    months = tool_form(version).look_back_months
    return {
        "title": form.cleaned_data["title"], "way": "selected", "mode": "record",
        "tool_version": version, "period_from": months_before(today(), months),
        "period_to": today(), "due_on": working_day_after(today(), 20),
        "moderation_rule": {"rate": USUAL_RATE, "grades": []},
        "case_list": form.lists[form.cleaned_data["case_list"]],
        "follows": form.earlier.get(form.cleaned_data["follows"]),
    }  # fmt: skip


def set_up(request: HttpRequest, ref: str) -> HttpResponse:
    """The steps of setting up, each with how it stands."""
    _, held = held_round(request, ref)
    cases, given = audit_count(held), sum(loads(held).values())
    context = {"round": held, "given": given, "steps": _steps(held, cases, given)}
    return render(request, "programme/set_up.html", context)


def _steps(held: Round, cases: int, given: int) -> list[dict[str, str]]:
    """(step, text, hint, status) in order; a quick round has no selection."""
    done = set(held.design.get("steps", []))
    is_selected, made = held.way == "selected", held.selections.count()
    listed = (
        f"From the {held.case_list.title.lower()} of {day(held.case_list.taken_on)}"
        if held.case_list
        else "Named by hand"
    )
    steps = [
        ("cases", "Cases", listed, "cases" in done or not is_selected),
        (
            "tool",
            "Tool, period and due date",
            f"{held.tool_version}",
            "tool" in done or not is_selected,
        ),
        (
            "auditors",
            "Auditors",
            f"{given} of {cases} {'audits' if held.twice else 'cases'} given out",
            cases > 0 and given == cases,
        ),
        ("check", "Check and open", "", False),
    ]
    if is_selected:
        hint = (
            f"{case_count(held)} cases in the round, {made} selections made"
            if made
            else "Not selected yet"
        )
        steps.insert(2, ("selection", "Selection", hint, made > 0))
    return [
        {
            "page": f"programme:set_up_{page}",
            "text": text,
            "hint": hint,
            "status": _status(page, is_done),
        }
        for page, text, hint, is_done in steps
    ]


def _status(page: str, is_done: bool) -> str:
    if page == "check":
        return ""
    return "completed" if is_done else "not_started"


class CasesForm(PageForm):
    """Which cases of the list may be selected."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    statuses = forms.MultipleChoiceField(
        label="Statuses", widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Select at least one status"},
    )  # fmt: skip
    case_types = forms.MultipleChoiceField(
        label="Case types", widget=forms.CheckboxSelectMultiple, required=False,
        help_text="Tick none for any case type.",
    )  # fmt: skip
    flags = forms.MultipleChoiceField(
        label="Only cases with one of these flags", widget=forms.CheckboxSelectMultiple,
        required=False, help_text="Tick none for all cases.",
    )  # fmt: skip
    flags_out = forms.MultipleChoiceField(
        label="Leave out cases with any of these flags", widget=forms.CheckboxSelectMultiple,
        required=False,
    )  # fmt: skip
    audited_months = forms.IntegerField(
        label="Leave out cases audited in the last", min_value=0, max_value=120,
        help_text="Months. Enter 0 to leave none out.",
    )  # fmt: skip
    leave_open_round = forms.BooleanField(
        label="Leave out cases in another round in progress", required=False
    )
    leave_no_worker = forms.BooleanField(
        label="Leave out cases without a named worker", required=False
    )
    leave_conflict = forms.BooleanField(
        label="Leave out cases that none of this round’s auditors may audit, because the worker "
        "or the team is each auditor’s own", required=False,
    )  # fmt: skip

    def __init__(self, listed: CaseList, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = vocabulary()
        flags = [
            (flag, f"{words('flag', flag)} ({n:,})") for flag, n in counts_by_flag(listed).items()
        ]
        options = {
            "statuses": [
                (s, f"{words('status', s)} ({n:,})") for s, n in counts_by_status(listed).items()
            ],
            "case_types": [
                (code, f"{words('case_type', code)} ({n:,})")
                for code, n in counts_by_case_type(listed).items()
                if code != "unknown"
            ],
            "flags": flags,
            "flags_out": flags,
        }
        for name, choices in options.items():
            self.fields[name].choices = choices  # type: ignore[attr-defined]
        for name in ("flags", "flags_out"):
            if not flags:
                del self.fields[name]


def set_up_cases(request: HttpRequest, ref: str) -> HttpResponse:
    """Who may be selected, with counts; for a quick round, its cases."""
    by, held = held_round(request, ref)
    if held.case_list is None or held.way != "selected":
        return _case_table(request, held)
    form = CasesForm(
        held.case_list,
        request.POST or None,
        initial=vars(rules(held.design)) | {"seen": held.version},
    )
    if request.method == "POST" and form.is_valid() and _cases_saved(by, held, form):
        stays = "count" in request.POST
        return redirect("programme:set_up_cases" if stays else "programme:set_up", held.ref)
    counts = left_out_counts(held)
    context = {
        "round": held, "form": form, "eligible": counts.pop("", 0),
        "left_out": [(LEFT_OUT[reason], n) for reason, n in counts.items()],
    }  # fmt: skip
    return render(request, "programme/set_up_cases.html", context)


def _cases_saved(by: Person, held: Round, form: CasesForm) -> bool:
    """Whether the rules were saved; if not, the form says why."""
    data = dict(form.cleaned_data)
    seen, steps = data.pop("seen"), sorted({*held.design.get("steps", []), "cases"})
    try:
        design_round(by=by, round=held, seen=seen, exclude=data, steps=steps)
    except RoundChanged as error:
        form.add_error(None, str(error))
    return form.is_valid()


def _case_table(request: HttpRequest, held: Round) -> HttpResponse:
    page = Paginator(round_cases(held), A_PAGE).get_page(request.GET.get("page"))
    shows(request, "round", held.ref, *(case.subject.ref for case in page))
    context = {"round": held, "page": page, "named_by": names([case.named_by for case in page])}
    return render(request, "programme/set_up_case_table.html", context)


class ToolForm(PlanForm):
    seen = forms.IntegerField(widget=forms.HiddenInput)


def set_up_tool(request: HttpRequest, ref: str) -> HttpResponse:
    """Tool, mode, review period, due date and moderation rule."""
    by, held = held_round(request, ref)
    listed = held.case_list.kind if held.case_list else ""
    form = ToolForm(request.POST or None, initial=_plan_now(held), listed=listed)
    if request.method == "POST" and form.is_valid():
        try:
            saved = plan_round(by=by, round=held, seen=form.cleaned_data["seen"], **form.plan)
            steps = sorted({*saved.design.get("steps", []), "tool"})
            design_round(by=by, round=saved, seen=saved.version, steps=steps)
            return redirect("programme:set_up", held.ref)
        except TitleTaken as error:
            form.add_error("title", str(error))
        except RoundChanged as error:
            form.add_error(None, str(error))
    return render(request, "programme/set_up_tool.html", {"round": held, "form": form})


def _plan_now(held: Round) -> dict[str, Any]:
    return {
        "title": held.title, "tool": held.tool_version.ref, "mode": held.mode, "due": "other",
        "due_on": held.due_on, "period_from": held.period_from, "period_to": held.period_to,
        "seen": held.version, "is_training": held.is_training,
        **moderation_chosen(held.moderation_rule, held.tool_version),
    }  # fmt: skip


def set_up_check(request: HttpRequest, ref: str) -> HttpResponse:
    """Everything on one page, then the round is opened."""
    by, held = held_round(request, ref)
    problem = ""
    if request.method == "POST":
        try:
            open_round(by=by, round=held)
            messages.success(
                request, "The round is open and the audits are given out. Now tell people."
            )
            return redirect("programme:round", held.ref)
        except (RoundEmpty, RoundInState, RoundNeedsRestriction) as error:
            problem = str(error)
    given = loads(held)
    context = {
        "round": held, "problem": problem, "loads": loads_by_name(held, list(auditors(held))),
        "without": audit_count(held) - sum(given.values()), "twice": second_audits(held).count(),
        "selections": list(selections(held)),
        "moderation": moderation_words(held.moderation_rule, held.tool_version),
    }  # fmt: skip
    return render(request, "programme/set_up_check.html", context)


def loads_by_name(held: Round, people: list[Person]) -> list[tuple[str, int]]:
    given = loads(held)
    return [(person.name, given[person.ref]) for person in people if given[person.ref]]
