"""Every number of the pages of voices, connections and re-audits leads to what it counts, and to as many."""

import re
from collections.abc import Iterator
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import strip_tags

from goldenthread.audits.models import Moderation
from goldenthread.figures.queries import UnknownFigure, figure_of, trace
from tests.cast import Cast
from tests.finished import World, undone, world_of_a_module
from tests.web.test_figures_connections import graded

LINK = re.compile(r'<a class="govuk-link" href="([^"]*/insights/trace/[^"]*)">([^<]*)</a>')
BOTH = {"first": "risk", "second": "plans"}


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    for made in world_of_a_module(django_db_blocker):
        graded(made, "risk", ["good", "requires_improvement", "good"])
        graded(made, "plans", ["good", "requires_improvement", "requires_improvement"])
        first = Moderation.objects.filter(audit__round=made.first).order_by("pk")[0]
        Moderation.objects.filter(pk=first.pk).update(child_views="partly", parent_views="no")
        yield made


@pytest.fixture(autouse=True)
def _undone(request: pytest.FixtureRequest) -> Iterator[None]:
    if "world" not in request.fixturenames:
        yield
        return
    request.getfixturevalue("world")
    with undone():
        yield


def links(client: Client, world: World, page: str, **asked: str) -> list[tuple[str, str]]:
    """The figures that a page links to, each with its number as printed."""
    client.force_login(world.cast.pat)
    text = client.get(reverse(f"figures:{page}"), asked).content.decode()
    found = [(unescape(href), unescape(number)) for href, number in LINK.findall(text)]
    return [(parse_qs(urlsplit(href).query)["figure"][0], number) for href, number in found]


def counts(printed: str) -> list[int]:
    return [int(n.replace(",", "")) for n in re.findall(r"(?<![\d.])[\d,]+(?!\d*%)", printed)]


@pytest.mark.parametrize(
    ("page", "measures", "least"),
    [("voices", {"voices", "coverage"}, 15), ("connections", {"connections"}, 20), ("reaudit", {"reaudit", "stands"}, 6)],
)  # fmt: skip
def test_every_number_of_a_table_is_what_its_trace_counts(
    world: World, client: Client, page: str, measures: set[str], least: int
) -> None:
    of = world.second if page == "reaudit" else world.first
    found = links(client, world, page, round=of.code, **BOTH)
    assert len(found) >= least
    assert {key.partition("?")[0] for key, _ in found} == measures
    for key, printed in dict(found).items():
        held = trace(world.cast.pat, figure_of(key))
        assert held.n in counts(printed), (key, printed, held.n)
        whole = held.counted + sum(held.left_out.values())
        assert whole == (4 if figure_of(key).where["round"] == world.second.code else 12)


def test_trace_of_two_sections_names_both(world: World, client: Client) -> None:
    client.force_login(world.cast.pat)
    key = next(k for k, _ in links(client, world, "connections", **BOTH) if "other=" in k)
    text = client.get(reverse("figures:trace"), {"figure": key}).content.decode()
    words = " ".join(strip_tags(text).split())
    assert re.search(r"“Risk[^”]*” and “Plan[^”]*”", words)
    assert "and in the second section" in words and "Auditor's grade" in unescape(words)


@pytest.mark.parametrize(
    "key",
    ["voices?round=r&of=yes", "voices?round=r&of=part", "voices?round=r&of=family&view=child", "reaudit?of=same",
     "voices?round=r&of=part&source=manager", "stands?round=r&of=best", "connections?of=met", "reaudit?round=a%2Bb"],
)  # fmt: skip
def test_trace_refuses_what_no_page_asks(key: str) -> None:
    with pytest.raises(UnknownFigure):
        figure_of(key)


@pytest.mark.django_db
def test_trace_of_a_table_is_not_there_for_others(client: Client, cast: Cast) -> None:
    client.force_login(cast.stranger)
    answer = client.get(reverse("figures:trace"), {"figure": "voices?round=x&of=family"})
    assert answer.status_code == 404
