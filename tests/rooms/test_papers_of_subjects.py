"""Papers about observations, decisions, carers and referrals, and the briefing: each number leads to its
trace, and no public file names anybody. With those walked elsewhere they are all kinds there are."""

import re
from typing import Any

import pytest

from goldenthread.audits.changes import open_round
from goldenthread.audits.models import Audit
from goldenthread.cases.models import Subject
from goldenthread.people.models import Person, Practitioner
from goldenthread.programme.changes import add_typed_case, assign, restrict_round
from goldenthread.programme.models import Round
from goldenthread.reports import build
from goldenthread.reports.build import figures_workbook, is_public
from goldenthread.reports.build.placeholders import section_name
from goldenthread.reports.changes import begin_report, save_boxes
from goldenthread.reports.kinds import LABELS
from goldenthread.reports.models import Edition
from goldenthread.reports.queries import trace_kept
from goldenthread.writers import word
from tests.cast import Cast
from tests.finished import analysed
from tests.loop import finalised
from tests.parts_of_papers import parts_printed
from tests.reading_files import words_of
from tests.rooms.audit_round import answer_all, make_round
from tests.rooms.test_papers_by_subject import handed_in
from tests.rooms.test_papers_walked import PAPERS, unexplained

pytestmark = pytest.mark.django_db
# The tool of the round, and the kind of paper.
HERE = (
    ("observation", "observation"), ("decision", "decisions"), ("foster_carer", "compliance"),
    ("lado", "lado"), ("core", "auditor_briefing"),
)  # fmt: skip
# What is set and not counted: which version of a tool, and how many days there are for something.
SETTINGS = re.compile(r"version \d+|\d+ (?:working )?days?|at most \d+ answers")
# tests/rooms/test_method_note.py walks this one.
ELSEWHERE = {"method_note"}


def of_several(cast: Cast, tool: str) -> Round:
    """Four audits of the work of four people, everything answered, handed in."""
    round = make_round(cast, tool=tool)
    for n in range(4):
        case = add_typed_case(
            by=cast.pat, round=round, number=f"7120{n}", worker=f"Ivo Marsh{n}", team=cast.north
        )
        assign(by=cast.pat, round_case=case, auditor=cast.ines)
    if tool == "lado":
        restrict_round(by=cast.pat, round=round, why="About a named adult.")
    audits: list[Audit] = open_round(by=cast.pat, round=round)
    for audit in audits:
        answer_all(audit)
    return handed_in(audits)


@pytest.mark.parametrize(("tool", "kind"), HERE)
def test_its_numbers_lead_to_their_traces_and_its_public_files_name_nobody(
    cast: Cast, tool: str, kind: str
) -> None:
    round = of_several(cast, tool)
    analysed()
    report = begin_report(by=cast.pat, round=round, kind=kind)
    boxes = {"summary": "{{audited}} were looked at.", "edition": "public"}
    save_boxes(by=cast.pat, report=report, boxes=boxes, seen={})
    edition = finalised(cast.pat, report, cast.olive)
    printed = word.figures(bytes(edition.docx))
    assert len(printed) > 1
    for each in printed:
        held = trace_kept(edition, each.figure_key)
        assert held and held["software"], each
    parts, headings = parts_printed(kind, build.gather(cast.pat, round))
    assert parts == headings == {section_name(each) for each in build.headings_of(kind)}
    if is_public(kind, boxes):
        no_file_names_anybody(cast, edition)
    else:
        left = [SETTINGS.sub("", each) for each in unexplained(bytes(edition.docx), edition)]
        assert [each for each in left if re.search(r"\d", each)] == []


def no_file_names_anybody(cast: Cast, edition: Edition) -> None:
    never = [
        *Person.objects.exclude(pk=cast.pat.pk).values_list("name", flat=True),
        *Practitioner.objects.values_list("name", flat=True),
        *Subject.objects.values_list("number", flat=True),
        cast.north.name, "insights/trace",
    ]  # fmt: skip
    files: dict[str, Any] = {form: getattr(edition, form) for form in ("docx", "pdf", "html")}
    files["xlsx"] = figures_workbook(edition.figures, edition.report.round.title, "")
    for form, data in files.items():
        text = words_of(form, bytes(data))
        assert "4" in text and len(text) > 500, form
        assert [each for each in never if each in text] == [], form
        assert re.findall(r"\b(?:AUD|SUB|RCA|PER|ACT)-\w{10}\b", text) == [], form


def test_every_kind_of_paper_is_walked() -> None:
    assert {kind for kind, *_ in PAPERS} | {kind for _, kind in HERE} | ELSEWHERE == {*LABELS}
