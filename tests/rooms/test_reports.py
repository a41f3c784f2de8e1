"""Papers: every number the same as the figures, words by their author, locked when finalised."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import docx
import pytest
from django.db import connection, transaction
from django.db.utils import Error
from pypdf import PdfReader

from goldenthread.actions.changes import submit_audit
from goldenthread.audits.changes import save_answer
from goldenthread.audits.models import Audit
from goldenthread.figures.queries import as_json, grades
from goldenthread.people.actors import NotAllowed, OwnWork
from goldenthread.people.queries import vocabulary
from goldenthread.reports import build, queries
from goldenthread.reports.changes import (
    BoxConflict,
    NotAllRead,
    ReportFinal,
    WordsNotRead,
    begin_report,
    finalise_report,
    save_boxes,
    sign_off_words,
)
from goldenthread.writers import document as tree
from goldenthread.writers import pdf, word
from goldenthread.writers.document import Document, FigureText
from tests.cast import Cast
from tests.finished import World, undone, with_a_newer_tool, world_of_a_module
from tests.loop import answered, finalised, read_words, round_of
from tests.rooms.audit_round import answer_all, open_with


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


def paper(world: World, kind: str = "committee", **texts: str) -> Document:
    return build.document_of(kind, build.gather(world.cast.pat, world.second), texts)


def words_of(paper: Document) -> str:
    return "\n".join(p.text for p in docx.Document(BytesIO(word.docx(paper))).paragraphs)


def cells_of(paper: Document) -> str:
    tables = docx.Document(BytesIO(word.docx(paper))).tables
    return "\n".join(cell.text for t in tables for row in t.rows for cell in row.cells)


def expected(world: World, key: str) -> tuple[int, int]:
    """The count and n that the figures give for a printed figure's key, asked as --json is."""
    asked = dict(parse_qsl(urlsplit(key).query, True))
    grade, stage = asked.pop("grade"), asked.pop("stage")
    (row,) = grades(world.cast.pat, list(asked), stage=stage, where=asked)
    printed = as_json([row])[0]
    if grade == "n":
        return printed["n"], printed["n"]
    if grade == "meeting":
        met = [k for k in row.scale.keys if row.scale.meets_standard(k)]
        return sum(printed["counts"][vocabulary()("grade", k)] for k in met), row.n
    return printed["counts"][vocabulary()("grade", grade)], row.n


@pytest.mark.parametrize("kind", ["committee", "summary"])
def test_every_number_in_the_word_file_equals_the_figures(world: World, kind: str) -> None:
    made = build.document_of(
        kind, build.gather(world.cast.pat, world.first), {"edition": "internal"}
    )
    keyed = word.figures(word.docx(made))
    printed = [
        f for f in keyed if f.figure_key.startswith("grades?") and "limit=" not in f.figure_key
    ]
    assert len(printed) > 15
    for figure in printed:
        count, n = expected(world, figure.figure_key)
        assert figure.text.split(" ")[0].rstrip("%") in (str(count), str(round(100 * count / n)))


def test_the_pdf_is_tagged_and_the_word_file_british(world: World) -> None:
    made = paper(world)
    data = pdf.pdf(made)
    assert b"/MarkInfo" in data and b"en-GB" in data and b"pdfuaid" in data
    assert docx.Document(BytesIO(word.docx(made))).core_properties.language == "en-GB"


def test_the_committee_report_has_its_parts_in_order(world: World) -> None:
    headings = [b.text for b in paper(world).blocks if isinstance(b, tree.Heading)]
    parts = [
        "Summary", "Recommendations", "Main Report", "Background", "Current Position",
        "Findings by domain", "Corporate & Strategic Implications", "Conclusion", "Appendices",
        "Background papers",
    ]  # fmt: skip
    assert [h for h in headings if h in parts] == parts
    numbers = [b.number for b in paper(world).blocks if isinstance(b, tree.Paragraph) and b.number]
    assert numbers == list(range(1, len(numbers) + 1))


def test_after_moderation_is_said_only_where_all_were(world: World) -> None:
    first = build.document_of("committee", build.gather(world.cast.pat, world.first), {})
    assert "After moderation" not in cells_of(first)
    assert "After moderation" in cells_of(paper(world))
    assert "3 of 12 moderated, chosen by: 25% at random" in cells_of(first)


def test_a_small_round_prints_no_percentage_and_no_bars(world: World) -> None:
    made = paper(world)
    assert not any(isinstance(block, tree.GradeBars) for block in made.blocks)
    small = [
        f.text
        for f in tree.figures(made)
        if f.figure_key.startswith("grades?") and "round=spring-round" in f.figure_key
    ]
    assert small and not any("%" in text for text in small)


def test_the_round_it_follows_stands_beside_it_at_one_stage(world: World) -> None:
    g = build.gather(world.cast.pat, world.second)
    assert g.following is not None
    assert (g.following.stage, [row.n for row in g.following.rows]) == ("auditor", [12, 4])
    assert "the rule for moderation" in g.following.differences


@pytest.mark.django_db
def test_an_ungraded_tools_round_prints_no_grade_table(cast: Cast) -> None:
    (audit,) = open_with(cast, cast.ines, tool="city2019", mode="record")
    answer_all(audit)
    submit_audit(by=cast.ines, audit=audit, warnings_why="All there was.")
    made = build.document_of("committee", build.gather(cast.pat, audit.round), {})
    assert "gives no grades" in words_of(made)
    assert not [f for f in tree.figures(made) if f.figure_key.startswith("grades?")]


def test_the_public_edition_quotes_only_what_three_audits_say_and_no_reference(
    world: World,
) -> None:
    g = build.gather(world.cast.pat, world.second)
    odd = replace(g.said[0], words="Only this child said so.")
    g = replace(g, said=(odd, *g.said[1:]))
    public = words_of(build.document_of("committee", g, {}))
    internal = words_of(build.document_of("committee", g, {"edition": "internal"}))
    assert "Strength: The child was seen alone (in 3 audits)" in public
    assert "Only this child" not in public and "AUD-" not in public
    assert f"Only this child said so. ({odd.audit})" in internal


def test_a_named_figure_is_filled_in_and_traced(world: World) -> None:
    made = paper(world, summary="We audited {{audited}} cases; {{ good_or_better }}.")
    filled = next(b for b in made.blocks if isinstance(b, tree.Paragraph)).runs
    assert [r.text for r in filled if isinstance(r, FigureText)] == ["4", "4 of 4"]


def test_an_unknown_figure_is_named_and_nothing_saved(world: World) -> None:
    report = begin_report(by=world.cast.pat, round=world.second, kind="committee")
    with pytest.raises(build.UnknownField, match=r"Conclusion: there is no figure \{\{colour\}\}"):
        save_boxes(by=world.cast.pat, report=report, boxes={"conclusion": "{{colour}}"}, seen={})
    assert queries.texts(report) == {}


def test_one_draft_of_a_kind_for_a_round(world: World) -> None:
    one = begin_report(by=world.cast.pat, round=world.second, kind="committee")
    assert begin_report(by=world.cast.olive, round=world.second, kind="committee") == one


def test_a_box_saved_meanwhile_is_a_conflict_that_carries_it(world: World) -> None:
    report = begin_report(by=world.cast.pat, round=world.second, kind="committee")
    save_boxes(by=world.cast.pat, report=report, boxes={"conclusion": "Pat's"}, seen={})
    with pytest.raises(BoxConflict) as conflict:
        boxes = {"conclusion": "Olive's", "background": "Also Olive's"}
        save_boxes(by=world.cast.olive, report=report, boxes=boxes, seen={})
    assert conflict.value.theirs["conclusion"].text == "Pat's"
    assert queries.texts(report) == {"conclusion": "Pat's"}
    save_boxes(by=world.cast.olive, report=report, boxes=boxes, seen={"conclusion": 1})
    assert queries.texts(report) == boxes


def test_a_finalised_report_keeps_its_numbers_and_its_hash(world: World) -> None:
    report = begin_report(by=world.cast.pat, round=world.second, kind="summary")
    edition = finalised(world.cast.pat, report, world.cast.olive)
    Audit.objects.filter(round=world.second).update(state=Audit.State.RETURNED)
    kept = queries.edition_of(report)
    assert kept is not None
    canonical = json.dumps(kept.figures, sort_keys=True, separators=(",", ":")).encode()
    parts = (canonical, bytes(kept.html), bytes(kept.docx), bytes(kept.pdf))
    assert hashlib.sha256(b"".join(parts)).hexdigest() == edition.sha256
    assert kept.figures["total"][0]["n"] == 4
    assert "Draft" not in bytes(kept.html).decode()
    with pytest.raises(ReportFinal):
        save_boxes(by=world.cast.pat, report=report, boxes={"next": "More"}, seen={})


def test_a_public_paper_waits_for_a_second_person_who_read_it_as_it_stands(world: World) -> None:
    pat, olive = world.cast.pat, world.cast.olive
    report = begin_report(by=pat, round=world.second, kind="committee")
    with pytest.raises(WordsNotRead):
        finalise_report(by=pat, report=report, version=1)
    with pytest.raises(OwnWork):
        read_words(pat, report)
    read_words(olive, report)
    save_boxes(by=pat, report=report, boxes={"conclusion": "Her twin."}, seen={})
    with pytest.raises(WordsNotRead):
        finalise_report(by=pat, report=report, version=2)
    with pytest.raises(NotAllRead, match="1 sentence is not ticked"):
        sign_off_words(by=olive, report=report, version=2, read=[])
    read_words(olive, report)
    # Whoever writes in it afterwards is its author too: what they read before counts no longer.
    save_boxes(by=olive, report=report, boxes={"background": "Olive's."}, seen={})
    assert queries.sign_offs(report) == []
    with pytest.raises(NotAllowed):
        sign_off_words(by=world.cast.dee, report=report, version=3, read=[])


def test_what_the_round_is_called_and_what_is_quoted_is_read_too(world: World) -> None:
    g = build.gather(world.cast.pat, world.second)
    said = tuple(replace(each, words="Marek was seen.") for each in g.said)
    g = replace(g, said=said)
    found = build.sentences_to_read("committee", g, {})
    quoted = [each.where for each in found if "a capital letter: Marek" in each.why]
    assert quoted and all("audits)" in where for where in quoted)
    assert [e for e in build.sentences_to_read("summary", g, {}) if "Marek" in e.text] == []
    case, worker = world.second.cases.first(), world.cast.dana.name
    texts = {"conclusion": f"{worker} knew case {case.subject.number}.", "author": "Marek Dom"}
    (last,) = [e for e in build.sentences_to_read("committee", g, texts) if e.where == "Conclusion"]
    assert {why.partition(":")[0] for why in last.why} >= {"a case number"}
    assert any(worker in why for why in last.why)
    g.round.title = "Audits of the Dom family"
    assert build.sentences_to_read("summary", g, {})[0].where == "Title of the round"


def test_the_database_refuses_to_change_an_edition(world: World) -> None:
    report = begin_report(by=world.cast.pat, round=world.second, kind="summary")
    finalised(world.cast.pat, report, world.cast.olive)
    with pytest.raises(Error), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE reports_edition SET sha256 = ''")


def test_a_part_nobody_wrote_has_no_heading_in_the_final_paper(world: World) -> None:
    g = build.gather(world.cast.pat, world.second)
    final = build.document_of("committee", g, {}, is_draft=False)
    headings = [b.text for b in final.blocks if isinstance(b, tree.Heading)]
    assert "Conclusion" not in headings and "Summary" in headings


def test_a_sum_that_fails_stops_the_paper_and_is_named(world: World) -> None:
    g = build.gather(world.cast.pat, world.second)
    build.check_sums(g)
    broken = replace(g, by_case_type=g.by_case_type[1:])
    with pytest.raises(build.SumsDoNotAddUp, match=r"Audits by case type do not add up: .* not 4"):
        build.check_sums(broken)


def test_the_author_is_told_what_to_look_at(world: World) -> None:
    case = world.second.cases.first()
    texts = {"conclusion": f"Case {case.subject.number} shows it.", "summary": "word " * 151}
    said = [
        r.text
        for r in build.remarks("committee", build.gather(world.cast.pat, world.second), texts)
    ]
    assert f"“Conclusion” names case {case.subject.number}." in said
    assert "“Summary” has 151 words; at most 150." in said
    assert "“What is going well” is empty." in said
    assert any("fewer than 3 practitioners or 3 families" in each for each in said)


@pytest.mark.parametrize("who", ["dee", "sam", "ines", "stranger"])
def test_only_the_qa_team_writes_and_only_the_lead_finalises(world: World, who: str) -> None:
    with pytest.raises(NotAllowed):
        begin_report(by=getattr(world.cast, who), round=world.second, kind="summary")
    report = begin_report(by=world.cast.olive, round=world.second, kind="summary")
    with pytest.raises(NotAllowed):
        finalise_report(by=world.cast.olive, report=report, version=1)


def test_a_director_reads_public_editions_and_no_draft(world: World) -> None:
    report = begin_report(by=world.cast.pat, round=world.second, kind="committee")
    assert queries.report_by_ref(world.cast.dee, report.ref) is None
    save_boxes(by=world.cast.pat, report=report, boxes={"edition": "internal"}, seen={})
    finalise_report(by=world.cast.pat, report=report, version=2)
    assert queries.report_by_ref(world.cast.dee, report.ref) is None
    public = begin_report(by=world.cast.pat, round=world.second, kind="summary")
    finalised(world.cast.pat, public, world.cast.olive)
    assert queries.report_by_ref(world.cast.dee, public.ref) == public


@pytest.mark.django_db
def test_the_record_leaves_out_what_is_for_the_worker(cast: Cast) -> None:
    (audit,) = open_with(cast, cast.ines)
    answer_all(audit)
    save_answer(
        by=cast.ines, audit=audit, question="overall.for_worker", version=1, value="",
        text="You were late twice.",
    )  # fmt: skip
    audit.state = Audit.State.SUBMITTED
    record, sheet = build.audit_record(audit), build.feedback_sheet(audit)
    assert "You were late twice." in words_of(sheet)
    assert "You were late twice." not in words_of(record) + cells_of(record)
    assert "Seen on the record." in words_of(record)


def test_the_record_shows_both_grades_and_the_family(world: World) -> None:
    audit = world.first.audits.filter(moderated_at__isnull=False).first()
    assert audit is not None
    record = build.audit_record(audit)
    assert "Outstanding (" in words_of(record)
    assert "My worker listens." in words_of(record)
    assert "A second person, Mo Lark" in cells_of(record)


def test_feedback_is_one_page(world: World) -> None:
    audit = world.first.audits.first()
    assert audit is not None
    assert len(PdfReader(BytesIO(pdf.pdf(build.feedback_sheet(audit)))).pages) == 1


@pytest.mark.django_db
def test_a_paper_waiting_for_moderation_is_marked_draft(cast: Cast) -> None:
    audit = answered(round_of(cast, ["1"], rate=100)[0])
    audit.state = Audit.State.SUBMITTED
    assert build.feedback_sheet(audit).is_draft
    assert "provisional" in cells_of(build.audit_record(audit))


def test_a_table_over_a_break_says_so_and_nothing_of_a_change(world: World) -> None:
    g = build.gather(world.cast.pat, with_a_newer_tool(world))
    made = build.document_of("committee", g, {"edition": "internal"})
    [table] = [
        b for b in made.blocks if isinstance(b, tree.Table) and "grades by round" in b.caption
    ]
    assert any("do not compare with those of version 1" in str(note) for note in table.footnotes)
    said = words_of(made)
    assert "their grades are no series" in said and "may be due to chance" not in said
