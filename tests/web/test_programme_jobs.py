"""Selections from long case lists: by a job, once, with its progress on a page."""

from typing import Any

import pytest

from goldenthread.jobs.selecting import select_asked
from goldenthread.people.changes import end_role
from goldenthread.programme.changes import StillSelecting, ask_selection, design_round
from goldenthread.programme.changes import asking as asking_changes
from goldenthread.programme.changes import selection as selection_changes
from goldenthread.programme.models import Round, SelectionRequest
from goldenthread.programme.queries import check_selection
from tests.cast import OPERATOR, Cast
from tests.rooms.case_list import make_case_list
from tests.rooms.rounds import make_selected_round, select
from tests.web.asking import signed_in, text
from tests.web.programme_pages import page, seen

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _every_list_is_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking_changes, "MOST_AT_ONCE", 0)


def held(cast: Cast, **more: Any) -> Round:
    return make_selected_round(cast.pat, make_case_list([cast.north, cast.south]), **more)


def asked(cast: Cast, round: Round, **more: str) -> SelectionRequest:
    request = ask_selection(by=cast.pat, round=round, **more)
    assert request is not None
    return request


def test_selecting_shows_progress_until_the_job_has_selected(cast: Cast) -> None:
    client, round = signed_in(cast.pat), held(cast)
    address = page("selecting", round.ref)
    assert client.get(address).url == page("set_up_selection", round.ref)
    data = {"kind": "sample", "way": "proportional", "size": "12", "seen": seen(round)}
    answer = client.post(page("set_up_selection", round.ref), data)
    assert answer.url == client.get(page("set_up_selection", round.ref)).url == address
    answer = client.get(address)
    assert "selected from a list of 61" in text(answer) and "Not begun yet" in text(answer)
    assert "No background worker is running" in text(answer) and answer["Refresh"] == "3"
    assert "Refresh" not in client.get(address + "?still")
    select_asked(SelectionRequest.objects.get().ref)
    assert client.get(address).url == page("preview", round.ref)
    made = round.selections.get()
    assert made.made_by == cast.pat.ref and check_selection(made).faults == ()


def test_nobody_selects_beside_a_job_and_it_selects_once(cast: Cast) -> None:
    round = held(cast)
    request = asked(cast, round)
    for again in (lambda: ask_selection(by=cast.pat, round=round), lambda: select(cast.pat, round)):
        with pytest.raises(StillSelecting):
            again()
    for _ in range(2):
        select_asked(request.ref)
    assert round.selections.count() == 1


def test_what_a_killed_worker_began_is_selected_once(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It ends after the rows are written and before they are kept; the job is then run again."""
    round = held(cast)
    request = asked(cast, round)

    def dies(*_: object) -> None:
        raise SystemExit

    with monkeypatch.context() as broken:
        broken.setattr(selection_changes, "_add_selected", dies)
        with pytest.raises(SystemExit):
            select_asked(request.ref)
    assert not round.selections.exists() and not round.cases.exists()
    shown = text(signed_in(cast.pat).get(page("selecting", round.ref)))
    assert "Begun:" in shown and "Not begun yet" not in shown
    select_asked(request.ref, attempt=2)
    assert round.selections.count() == 1 and round.cases.count() == 20


def test_selecting_says_why_nothing_was_selected(cast: Cast) -> None:
    client, round = signed_in(cast.pat), held(cast)
    for begin, words in (
        (lambda: design_round(by=cast.pat, round=round, seen=seen(round), steps=["tool"]), "changed after"),
        (lambda: end_role(by=OPERATOR, held=cast.pat.roles.get()), "may no longer run rounds"),
    ):  # fmt: skip
        request = asked(cast, round)
        begin()
        select_asked(request.ref)
        shown = text(signed_in(cast.olive).get(page("selecting", round.ref)))
        assert "No case was selected." in shown and words in shown
    assert not round.selections.exists() and client


def test_selecting_says_which_rules_contradict_each_other(cast: Cast) -> None:
    round = held(cast)
    sample = {"size": 3, "quotas": "proportional", "minimum_per_worker": 1}
    design_round(by=cast.pat, round=round, seen=seen(round), sample=sample)
    request = asked(cast, round)
    select_asked(request.ref)
    shown = text(signed_in(cast.pat).get(page("selecting", round.ref)))
    assert "3 cases too few by the rules" in shown and "Worker 0" in shown


def test_selecting_is_stopped_by_whoever_runs_the_round(cast: Cast) -> None:
    client, round = signed_in(cast.olive), held(cast)
    request = asked(cast, round)
    assert "Somebody stopped it" in text(client.post(page("selecting", round.ref), follow=True))
    select_asked(request.ref)
    assert not round.selections.exists()


def test_selecting_again_by_a_job_keeps_its_reason(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    round = held(cast)
    select(cast.pat, round)
    data = {"why": "The list was old", "because": "list_replaced"}
    answer = signed_in(cast.pat).post(page("select_again", round.ref), data)
    assert answer.url == page("selecting", round.ref)
    select_asked(SelectionRequest.objects.get().ref)
    made = round.selections.latest("number")
    assert (made.number, made.because, str(made.why_again)) == (
        2,
        "list_replaced",
        "The list was old",
    )
