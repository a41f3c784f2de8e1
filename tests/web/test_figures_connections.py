"""Two sections beside each other: counts and a sentence first, coefficients only behind Method."""

from collections.abc import Iterator, Sequence
from copy import deepcopy
from io import BytesIO
from itertools import cycle
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import strip_tags
from python_calamine import CalamineWorkbook

from goldenthread.audits.models import Audit, Judgement, Stage, Standing
from goldenthread.figures import queries
from goldenthread.figures.queries import connection, figure_key, figure_of, trace
from goldenthread.tools.changes import publish_tool
from goldenthread.tools.queries import form
from tests.cast import Cast
from tests.finished import World, undone, world_of_a_module

SECOND = "plans"
GRADES = ("inadequate", "requires_improvement", "good", "outstanding")


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    for made in world_of_a_module(django_db_blocker):
        graded(made, "risk", ["good", "requires_improvement", "good"])
        graded(made, SECOND, ["good", "requires_improvement", "requires_improvement"])
        yield made


@pytest.fixture(autouse=True)
def _undone(request: pytest.FixtureRequest) -> Iterator[None]:
    if "world" not in request.fixturenames:
        yield
        return
    request.getfixturevalue("world")
    with undone():
        yield


def graded(world: World, section: str, grades: Sequence[str]) -> None:
    """The auditor's grades of a section of the first round's audits, one after another, round and round."""
    audits = Audit.objects.filter(round=world.first).order_by("pk")
    for audit, grade in zip(audits, cycle(grades), strict=False):
        made = Judgement.objects.create(
            audit=audit, section=section, stage=Stage.AUDITOR, attempt=audit.attempt + 1, grade=grade,
            made_at=audit.submitted_at, made_by="test",
        )  # fmt: skip
        Standing.objects.update_or_create(
            audit=audit, section=section, stage=Stage.AUDITOR,
            defaults={"grade": grade, "judgement": made},
        )  # fmt: skip


def shown(client: Client, person: Any, **asked: str) -> tuple[int, str]:
    client.force_login(person)
    answer = client.get(reverse("figures:connections"), asked)
    return answer.status_code, " ".join(strip_tags(answer.content.decode()).split())


def test_a_connection_counts_audits_by_both_grades(world: World) -> None:
    found = connection(world.cast.pat, "risk", SECOND, where={"round": world.first.code})
    assert found is not None and found.scale.keys == GRADES
    assert found.matrix == ((0, 0, 0, 0), (0, 4, 0, 0), (0, 4, 4, 0), (0, 0, 0, 0))
    assert found.same.text == "8 of 12 (67%)"
    assert found.second_given(met=True).text == "4 of 8"
    assert found.second_given(met=False).text == "0 of 4"
    assert found.coefficients is None and found.limits is None  # fewer than thirty


def test_within_auditors_pairs_of_two_auditors_are_not_compared(world: World) -> None:
    one = connection(world.cast.pat, "risk", SECOND, where={"round": world.first.code})
    assert one is not None and one.within.gamma == 1.0  # Ines made them all
    for audit in Audit.objects.filter(round=world.first):
        is_poor = audit.standing.get(section=SECOND).grade == "requires_improvement"
        Audit.objects.filter(pk=audit.pk).update(
            auditor=world.cast.tariq if is_poor else world.cast.ed
        )
    two = connection(world.cast.pat, "risk", SECOND, where={"round": world.first.code})
    assert two is not None and two.within.gamma is None
    assert "cannot be told" in two.within.text


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["stranger", "ines", "dana", "tariq", "ira"])
def test_connections_are_not_there_for_others(client: Client, cast: Cast, who: str) -> None:
    assert shown(client, getattr(cast, who))[0] == 404


@pytest.mark.django_db
def test_connections_say_what_to_expect_before_the_first_audit(client: Client, cast: Cast) -> None:
    assert "No round’s audit tool grades two sections yet." in shown(client, cast.pat)[1]


def test_connections_say_the_sentence_first_and_no_coefficient(
    world: World, client: Client
) -> None:
    status, text = shown(client, world.cast.dee, first="risk", second=SECOND)
    assert status == 200 and "8 of 12 (67%) have the same grade in both" in text
    assert "met it in 0 of 4." in text and "Read with care" in text
    assert "gamma" not in text and "correlation" not in text and "AUD-" not in text
    method = shown(client, world.cast.dee, first="risk", second=SECOND, method="1")[1]
    assert "No coefficient is given" in method and "Only pairs of audits by one auditor" in method
    assert "Ines" not in method


def test_connections_of_many_audits_have_coefficients_behind_method(
    world: World, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("goldenthread.figures.queries.connections.FEWEST", 10)
    text = shown(client, world.cast.pat, first="risk", second=SECOND, method="1")[1]
    assert "gamma 1.00" in text and "tau-b 0.50" in text


def test_connections_of_two_scales_are_traced_on_the_one_that_is_shown(
    world: World, client: Client
) -> None:
    body = deepcopy(world.first.tool_version.body)
    body["version"] += 1
    body["scale"]["key"] = "another"
    newer = publish_tool(by=world.cast.pat, body=body)
    some = Audit.objects.filter(round=world.first).order_by("pk").values_list("pk", flat=True)[:3]
    Audit.objects.filter(pk__in=list(some)).update(tool_version=newer)
    client.force_login(world.cast.pat)
    both = {"first": "risk", "second": SECOND, "round": world.first.code}
    page = client.get(reverse("figures:connections"), both).content.decode()
    scale = form(world.first.tool_version).scale
    assert scale and f"scale%3D{scale.key}" in page
    assert "9 audits" in " ".join(strip_tags(page).split())
    found = trace(world.cast.pat, figure_of(figure_key("connections", **both, scale=scale.key)))
    assert (found.n, found.counted) == (9, 9)


def test_connections_of_too_few_audits_say_so(world: World, client: Client) -> None:
    text = shown(client, world.cast.pat, first="risk", second=SECOND, round=world.second.code)[1]
    assert "too few to show a pattern" in text


def test_connections_are_traced_and_put_into_excel(world: World, client: Client) -> None:
    asked = f"connections?stage=auditor&round={world.first.code}&first=risk&second={SECOND}"
    found = trace(world.cast.pat, figure_of(f"{asked}&grade=good&other=requires_improvement"))
    assert (found.n, dict(found.left_out)) == (4, {"other_grade": 8})
    with pytest.raises(queries.UnknownFigure, match="two sections"):
        figure_of("connections?first=risk")
    client.force_login(world.cast.dee)
    table = {"table": "connections", "first": "risk", "second": SECOND, "round": world.first.code}
    data = BytesIO(client.get("/insights/figures.xlsx", table).content)
    book = CalamineWorkbook.from_filelike(data)
    assert [row[-1] for row in book.get_sheet_by_name("Connections").to_python()][1:] == [
        0,
        4,
        8,
        0,
    ]
    empty = {**table, "round": world.second.code}
    assert client.get("/insights/figures.xlsx", empty).status_code == 404
