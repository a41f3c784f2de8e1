"""The method note: how cases were selected, weights, limits and tests; every number leads to its trace."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from goldenthread.programme.queries.method_note import TERMS
from goldenthread.programme.queries.plan_words import plan_in_words
from goldenthread.reports import build
from goldenthread.reports.build import method_note
from goldenthread.reports.changes import begin_report
from goldenthread.writers import html
from goldenthread.writers.document import (
    Document,
    Facts,
    FigureText,
    Inline,
    Note,
    Table,
    figures,
    plain,
    runs,
)
from tests.cast import make_cast
from tests.finished import World, finished_round
from tests.loop import finalised
from tests.rooms.case_list import make_case_list

pytestmark = [pytest.mark.django_db]
# Numbers that count nothing: days, times, versions, fingerprints, the names of methods and their rules.
COUNTS_NOTHING = re.compile(
    r"\d{1,2} [A-Z][a-z]+ 20\d\d|\d\d:\d\d UTC|[0-9a-f]{64}|SHA-256|\b95%|Goldenthread [\d.]+|AC2"
    r"|from 20 moderated|under 0\.05|fewer than 3 practitioners or 3 families"
)


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    from django.db import transaction

    with django_db_blocker.unblock(), transaction.atomic():
        cast = make_cast()
        case_list = make_case_list([cast.north, cast.south])
        first = finished_round(cast, case_list, size=4, rate=100, title="Spring round")
        yield World(cast, first, first)
        transaction.set_rollback(True)


def note(world: World, edition: str) -> Document:
    return build.document_of(
        "method_note", build.gather(world.cast.pat, world.first), {"edition": edition}
    )


@pytest.mark.parametrize("edition", ["public", "internal"])
def test_every_number_of_the_method_note_leads_to_its_trace(world: World, edition: str) -> None:
    paper = note(world, edition)
    kept = build.traces_kept(world.cast.pat, paper)
    build.check(build.trace_sums(kept))
    assert len(kept["traces"]) > 15
    design = world.first.selections.get().design
    known = (
        design["method"],
        *TERMS,
        *plan_in_words(world.first, design),
        *plan_in_words(world.first, design, is_public=True),
        world.first.tool_version.title,
    )
    loose = [said for said in _untraced(paper) if said not in known]
    assert [said for said in loose if re.search(r"\d", COUNTS_NOTHING.sub("", said))] == []


def _untraced(paper: Document) -> Iterator[str]:
    """The words of the paper without the numbers that lead to a trace."""
    for block in paper.blocks:
        for inline in _inlines(block):
            yield "".join(run.text for run in runs(inline) if not isinstance(run, FigureText))


def _inlines(block: Any) -> Iterator[Inline]:
    if isinstance(block, Facts):
        yield from (value for _, value in block.rows)
    elif isinstance(block, Table):
        yield from (cell for row in block.rows for cell in row)
        yield from (block.caption, *block.footnotes)
    elif isinstance(block, Note):
        yield block.text
    else:
        yield from getattr(block, "items", ()) or (getattr(block, "runs", ""),)


def test_it_says_chances_weights_limits_and_how_to_verify(world: World) -> None:
    words = re.sub(r"<[^>]+>", "", html.fragment(note(world, "internal")))
    for part in (
        "Each stands for", "could not be selected", "1 selection was made for this round.",
        "Clopper and Pearson", "Agreement beyond chance is given from 20 moderated audits on.",
        "verify_sample", world.first.selections.get().frame_sha256,
    ):  # fmt: skip
        assert part in words


def test_it_is_finalised_with_its_numbers_locked(world: World) -> None:
    report = begin_report(by=world.cast.pat, round=world.first, kind="method_note")
    edition = finalised(world.cast.pat, report, world.cast.olive)
    keys = {key.partition("?")[0] for key, _ in edition.figures["printed"]}
    assert {"selection", "grades", "coverage", "moderation", "tests"} <= keys


def test_a_public_note_tests_nothing_that_few_people_stand_behind(world: World) -> None:
    g = build.gather(world.cast.pat, world.first)
    few = replace(g.behind, practitioner=dict.fromkeys(g.behind.practitioner, 1))
    paper = build.document_of("method_note", replace(g, behind=few), {"edition": "public"})
    said = [plain(inline) for block in paper.blocks for inline in _inlines(block)]
    assert method_note.NOT_MODERATED in said and method_note.NOT_COMPARED in said


def test_a_public_note_tells_of_no_group_of_cases_how_many_there_are(world: World) -> None:
    public, internal = note(world, "public"), note(world, "internal")
    told = "case_type", "why", "limit"
    assert all(f"{each}=" in str(_keys(internal)) for each in told)
    counts = [key for key in _keys(public) if key.startswith(("selection?", "tests?"))]
    assert counts and not [key for key in counts if any(f"{each}=" in key for each in told)]
    limits = [key for key in _keys(public) if "limit=" in key]
    assert not [key for key in limits if "case_type=" in key]
    words = html.fragment(public)
    assert method_note.NO_TYPES in words and method_note.NO_LIMITS in words
    assert "counted under its first reason" not in words


def _keys(paper: Document) -> list[str]:
    return [run.figure_key for run in figures(paper)]


def test_the_plan_as_anybody_may_have_it_names_no_team_and_no_number_of_a_group(
    world: World,
) -> None:
    north = world.cast.north
    sample = {
        "size": 5, "quotas": {"cp": 1, "cin": 4}, "family": "once",
        "bounds": {"team": {north.ref: [1, 2]}},
    }  # fmt: skip
    plan = {"sample": sample}
    inside = " ".join(plan_in_words(world.first, plan))
    assert (
        f"From {north.name} at least 1 and at most 2." in inside and "1 Child protection" in inside
    )
    assert plan_in_words(world.first, plan, is_public=True) == [
        "A number typed for each case type.",
        "At most one child of a family.",
        "For some teams or services, how many cases at least and at most.",
    ]
    again = {"sample": {"only": [], "size": 2}, "again": {"share": ["inadequate"]}}
    assert not re.search(r"\d", str(plan_in_words(world.first, again, is_public=True)))
