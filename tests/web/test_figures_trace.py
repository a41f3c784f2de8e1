"""A number's page: what it counts and leaves out, for whoever may open which of it, now and as a paper kept it."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils.html import strip_tags
from pytest_django import DjangoAssertNumQueries

from goldenthread.audits.models import Audit
from goldenthread.journal.models import Entry
from goldenthread.reports import build
from goldenthread.reports.changes import begin_report
from goldenthread.reports.models import Edition
from tests.cast import Cast
from tests.finished import World, undone, world_of_a_module
from tests.loop import finalised


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    yield from world_of_a_module(django_db_blocker)


@pytest.fixture(autouse=True)
def _undone(request: pytest.FixtureRequest) -> Iterator[None]:
    if "world" not in request.fixturenames:
        yield
        return
    request.getfixturevalue("world")
    with undone():
        yield


def traced(client: Client, person: Any, figure: str, **more: str) -> tuple[int, str]:
    client.force_login(person)
    answer = client.get(reverse("figures:trace"), {"figure": figure, **more})
    return answer.status_code, " ".join(strip_tags(answer.content.decode()).split())


def poor(world: World) -> str:
    return f"grades?stage=auditor&round={world.first.code}&grade=requires_improvement"


def test_trace_lists_the_audits_and_writes_the_read_down(world: World, client: Client) -> None:
    before = Entry.objects.filter(kind="read").count()
    status, text = traced(client, world.cast.pat, poor(world))
    refs = [a.ref for a in Audit.objects.filter(round=world.first) if a.ref in text]
    assert (status, len(refs)) == (200, 3)
    assert "3 audits. Audits that count and have this grade at this stage." in text
    assert "Left out: with another grade 9" in text
    assert Entry.objects.filter(kind="read").count() == before + 1


def test_trace_lists_the_audits_left_out_by_their_reason(world: World, client: Client) -> None:
    _, text = traced(client, world.cast.pat, poor(world), why="other_grade")
    refs = [a.ref for a in Audit.objects.filter(round=world.first) if a.ref in text]
    assert len(refs) == 9 and "Audits left out: with another grade" in text
    assert traced(client, world.cast.pat, poor(world), why="not_closed")[0] == 404


def test_trace_names_the_design_and_the_version(world: World, client: Client) -> None:
    _, text = traced(client, world.cast.pat, poor(world))
    assert "grades.grade" in text and f"Version {settings.VERSION}" in text
    assert "Selected from the case list" in text and "Hash of the seed" in text


def test_trace_gives_a_director_counts_and_no_reference(world: World, client: Client) -> None:
    status, text = traced(client, world.cast.dee, poor(world))
    assert (status, "AUD-" in text) == (200, False)
    assert "Counted 3 Left out: with another grade 9" in text


def test_trace_gives_a_service_manager_their_own_teams(world: World, client: Client) -> None:
    world.cast.sam.roles.update(team=world.cast.north)
    asked = f"coverage?round={world.first.code}&of=audited&team=South"
    assert "0 audits. " in traced(client, world.cast.sam, asked)[1]


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["stranger", "ines", "dana", "tariq"])
def test_a_trace_is_not_there_for_others(client: Client, cast: Cast, who: str) -> None:
    assert traced(client, getattr(cast, who), "grades?grade=n")[0] == 404


@pytest.mark.parametrize(
    "text", ["", "grades", "grades?practitioner=1", "sql?x=1", "coverage?round=nowhere&of=audited"]
)
def test_trace_of_what_is_no_figure_is_not_there(world: World, client: Client, text: str) -> None:
    assert traced(client, world.cast.pat, text)[0] == (200 if text == "grades" else 404)


def edition(world: World, kind: str = "committee") -> Edition:
    report = begin_report(by=world.cast.pat, round=world.second, kind=kind)
    return finalised(world.cast.pat, report, world.cast.olive)


def test_trace_of_a_papers_number_is_what_it_counted_then(world: World, client: Client) -> None:
    held = edition(world)
    figure = f"coverage?round={world.second.code}&of=audited"
    Audit.objects.filter(round=world.second).update(state=Audit.State.RETURNED)
    assert traced(client, world.cast.pat, figure)[1].count("AUD-") == 0
    status, text = traced(client, world.cast.pat, figure, edition=held.ref)
    assert (status, text.count("AUD-")) == (200, 4)
    assert "As it stood when Spring round: committee report was finalised on" in text
    other = f"grades?stage=auditor&round={world.first.code}&domain=risk&grade=good"
    assert traced(client, world.cast.pat, other, edition=held.ref)[0] == 404
    assert traced(client, world.cast.pat, figure, edition="EDI-XXXXXXXXXX")[0] == 404


def test_trace_of_an_older_paper_is_how_the_number_stands(world: World, client: Client) -> None:
    held = edition(world, "summary")
    old = {key: value for key, value in held.figures.items() if key not in ("traces", "designs")}
    made = Edition(report=begin_report(by=world.cast.pat, round=world.first, kind="summary"))
    for name in ("html", "docx", "pdf", "sha256", "made_at", "made_by"):
        setattr(made, name, getattr(held, name))
    made.figures = old
    made.save()
    key = f"coverage?round={world.second.code}&of=audited"
    status, text = traced(client, world.cast.pat, key, edition=made.ref)
    assert status == 200 and "finalised before its traces were kept" in text


def test_trace_asks_the_same_of_few_and_many(
    world: World, client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client.force_login(world.cast.pat)
    for figure in (poor(world), "grades?stage=auditor&grade=n"):
        with django_assert_max_num_queries(30):
            client.get(reverse("figures:trace"), {"figure": figure})


def test_papers_lead_to_the_page_that_there_is() -> None:
    assert build.traced_at().startswith(f"{settings.ADDRESS}{reverse('figures:trace')}?")
