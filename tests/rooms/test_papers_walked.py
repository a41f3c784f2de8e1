"""Every number of every kind of paper: in the Word file it is a link that resolves to its trace."""

import os
import re
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from typing import Any
from urllib.parse import parse_qs, urlsplit

import docx
import pytest
from docx.oxml.ns import qn
from pypdf import PdfReader

from goldenthread.actions.models import Action
from goldenthread.audits.models import Audit, Finding
from goldenthread.figures import queries as figures
from goldenthread.learning.changes import Tagged, put_to_themes
from goldenthread.learning.models import Theme
from goldenthread.people.changes import set_authority
from goldenthread.people.queries import authority
from goldenthread.programme.changes import plan_activity
from goldenthread.programme.models import Round, RoundCase
from goldenthread.programme.queries.schedule import months_from
from goldenthread.reports import build
from goldenthread.reports.build.placeholders import section_name
from goldenthread.reports.changes import begin_report, save_boxes
from goldenthread.reports.kinds import METHOD_NOTE, SUBJECTS
from goldenthread.reports.models import Edition
from goldenthread.reports.queries import trace_kept
from goldenthread.reports.word_templates import add_word_template, use_word_template
from goldenthread.writers import document as tree
from goldenthread.writers import word
from goldenthread.writers.document import FigureText, Paragraph
from tests.finished import World, undone, world_of_a_module
from tests.loop import finalised, round_of
from tests.parts_of_papers import parts_printed
from tests.word_templates import template

IS_THOROUGH = os.environ.get("GOLDENTHREAD_PROOFS") == "thorough"
# Numbers that count nothing: days, tables and charts in their order, rules of printing, references.
COUNTS_NOTHING = re.compile(
    r"^\d+(?:\.\d+)?(?=\s|[A-Z])|(?:\d{1,2} )?[A-Z][a-z]+ 20\d\d|\d+ (?:to \d+ )?days\b|(?:Table|Chart) \d+|\b95% range\b|[A-Z]{3}-\w{10}"
    r"|[Ff]ewer than \d+ (?:audits|practitioners)|or \d+ families|\d+ domains?\b|\d+ got better and \d+ worse|where \d+ audits or more|up to 100\b"
)


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    for made in world_of_a_module(django_db_blocker):
        in_every_way(made)
        yield made


@pytest.fixture(autouse=True)
def _undone(world: World) -> Iterator[None]:
    with undone():
        yield


def in_every_way(world: World) -> None:
    """Something of everything that a paper counts: an audit not handed in, a named case, an action of
    each state, an area for improvement."""
    set_authority(by=world.cast.pat, seen=authority().version, public_links=True)
    last = Audit.objects.filter(round=world.first).order_by("-pk")[0]
    Audit.objects.filter(pk=last.pk).update(state=Audit.State.RETURNED)
    RoundCase.objects.filter(audit__round=world.first).exclude(audit=last).filter(
        pk=world.first.cases.order_by("pk")[0].pk
    ).update(came=RoundCase.Came.NAMED)
    first, second, *_ = Action.objects.filter(audit__round=world.first).order_by("pk")
    Action.objects.filter(pk=first.pk).update(state=Action.State.OPEN, due_on="2020-01-01")
    Action.objects.filter(pk=second.pk).update(state=Action.State.DONE)
    held = Finding.objects.filter(audit__round=world.first).order_by("pk")[:4]
    Finding.objects.filter(pk__in=[f.pk for f in held]).update(kind=Finding.Kind.IMPROVEMENT)
    voice = Theme.objects.get(code="voice")
    put_to_themes(by=world.cast.pat, tagged=[Tagged(f, [voice]) for f in held])
    month = world.first.due_on.replace(day=1)
    planned = plan_activity(
        by=world.cast.pat, title="Core audits", kind="full", month=month, need="routine", target=20
    )
    Round.objects.filter(pk=world.first.pk).update(activity=planned)
    plan_activity(
        by=world.cast.pat, title="Care leavers", kind="thematic", month=months_from(month, 3),
        need="inspection", target=6,
    )  # fmt: skip


TEXTS = {
    "summary": "We audited {{audited}} of {{open}} cases: {{good_or_better}}. {{moderated}} were moderated "
    "and {{changed}} changed; work of {{practitioners}}; heard {{family_heard}}; {{concerns}} concerns; "
    "{{actions}}, {{actions_open}}, {{actions_overdue}}, {{actions_closed}}.",
    "worries": "Plans are late.", "plan": "As before.",
    "strengths": "Children are seen.", "improvements": "Plans.", "next": "Training.",
    "conclusion": "Sound.", "contact": "", "author": "Pat", "author_post": "",
    "themes": "Risk: risk",
}  # fmt: skip
PAPERS = (
    ("committee", "public", "first"), ("committee", "internal", "first"),
    ("summary", "public", "first"),
    ("scrutiny", "internal", "first"), ("thematic", "public", "first"), ("themes", "internal", "first"),
    ("annual", "public", "both"), ("annual", "internal", "both"), ("highlight", "internal", "both"),
    ("committee", "public", "first", "own"), ("summary", "public", "second", "own"),
)  # fmt: skip
# The same kinds of another round alone, in `make thorough`.
MORE = (("committee", "public", "second"), ("annual", "internal", "first"))


def in_an_own_template(world: World, kind: str) -> None:
    """Figures that the paper has nowhere else, a box and a part of it, then all of it."""
    data = template(
        "{{ title }}", "Heard: {{ family_heard }} of {{ practitioners }}", "{{ summary }}",
        "{{ strengths }}", "{{ body }}",
    )  # fmt: skip
    names, _ = build.tried(kind, data)
    held = add_word_template(
        by=world.cast.pat, kind=kind, file_name="own.docx", data=data, names=names, taken_out=()
    )
    use_word_template(by=world.cast.pat, template=held)


@pytest.fixture(params=(*PAPERS, *MORE) if IS_THOROUGH else PAPERS, ids="-".join)
def edition(world: World, request: pytest.FixtureRequest) -> Edition:
    kind, version, which, *own = request.param
    if own:
        in_an_own_template(world, kind)
    rounds = [world.second, world.first] if which == "both" else [getattr(world, which)]
    report = begin_report(by=world.cast.pat, round=rounds[0], kind=kind, others=rounds[1:])
    boxes = TEXTS | {"edition": version}
    save_boxes(by=world.cast.pat, report=report, boxes=boxes, seen={})
    report.refresh_from_db()
    return finalised(world.cast.pat, report, world.cast.olive)


def test_every_number_of_a_finished_paper_resolves_to_its_trace(
    world: World, edition: Edition
) -> None:
    data = bytes(edition.docx)
    made = docx.Document(BytesIO(data))
    links = list(made.element.body.iter(qn("w:hyperlink")))
    printed = word.figures(data)
    assert len(links) == len(printed) > 7
    for link, figure in zip(links, printed, strict=True):
        address = urlsplit(made.part.rels[link.get(qn("r:id"))].target_ref)
        asked = parse_qs(address.query)
        assert asked == {"edition": [edition.ref], "figure": [figure.figure_key]}
        held = trace_kept(edition, figure.figure_key)
        assert held and held["definition"]["id"] in figures.DEFINITIONS
        assert held["software"] and held["designs"]
        if held["unit"] == "audit":
            assert len(held["counted"]) == held["n"]
    assert unexplained(data, edition) == []
    if edition.figures["template"]:
        assert "Heard: " in docx.Document(BytesIO(data)).paragraphs[1].text
    else:
        pdf_and_page_lead_there_too(edition)


@pytest.mark.parametrize("kind", [kind for kind in build.KINDS if kind not in SUBJECTS])
def test_a_template_may_take_every_part_of_a_paper(world: World, kind: str) -> None:
    """Those of observations and other subjects stand in tests/rooms/test_papers_of_subjects.py."""
    rounds = [world.first]
    if kind == METHOD_NOTE:
        rounds.append(round_of(world.cast, ["91001"], title="Named")[0].round)
    papers = (build.gather(world.cast.pat, each) for each in rounds)
    printed, headings = parts_printed(kind, *papers)
    assert printed == headings == {section_name(each) for each in build.headings_of(kind)}


def unexplained(data: bytes, edition: Edition) -> list[str]:
    """The lines of a Word file with a number that is neither a figure nor one that counts nothing."""
    made = docx.Document(BytesIO(data))
    round = edition.report.round
    names = [round.title, round.code, round.tool_version.title]
    found = []
    for paragraph in made.element.body.iter(qn("w:p")):
        for link in list(paragraph.iter(qn("w:hyperlink"))):
            link.getparent().remove(link)
        text = "".join(each.text or "" for each in paragraph.iter(qn("w:t")))
        for name in names:
            text = text.replace(name, "")
        if re.search(r"\d", COUNTS_NOTHING.sub("", text)):
            found.append(text)
    return found


def pdf_and_page_lead_there_too(edition: Edition) -> None:
    annotations = [
        each.get_object()["/A"]["/URI"]
        for page in PdfReader(BytesIO(bytes(edition.pdf))).pages
        for each in page.get("/Annots", ())
    ]
    keys = {key for key, _ in edition.figures["printed"]}
    assert {parse_qs(urlsplit(each).query)["figure"][0] for each in annotations} >= keys
    assert bytes(edition.html).decode().count(f"?edition={edition.ref}&amp;figure=") >= len(keys)


def test_a_number_nobody_can_trace_would_be_seen(world: World) -> None:
    report = begin_report(by=world.cast.pat, round=world.second, kind="summary")
    made = build.document_of("summary", build.gather(world.cast.pat, world.second), TEXTS)
    odd = Paragraph("In 17 audits. On 7 March 2026, in Table 1, fewer than 10 audits.")
    data = word.docx(replace(made, blocks=(odd, *made.blocks)))
    assert unexplained(data, Edition(report=report)) == [str(odd.runs)]


@pytest.mark.parametrize("kind", ["feedback", "record"])
def test_papers_of_one_audit_count_nothing(world: World, kind: str) -> None:
    audit = world.first.audits.order_by("pk")[0]
    make = build.feedback_sheet if kind == "feedback" else build.audit_record
    assert word.figures(word.docx(make(audit))) == ()


def test_a_number_that_is_not_what_it_counts_stops_the_paper(world: World) -> None:
    made = build.document_of("summary", build.gather(world.cast.pat, world.second), TEXTS)
    key = f"coverage?round={world.second.code}&of=audited"
    wrong = replace(made, blocks=(Paragraph(FigureText("5", key)), *made.blocks))
    with pytest.raises(
        build.FigureDiffers, match="“5” is not what it should be: its trace counts 4"
    ):
        build.traces_kept(world.cast.pat, wrong)


def test_a_trace_that_does_not_add_up_stops_the_paper(world: World) -> None:
    made = build.document_of("summary", build.gather(world.cast.pat, world.second), TEXTS)
    kept = build.traces_kept(world.cast.pat, made)
    build.check(build.trace_sums(kept))
    list(kept["traces"].values())[-1]["counted"].append("AUD-2222222222")
    with pytest.raises(build.SumsDoNotAddUp, match="Cases counted and left out of"):
        build.check(build.trace_sums(kept))


@pytest.mark.parametrize(
    ("printed", "counted"),
    [
        ("5 of 17 (29%)", 5),
        ("29% (5 of 17)", 5),
        ("1,204", 1204),
        ("None", 0),
        ("47%", 9),
        ("x", 3),
    ],
)
def test_a_number_is_compared_by_its_count(printed: str, counted: int) -> None:
    from goldenthread.reports.build.traced import check_printed

    check_printed("grades?grade=n", printed, counted)
    check_printed("grades?grade=n", printed, None)
    if tree.plain(printed)[0].isdigit() and "47" not in printed:
        with pytest.raises(build.FigureDiffers):
            check_printed("grades?grade=n", printed, counted + 100)
