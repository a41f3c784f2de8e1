"""A blind moderator, and whoever audits from outside: no address tells their programs what no page does."""

from collections.abc import Iterator

import pytest
from time_machine import TimeMachineFixture

from goldenthread.actions.models import Action
from goldenthread.audits.models import Audit
from goldenthread.journal.changes import now
from goldenthread.people.actors import NotAllowed
from goldenthread.people.changes import give_role
from goldenthread.people.models import Person
from goldenthread.people.roles import Role
from goldenthread.people.tokens import scopes_of
from tests.api.asking import FIGURES, LISTS, program, token_of, with_token
from tests.cast import OPERATOR, Cast, person
from tests.loop import moderated, round_of, submitted
from tests.web.test_audits_blind import blind as blind  # noqa: PLC0414 - a fixture
from tests.web.test_audits_blind import regrade

pytestmark = pytest.mark.django_db
ASKED = ("", "by=round", "by=team", "by=domain", "stage=final", "stage=moderated")


def addresses(audit: Audit) -> Iterator[str]:
    """Every address, about this audit wherever it can be, as JSON and as CSV."""
    action = Action.objects.filter(audit=audit).first()
    refs = {LISTS[0]: audit.ref, LISTS[1]: action.ref if action else "ACT-2222222222"}
    for form in ("json", "csv"):
        for address in LISTS:
            yield f"{address}?format={form}&round={audit.round.code}"
            yield f"{address}/{refs[address]}?format={form}"
        for query in ASKED:
            yield f"{FIGURES[0]}?format={form}&{query}"
            yield f"{FIGURES[0]}?format={form}&round={audit.round.code}&{query}"
        for figures in FIGURES[1:]:
            yield f"{figures}?format={form}"


def test_a_blind_moderators_program_is_told_the_same_whatever_the_auditor_graded(
    cast: Cast, blind: Audit, time_machine: TimeMachineFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They see figures and teams besides, as a director and a manager do."""
    monkeypatch.setattr("goldenthread.people.kept.for_a_while", lambda key, make, is_many: make())
    time_machine.move_to(now(), tick=False)
    mel = person("Mel Finch", Role.MODERATOR, Role.DIRECTOR)
    give_role(by=OPERATOR, person=mel, role=Role.TEAM_MANAGER, team=cast.south)
    client = program(mel)
    before = {address: client.get(address).content for address in addresses(blind)}
    regrade(blind, "inadequate")
    told = {address: client.get(address).content for address in addresses(blind)}
    assert [address for address in told if told[address] != before[address]] == []
    assert blind.ref.encode() not in b"".join(told.values())
    assert (
        sum(b'"rows"' in each for each in told.values()) == 2 * len(ASKED) + 2
    )  # audits, reported


@pytest.mark.parametrize("name", ["ed", "gone", "mo", "ines", "dana", "ira", "ada", "stranger"])
def test_whoever_does_not_report_has_no_token(cast: Cast, name: str) -> None:
    somebody = getattr(cast, name)
    assert scopes_of(somebody) == []
    with pytest.raises(NotAllowed):
        token_of(somebody, "figures")


def test_an_external_auditors_program_is_told_of_nobody_else_who_audits(cast: Cast) -> None:
    """Ed leads a team besides; what he audits himself is among it, and nobody's name."""
    mine = round_of(cast, ["20998"], rate=100, auditor=cast.ed, title="Ed has one")[0]
    moderated(cast, submitted(mine))
    other = submitted(round_of(cast, ["20999"], title="Ines has one")[0])
    give_role(by=OPERATOR, person=cast.ed, role=Role.TEAM_MANAGER, team=cast.south)
    client = program(Person.objects.get(pk=cast.ed.pk), "audits", "actions")
    told = [client.get(address).text for audit in (mine, other) for address in addresses(audit)]
    assert any(mine.ref in each for each in told)
    for word in (other.ref, other.round.code, "Ines Vale", "Sunita Reed", cast.ines.ref):
        assert not any(word in each for each in told), word


def test_a_token_is_of_no_use_to_somebody_who_lost_the_role_they_made_it_with(cast: Cast) -> None:
    said = token_of(cast.tariq)
    cast.tariq.roles.filter(role="team_manager").update(ended_at=now())
    audit = round_of(cast, ["20998"])[0]
    answers = {with_token(said).get(address).status_code for address in addresses(audit)}
    assert answers == {403}
