"""The annual report and the highlight page: totals over rounds, what is compared, and one page."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader

from goldenthread.audits.models import Audit
from goldenthread.figures import queries as figures
from goldenthread.reports import build
from goldenthread.reports.build.together import joined, together
from goldenthread.reports.changes import begin_report, save_boxes
from goldenthread.writers import html, pdf
from goldenthread.writers.document import Document, Dumbbells, GradeBars, Heading, plain
from tests.finished import World, undone, with_a_newer_tool, world_of_a_module
from tests.loop import finalised

WORDS = (
    "Children are seen alone and most plans use the words of the child. Managers read each plan."
)
THREE = "\n\n".join([WORDS[:66]] * 3)
HIGHLIGHTS = {
    "author": "Pat Ellis",
    "strengths": THREE,
    "worries": THREE,
    "kept": WORDS[67:],
    "next": THREE,
}


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    yield from world_of_a_module(django_db_blocker)


@pytest.fixture(autouse=True)
def _undone(world: World) -> Iterator[None]:
    with undone():
        yield


def annual(world: World, edition: str = "internal") -> Document:
    g = build.gather(world.cast.pat, world.second, world.first)
    return build.document_of("annual", g, {"edition": edition})


def words(paper: Document) -> str:
    return html.fragment(paper)


def test_totals_are_of_all_rounds_and_each_can_be_traced(world: World) -> None:
    g = build.gather(world.cast.pat, world.second, world.first)
    held = together(g, with_audits=False)
    assert joined(held.rounds) == f"{world.first.code}+{world.second.code}"
    assert held.whole.audited == 16 == sum(each.audited for each in held.rounds)
    assert held.whole.total is not None and held.whole.total.n == 16
    assert held.whole.moderated.n == sum(each.moderated.n for each in held.rounds) == 7
    key = held.whole.key("coverage", of="practitioners")
    traced = figures.trace(world.cast.pat, figures.figure_of(key))
    assert traced.n == held.whole.coverage.practitioners.audited
    least = figures.figure_of(held.whole.key("moderation", of="least"))
    parts = [each.moderated.at_least_changed for each in held.rounds]
    assert figures.trace(world.cast.pat, least).n == sum(parts)
    assert {each.round for each in traced.designs} == {world.first.code, world.second.code}


def test_the_annual_report_has_every_part_in_order(world: World) -> None:
    paper = annual(world)
    assert [b.text for b in paper.blocks if isinstance(b, Heading) and b.level == 2] == [
        "Summary", "What was planned and what was done", "How much of the work was looked at",
        "Grades", "Moderation and consistency", "What is going well", "What needs to get better",
        "Themes that came up again", "Children’s safety and voices",
        "Actions and what came of them", "Rounds that followed another", "Conclusion",
        "Next year’s plan", "How the audits were done",
    ]  # fmt: skip
    charts = [b for b in paper.blocks if isinstance(b, GradeBars | Dumbbells)]
    assert 5 <= len(charts) <= 12
    assert all(plain(each.title_finding) for each in charts)


def test_no_practitioner_and_no_auditor_is_named(world: World) -> None:
    for edition in ("internal", "public"):
        said = words(annual(world, edition))
        cast = world.cast
        assert [p.name for p in (cast.ines, cast.mo, cast.dana) if p.name in said] == []
    assert world.cast.north.name in words(annual(world)) and world.cast.north.name not in said


def test_rounds_on_another_basis_stand_beside_each_other_without_a_change(world: World) -> None:
    said = words(annual(world))
    assert "Spring round follows Autumn round. The two were made alike." not in said
    assert "no change is read from them" in said
    assert "improved" not in said and "got better and" not in said


def test_a_round_on_another_scale_is_never_added(world: World) -> None:
    newer = with_a_newer_tool(world)
    g = build.gather(world.cast.pat, newer, world.first)
    paper = build.document_of("annual", g, {"edition": "internal"})
    held = together(g, with_audits=False)
    assert held.whole.total is not None and held.whole.total.n == 12
    said = words(paper)
    assert "graded on another scale or not at all: Spring round" in said
    build.traces_kept(world.cast.pat, paper)


def test_a_year_of_more_audits_asks_no_more_queries(world: World) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as seen:
            annual(world)
        return len(seen)

    whole = asked()
    some = Audit.objects.filter(round=world.first).order_by("pk").values("pk")[:6]
    Audit.objects.filter(pk__in=list(some.values_list("pk", flat=True))).update(state="returned")
    assert abs(asked() - whole) <= 2  # a table that is left out asks nothing


def test_the_highlight_page_is_one_page_and_keeps_what_was_promised(world: World) -> None:
    pat = world.cast.pat
    report = begin_report(by=pat, round=world.second, kind="highlight", others=[world.first])
    save_boxes(by=pat, report=report, boxes=HIGHLIGHTS, seen={})
    report.refresh_from_db()
    g = build.gather(pat, world.second, world.first)
    first = build.document_of("highlight", g, HIGHLIGHTS)
    assert "This is the first highlight page." in words(first)
    assert sum(isinstance(b, GradeBars | Dumbbells) for b in first.blocks) == 1
    finalised(pat, report, world.cast.olive)
    after = build.document_of("highlight", g, {**HIGHLIGHTS, "next": "Something else."})
    assert words(after).count(THREE[:66]) == 9
    for paper in (first, after):
        assert len(PdfReader(BytesIO(pdf.pdf(paper))).pages) == 1
    assert [each.text for each in build.remarks("highlight", g, HIGHLIGHTS)] == []
