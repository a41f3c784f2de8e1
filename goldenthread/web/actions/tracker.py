"""The tracker of actions: all, mine, my teams'; how old the overdue ones are."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from goldenthread.actions import queries
from goldenthread.journal.changes import today
from goldenthread.people.queries import authority, vocabulary
from goldenthread.people.roles import Permission
from goldenthread.web.action_forms import FilterForm
from goldenthread.web.downloads import file_to_keep
from goldenthread.web.guards import allowed, shows
from goldenthread.web.long_lists import KeptList
from goldenthread.writers.excel import Sheet, workbook

PAGE = 25
HEADER = (
    "Action", "Case", "Round", "Owner", "Team", "Priority", "Due", "Auditor’s timescale",
    "Times carried over", "Days overdue", "Status", "Done on", "Did it make a difference?",
    "Action reference", "Audit reference",
)  # fmt: skip


def tracker(request: HttpRequest) -> HttpResponse:
    """Every action this person may see, overdue first."""
    person = allowed(request, *queries.SEES)
    form = FilterForm(request.GET, choices=queries.filter_choices(person))
    asked = form.asked()
    counts = queries.status_counts(person, asked)
    form.count(counts)
    page = KeptList(
        person, ("actions", asked), lambda: queries.filtered(person, asked), queries.action_rows,
        PAGE, count=None if asked.age else sum(counts[status] for status in asked.statuses),
    ).get_page(request.GET.get("page"))  # fmt: skip
    keys = [action.id for action in page]
    context = {
        "page": page, "filter": form, "asked": asked, "statuses": asked.statuses, "today": today(),
        "may_move": person.may(Permission.ROUND_RUN), "may_meet": queries.may_meet(person),
        "days_overdue": queries.days_overdue,
        "climbed": queries.climbed(keys), "reminded": queries.last_reminded(keys),
    }  # fmt: skip
    shows(request, "actions", *{row.subject_ref for row in page if row.subject_ref})
    return render(request, "actions/tracker.html", context)


def download(request: HttpRequest) -> HttpResponse:
    """The tracker as its filter stands, as an Excel workbook."""
    person = allowed(request, *queries.SEES)
    asked = FilterForm(request.GET, choices=queries.filter_choices(person)).asked()
    actions = list(queries.filtered(person, asked))
    words = vocabulary()
    rows = [_row(action, words) for action in actions]
    note = f"Actions as at {today():%d/%m/%Y}, as filtered on the page by whoever downloaded them."
    book = workbook(
        [Sheet("Actions", HEADER, rows, note)],
        title="Actions",
        organisation=authority().name,
        dated=today(),
    )
    shows(request, "actions", *{ref for action in actions for ref in action.shown[1:]})
    return file_to_keep(book, f"actions-{today():%Y-%m-%d}.xlsx")


def _row(action: Any, words: Callable[[str, str], str]) -> tuple[Any, ...]:
    audit = action.audit
    return (
        str(action.what), action.number, audit.round.title if audit else "",
        queries.owner_name(action), action.team.name if action.team else "",
        action.get_priority_display(), action.due_on, action.first_due_on, action.carried,
        queries.days_overdue(action), words("action_state", action.state), action.done_on,
        action.get_difference_display(), action.ref, audit.ref if audit else action.from_ref,
    )  # fmt: skip


def overdue(request: HttpRequest) -> HttpResponse:
    """How many actions are how late, team by team; each number leads to its list."""
    person = allowed(request, *queries.SEES)
    rows = queries.overdue_by_age(person)
    context = {
        "rows": rows, "ages": queries.AGES, "total": queries.summed(rows),
        "may_meet": queries.may_meet(person),
    }  # fmt: skip
    return render(request, "actions/overdue.html", context)
