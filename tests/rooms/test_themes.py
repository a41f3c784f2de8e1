"""Themes: findings are put to them by people, taken back, counted once an audit, and seen by few."""

import socket
from typing import Any, NoReturn

import pytest

from goldenthread.audits.changes import share_feedback
from goldenthread.audits.models import Audit, Finding
from goldenthread.figures.queries import looked_at, theme_counts, theme_over_rounds
from goldenthread.learning import changes, queries
from goldenthread.learning.changes import Tagged
from goldenthread.learning.models import Tag, Theme
from goldenthread.people.actors import NotAllowed
from goldenthread.people.changes import give_role
from goldenthread.people.models import Person
from goldenthread.people.roles import Role
from goldenthread.programme.changes import restrict_round
from tests.cast import OPERATOR, Cast
from tests.loop import round_of, submitted

pytestmark = pytest.mark.django_db


def theme(code: str = "voice") -> Theme:
    return Theme.objects.get(code=code)


def finding_of(audit: Audit) -> Finding:
    return audit.findings.get()


def tag(by: Person, finding: Finding, *codes: str) -> int:
    return changes.put_to_themes(by=by, tagged=[Tagged(finding, [theme(code) for code in codes])])


def waiting(person: Person, **asked: str) -> list[str]:
    found = queries.findings_to_tag(person, queries.Asked(**asked))
    return [each.ref for each in found]


@pytest.fixture
def two(cast: Cast) -> list[Audit]:
    """Two audits handed in, a strength each: "You saw Child A alone at each visit."."""
    return [submitted(audit) for audit in round_of(cast, ["20301", "20302"])]


def test_the_shipped_themes_are_there_once(cast: Cast) -> None:
    before = Theme.objects.count()
    changes.ensure_themes(by=OPERATOR)
    assert Theme.objects.count() == before > 20


def test_a_finding_waits_until_somebody_puts_it_to_a_theme(cast: Cast, two: list[Audit]) -> None:
    first, second = map(finding_of, two)
    assert waiting(cast.pat) == [second.ref, first.ref]
    assert tag(cast.pat, first, "voice", "visits") == 2
    assert waiting(cast.pat) == [second.ref]
    assert waiting(cast.pat, show="all") == [second.ref, first.ref]
    assert waiting(cast.pat, kind="improvement") == []


def test_the_same_theme_twice_is_one_tag_and_none_fits_gives_way(
    cast: Cast, two: list[Audit]
) -> None:
    first = finding_of(two[0])
    assert changes.put_to_themes(by=cast.pat, tagged=[Tagged(first, none_fits=True)]) == 1
    assert tag(cast.pat, first, "voice") == 1
    assert tag(cast.olive, first, "voice") == 0
    assert changes.put_to_themes(by=cast.pat, tagged=[Tagged(first, none_fits=True)]) == 0
    assert [t.name for t in queries.tags_of([first])[first.pk]] == [theme().name]


def test_both_a_theme_and_none_is_refused_and_nothing_is_saved(
    cast: Cast, two: list[Audit]
) -> None:
    rows = [Tagged(finding_of(two[0]), [theme()]), Tagged(finding_of(two[1]), [theme()], True)]
    with pytest.raises(changes.NoThemeFits):
        changes.put_to_themes(by=cast.pat, tagged=rows)
    assert not Tag.objects.exists()


def test_a_tag_is_taken_back_and_the_finding_waits_again(cast: Cast, two: list[Audit]) -> None:
    first = finding_of(two[0])
    tag(cast.pat, first, "voice")
    changes.remove_tag(by=cast.pat, tag=Tag.objects.get())
    assert first.ref in waiting(cast.pat)
    assert Tag.objects.get().removed_by == cast.pat.ref


def test_only_those_who_keep_themes_tag(cast: Cast, two: list[Audit]) -> None:
    first = finding_of(two[0])
    for person in (cast.ines, cast.sam, cast.dee, cast.stranger):
        with pytest.raises(NotAllowed):
            tag(person, first, "voice")
        assert waiting(person) == []


def test_the_principal_social_worker_sees_findings_of_released_audits_alone(
    cast: Cast, two: list[Audit]
) -> None:
    give_role(by=OPERATOR, person=cast.stranger, role=Role.PRINCIPAL_SOCIAL_WORKER)
    psw = Person.objects.get(pk=cast.stranger.pk)
    assert waiting(psw) == []
    share_feedback(by=cast.pat, audit=two[0])
    assert waiting(psw) == [finding_of(two[0]).ref]


def test_findings_of_a_restricted_round_are_not_there_for_others(
    cast: Cast, two: list[Audit]
) -> None:
    first = finding_of(two[0])
    tag(cast.pat, first, "voice")
    restrict_round(by=cast.pat, round=two[0].round, why="A member of staff")
    assert waiting(cast.olive, show="all") == []
    assert queries.tag_by_ref(cast.olive, Tag.objects.get().ref) is None
    assert not queries.findings_of_theme(cast.olive, theme())
    assert {c.strengths for c in theme_counts(cast.olive, [theme()])} == {0}
    assert queries.rounds_with_findings(cast.olive) == []
    assert "voice" not in {t.key for t in queries.suggester().themes if t.accepted}


def test_a_theme_is_retired_keeps_its_counts_and_comes_back(cast: Cast, two: list[Audit]) -> None:
    first, second = map(finding_of, two)
    tag(cast.pat, first, "voice")
    changes.retire_theme(by=cast.pat, theme=theme(), version=1)
    assert tag(cast.pat, second, "voice") == 0
    assert theme_counts(cast.pat, [theme()])[0].strengths == 1
    with pytest.raises(changes.ThemeChanged):
        changes.bring_back_theme(by=cast.pat, theme=theme(), version=1)
    changes.bring_back_theme(by=cast.pat, theme=theme(), version=2)
    assert tag(cast.pat, second, "voice") == 1


def test_a_theme_of_ones_own_has_a_name_and_a_code_of_its_own(cast: Cast) -> None:
    made = changes.add_theme(
        by=cast.pat, name="  Sibling  time", cues="Brothers\nbrothers\n\nsisters"
    )
    assert (made.name, made.cues, made.code) == (
        "Sibling time",
        "brothers\nsisters",
        "sibling_time",
    )
    with pytest.raises(changes.ThemeNameTaken):
        changes.add_theme(by=cast.pat, name="sibling time")
    with pytest.raises(changes.ThemeNameTaken):
        changes.edit_theme(by=cast.pat, theme=theme(), version=1, name="Sibling time")
    found = queries.suggester().suggestions("She sees her brothers on Sundays.")
    assert made.code in [each.key for each in found]


def test_an_audit_counts_once_and_a_finding_taken_out_not_at_all(
    cast: Cast, two: list[Audit]
) -> None:
    first, second = map(finding_of, two)
    tag(cast.pat, first, "voice")
    tag(cast.pat, second, "voice", "visits")
    [over] = theme_over_rounds(cast.pat, theme())
    assert (over.strengths_text, over.improvements, over.n) == ("2 of 2", 0, 2)
    assert looked_at(cast.pat)[over.round.pk].tagged == 2
    Finding.objects.filter(pk=second.pk).update(removed_at=first.added_at, removed_by="test")
    assert theme_over_rounds(cast.pat, theme())[0].strengths == 1


def test_rounds_that_differ_show_no_trend_and_say_why(cast: Cast) -> None:
    first = submitted(*round_of(cast, ["20301"], title="Autumn"))
    second = submitted(*round_of(cast, ["20302"], title="Winter"))
    for audit in (first, second):
        tag(cast.pat, finding_of(audit), "voice")
    newest, before = theme_over_rounds(cast.pat, theme())
    assert newest.differs == before.differs == () and before.is_first
    second.round.mode = "jointly"
    second.round.save(update_fields=["mode"])
    assert theme_over_rounds(cast.pat, theme())[0].differs == ("who was spoken to",)


def test_suggestions_ask_nobody_outside(
    cast: Cast, two: list[Audit], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The database's own socket is the driver's, not Python's."""

    def refuse(*args: Any, **kwargs: Any) -> NoReturn:
        raise AssertionError("a connection was asked for")

    for name in ("connect", "connect_ex", "sendto"):
        monkeypatch.setattr(socket.socket, name, refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    found = queries.suggester().suggestions(str(finding_of(two[0]).words))
    assert "voice" in [each.key for each in found]
