"""The pages of a selected round, from its list of cases to the cases selected and their auditors."""

import re
from typing import Any

import pytest
from django.urls import reverse

from goldenthread.audits.changes import open_round
from goldenthread.audits.models import Audit
from goldenthread.programme.changes import add_typed_case, assign, name_case
from goldenthread.programme.models import Round
from goldenthread.programme.queries import entry_by_number, loads, present_assignment, round_cases
from tests.cast import Cast
from tests.loop import submitted
from tests.rooms.case_list import make_case_list
from tests.rooms.rounds import make_round, make_selected_round, select
from tests.web.asking import signed_in, text
from tests.web.programme_pages import cases_data, open_round_of, page, plan, seen

pytestmark = pytest.mark.django_db


def test_selected_goes_from_the_list_to_open_audits(cast: Cast) -> None:
    listed = make_case_list([cast.north, cast.south])
    client = signed_in(cast.pat)
    client.post(page("selected"), {"title": "Winter", "case_list": listed.ref})
    round = Round.objects.get()
    assert len(round.seed_sha256) == 64
    client.post(page("set_up_cases", round.ref), cases_data(round))
    client.post(page("set_up_tool", round.ref), plan(title="Winter", seen=seen(round)))
    named = {"number": "5007", "named_by": "IRO", "why": "Drift"}
    client.post(page("name_case", round.ref), named)
    quotas = {
        "way": "typed",
        "quota_cla": "8",
        "quota_cp": "6",
        "quota_cin": "6",
        "seen": seen(round),
    }
    shown = text(client.post(page("set_up_selection", round.ref), quotas, follow=True))
    assert "20 of 59 cases selected, and 1 named" in shown
    people = [cast.tariq.ref, cast.sunita.ref, cast.ines.ref]
    given = {"step": "share", "auditors": people}
    assert "Every case has an auditor" in text(
        client.post(page("set_up_auditors", round.ref), given, follow=True)
    )
    assert "The round is open" in text(client.post(page("set_up_check", round.ref), follow=True))
    assert Audit.objects.filter(round=round, auditor__isnull=False).count() == 21


def test_selected_without_a_case_list_says_where_to_load_one(cast: Cast) -> None:
    assert "Load a case list first" in text(signed_in(cast.pat).get(page("selected")))


def test_set_up_lists_the_steps(cast: Cast) -> None:
    round = make_selected_round(cast.pat, make_case_list([cast.north]))
    shown = text(signed_in(cast.pat).get(page("set_up", round.ref)))
    for step in ("Cases", "Tool, period and due date", "Selection", "Auditors", "Check and open"):
        assert step in shown


def test_set_up_is_gone_once_the_round_is_open(cast: Cast) -> None:
    round = open_round_of(cast, 1)
    assert signed_in(cast.pat).get(page("set_up", round.ref)).status_code == 404


def test_set_up_cases_counts_who_can_be_selected(cast: Cast) -> None:
    round = make_selected_round(cast.pat, make_case_list([cast.north]))
    client = signed_in(cast.pat)
    shown = text(client.get(page("set_up_cases", round.ref)))
    assert "60 cases" in shown
    assert "1 closed" in shown
    data = cases_data(round) | {"statuses": ["cla"], "count": "yes"}
    assert "20 cases" in text(client.post(page("set_up_cases", round.ref), data, follow=True))


def test_set_up_cases_keeps_to_a_theme_that_the_case_list_flags(cast: Cast) -> None:
    round = make_selected_round(cast.pat, make_case_list([cast.north]))
    client = signed_in(cast.pat)
    where = page("set_up_cases", round.ref)
    assert "Unaccompanied asylum-seeking child (1)" in text(client.get(where))
    data = cases_data(round) | {"flags": ["uasc"], "count": "yes"}
    assert "1 case</strong> can be selected" in text(client.post(where, data, follow=True))


def test_set_up_cases_saved_over_somebody_elses_is_refused(cast: Cast) -> None:
    round = make_selected_round(cast.pat, make_case_list([cast.north]))
    data = cases_data(round) | {"seen": 1}
    assert "Somebody else changed" in text(
        signed_in(cast.pat).post(page("set_up_cases", round.ref), data)
    )


def test_set_up_cases_of_a_quick_round_lists_its_cases(cast: Cast) -> None:
    round = make_round(cast.pat)
    add_typed_case(by=cast.pat, round=round, number="900")
    assert "900" in text(signed_in(cast.pat).get(page("set_up_cases", round.ref)))


def test_set_up_tool_shows_the_plan_and_saves_another(cast: Cast) -> None:
    round = make_round(cast.pat)
    client = signed_in(cast.pat)
    assert "Spring round" in text(client.get(page("set_up_tool", round.ref)))
    data = plan(title="Summer", mode="jointly", moderation="both", rate="25", seen=seen(round))
    client.post(page("set_up_tool", round.ref), data)
    round.refresh_from_db()
    assert (round.title, round.mode) == ("Summer", "jointly")
    assert round.moderation_rule == {"rate": 25, "grades": ["inadequate", "requires_improvement"]}


def test_set_up_tool_takes_grades_and_new_auditors_first_audits(cast: Cast) -> None:
    round, client = make_round(cast.pat), signed_in(cast.pat)
    asked = plan(
        moderation="rate",
        rate="20",
        seen=seen(round),
        grades=["outstanding"],
        firsts="2",
        blind="on",
        days="5",
    )
    client.post(page("set_up_tool", round.ref), asked)
    round.refresh_from_db()
    assert round.moderation_rule == {
        "rate": 20,
        "grades": ["outstanding"],
        "firsts": 2,
        "blind": True,
        "days": 5,
    }
    add_typed_case(by=cast.pat, round=round, number="900")
    assert (
        "20% of the audits, chosen at random, and every audit graded Outstanding, and every new "
        "auditor’s first 2 audits; blind; within 5 working days"
    ) in text(client.get(page("set_up_check", round.ref)))
    shown = client.get(page("set_up_tool", round.ref)).content.decode()
    assert re.search(r'name="firsts"[^>]*value="2"', shown)
    for name in ("grades", "blind"):
        assert re.search(rf'name="{name}"[^>]*checked', shown), name


def test_set_up_tool_refuses_a_grade_that_the_tool_does_not_give(cast: Cast) -> None:
    round, client = make_round(cast.pat), signed_in(cast.pat)
    strange = plan(moderation="none", seen=seen(round), grades=["meets_good"])
    answer = client.post(page("set_up_tool", round.ref), strange)
    assert "This tool does not give: Meets good. Leave that out." in text(answer)


def test_round_and_queue_say_to_qa_why_an_audit_is_moderated(cast: Cast) -> None:
    round = make_round(cast.pat, moderation_rule={"rate": 0, "firsts": 1})
    case = add_typed_case(by=cast.pat, round=round, number="900")
    assign(by=cast.pat, round_case=case, auditor=cast.ines)
    (audit,) = open_round(by=cast.pat, round=round)
    submitted(audit)
    why = "Moderation: a new auditor’s first"
    assert why in text(signed_in(cast.pat).get(page("round", round.ref)))
    assert why in text(signed_in(cast.pat).get(reverse("audits:moderation")))
    assert why not in text(signed_in(cast.mo).get(reverse("audits:moderation")))


def test_set_up_selection_changed_after_a_selection_asks_for_a_reason(cast: Cast) -> None:
    round = make_selected_round(cast.pat, make_case_list([cast.north]))
    select(cast.pat, round)
    data = {"way": "equal", "size": "9", "seen": seen(round)}
    answer = signed_in(cast.pat).post(page("set_up_selection", round.ref), data)
    assert answer.url == page("select_again", round.ref)
    assert round.selections.count() == 1


def test_set_up_selection_asks_no_more_than_there_is(cast: Cast) -> None:
    round = make_selected_round(cast.pat, make_case_list([cast.north], size=9))
    client = signed_in(cast.pat)
    for data in ({"way": "equal", "size": "10"}, {"way": "typed", "quota_cp": "4"}):
        shown = text(client.post(page("set_up_selection", round.ref), data | {"seen": seen(round)}))
        assert "There is a problem" in shown
        assert "there are only" in shown.lower()


def test_name_case_refuses_a_number_that_is_not_on_the_list(cast: Cast) -> None:
    round = make_selected_round(cast.pat, make_case_list([cast.north]))
    data = {"number": "1", "named_by": "IRO", "why": "Drift"}
    assert "is not on this case list" in text(
        signed_in(cast.pat).post(page("name_case", round.ref), data)
    )


def test_preview_shows_cover_left_out_and_named_apart(cast: Cast) -> None:
    listed = make_case_list([cast.north, cast.south])
    round = make_selected_round(cast.pat, listed)
    name_case(
        by=cast.pat, round=round, entry=entry_by_number(listed, "5007"), named_by="IRO", why="D"
    )
    made = select(cast.pat, round)
    shown = text(signed_in(cast.pat).get(page("preview", round.ref)))
    for words in (
        "Cover by case type",
        "Cover by practitioner",
        "Cover by team",
        "1 closed",
        made.seed,
        "Named by IRO",
    ):
        assert words in shown


def test_preview_takes_as_many_queries_for_forty_cases_as_for_ten(
    cast: Cast, django_assert_max_num_queries: Any
) -> None:
    client = signed_in(cast.pat)
    small = make_selected_round(cast.pat, make_case_list([cast.north]), size=10)
    large = make_selected_round(cast.pat, small.case_list, size=40, title="Large")
    client.get(page("index"))  # the first page of a session writes it down
    counts = []
    for round in (small, large):
        select(cast.pat, round)
        with django_assert_max_num_queries(60) as queries:
            client.get(page("preview", round.ref))
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_select_again_needs_a_reason(cast: Cast) -> None:
    round = make_selected_round(cast.pat, make_case_list([cast.north]))
    select(cast.pat, round)
    client = signed_in(cast.pat)
    assert "Enter why" in text(client.post(page("select_again", round.ref), {"why": ""}))
    data = {"why": "The list was old", "because": "list_replaced"}
    client.post(page("select_again", round.ref), data)
    assert round.selections.count() == 2


def test_selection_prints_what_anyone_needs_to_make_it_again(cast: Cast) -> None:
    round = make_selected_round(cast.pat, make_case_list([cast.north]))
    made = select(cast.pat, round)
    again = select(cast.pat, round, "The list was old")
    shown = text(signed_in(cast.pat).get(page("selection", round.ref, again.ref)))
    for words in (
        again.seed,
        again.frame_sha256,
        "The list was old",
        page("selection", round.ref, made.ref),
    ):
        assert words in shown


def test_swap_puts_the_next_case_in(cast: Cast) -> None:
    round = make_selected_round(cast.pat, make_case_list([cast.north]))
    select(cast.pat, round)
    case = round_cases(round).first()
    client = signed_in(cast.pat)
    refused = text(client.post(page("swap", round.ref, case.ref), {"why": ""}))
    assert "Enter why" in refused and "Select why this case is swapped" in refused
    why = {"why": "Moved", "because": "closed"}
    shown = text(client.post(page("swap", round.ref, case.ref), why, follow=True))
    assert f"Case {case.subject.number} was swapped" in shown


def test_set_up_auditors_refuses_an_own_team(cast: Cast) -> None:
    round = make_round(cast.pat)
    case = add_typed_case(by=cast.pat, round=round, number="900", team=cast.north)
    data = {"step": "give", case.ref: cast.tariq.ref}
    shown = text(signed_in(cast.pat).post(page("set_up_auditors", round.ref), data))
    assert "Tariq Moss cannot audit case 900" in shown
    assert present_assignment(case) is None


def test_set_up_auditors_saves_one_choice(cast: Cast) -> None:
    round = make_round(cast.pat)
    case = add_typed_case(by=cast.pat, round=round, number="900", team=cast.north)
    signed_in(cast.pat).post(
        page("set_up_auditors", round.ref), {"step": "give", case.ref: cast.ines.ref}
    )
    assert loads(round) == {cast.ines.ref: 1}


def test_set_up_auditors_says_what_could_not_be_given_out(cast: Cast) -> None:
    round = make_round(cast.pat)
    add_typed_case(by=cast.pat, round=round, number="900", team=cast.north)
    data = {"step": "share", "auditors": [cast.tariq.ref]}
    shown = text(signed_in(cast.pat).post(page("set_up_auditors", round.ref), data, follow=True))
    assert "1 case could not be given out" in shown


def test_set_up_check_refuses_a_round_without_cases(cast: Cast) -> None:
    shown = text(signed_in(cast.pat).post(page("set_up_check", make_round(cast.pat).ref)))
    assert "There is no case in this round" in shown
    assert "The round cannot be opened yet" in shown
    assert "Add cases" in shown
    assert "Open the round and give out the audits" not in shown
