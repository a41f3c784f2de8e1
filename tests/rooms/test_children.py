"""Who the children audited are, beside the case list: whole inside, and safe in what goes out."""

from datetime import timedelta

import pytest

from goldenthread.audits.models import Audit
from goldenthread.cases.models import CaseEntry, CaseList
from goldenthread.figures import queries as figures
from goldenthread.journal.changes import now, today
from goldenthread.people.changes import set_authority
from goldenthread.people.queries import authority
from goldenthread.programme.models import Round
from goldenthread.reports import build
from goldenthread.reports.build.children import characteristics_table, children_told
from goldenthread.reports.build.outgoing import tables_of
from goldenthread.writers.document import Document, Note, Table, plain
from tests.cast import Cast
from tests.finished import audited, selected_round
from tests.rooms.case_list import make_case_list

pytestmark = [pytest.mark.django_db]


@pytest.fixture
def round(cast: Cast) -> Round:
    """Ten cases audited of sixty: half the list are boys, every tenth child is Asian, one is Chinese."""
    first = make_case_list([cast.north, cast.south])
    told = [
        CaseEntry(
            case_list=_next_list(), subject=each.subject, status=each.status, sex="FM"[n % 2],
            ethnicity=("AIND" if n % 10 == 0 else "CHNE" if n == 1 else "WBRI"),
            case_type=each.case_type, practitioner=each.practitioner, team=each.team,
        )
        for n, each in enumerate(first.entries.filter(closed_on=None).order_by("pk")[:60])
    ]  # fmt: skip
    listed = told[0].case_list
    for each in told:
        each.case_list = listed
    CaseEntry.objects.bulk_create(told)
    audits = selected_round(cast, listed, size=10, rate=0)
    for audit in audits:
        audited(audit, "good")
    return audits[0].round


def _next_list() -> CaseList:
    return CaseList.objects.get_or_create(
        fingerprint="children", taken_on=today() - timedelta(days=2),
        defaults={"origin": "annex_a", "read_at": now(), "read_by": "operator:tests", "rows_read": 60},
    )[0]  # fmt: skip


def tables(g: build.Gathered, *, is_public: bool) -> dict[str, Table]:
    found = characteristics_table(g, is_public=is_public)
    return {each.header[0]: each for each in found if isinstance(each, Table)}


def cells(table: Table) -> dict[str, list[str]]:
    return {plain(row[0]): [plain(cell) for cell in row[1:]] for row in table.rows}


def counts(table: Table) -> dict[str, list[str]]:
    return {name: [each.split()[0] for each in row] for name, row in cells(table).items()}


def test_inside_every_group_is_shown_with_its_part_of_the_column(cast: Cast, round: Round) -> None:
    held = tables(build.gather(cast.pat, round), is_public=False)
    shown = counts(held["Ethnic group"])
    assert list(shown) == ["White", "Asian", "Chinese", "All"]
    assert [row[2] for row in shown.values()] == ["53", "6", "1", "60"]
    assert [row[0] for row in shown.values()][-1] == "10"
    for row in shown.values():
        assert int(row[0]) + int(row[1]) == int(row[2])
    assert cells(held["Sex"])["Female"][2] == "30 (50%)" and "Disability" not in held


def test_outside_small_counts_are_hidden_and_cannot_be_worked_out(cast: Cast, round: Round) -> None:
    g = build.gather(cast.pat, round)
    whole, shown = (counts(tables(g, is_public=out)["Ethnic group"]) for out in (False, True))
    for name, row in whole.items():
        for place, cell in enumerate(row):
            assert shown[name][place] in ("c", cell)
            assert shown[name][place] == "c" or not 1 <= int(cell) <= 5
    assert shown["Chinese"][2] == "c" and shown["All"] == whole["All"]
    paper = _paper(g, {"children": "yes"})
    (kept,) = [
        each
        for each in build.published_kept(cast.pat, g, paper)["published"]["children"]
        if each["by"] == "ethnicity"
    ]
    assert kept["cells"][-1] == (10, 50, 60) and len(kept["audited"]) == 10
    assert any(cell is None for row in kept["cells"] for cell in row)


def _paper(g: build.Gathered, texts: dict[str, str]) -> Document:
    return build.document_of("committee", g, texts, is_draft=False)


def test_the_threshold_is_the_authoritys(cast: Cast, round: Round) -> None:
    set_authority(by=cast.pat, seen=authority().version, hide_up_to=6)
    shown = counts(tables(build.gather(cast.pat, round), is_public=True)["Ethnic group"])
    assert shown["Asian"][2] == "c"


def test_a_paper_has_them_where_its_author_chose_so(cast: Cast, round: Round) -> None:
    g = build.gather(cast.pat, round)
    captions = [plain(t.caption) for t in _paper(g, {}).blocks if isinstance(t, Table)]
    assert not any("children audited" in each for each in captions)
    paper = _paper(g, {"children": "yes", "edition": "internal"})
    captions = [plain(t.caption) for t in paper.blocks if isinstance(t, Table)]
    assert sum("of the children audited and on the case list" in each for each in captions) == 2


def test_every_number_of_them_is_traced(cast: Cast, round: Round) -> None:
    paper = _paper(build.gather(cast.pat, round), {"children": "yes", "edition": "internal"})
    kept = build.traces_kept(cast.pat, paper)
    build.check(build.trace_sums(kept))
    key = f"children?round={round.code}&of=audited&by=ethnicity&group=W"
    white = CaseEntry.objects.filter(ethnicity="WBRI", case_list=round.case_list)
    audits = Audit.objects.filter(round=round, subject__in=white.values("subject"))
    assert kept["traces"][key]["counted"] == sorted(audits.values_list("ref", flat=True))


def test_where_nothing_is_known_of_the_children_a_sentence_says_so(
    cast: Cast, round: Round
) -> None:
    CaseList.objects.filter(fingerprint="children").update(reduced_at=now(), reduced_by="x")
    g = build.gather(cast.pat, Round.objects.get(pk=round.pk))
    (said,) = characteristics_table(g, is_public=True)
    assert isinstance(said, Note) and "cannot be set beside the case list" in plain(said.text)


def test_a_figure_of_children_names_its_characteristic() -> None:
    with pytest.raises(figures.UnknownFigure, match="none is named"):
        figures.figure_of("children?round=a")
    with pytest.raises(figures.UnknownFigure, match="by is one of"):
        figures.figure_of("children?round=a&by=name")


def _kept(audited: int, *rows: list[int]) -> dict[str, object]:
    total = [sum(column) for column in zip(*rows, strict=True)]
    return {
        "by": "sex", "list": "LST-A", "rows": ["Female", "Male", "All"], "cells": [*rows, total],
        "columns": ["Audited", "Not audited", "On the case list"],
        "audited": [f"SUB-{n}" for n in range(audited)],
    }  # fmt: skip


def test_two_rounds_of_one_list_in_one_paper_are_worked_out_together() -> None:
    one, two = _kept(20, [10, 20, 30], [10, 20, 30]), _kept(21, [11, 19, 30], [10, 20, 30])
    assert children_told(one, 5) == children_told(two, 5) == ""
    assert children_told(two, 5, [one]).startswith("The table by sex, row “")
    assert children_told(two, 5, [one | {"list": "LST-B"}]) == ""


def test_the_annual_report_has_them_too(cast: Cast, round: Round) -> None:
    g = build.gather(cast.pat, round)
    for edition, hidden in (("internal", False), ("public", True)):
        texts = {"children": "yes", "edition": edition}
        paper = build.document_of("annual", g, texts, is_draft=False)
        held = [t for t in paper.blocks if isinstance(t, Table) and "children" in plain(t.caption)]
        assert len(held) == 2
        assert any("c" in row for t in held for row in cells(t).values()) is hidden
        numbers = [plain(t.caption).partition(":")[0] for t in tables_of(paper)]
        assert len(numbers) == len(set(numbers))
    kept = build.published_kept(cast.pat, g, paper)["published"]["children"]
    assert {each["by"] for each in kept} == {"ethnicity", "sex"}
