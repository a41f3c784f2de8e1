"""Pages of the programme: its rounds, one open round and what is done with it, and nobody else's eyes."""

import re
from typing import Any

import pytest
from django.test import Client

from goldenthread.audits.changes import hand_back, open_round
from goldenthread.audits.models import Audit
from goldenthread.journal.changes import today
from goldenthread.programme.changes import add_typed_case, assign
from goldenthread.programme.models import Notice, RoundCase
from goldenthread.programme.queries import round_cases, working_day_after
from goldenthread.web.urls import TABLE
from tests.cast import Cast
from tests.rooms.case_list import make_case_list
from tests.rooms.rounds import make_round, make_selected_round, select
from tests.web.asking import signed_in, text
from tests.web.programme_pages import open_round_of, page

pytestmark = pytest.mark.django_db


def test_index_shows_rounds_in_progress_first(cast: Cast) -> None:
    make_round(cast.pat, title="Later one")
    open_round_of(cast, 2)
    shown = text(signed_in(cast.pat).get(page("index")))
    assert shown.index("Spring round") < shown.index("Later one")
    assert "0 of 2" in shown


def test_index_without_a_round_says_what_to_do(cast: Cast) -> None:
    assert "Set up the first round" in text(signed_in(cast.pat).get(page("index")))


def test_new_offers_both_ways(cast: Cast) -> None:
    shown = text(signed_in(cast.olive).get(page("new")))
    assert page("quick") in shown
    assert page("selected") in shown


def test_round_shows_pipeline_loads_and_no_concerns(cast: Cast) -> None:
    shown = text(signed_in(cast.pat).get(page("round", open_round_of(cast, 4).ref)))
    for words in (
        "How far the round is",
        "Ines Vale",
        "safeguarding concerns: <strong>none",
        "S100",
    ):
        assert words in shown


def test_round_puts_a_case_handed_back_on_top(cast: Cast) -> None:
    round = open_round_of(cast, 2)
    audit = Audit.objects.filter(round=round, auditor=cast.ines).first()
    hand_back(by=cast.ines, audit=audit, why="I know this family or worker")
    shown = text(signed_in(cast.pat).get(page("round", round.ref)))
    assert "1 case needs an auditor" in shown
    assert shown.index("I know this family") < shown.index("How far the round is")


@pytest.mark.parametrize(
    ("query", "found"),
    [("?q=S100", 1), ("?auditor=none", 0), ("?state=not_started", 4), ("?due=overdue", 0)],
)
def test_round_filters_its_cases(cast: Cast, query: str, found: int) -> None:
    round = open_round_of(cast, 4)
    shown = signed_in(cast.pat).get(page("round", round.ref) + query).content.decode()
    assert shown.count('name="case"') == found


def test_round_takes_as_many_queries_for_sixty_cases_as_for_twenty(
    cast: Cast, django_assert_max_num_queries: Any
) -> None:
    client = signed_in(cast.pat)
    client.get(page("index"))  # the first page of a session writes it down
    counts = []
    for size, title in ((20, "Twenty"), (60, "Sixty")):
        round = open_round_of(cast, size, title)
        with django_assert_max_num_queries(40) as queries:
            client.get(page("round", round.ref))
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_reassign_gives_several_cases_to_another_with_a_reason(cast: Cast) -> None:
    round = open_round_of(cast, 4)
    cases = "&".join(f"case={case.ref}" for case in round_cases(round))
    client = signed_in(cast.pat)
    where = f"{page('reassign', round.ref)}?{cases}"
    assert "Enter why" in text(client.post(where, {"auditor": cast.sunita.ref, "why": ""}))
    client.post(where, {"auditor": cast.sunita.ref, "why": "On leave"})
    assert Audit.objects.filter(round=round, auditor=cast.sunita).count() == 4


def test_reassign_refuses_an_own_team(cast: Cast) -> None:
    round = make_round(cast.pat)
    case = add_typed_case(by=cast.pat, round=round, number="900", team=cast.north)
    assign(by=cast.pat, round_case=case, auditor=cast.ines)
    open_round(by=cast.pat, round=round)
    where = f"{page('reassign', round.ref)}?case={case.ref}"
    shown = text(signed_in(cast.pat).post(where, {"auditor": cast.tariq.ref, "why": "Leave"}))
    assert "Nothing was changed: 1 audit cannot be given away like this." in shown
    assert "Cannot be given away: Tariq Moss: own team." in shown


def test_reassign_shares_out_all_that_one_auditor_has(cast: Cast) -> None:
    round = make_round(cast.pat)
    for n, auditor in enumerate([cast.ines] * 30 + [cast.ed, cast.sunita]):
        case = add_typed_case(by=cast.pat, round=round, number=str(900 + n))
        assign(by=cast.pat, round_case=case, auditor=auditor)
    open_round(by=cast.pat, round=round)
    client = signed_in(cast.pat)
    where = f"{page('reassign', round.ref)}?of={cast.ines.ref}"
    assert where.replace("&", "&amp;") in client.get(page("round", round.ref)).content.decode()
    client.post(where, {"auditor": "others", "why": "Ill"})
    counts = [
        Audit.objects.filter(auditor=each).count() for each in (cast.ines, cast.ed, cast.sunita)
    ]
    assert counts == [0, 16, 16]


def test_due_date_changes_for_the_whole_round(cast: Cast) -> None:
    round = open_round_of(cast, 2)
    signed_in(cast.pat).post(page("due_date", round.ref), {"due": "20"})
    expected = working_day_after(today(), 20)
    assert set(Audit.objects.filter(round=round).values_list("due_on", flat=True)) == {expected}


def test_remind_gives_words_to_copy_without_sending_anything(cast: Cast) -> None:
    shown = text(signed_in(cast.pat).get(page("remind", open_round_of(cast, 2).ref)))
    assert "Dear Ines Vale" in shown
    assert "working days left" in shown


def test_add_case_makes_its_audit(cast: Cast) -> None:
    round = open_round_of(cast, 1)
    data = {"line": "9001, cin, Al Day, North", "auditor": cast.ines.ref}
    signed_in(cast.pat).post(page("add_case", round.ref), data)
    assert Audit.objects.get(subject__number="9001").auditor == cast.ines


def test_add_case_refuses_an_own_team(cast: Cast) -> None:
    data = {"line": "9001, cin, Al Day, North", "auditor": cast.tariq.ref}
    shown = text(signed_in(cast.pat).post(page("add_case", open_round_of(cast, 1).ref), data))
    assert "Tariq Moss cannot audit this case" in shown


def test_take_out_needs_a_reason_and_keeps_it(cast: Cast) -> None:
    round = open_round_of(cast, 2)
    case = round_cases(round).first()
    client = signed_in(cast.pat)
    assert "Enter why" in text(client.post(page("take_out", round.ref, case.ref), {"why": ""}))
    shown = text(
        client.post(page("take_out", round.ref, case.ref), {"why": "Not ours"}, follow=True)
    )
    assert "1 case taken out or swapped" in shown
    assert "Not ours" in shown


def test_close_closes_the_round(cast: Cast) -> None:
    round = open_round_of(cast, 1)
    client = signed_in(cast.pat)
    assert "can no longer be written" in text(client.get(page("close", round.ref)))
    client.post(page("close", round.ref))
    round.refresh_from_db()
    assert round.state == "closed"


def every_address(cast: Cast) -> list[str]:
    """Every page of the programme, for a round being set up and for an open one."""
    listed = make_case_list([cast.north, cast.south])
    planned = make_selected_round(cast.pat, listed, title="Planned")
    made = select(cast.pat, planned)
    opened = open_round_of(cast, 1, "Opened")
    parts = []
    for round in (planned, opened):
        case = RoundCase.objects.filter(round=round, removed_at=None).first()
        known = {"ref": round.ref, "case": case.ref, "to": "worker", "selection": made.ref}
        known |= {
            "person": cast.ines.ref,
            "absence": "ABS-2222222222",
            "code": "cla",
            "exemption": "EXM-2222222222",
        }
        known |= {"kind": "certificate", "form": "json"}
        # Auditors practise too; who may is told in test_programme_practice.
        runs = {
            k: v
            for k, v in TABLE["programme"].items()
            if k not in ("practice", "practise", "practised")
        }
        for address in runs.values():
            parts.append("/" + re.sub(r"<\w+:(\w+)>", r"{\1}", address).format(**known))
    return sorted(set(parts))


@pytest.mark.parametrize(
    "who", ["stranger", "ines", "ed", "gone", "mo", "tariq", "dana", "dee", "ira", "ada"]
)
def test_every_page_is_not_there_for_anybody_who_runs_no_rounds(cast: Cast, who: str) -> None:
    client = signed_in(getattr(cast, who))
    for address in every_address(cast):
        assert client.get(address).status_code == 404, address
        assert client.post(address, {"why": "x", "step": "write"}).status_code == 404, address
    assert not Notice.objects.exists()


def test_every_page_asks_a_visitor_to_sign_in(cast: Cast) -> None:
    for address in every_address(cast):
        response = Client().get(address)
        assert response.status_code == 302
        assert response.url.startswith("/sign-in/")


def test_a_case_of_another_round_is_not_found_under_this_one(cast: Cast) -> None:
    one, other = open_round_of(cast, 1, "One"), open_round_of(cast, 1, "Other")
    case = round_cases(other).first()
    client = signed_in(cast.pat)
    assert client.get(page("take_out", one.ref, case.ref)).status_code == 404
    assert client.get(page("notice", one.ref, case.ref, "worker")).status_code == 404
