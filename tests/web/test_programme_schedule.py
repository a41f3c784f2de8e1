"""Pages of the year's schedule: months, activities, promises, rounds made from them, papers, calendars."""

from collections.abc import Iterator
from datetime import date
from io import BytesIO
from typing import Any

import docx
import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from goldenthread.people.models import Person
from goldenthread.programme.changes import (
    cancel_activity,
    change_activity,
    note_promise,
    plan_activity,
    restrict_round,
    set_quotas,
)
from goldenthread.programme.models import Activity, CalendarAddress, Promise, Round
from goldenthread.tools.models import Tool
from tests.cast import Cast, cast_again
from tests.loop import round_of, submitted
from tests.rooms.case_list import make_case_list
from tests.web.asking import signed_in, text
from tests.web.programme_pages import page

pytestmark = pytest.mark.django_db
JAN, MARCH = date(2026, 1, 1), date(2026, 3, 1)


@pytest.fixture
def cast(db: None) -> Iterator[Cast]:
    """The cast, on 20 January 2026."""
    with time_machine.travel("2026-01-20 12:00+00:00", tick=False):
        yield cast_again()


@pytest.fixture
def activity(cast: Cast) -> Activity:
    return plan_activity(
        by=cast.pat, title="Children with disabilities", kind="thematic", month=JAN, target=19,
        service=cast.north, lead=cast.pat, need="inspection", need_note="Focused visit",
        tool=Tool.objects.get(code="core"), moderation="both", moderation_rate=25,
    )  # fmt: skip


def form(**more: Any) -> dict[str, Any]:
    return {
        "title": "Adoption", "kind": "full", "month": "2026-03-01", "moderation": "rate",
        "moderation_rate": "10", "need": "routine", "target": "5",
    } | more  # fmt: skip


def test_schedule_shows_the_year_by_month(cast: Cast, activity: Activity) -> None:
    shown = text(signed_in(cast.pat).get(page("schedule")))
    assert "Audit programme 2026" in shown and "January (now)" in shown
    assert "Children with disabilities</a> – 19" in shown
    assert "Add to July" in shown and "?month=2026-07-01" in shown
    empty = text(signed_in(cast.pat).get(page("schedule") + "?year=2027"))
    assert "Children with disabilities" not in empty
    assert signed_in(cast.pat).get(page("schedule") + "?year=99999").status_code == 404


def test_schedule_as_a_list_says_where_the_need_came_from(cast: Cast, activity: Activity) -> None:
    shown = text(signed_in(cast.pat).get(page("schedule") + "?view=list"))
    for said in ("Thematic audit", "North", "Pat Ellis", "An inspection or focused visit"):
        assert said in shown


def test_schedule_is_read_but_not_changed_by_a_director(cast: Cast, activity: Activity) -> None:
    shown = text(signed_in(cast.dee).get(page("schedule")))
    assert "Children with disabilities" in shown
    assert "Add to" not in shown and "Set up a round" not in shown and "Rounds" not in shown
    assert signed_in(cast.tariq).get(page("schedule")).status_code == 404


def test_schedule_counts_what_is_submitted_and_how_promises_are_kept(
    cast: Cast, activity: Activity
) -> None:
    note_promise(
        by=cast.pat, what="Moderate every audit", made_to="Ofsted", made_on=JAN, measure="moderated"
    )
    audits = round_of(cast, ["20301", "20302"])
    Round.objects.update(activity=activity)
    submitted(audits[0])
    shown = text(signed_in(cast.pat).get(page("schedule")))
    assert "Children with disabilities</a> – 1 of 19" in shown
    assert "0 of 1 submitted" in shown
    restrict_round(by=cast.pat, round=audits[0].round, why="A member of staff")
    shown = text(signed_in(cast.olive).get(page("schedule")))
    assert "Children with disabilities</a> – 19" in shown and "January round" not in shown
    assert "No audit submitted in an open round" in shown


def test_schedule_asks_the_same_number_of_questions_for_few_and_many(
    cast: Cast, activity: Activity
) -> None:
    def asked() -> int:
        client = signed_in(cast.pat)
        client.get(page("schedule"))
        with CaptureQueriesContext(connection) as queries:
            client.get(page("schedule"))
        return len(queries)

    round_of(cast, ["20301"])
    Round.objects.update(activity=activity)
    set_quotas(by=cast.pat, people=[cast.ines], audits=1, from_month=JAN)
    note_promise(by=cast.pat, what="x", made_to="y", made_on=JAN, measure="family")
    few = asked()
    for n in range(20):
        made = plan_activity(
            by=cast.pat, title=f"A{n}", kind="full", month=date(2026, n % 12 + 1, 1),
            service=cast.south, lead=cast.olive,
        )  # fmt: skip
        note_promise(by=cast.pat, what=f"P{n}", made_to="y", made_on=JAN, activity=made)
    set_quotas(by=cast.pat, people=[cast.tariq, cast.sunita], audits=1, from_month=JAN)
    assert asked() == few <= 32


def test_add_activity_takes_the_month_from_the_link(cast: Cast) -> None:
    client = signed_in(cast.pat)
    shown = text(client.get(page("add_activity") + "?month=2026-07-01"))
    assert '<option value="2026-07-01" selected>July 2026</option>' in shown
    answer = client.post(page("add_activity"), form(), follow=True)
    assert "Adoption is on the schedule for March 2026" in text(answer)
    made = Activity.objects.get()
    assert (made.month, made.target, made.kind) == (MARCH, 5, "full")


def test_add_activity_says_what_is_missing(cast: Cast) -> None:
    shown = text(signed_in(cast.pat).post(page("add_activity"), form(title="", target="0")))
    assert "Enter what it is called" in shown and "Audits wanted must be 1 or more" in shown
    assert not Activity.objects.exists()


def test_activity_says_who_changed_what(cast: Cast, activity: Activity) -> None:
    change_activity(by=cast.olive, activity=activity, seen=1, month=MARCH)
    shown = text(signed_in(cast.dee).get(page("activity", activity.ref)))
    assert "Month: January 2026 → March 2026" in shown
    assert "by Olive Hart" in shown and "by Pat Ellis" in shown
    assert "An inspection or focused visit (Focused visit)" in shown


def test_edit_activity_keeps_what_somebody_else_saved(cast: Cast, activity: Activity) -> None:
    client, address = signed_in(cast.pat), page("edit_activity", activity.ref)
    change_activity(by=cast.olive, activity=activity, seen=1, target=20)
    answer = client.post(address, form(seen="1"))
    assert "Somebody else changed this" in text(answer)
    client.post(address, form(seen="2"))
    activity.refresh_from_db()
    assert (activity.title, activity.target, activity.service) == ("Adoption", 5, None)


def test_finish_activity_and_take_it_back(cast: Cast, activity: Activity) -> None:
    client, address = signed_in(cast.pat), page("finish_activity", activity.ref)
    assert "Finished" in text(client.post(address, {"seen": "1"}, follow=True))
    assert "Planned" in text(client.post(address, {"seen": "2"}, follow=True))
    round_of(cast, ["20301"])
    Round.objects.update(activity=activity)
    assert "Close that round first" in text(client.post(address, {"seen": "3"}))


def test_cancel_activity_asks_why_and_leaves_it_there(cast: Cast, activity: Activity) -> None:
    client, address = signed_in(cast.pat), page("cancel_activity", activity.ref)
    assert "Enter why is it cancelled" in text(client.post(address, {"seen": "1", "why": ""}))
    shown = text(client.post(address, {"seen": "1", "why": "Merged with May"}, follow=True))
    assert "Cancelled: Merged with May" in shown
    assert client.get(address).status_code == 404
    assert "– cancelled" in text(client.get(page("schedule")))


def test_new_starts_a_round_from_an_activity(cast: Cast, activity: Activity) -> None:
    client = signed_in(cast.pat)
    shown = text(client.get(page("new") + f"?activity={activity.ref}"))
    assert f"{page('quick')}?activity={activity.ref}" in shown
    cancel_activity(by=cast.pat, activity=activity, seen=1, why="x")
    assert client.get(page("new") + f"?activity={activity.ref}").status_code == 404


def test_quick_comes_filled_in_from_the_activity(cast: Cast, activity: Activity) -> None:
    client, address = signed_in(cast.pat), page("quick") + f"?activity={activity.ref}"
    shown = text(client.get(address))
    assert 'value="Children with disabilities, January 2026"' in shown
    assert "19 audits wanted" in shown and 'name="rate" type="text" value="25"' in shown
    version = Tool.objects.get(code="core").versions.get()
    sent = {
        "title": "From the schedule", "tool": version.ref, "mode": "record", "due": "10",
        "moderation": "both", "rate": "25", "sharing": "even", "numbers": "20301",
        "auditors": [cast.ines.ref],
    }  # fmt: skip
    client.post(address, sent)
    client.post(address, sent | {"step": "open", "auditor_0": cast.ines.ref})
    assert Round.objects.get().activity == activity
    assert "Round set up" in text(client.get(page("activity", activity.ref)))


def test_selected_comes_planned_by_the_activity(cast: Cast, activity: Activity) -> None:
    listed = make_case_list([cast.north, cast.south], size=30)
    client, address = signed_in(cast.pat), page("selected") + f"?activity={activity.ref}"
    assert 'value="Children with disabilities, January 2026"' in text(client.get(address))
    client.post(address, {"title": "Selected", "case_list": listed.ref, "follows": ""})
    held = Round.objects.get()
    assert held.activity == activity
    assert held.design["sample"] == {"size": 19, "quotas": "proportional"}
    rule = {"rate": 25, "grades": ["inadequate", "requires_improvement"]}
    assert held.moderation_rule == rule
    shown = text(client.get(page("set_up_selection", held.ref)))
    assert 'value="19"' in shown


def test_add_promise_notes_one_for_a_day_or_for_each_round(cast: Cast, activity: Activity) -> None:
    client = signed_in(cast.pat)
    sent = {
        "what": "Re-audit Early Help", "made_to": "Scrutiny Board", "made_on": "5 1 2026",
        "due_on": "30 6 2026", "measure": "", "activity": activity.ref,
    }  # fmt: skip
    shown = text(client.post(page("add_promise"), sent, follow=True))
    assert "Re-audit Early Help" in shown and "Scheduled" in shown and "30 June 2026" in shown
    shown = text(client.post(page("add_promise"), sent | {"measure": "moderated"}))
    assert "only for a promise for each round" in shown
    shown = text(client.post(page("add_promise"), sent | {"made_on": "21 1 2026"}))
    assert "must be today or in the past" in shown


@pytest.fixture
def promise(cast: Cast) -> Promise:
    return note_promise(
        by=cast.pat, what="Re-audit", made_to="Ofsted", made_on=JAN, due_on=date(2026, 1, 19)
    )


def test_promise_is_late_until_it_is_changed(cast: Cast, promise: Promise) -> None:
    client, address = signed_in(cast.pat), page("promise", promise.ref)
    assert "Late" in text(client.get(address))
    sent = {
        "seen": "1", "what": "Re-audit", "made_to": "Ofsted", "made_on": "1 1 2026",
        "due_on": "1 3 2026", "measure": "", "activity": "",
    }  # fmt: skip
    assert "Not on the schedule" in text(client.post(address, sent, follow=True))
    assert "Somebody else changed this" in text(client.post(address, sent))


def test_keep_promise_says_when_and_by_what(cast: Cast, promise: Promise) -> None:
    client, address = signed_in(cast.pat), page("keep_promise", promise.ref)
    later = client.post(address, {"seen": "1", "on": "21 1 2026", "how": "Round"})
    assert "must be today or in the past" in text(later)
    client.post(address, {"seen": "1", "on": "20 1 2026", "how": "The round of January"})
    assert "The round of January" in text(client.get(page("promise", promise.ref)))
    assert "late, on 20 January 2026" in text(client.get(page("schedule")))
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("kind", ["docx", "pdf"])
def test_schedule_file_prints_the_table_of_months(
    cast: Cast, activity: Activity, promise: Promise, kind: str
) -> None:
    answer = signed_in(cast.dee).get(page("schedule_file", kind) + "?year=2026")
    assert f'filename="audit-programme-2026.{kind}"' in answer["Content-Disposition"]
    if kind == "pdf":
        assert answer.content.startswith(b"%PDF")
        return
    tables = docx.Document(BytesIO(answer.content)).tables
    rows = [tuple(cell.text for cell in row.cells) for row in tables[0].rows]
    assert rows[:3] == [
        ("Month", "Activity"), ("January", "Children with disabilities (19)"),
        ("February", "Nothing planned"),
    ]  # fmt: skip
    assert "Ofsted, 1 January 2026" in [cell.text for cell in tables[2].rows[1].cells]


def test_schedule_file_is_no_other_kind_of_file(cast: Cast) -> None:
    assert signed_in(cast.dee).get(page("schedule_file", "exe")).status_code == 404


def secret(person: Person) -> str:
    """The address, as the page shows it once."""
    shown = text(signed_in(person).post(page("calendar"), {"step": "make"}))
    return "/calendar/" + shown.partition("/calendar/")[2].partition(".ics")[0] + ".ics"


def test_calendar_shows_the_address_once_and_ends_it(cast: Cast) -> None:
    client = signed_in(cast.ines)
    assert "You have no address yet" in text(client.get(page("calendar")))
    address = secret(cast.ines)
    shown = text(client.get(page("calendar")))
    assert "cannot be shown again" in shown and ".ics" not in shown
    assert Client().get(address).status_code == 200
    text(client.post(page("calendar"), {"step": "end"}, follow=True))
    assert Client().get(address).status_code == 404
    assert CalendarAddress.objects.filter(ended_at=None).count() == 0
    assert signed_in(cast.ada).get(page("calendar")).status_code == 404


def test_calendar_file_has_the_schedule_and_no_case(cast: Cast, activity: Activity) -> None:
    round_of(cast, ["20301", "20302"])
    answer = Client().get(secret(cast.pat))
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert "SUMMARY:Children with disabilities" in answer.content.decode()
    own = Client().get(secret(cast.ines)).content.decode()
    assert "SUMMARY:2 audits due" in own
    assert "2030" not in own and "January round" not in own
    assert Client().get(page("calendar_file", "x" * 43)).status_code == 404
