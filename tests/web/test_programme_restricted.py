"""Pages of restricted rounds: restricted at first or later, people named and taken off, lifted."""

import pytest

from goldenthread.programme.changes import restrict_round
from goldenthread.programme.models import Round
from goldenthread.programme.queries import named_people
from tests.cast import Cast
from tests.rooms.case_list import make_case_list
from tests.rooms.rounds import make_round
from tests.web.asking import signed_in, text
from tests.web.programme_pages import open_round_of, page, plan

pytestmark = pytest.mark.django_db
WHY = "Concerns a member of staff"


@pytest.fixture
def hidden(cast: Cast) -> Round:
    return restrict_round(by=cast.pat, round=make_round(cast.pat, title="Hidden"), why=WHY)


def named(round: Round) -> list[str]:
    return [each.person.name for each in named_people(round)]


def test_restricted_restricts_an_open_round_and_names_its_auditors(cast: Cast) -> None:
    held, client = open_round_of(cast, 2), signed_in(cast.pat)
    assert "Restrict who may see this round" in text(client.get(page("round", held.ref)))
    shown = client.post(page("restricted", held.ref), {"why": WHY}, follow=True)
    assert "seen only by the people named here" in text(shown)
    assert named(held) == ["Pat Ellis", "Ed Quill", "Ines Vale"]
    assert "Seen only by" in text(client.get(page("round", held.ref)))
    assert signed_in(cast.olive).get(page("round", held.ref)).status_code == 404
    assert "Spring round" not in text(signed_in(cast.olive).get(page("index")))


def test_restricted_asks_for_a_reason(cast: Cast) -> None:
    held = make_round(cast.pat)
    shown = text(signed_in(cast.pat).post(page("restricted", held.ref), {"why": " "}))
    assert "Error: " in shown
    assert not Round.objects.get().is_restricted


def test_restricted_names_a_person_with_a_reason(cast: Cast, hidden: Round) -> None:
    client, address = signed_in(cast.pat), page("restricted", hidden.ref)
    assert "Only one of these people runs rounds" in text(client.get(address))
    data = {"person": cast.olive.ref, "why": "Stands in for me"}
    shown = text(client.post(address, data, follow=True))
    assert "Stands in for me" in shown
    assert "Only one of these people" not in shown
    assert "Hidden" in text(signed_in(cast.olive).get(page("index")))
    assert client.post(address, {"person": cast.stranger.ref, "why": "x"}).status_code == 200
    assert named(hidden) == ["Pat Ellis", "Olive Hart"]


def test_end_named_takes_somebody_off(cast: Cast, hidden: Round) -> None:
    client = signed_in(cast.pat)
    client.post(page("restricted", hidden.ref), {"person": cast.mo.ref, "why": "Moderates"})
    off = page("end_named", hidden.ref, cast.mo.ref)
    assert "Take Mo Lark off this round?" in text(client.get(off))
    assert "Mo Lark no longer sees this round" in text(client.post(off, follow=True))
    assert client.get(off).status_code == 404
    assert named(hidden) == ["Pat Ellis"]


def test_end_named_keeps_the_last_who_runs_rounds(cast: Cast, hidden: Round) -> None:
    shown = text(signed_in(cast.pat).post(page("end_named", hidden.ref, cast.pat.ref)))
    assert "Name another first" in shown
    assert named(hidden) == ["Pat Ellis"]


def test_lift_restriction_takes_a_reason(cast: Cast, hidden: Round) -> None:
    client, address = signed_in(cast.pat), page("lift_restriction", hidden.ref)
    assert "Lift the restriction?" in text(client.get(address))
    assert "Error: " in text(client.post(address, {"why": ""}))
    shown = text(client.post(address, {"why": "It has ended"}, follow=True))
    assert "Hidden is no longer restricted" in shown
    assert signed_in(cast.olive).get(page("restricted", hidden.ref)).status_code == 200
    assert client.get(address).status_code == 404


def test_quick_begins_a_restricted_round(cast: Cast) -> None:
    data = plan(
        numbers="7001\n7002", auditors=[cast.ines.ref], is_restricted="on", restricted_why=""
    )
    client = signed_in(cast.pat)
    assert "Enter why this round is restricted" in text(client.post(page("quick"), data))
    data |= {"restricted_why": WHY, "step": "open", "auditor_0": cast.ines.ref}
    assert "Seen only by" in text(client.post(page("quick"), data, follow=True))
    held = Round.objects.get()
    assert (held.is_restricted, named(held)) == (True, ["Pat Ellis", "Ines Vale"])


def test_selected_begins_a_restricted_round(cast: Cast) -> None:
    case_list = make_case_list([cast.north, cast.south])
    data = {"title": "Quiet", "case_list": case_list.ref, "follows": "", "is_restricted": "on"}
    client = signed_in(cast.pat)
    assert "Enter why" in text(client.post(page("selected"), data))
    shown = client.post(page("selected"), data | {"restricted_why": WHY}, follow=True)
    assert "Seen only by" in text(shown)
    assert Round.objects.get().seed_sha256
