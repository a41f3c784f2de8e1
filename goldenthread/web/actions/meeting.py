"""A meeting goes through the open actions: one form for many, saved together; and its minutes."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from goldenthread.actions import changes, queries
from goldenthread.journal.changes import today
from goldenthread.people import kept
from goldenthread.people.queries import names
from goldenthread.web.action_forms import FilterForm
from goldenthread.web.actions.moving import version_seen
from goldenthread.web.audits.feedback_forms import PastDateField
from goldenthread.web.fields import DateField, PageForm
from goldenthread.web.guards import Person, found, shows, who
from goldenthread.web.long_lists import KeptList, LongList

PAGE = 10  # each has a form of its own; of 25 the page took twice as long
NOT_ENDED = ("overdue", "soon", "open", "done")
OUTCOMES = {
    "": "Nothing new", "done": "It is done", "close": "Verified: close it",
    "send_back": "Not done yet: return it", "carry": "Carry it over to a later date",
    "not_done": "It will not be done",
}  # fmt: skip

GONE = (
    "Nothing has been saved yet: an action that you wrote about can no longer be opened by you. Your "
    "words stand below to be copied. Save again to keep the minutes of the others."
)


class MeetingForm(PageForm):
    title = forms.CharField(label="Which meeting?", max_length=120, initial="Action meeting")
    held_on = PastDateField(label="When was it held?", initial=today)
    present = forms.CharField(
        label="Who was there? (optional)", widget=forms.Textarea, required=False
    )


class MinuteForm(PageForm):
    """What the meeting said of one action; `prefix` is the action's reference."""

    outcome = forms.ChoiceField(label="What becomes of it?", required=False)
    words = forms.CharField(
        label="What was said, done or agreed",
        help_text="The reason for a later date too, and what will be different this time.",
        widget=forms.Textarea, required=False,
    )  # fmt: skip
    on = DateField(label="New date, or date it was done", required=False)

    def __init__(self, *args: Any, may: Any, state: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        is_done = state == "done"
        able = {
            "": True, "done": may.done, "close": may.check and is_done,
            "send_back": may.check and is_done, "carry": may.move, "not_done": may.check,
        }  # fmt: skip
        field = self.fields["outcome"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(key, text) for key, text in OUTCOMES.items() if able[key]]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        outcome = said.get("outcome", "")
        if outcome and outcome != "close" and not said.get("words", "").strip():
            self.add_error("words", "Enter what was said, done or agreed")
        if outcome == "carry" and said.get("on") is None and "on" not in self.errors:
            self.add_error("on", "Enter the new date")
        return said

    def says_something(self) -> bool:
        said = self.cleaned_data
        return bool(said.get("outcome") or said.get("words", "").strip())


def meeting(request: HttpRequest) -> HttpResponse:
    """Open actions of a team or a round, a page at a time, each with room for its minutes."""
    person = _who_meets(request)
    filters = FilterForm(request.GET, choices=queries.meeting_choices(person))
    page = _page(request, person, filters.asked())
    form = MeetingForm(request.POST or None)
    rows = [(each, _row(request, person, each)) for each in page]
    gone = _typed_of_gone(request, page)
    if gone:
        form.add_error(None, GONE)
    elif not page and request.method == "POST":
        raise Http404
    if request.method == "POST" and form.is_valid() and all(row.is_valid() for _, row in rows):
        held = _written(request, person, form, rows)
        if held:
            messages.success(request, "The minutes have been saved.")
            return redirect("actions:minutes", held.ref)
    shows(request, "actions", *{ref for each in page for ref in each.shown[1:]})
    context = {
        "page": page, "rows": rows, "gone": gone, "form": form, "filter": filters, "may_meet": True,
        "forms": [form, *(row for _, row in rows)], "owner_name": queries.owner_name,
        "days_overdue": queries.days_overdue,
    }  # fmt: skip
    return render(request, "actions/meeting.html", context)


def _page(request: HttpRequest, person: Person, asked: queries.Filter) -> Any:
    """The actions of this page; on POST those that it showed, so that none moves away meanwhile."""
    if request.method == "POST":
        refs = list(dict.fromkeys(request.POST.getlist("ref")))[:PAGE]
        seen = {each.ref: each for each in queries.visible_actions(person).filter(ref__in=refs)}
        return Paginator([seen[ref] for ref in refs if ref in seen], PAGE).get_page(1)
    asked = queries.Filter(team=asked.team, round=asked.round, statuses=NOT_ENDED)
    return KeptList(
        person, ("meeting", asked), lambda: queries.filtered(person, asked), queries.whole_actions,
        PAGE, show=kept.whole,
    ).get_page(request.GET.get("page"))  # fmt: skip


def _typed_of_gone(request: HttpRequest, page: Any) -> list[str]:
    """What was typed of actions that the person may no longer see: handed back to them, not kept."""
    if request.method != "POST":
        return []
    there = {each.ref for each in page}
    refs = [ref for ref in dict.fromkeys(request.POST.getlist("ref")) if ref not in there]
    typed = (request.POST.get(f"{ref}-words", "").strip() for ref in refs)
    return [words for words in typed if words]


def _row(request: HttpRequest, person: Person, action: Any) -> MinuteForm:
    may = queries.rights(person, action, asks_confirm=False)
    return MinuteForm(request.POST or None, prefix=action.ref, may=may, state=action.state)


def _written(request: HttpRequest, person: Person, form: Any, rows: list[Any]) -> Any:
    """The meeting, or None with every refusal said beside its action."""
    minutes = [
        changes.Minute(each, version_seen(request, each), **row.cleaned_data)
        for each, row in rows if row.says_something()
    ]  # fmt: skip
    if not minutes:
        form.add_error(None, "Enter what the meeting said of at least one action")
        return None
    try:
        return changes.minute_actions(by=person, minutes=minutes, **form.cleaned_data)
    except changes.NotAllChanged as refused:
        for each, row in rows:
            if each.ref in refused.why:
                row.add_error(None, f"{each.about.capitalize()}: {refused.why[each.ref]}")
        form.add_error(None, "Nothing has been saved yet: see below what stands in the way.")
    return None


def meetings(request: HttpRequest) -> HttpResponse:
    """Earlier meetings, the latest first."""
    person = _who_meets(request)
    page = LongList(queries.meetings(person), PAGE).get_page(request.GET.get("page"))
    return render(request, "actions/meetings.html", {"page": page, "may_meet": True})


def minutes(request: HttpRequest, ref: str) -> HttpResponse:
    """What one meeting said of each action, to read and to print."""
    person = _who_meets(request)
    held = found(queries.meeting_by_ref(person, ref))
    gone_through = queries.minutes_of(person, held)
    shows(request, "minutes", held.ref, *{r for each, _ in gone_through for r in each.shown[1:]})
    context = {
        "meeting": held, "gone_through": gone_through, "owner_name": queries.owner_name,
        "names": names([held.noted_by]),
    }  # fmt: skip
    return render(request, "actions/minutes.html", context)


def _who_meets(request: HttpRequest) -> Person:
    person = who(request)
    if not queries.may_meet(person):
        raise Http404
    return person
