"""The quick round: numbers pasted, auditors ticked, audits given out."""

import re
from typing import Any

import pytest

from goldenthread.audits.models import Audit
from goldenthread.journal.changes import today
from goldenthread.people.changes import give_role, link_practitioner, set_authority
from goldenthread.people.models import Practitioner
from goldenthread.people.roles import Role
from goldenthread.programme.changes import add_typed_case
from goldenthread.programme.models import Round
from goldenthread.programme.queries import working_day_after
from tests.cast import OPERATOR, Cast, person
from tests.rooms.case_list import make_case_list
from tests.rooms.rounds import make_round
from tests.web.asking import signed_in, text
from tests.web.programme_pages import page, plan
from tests.world import practice_of

pytestmark = pytest.mark.django_db


def test_quick_gives_out_twenty_pasted_numbers(cast: Cast) -> None:
    make_case_list([cast.north, cast.south])
    client = signed_in(cast.pat)
    numbers = (
        "\n".join(str(5000 + n) for n in range(18)) + "\n9001, Child in need, Al Day, South\n9002"
    )
    people = [cast.tariq, cast.sunita, cast.ines]
    data = plan(numbers=numbers, auditors=[person.ref for person in people])
    checked = client.post(page("quick"), data)
    assert "20 cases: 18 on the case list, 2 typed by hand" in text(checked)
    proposed = re.findall(
        r'name="(auditor_\d+)".*?value="(PER-\w+)" selected', checked.content.decode(), re.S
    )
    selects = dict(proposed)
    assert len(selects) == 20
    opened = client.post(page("quick"), data | selects | {"step": "open"}, follow=True)
    assert "The round is open" in text(opened)
    round = Round.objects.get()
    assert (round.state, Audit.objects.filter(round=round).count()) == ("open", 20)
    assert round.due_on == working_day_after(today(), 10)


def test_quick_shares_out_evenly_and_never_to_an_own_team(cast: Cast) -> None:
    make_case_list([cast.north, cast.south], families=False)
    numbers = ",".join(str(5000 + n) for n in range(20))
    data = plan(numbers=numbers, auditors=[cast.tariq.ref, cast.sunita.ref])
    shown = text(signed_in(cast.pat).post(page("quick"), data))
    assert "Cannot go to: Tariq Moss (own team)" in shown
    assert shown.count("selected>Tariq Moss") == 10
    assert shown.count("selected>Sunita Reed") == 10


def test_quick_refuses_an_auditor_of_the_cases_own_team(cast: Cast) -> None:
    data = plan(numbers="9001, cin, Al Day, North", auditors=[cast.tariq.ref])
    data |= {"auditor_0": cast.tariq.ref, "step": "open"}
    shown = text(signed_in(cast.pat).post(page("quick"), data))
    assert "Error: Check the cases" in shown
    assert "Tariq Moss cannot audit case 9001" in shown
    assert not Round.objects.exists()


def test_quick_refuses_a_worker_typed_before_whose_account_is_the_auditors(cast: Cast) -> None:
    add_typed_case(by=cast.pat, round=make_round(cast.pat), number="1", worker="I Vale")
    worker = Practitioner.objects.get(key="I Vale")
    link_practitioner(by=cast.pat, practitioner=worker, person=cast.ines)
    data = plan(numbers="9001, cin, I Vale", auditors=[cast.ines.ref])
    data |= {"auditor_0": cast.ines.ref, "step": "open"}
    shown = text(signed_in(cast.pat).post(page("quick"), data))
    assert "Ines Vale cannot audit case 9001: Ines Vale works with this child" in shown


def test_quick_refuses_an_auditor_of_another_round_only(cast: Cast) -> None:
    other = make_round(cast.pat, title="Other")
    bound = person("Bo Lane")
    give_role(by=OPERATOR, person=bound, role=Role.AUDITOR, round_ref=other.ref)
    data = plan(numbers="9001", auditors=[bound.ref], auditor_0=bound.ref, step="open")
    assert "is an auditor for other rounds only" in text(
        signed_in(cast.pat).post(page("quick"), data)
    )


def test_quick_says_who_has_not_practised_and_gives_them_nothing(cast: Cast) -> None:
    set_authority(by=cast.pat, seen=1, practice_first=True)
    practice_of(cast.ines)
    client, data = (
        signed_in(cast.pat), plan(numbers="9001\n9002", auditors=[cast.ines.ref, cast.ed.ref]),
    )  # fmt: skip
    checked = client.post(page("quick"), data)
    assert "Cannot go to: Ed Quill (has not practised with this tool)" in text(checked)
    assert f'value="{cast.ed.ref}" selected' not in checked.content.decode()
    refused = client.post(page("quick"), data | {"auditor_0": cast.ed.ref, "step": "open"})
    assert "Ed Quill has not practised with this tool yet" in text(refused)
    assert not Round.objects.exists()


def test_quick_names_the_line_that_cannot_be_read(cast: Cast) -> None:
    data = plan(numbers="9001\n9002, cin, Al Day, Mars", auditors=[cast.ines.ref])
    shown = text(signed_in(cast.pat).post(page("quick"), data))
    assert "Error: Quick round" in shown
    assert "Line 2: there is no team" in shown


def test_quick_keeps_what_was_typed_when_somebody_goes_back(cast: Cast) -> None:
    data = plan(numbers="9001\n9002", auditors=[cast.ines.ref], step="change")
    shown = signed_in(cast.pat).post(page("quick"), data).content.decode()
    assert "9001&#10;9002" in shown
    assert "There is a problem" not in shown


def test_quick_says_so_when_the_title_is_taken(cast: Cast) -> None:
    make_round(cast.pat, title="Quick round")
    data = plan(numbers="9001", auditors=[cast.ines.ref], auditor_0=cast.ines.ref, step="open")
    assert "already a round called" in text(signed_in(cast.pat).post(page("quick"), data))


def test_quick_takes_the_tools_look_back_where_no_period_is_given(cast: Cast) -> None:
    data = plan(numbers="9001", auditors=[cast.ines.ref], auditor_0=cast.ines.ref, step="open")
    signed_in(cast.pat).post(page("quick"), data)
    round = Round.objects.get()
    assert round.period_to == today()
    assert 150 < (round.period_to - round.period_from).days < 370


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"due": "other"}, "Enter the due date"),
        ({"due": "other", "due_on": "1/1/2020"}, "Due date must be today or later"),
        ({"rate": "0"}, "from 1 to 100"),
        ({"period_from": "1/5/2026", "period_to": "1/4/2026"}, "the same as or after"),
        ({"auditors": []}, "Select at least one auditor"),
        ({"numbers": " "}, "Enter case numbers"),
    ],
)
def test_quick_says_what_is_wrong(cast: Cast, changed: dict[str, Any], words: str) -> None:
    data = plan(numbers="9001", auditors=[cast.ines.ref]) | changed
    assert words in text(signed_in(cast.pat).post(page("quick"), data))
