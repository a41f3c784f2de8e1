"""What is kept between requests shows nobody anything that the database would not show now."""

from typing import Any

import pytest

from goldenthread.audits import queries as audits
from goldenthread.audits.queries import lists
from goldenthread.audits.queries.visible import by_need
from goldenthread.people import kept
from goldenthread.people.models import Person
from goldenthread.people.queries import person_by_ref
from goldenthread.programme.changes import name_person, restrict_round
from goldenthread.web.long_lists import KeptList
from tests.cast import Cast
from tests.loop import round_of

pytestmark = pytest.mark.django_db
WHO = ("pat", "olive", "ines", "mo", "tariq", "sam", "dana", "dee", "ira", "stranger")


def again(person: Person) -> Person:
    """Whoever asks in another request."""
    found = person_by_ref(person.ref)
    assert found is not None
    return found


def listed(person: Person) -> list[int]:
    pages = KeptList(
        again(person), ("test",), lambda: by_need(audits.visible_audits(person)),
        audits.audit_rows, 25,
    )  # fmt: skip
    return [row.id for row in pages.get_page(1)]


def test_a_kept_list_holds_what_the_query_finds_for_each_person(cast: Cast) -> None:
    round_of(cast, ["A-1", "A-2", "A-3"])
    for name in WHO:
        person = getattr(cast, name)
        found = by_need(audits.visible_audits(person))
        assert listed(person) == [audit.pk for audit in found], name


def test_a_statement_that_is_kept_filters_as_things_stand_now(cast: Cast) -> None:
    case, *_ = round_of(cast, ["A-1", "A-2"])
    assert len(listed(cast.olive)) == 2
    round = restrict_round(by=cast.pat, round=case.round, why="Family of staff.")
    assert listed(cast.olive) == []
    name_person(by=cast.pat, round=round, person=cast.olive, why="Runs it too.")
    assert len(listed(cast.olive)) == 2


def test_choices_that_are_kept_lose_a_round_at_once_when_it_is_closed_to_somebody(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lists, "MANY_CHOICES", 0)
    case, *_ = round_of(cast, ["A-1"])
    titles: Any = lambda: [title for _, title in audits.list_choices(again(cast.olive)).rounds]  # noqa: E731
    assert titles() == [case.round.title]
    restrict_round(by=cast.pat, round=case.round, why="Family of staff.")
    assert titles() == []


def test_what_is_short_is_not_kept() -> None:
    made = iter([[1], [2, 2, 2], [3]])
    ask = lambda: kept.for_a_while(("test",), lambda: next(made), lambda m: len(m) > 2)  # noqa: E731
    assert [ask(), ask(), ask()] == [[1], [2, 2, 2], [2, 2, 2]]
