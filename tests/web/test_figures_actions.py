"""Insights of actions: where they stand by round, case type, team or section, each number traced."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags
from pytest_django import DjangoAssertNumQueries
from python_calamine import CalamineWorkbook

from goldenthread.actions.models import Action
from goldenthread.figures.queries import (
    UnknownDimension,
    UnknownFigure,
    actions_by,
    actions_by_week,
    all_actions,
    figure_key,
    figure_of,
    how_late,
    trace,
)
from goldenthread.journal.changes import today
from tests.cast import Cast
from tests.finished import World, undone, world_of_a_module


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    for made in world_of_a_module(django_db_blocker):
        late, done, closed, *_ = Action.objects.filter(audit__round=made.first).order_by("pk")
        state = Action.State
        Action.objects.filter(pk=late.pk).update(
            state=state.OPEN, due_on=today() - timedelta(days=9)
        )
        Action.objects.filter(pk=done.pk).update(state=state.DONE)
        Action.objects.filter(pk=closed.pk).update(state=state.CLOSED)
        yield made


@pytest.fixture(autouse=True)
def _undone(request: pytest.FixtureRequest) -> Iterator[None]:
    if "world" not in request.fixturenames:
        yield
        return
    request.getfixturevalue("world")
    with undone():
        yield


def shown(client: Client, person: Any, **asked: str) -> tuple[int, str]:
    client.force_login(person)
    answer = client.get(reverse("figures:actions"), asked)
    return answer.status_code, " ".join(strip_tags(answer.content.decode()).split())


def test_actions_by_anything_add_up_to_all(world: World) -> None:
    where = {"round": world.first.code}
    total = all_actions(world.cast.pat, where)
    assert (total.total, total.open, total.overdue, total.to_check, total.closed) == (3, 1, 1, 1, 1)
    for by in ("round", "case_type", "team", "domain"):
        held = actions_by(world.cast.pat, by, where)
        assert sum(row.counts.total for row in held.rows) == 3
        assert (held.total, held.late) == (total, how_late(world.cast.pat, where))
    assert how_late(world.cast.pat, where)[1] == ("8 to 28 days", 1)
    assert sum(n for _, n in how_late(world.cast.pat, where)) == total.overdue


def test_weeks_add_up_and_each_of_their_numbers_has_a_trace(world: World) -> None:
    where, pat = {"round": world.first.code}, world.cast.pat
    this = today() - timedelta(days=today().weekday())

    def at(weeks: int) -> datetime:
        monday = datetime.combine(this - timedelta(weeks=weeks), time(9))
        return timezone.make_aware(monday)

    first, second, third = Action.objects.filter(audit__round=world.first).order_by("pk")
    Action.objects.filter(pk=first.pk).update(opened_at=at(40))
    Action.objects.filter(pk=second.pk).update(opened_at=at(5))
    Action.objects.filter(pk=third.pk).update(opened_at=at(4), ended_at=at(2))
    weeks = actions_by_week(pat, where)
    assert len(weeks) == 26 and weeks[-1].monday == this
    told = [(week.agreed, week.ended, week.standing) for week in weeks[-6:]]
    assert told == [(1, 0, 2), (1, 0, 3), (0, 0, 3), (0, 1, 2), (0, 0, 2), (0, 0, 2)]
    assert {week.standing for week in weeks[:-6]} == {1}
    for week in weeks:
        for of in ("agreed", "ended", "standing"):
            key = figure_key("actions", of=of, week=f"{week.monday}", **where)
            assert trace(pat, figure_of(key)).n == getattr(week, of)


def test_weeks_begin_with_the_first_action(world: World) -> None:
    where, pat = {"round": world.first.code}, world.cast.pat
    found = Action.objects.filter(audit__round=world.first)
    found.update(opened_at=timezone.now() - timedelta(weeks=3), ended_at=None)
    assert [week.standing for week in actions_by_week(pat, where)] == [3, 3, 3, 3]
    found.update(state="withdrawn")
    assert actions_by_week(pat, where) == []


def test_a_week_is_named_by_its_monday() -> None:
    for asked in (
        "of=agreed",
        "of=open&week=2026-05-04",
        "of=agreed&week=2026-05-05",
        "of=ended&week=x",
    ):
        with pytest.raises(UnknownFigure, match="Monday"):
            figure_of(f"actions?{asked}")


def test_actions_are_never_counted_by_a_person(world: World) -> None:
    for name in ("practitioner", "owner", "auditor"):
        with pytest.raises(UnknownDimension):
            actions_by(world.cast.pat, name, {})
        with pytest.raises(UnknownDimension):
            all_actions(world.cast.pat, {name: "x"})


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["stranger", "ines", "dana", "tariq", "ira"])
def test_actions_of_insights_are_not_there_for_others(client: Client, cast: Cast, who: str) -> None:
    assert shown(client, getattr(cast, who))[0] == 404


@pytest.mark.django_db
def test_actions_say_what_to_expect_before_the_first(client: Client, cast: Cast) -> None:
    assert "No action has been agreed here yet." in shown(client, cast.pat)[1]


def test_actions_give_the_sentence_first_and_name_nobody(
    world: World, client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    status, text = shown(client, world.cast.dee, round=world.first.code, by="team")
    assert status == 200 and "3 actions were agreed: 1 closed, 1 done and waiting" in text
    assert "Of the open ones 1 is overdue." in text and "8 to 28 days" in text
    assert "Actions week by week" in text
    assert "Worker" not in text and "ACT-" not in text
    with django_assert_max_num_queries(20):
        client.get(reverse("figures:actions"), {"by": "domain"})


@pytest.mark.parametrize(
    "page", ["grades", "domains", "heat", "actions", "ledger", "over_time", "groups"]
)
def test_a_filter_for_what_there_is_not_gives_no_figures(
    world: World, client: Client, page: str
) -> None:
    client.force_login(world.cast.pat)
    name = "case_type" if page in ("over_time", "groups") else "round"
    answer = client.get(reverse(f"figures:{page}"), {name: "nope"})
    text = " ".join(strip_tags(answer.content.decode()).split())
    assert answer.status_code == 404
    assert "The address asks for “nope”, and you can see no figures of that." in text
    assert f'href="{reverse(f"figures:{page}")}"' in answer.content.decode()


def test_actions_are_traced_and_put_into_excel(world: World, client: Client) -> None:
    found = trace(
        world.cast.pat, figure_of(f"actions?round={world.first.code}&domain=risk&of=open")
    )
    assert (found.n, found.unit, found.counted, dict(found.left_out)) == (
        1, "action", 1, {"no_action": 11},
    )  # fmt: skip
    client.force_login(world.cast.dee)
    asked = {"table": "actions", "by": "round", "round": world.first.code}
    book = CalamineWorkbook.from_filelike(
        BytesIO(client.get("/insights/figures.xlsx", asked).content)
    )
    assert book.get_sheet_by_name("Actions").to_python()[1][1:] == [3, 1, 1, 1, 1, 0]
    by_week = client.get("/insights/figures.xlsx", {**asked, "table": "actions_by_week"})
    last = CalamineWorkbook.from_filelike(BytesIO(by_week.content)).get_sheet_by_name(
        "Actions by week"
    )
    assert last.to_python()[0][1:] == ["Agreed", "Ended", "Not ended at its end"]
