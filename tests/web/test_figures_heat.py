"""Domains by team: shades with numbers, small groups together, each number traced; and narrowed traces."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import strip_tags
from python_calamine import CalamineWorkbook

from goldenthread.audits.models import Audit
from goldenthread.figures import queries
from goldenthread.figures.queries import HeatRow, figure_key, figure_of, trace
from goldenthread.figures.queries.heat import apart
from goldenthread.method.proportions import Basis, share
from tests.cast import Cast
from tests.finished import World, undone, world_of_a_module
from tests.web.test_figures_connections import graded


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    for made in world_of_a_module(django_db_blocker):
        graded(made, "risk", ["good", "good", "good", "requires_improvement"])
        graded(made, "plans", ["good", "requires_improvement", "requires_improvement"])
        for n, audit in enumerate(Audit.objects.filter(round=made.first).order_by("pk")):
            team = made.cast.north if n < 5 else made.cast.south if n < 10 else None
            held = audit.header
            held.pk, held.team, held._state.adding = None, team, True
            held.save()
            Audit.objects.filter(pk=audit.pk).update(header=held)
        yield made


@pytest.fixture(autouse=True)
def _undone(request: pytest.FixtureRequest) -> Iterator[None]:
    if "world" not in request.fixturenames:
        yield
        return
    request.getfixturevalue("world")
    with undone():
        yield


def shown(client: Client, person: Any, **asked: str) -> str:
    client.force_login(person)
    answer = client.get(reverse("figures:heat"), asked)
    assert answer.status_code == 200
    return answer.content.decode()


def cells(*counts: tuple[int, int]) -> dict[str, Any]:
    return {
        f"d{place}": share(met, n, basis=Basis("purposive"))
        for place, (met, n) in enumerate(counts) if n
    }  # fmt: skip


def row(code: str, *counts: tuple[int, int]) -> HeatRow:
    return HeatRow((code,), cells(*counts))


def said(rows: tuple[HeatRow, ...]) -> list[tuple[tuple[str, ...], list[tuple[int, int]]]]:
    return [(each.codes, [(s.count, s.n) for s in each.cells.values()]) for each in rows]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([row("a", (1, 5)), row("b", (5, 9))], [(("a",), [(1, 5)]), (("b",), [(5, 9)])]),
        # One too small takes the smallest other with it, so that the total gives nothing away.
        ([row("a", (1, 4)), row("b", (5, 9)), row("c", (5, 20))],
         [(("c",), [(5, 20)]), (("a", "b"), [(6, 13)])]),
        ([row("a", (1, 4)), row("b", (2, 3)), row("c", (5, 20))],
         [(("c",), [(5, 20)]), (("a", "b"), [(3, 7)])]),
        # Small in one domain alone is small; none graded is not.
        ([row("a", (1, 8), (1, 2)), row("b", (5, 9), (3, 9)), row("c", (4, 6), (0, 0))],
         []),
        ([row("a", (1, 4))], []),
        ([], []),
    ],
)  # fmt: skip
def test_rows_that_are_too_small_stand_together(rows: Any, expected: Any) -> None:
    assert said(apart(rows)) == expected


def test_heat_shows_teams_with_shades_numbers_and_what_met_the_standard_most(
    world: World, client: Client
) -> None:
    text = shown(client, world.cast.pat, round=world.first.code)
    words = " ".join(strip_tags(text).split())
    assert "met the standard most often: 9 of 12 (75%)" in words
    assert "least often: 4 of 12 (33%)" in words
    assert "gt-heat--4" in text and "gt-heat--1" in text
    assert "domain%3Drisk" in text and "team%3DNot" not in text
    assert "Darker means a higher share" in words


def test_heat_adds_up_and_traces_each_row(world: World) -> None:
    held = queries.heat(world.cast.pat, "team", where={"round": world.first.code})
    assert held and [each.codes for each in held.rows] == [("South",), ("North", "")]
    for domain in held.domains:
        assert sum(r.cells[domain].n for r in held.rows) == held.total.cells[domain].n
    for each in held.rows:
        asked = {"round": world.first.code, "domain": "risk", "grade": "meeting"}
        key = figure_key("grades", team=queries.AND.join(each.codes), **asked)
        found = trace(world.cast.pat, figure_of(key))
        assert found.n == found.counted == each.cells["risk"].count
        assert found.counted + sum(found.left_out.values()) == 12


def test_heat_has_what_is_not_known_last(world: World, client: Client) -> None:
    text = " ".join(strip_tags(shown(client, world.cast.pat, round=world.first.code)).split())
    assert "North, Not known" in text
    groups = queries.groups(world.cast.pat, world.first, "team").rows
    assert [each.code for each in groups] == ["North", "South", ""]


def test_heat_by_service_and_its_trace(world: World, client: Client) -> None:
    assert "Services" in shown(client, world.cast.pat, by="service", round=world.first.code)
    held = queries.heat(world.cast.pat, "service", where={"round": world.first.code})
    assert held and held.rows == ()  # two audits are of no service, and would be told by the total
    service = world.cast.service.name
    asked = {"round": world.first.code, "service": service, "grade": "n"}
    client.force_login(world.cast.pat)
    answer = client.get(reverse("figures:trace"), {"figure": figure_key("grades", **asked)})
    words = " ".join(strip_tags(answer.content.decode()).split())
    assert "10 audits." in words and "of another service 2" in words
    asked = {"round": world.first.code, "auditor_kind": "external", "grade": "n"}
    found = trace(world.cast.pat, figure_of(figure_key("grades", **asked)))
    assert (found.n, found.left_out) == (0, {"auditor_kind": 12})


def test_heat_as_excel_has_counts_alone(world: World, client: Client) -> None:
    client.force_login(world.cast.pat)
    asked = {"table": "heat", "by": "team", "round": world.first.code}
    answer = client.get(reverse("figures:workbook_of_figures"), asked)
    rows = CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    assert ["South", 4.0, 5.0] in [line[:3] for line in rows]
    assert any(line[0] == "All teams" for line in rows)


def test_heat_asks_the_database_as_often_for_many_as_for_few(
    world: World, client: Client, django_assert_max_num_queries: Any
) -> None:
    client.force_login(world.cast.pat)
    with django_assert_max_num_queries(30):
        client.get(reverse("figures:heat"), {"round": world.first.code})


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["stranger", "ines", "dana", "tariq", "ira"])
def test_heat_is_not_there_for_others(client: Client, cast: Cast, who: str) -> None:
    client.force_login(getattr(cast, who))
    assert client.get(reverse("figures:heat")).status_code == 404


@pytest.mark.django_db
def test_heat_says_what_to_expect_before_the_first_audit(client: Client, cast: Cast) -> None:
    assert "No audit is graded by domain here yet" in shown(client, cast.pat)
