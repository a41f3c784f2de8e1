"""From a number to its audits: every figure is read strictly, adds up, and says why an audit is not in it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from goldenthread.audits.models import Audit
from goldenthread.figures import queries
from goldenthread.figures.queries import (
    DEFINITIONS,
    Number,
    UnknownFigure,
    UnknownRound,
    figure_of,
    figure_of_number,
    trace,
)
from goldenthread.programme.models import RoundCase
from tests.cast import Cast
from tests.finished import World, undone, world_of_a_module


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


def traced(world: World, text: str) -> queries.Trace:
    return trace(world.cast.pat, figure_of(text.replace("ROUND", world.first.code)))


def test_a_figure_says_what_is_left_out_and_why(world: World) -> None:
    found = traced(world, "grades?stage=moderated&round=ROUND&grade=outstanding")
    assert (found.n, found.counted, dict(found.left_out)) == (3, 3, {"not_moderated": 9})
    assert found.definition == "grades.grade"
    assert found.designs[0].way == "selected" and found.designs[0].selection.startswith("SEL-")


@pytest.mark.parametrize(
    ("text", "n", "left_out"),
    [
        ("grades?stage=auditor&round=ROUND&grade=n", 12, {}),
        ("grades?stage=auditor&round=ROUND&grade=meeting", 9, {"other_grade": 3}),
        ("grades?stage=auditor&round=ROUND&domain=risk&grade=good", 12, {}),
        ("coverage?round=ROUND&of=audited", 12, {}),
        ("coverage?round=ROUND&of=share", 12, {}),
        ("coverage?round=ROUND&of=beside", 0, {"listed": 12}),
        ("moderation?round=ROUND&of=moderated", 3, {"not_moderated": 9}),
        ("concerns?round=ROUND", 0, {"no_concern": 12}),
        ("voices?round=ROUND&of=family", 12, {}),
        ("actions?round=ROUND&of=total", 3, {"no_action": 9}),
        ("ledger?round=ROUND&of=findings", 0, {"no_finding": 12}),
        ("findings?round=ROUND&domain=risk&kind=strength", 12, {}),
    ],
)
def test_every_measure_is_traced(world: World, text: str, n: int, left_out: dict[str, int]) -> None:
    found = traced(world, text)
    assert (found.n, dict(found.left_out)) == (n, left_out)


def test_each_case_is_counted_or_left_out_for_one_reason(world: World) -> None:
    first, second, third, *_ = Audit.objects.filter(round=world.first).order_by("pk")
    RoundCase.objects.filter(audit=first).update(removed_at=first.submitted_at)
    Audit.objects.filter(pk=second.pk).update(state=Audit.State.RETURNED)
    Audit.objects.filter(pk=third.pk).update(state=Audit.State.SHARED)
    found = traced(world, "grades?stage=final&round=ROUND&grade=n")
    assert dict(found.left_out) == {"removed": 1, "not_handed_in": 1, "not_closed": 1}
    assert found.n == found.counted == 9
    for why, n in found.left_out.items():
        assert found.audits(why).count() == n
    said = queries.trace_json(found)
    assert len(said["counted"]) == 9
    assert [(e["why"], e["n"], len(e["audits"])) for e in said["left_out"]] == [
        ("removed", 1, 1), ("not_handed_in", 1, 1), ("not_closed", 1, 1),
    ]  # fmt: skip


@pytest.mark.django_db
def test_a_figure_of_no_round_there_is_says_so(cast: Cast) -> None:
    with pytest.raises(UnknownRound):
        trace(cast.pat, figure_of("coverage?round=nowhere&of=audited"))
    assert trace(cast.pat, figure_of("grades?stage=auditor&grade=n")).n == 0


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("audits?round=r1", "begins with none of"),
        ("grades?practitioner=7", "named person"),
        ("grades?auditor=PER-1&round=r1", "named person"),
        ("grades?stage=later", "stage is one of"),
        ("grades?stage=auditor&stage=final", "asked twice"),
        ("grades?grade=good'; DROP", "is no grade"),
        ("coverage?round=r1&of=everybody", "of is one of"),
        ("coverage?of=audited", "none is named"),
        ("actions?round=r1&owner=PER-1", "cannot be asked with 'owner'"),
        ("ledger?round", "no list of KEY=VALUE"),
        ("grades?" + "a" * 2_100, "begins with none of"),
    ],
)
def test_a_text_that_is_no_figure_is_refused(text: str, fault: str) -> None:
    with pytest.raises(UnknownFigure, match=fault):
        figure_of(text)


def test_a_figure_of_a_page_is_the_same_as_a_papers() -> None:
    number = Number("grades", "final", {"round": "r1", "case_type": "cp"}, "good")
    assert figure_of_number(number).text == "grades?stage=final&round=r1&case_type=cp&grade=good"
    assert figure_of_number(Number("covered", "auditor", {"round": "r1"})).of == "share"
    pair = figure_of_number(
        Number("moderated", "moderated", {"round": "r1"}, "good", "outstanding")
    )
    assert figure_of(pair.text) == pair


def test_every_definition_is_in_the_method_note() -> None:
    note = Path("docs/method.md").read_text("utf-8")
    assert [each for each in DEFINITIONS if f"`{each}`" not in note] == []
