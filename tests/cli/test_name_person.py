"""`goldenthread name_person`: a restricted round that nobody named can reach gets somebody who can."""

from collections.abc import Iterator

import pytest

from goldenthread.cli.running import run
from goldenthread.journal.models import Entry
from goldenthread.people.changes import disable_account, give_role
from goldenthread.people.roles import Role
from goldenthread.programme.changes import restrict_round
from goldenthread.programme.models import Round
from goldenthread.programme.queries import round_by_ref
from tests.cast import OPERATOR, Cast
from tests.rooms.rounds import make_round

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_process(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr("goldenthread.cli.running._log_to_file", lambda: None)
    monkeypatch.setattr("goldenthread.cli.preparing.prepare_database", lambda say: None)
    yield


@pytest.fixture
def hidden(cast: Cast) -> Round:
    """Only Pat is named, and Pat has left."""
    give_role(by=OPERATOR, person=cast.olive, role=Role.ADMINISTRATOR)
    round = restrict_round(
        by=cast.pat, round=make_round(cast.pat), why="Concerns a member of staff."
    )
    disable_account(by=OPERATOR, person=cast.pat)
    return round


def name_person(*words: str) -> int:
    return run(["goldenthread", "name_person", *words])


def test_somebody_who_runs_rounds_can_reach_it_again(
    cast: Cast, hidden: Round, capsys: pytest.CaptureFixture[str]
) -> None:
    assert round_by_ref(cast.olive, hidden.ref) is None
    assert name_person(hidden.ref.lower(), cast.olive.email, "--reason", "Pat has left") == 0
    assert f"{cast.olive.name} is named on {hidden.ref}" in capsys.readouterr().out
    assert round_by_ref(cast.olive, hidden.ref) == hidden
    line = Entry.objects.latest("seq")
    assert (line.what, line.refs) == ("name_person", [hidden.ref, cast.olive.ref])
    assert line.actor.startswith("operator:")
    assert name_person(hidden.ref, cast.olive.email, "--reason", "Again") == 1
    assert "is named on RND-" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("email", "reason", "said"),
    [
        ("nobody@example.org", "x", "There is no account"),
        ("ines.vale@example.org", "x", "Ines Vale may not run rounds"),
        ("pat.ellis@example.org", "x", "Pat Ellis may not run rounds"),
        ("{olive}", " ", "Say why with --reason"),
    ],
)
def test_a_wrong_person_is_refused_in_words(
    cast: Cast, hidden: Round, email: str, reason: str, said: str,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    before = Entry.objects.count()
    assert name_person(hidden.ref, email.format(olive=cast.olive.email), "--reason", reason) == 1
    assert said in capsys.readouterr().err
    assert Entry.objects.count() == before


def test_a_wrong_round_or_actor_is_refused_in_words(
    cast: Cast, hidden: Round, capsys: pytest.CaptureFixture[str]
) -> None:
    open_round = make_round(cast.olive, title="Open to all")
    for ref in (open_round.ref, "RND-2222222222"):
        assert name_person(ref, cast.olive.email, "--reason", "x") == 1
        assert f"There is no restricted round '{ref}'" in capsys.readouterr().err
    as_olive = ["--as", cast.olive.email]
    assert name_person(hidden.ref, cast.olive.email, "--reason", "x", *as_olive) == 1
    assert "Your roles do not let you" in capsys.readouterr().err
    assert name_person(hidden.ref, cast.olive.email) == 2
