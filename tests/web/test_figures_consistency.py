"""How auditors' grades compare with their moderators': all for the QA lead, one's own for an auditor."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import strip_tags

from goldenthread.audits.models import Audit
from goldenthread.figures import queries
from goldenthread.journal.models import Entry
from tests.cast import Cast
from tests.finished import World, undone, world_of_a_module


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    for made in world_of_a_module(django_db_blocker):
        # Seven audits were moderated, all by Ines; two of them become Ed's.
        moderated = Audit.objects.exclude(moderated_at=None).order_by("pk")[:2]
        Audit.objects.filter(pk__in=[a.pk for a in moderated]).update(auditor=made.cast.ed)
        yield made


@pytest.fixture(autouse=True)
def _undone(request: pytest.FixtureRequest) -> Iterator[None]:
    if "world" not in request.fixturenames:
        yield
        return
    request.getfixturevalue("world")
    with undone():
        yield


def shown(client: Client, person: Any, page: str = "consistency", **asked: str) -> tuple[int, str]:
    client.force_login(person)
    answer = client.get(reverse(f"figures:{page}"), asked)
    return answer.status_code, " ".join(strip_tags(answer.content.decode()).split())


def test_consistency_shows_the_lead_every_auditor_by_the_alphabet(world: World) -> None:
    held = queries.consistency(world.cast.pat)
    assert held is not None and (held.audits, held.is_own) == (7, False)
    assert [(each.name, each.held.n) for each in held.auditors] == [
        (world.cast.ed.name, 2), (world.cast.ines.name, 5),
    ]  # fmt: skip
    ed, ines = held.auditors
    assert ed.says == "Too few to tell"
    assert ines.held.estimate < 0 and ines.held.limits[0] < ines.held.estimate


def test_consistency_shows_an_auditor_nobody_else(world: World, client: Client) -> None:
    status, text = shown(client, world.cast.ed)
    assert status == 200 and "2 audits of yours were moderated. Too few to tell." in text
    assert world.cast.ines.name not in text
    assert "None of your audits has been moderated yet." in shown(client, world.cast.tariq)[1]


def test_consistency_keeps_its_numbers_behind_method(world: World, client: Client) -> None:
    before = Entry.objects.filter(kind="read").count()
    plain, method = (shown(client, world.cast.pat, **asked)[1] for asked in ({}, {"method": "1"}))
    assert "95% range" not in plain and "95% range" in method
    assert "no league table" in plain and Entry.objects.filter(kind="read").count() == before + 2


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["stranger", "olive", "mo", "sam", "dee", "dana", "ira", "ada"])
def test_consistency_is_not_there_for_others(client: Client, cast: Cast, who: str) -> None:
    assert shown(client, getattr(cast, who))[0] == 404
    assert queries.consistency(getattr(cast, who)) is None


def test_moderation_gives_limits_and_tests_behind_method_alone(
    world: World, client: Client
) -> None:
    plain = shown(client, world.cast.dee, "moderation", round=world.first.code)[1]
    assert "Clopper" not in plain and "sign test" not in plain and "compare with" not in plain
    method = shown(client, world.cast.dee, "moderation", round=world.first.code, method="1")[1]
    assert "Clopper" in method and "No coefficient of agreement is given" in method


def test_two_rounds_chosen_in_another_way_are_never_said_to_differ(
    world: World, client: Client
) -> None:
    """The sections of the two rounds would show a clear change, were they chosen alike."""
    text = shown(client, world.cast.pat, "reaudit", round=world.second.code)[1]
    for word in ("improved", "More got", "↑", "↓"):
        assert word not in text
    world.second.design = {**world.second.design, "sample": {"quotas": "equal", "size": 4}}
    assert "how the cases were chosen" in queries.differences(world.second, world.first)
    world.second.design = world.first.design
    assert "how the cases were chosen" not in queries.differences(world.second, world.first)
