"""How the papers read and how long they are, as those who get them would see it."""

import subprocess
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from goldenthread.audits.models import Audit
from goldenthread.figures.queries import moderation
from goldenthread.reports import build
from goldenthread.reports.build.sentences import actions_said, cases_said, concerns_said
from goldenthread.writers import html, pdf, word
from goldenthread.writers.document import Bullets, Document, Paragraph, plain
from tests.finished import World, world_of_a_module
from tests.missing import skip_reason

pytestmark = [pytest.mark.django_db]

BOX = "Children are seen, and seen alone, and most workers know them well and say so."
FULL = {
    "summary": "In this round we looked at what changed for children. " * 12,
    **dict.fromkeys(("strengths", "improvements", "next"), f"{BOX}\n\n{BOX}\n\n{BOX}"),
}


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    yield from world_of_a_module(django_db_blocker)


def full_summary(world: World) -> Document:
    """Seven case types, a hundred words at the top, and three full boxes."""
    g = build.gather(world.cast.pat, world.first)
    g = replace(g, by_case_type=(g.by_case_type * 7)[:7])
    return build.document_of("summary", g, FULL)


def pages(data: bytes) -> int:
    return len(PdfReader(BytesIO(data)).pages)


def sized(world: World, **counts: int) -> build.Gathered:
    g = build.gather(world.cast.pat, world.first)
    actions = replace(g.actions, **{k: v for k, v in counts.items() if k != "concerns"})
    return replace(g, actions=actions, concerns=counts.get("concerns", g.concerns))


def test_the_summary_of_three_points_a_box_is_one_page(world: World) -> None:
    assert pages(pdf.pdf(full_summary(world))) == 1


@pytest.mark.skipif(skip_reason("libreoffice") is not None, reason="LibreOffice is not here")
def test_the_summary_is_one_page_in_word_too(world: World, tmp_path: Path) -> None:
    (tmp_path / "paper.docx").write_bytes(word.docx(full_summary(world)))
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = ["libreoffice", "--headless", profile, "--convert-to", "pdf", "paper.docx"]
    subprocess.run(command, cwd=tmp_path, check=True, timeout=120, capture_output=True)
    assert pages((tmp_path / "paper.pdf").read_bytes()) == 1


def test_the_rule_is_credited_with_none_but_the_audits_it_chose(world: World) -> None:
    held = world.first.audits.filter(moderated_at__isnull=False)
    Audit.objects.filter(pk__in=held.values("pk")[:2]).update(moderation_due="asked")
    said = moderation(world.cast.pat, world.first).text
    assert said == "3 of 12 moderated, chosen by: 25% at random (1), and on request (2)"
    Audit.objects.filter(pk__in=held.values("pk")).update(moderation_due="")
    said = moderation(world.cast.pat, world.first).text
    assert said == "3 of 12 moderated, chosen by: on request (3)"


def test_one_is_said_in_the_singular_and_none_in_words(world: World) -> None:
    none = {"open": 0, "overdue": 0, "to_check": 0, "closed": 0, "not_done": 0}
    one = sized(world, **{**none, "total": 1, "open": 1, "overdue": 1}, concerns=1)
    assert plain(actions_said(one)) == "1 action was agreed: 1 open (1 overdue)"
    assert plain(concerns_said(one)) == "1 immediate safeguarding concern was raised"
    nothing = sized(world, **{**none, "total": 0}, concerns=0)
    assert plain(actions_said(nothing)) == "No actions were agreed"
    assert plain(concerns_said(nothing)) == "no immediate safeguarding concerns were raised"


def test_the_states_of_actions_add_up_in_the_sentence(world: World) -> None:
    counts = {"total": 9, "open": 4, "overdue": 2, "to_check": 2, "closed": 2, "not_done": 1}
    said = plain(actions_said(sized(world, **counts)))
    assert said == (
        "9 actions were agreed: 4 open (2 overdue); 2 done and waiting to be checked; "
        "2 closed; 1 ended as not done"
    )


def test_thousands_have_a_comma_wherever_cases_are_counted(world: World) -> None:
    g = build.gather(world.cast.pat, world.first)
    total = replace(g.coverage.total, audited=40, open=2310)
    g = replace(g, coverage=replace(g.coverage, total=total))
    assert plain(cases_said(g)) == "40 of 2,310 open cases"
    shown = html.fragment(build.document_of("committee", g, {}))
    assert "2,310" in shown and "2310" not in shown


def test_a_case_that_is_not_on_the_list_is_counted_beside_it(world: World) -> None:
    g = build.gather(world.cast.pat, world.first)
    total = replace(g.coverage.total, audited=40, open=2310, beside=1)
    g = replace(g, coverage=replace(g.coverage, handed_in=41, total=total))
    assert plain(cases_said(g)) == "40 of 2,310 open cases and 1 case that was not among them"


def test_the_opening_reads_on_when_nobody_knows_how_many_are_open(world: World) -> None:
    g = build.gather(world.cast.pat, world.first)
    total = replace(g.coverage.total, audited=1, open=None)
    g = replace(g, coverage=replace(g.coverage, handed_in=1, total=total))
    first = next(b for b in build.document_of("summary", g, {}).blocks if isinstance(b, Paragraph))
    assert plain(first.runs).startswith("For Autumn round we audited 1 case. ")


def test_the_internal_edition_says_the_same_words_once_with_every_reference(world: World) -> None:
    g = build.gather(world.cast.pat, world.first)
    said = [replace(g.said[0], audit=f"AUD-{n}") for n in (1, 2)]
    made = build.document_of("committee", replace(g, said=tuple(said)), {"edition": "internal"})
    lines = [plain(i) for b in made.blocks if isinstance(b, Bullets) for i in b.items]
    assert len([line for line in lines if line.endswith("(AUD-1, AUD-2)")]) == 1


def test_the_feedback_sheet_thanks_first_and_then_says_what_went_well(world: World) -> None:
    audit = world.first.audits.first()
    assert audit is not None
    made = build.feedback_sheet(audit)
    words = html.fragment(made)
    thanks, well, stronger = map(words.index, ("Thank you", "What went well", "make it stronger"))
    assert thanks < well < stronger and pages(pdf.pdf(made)) == 1


def test_the_record_tells_whom_nobody_spoke_to(world: World) -> None:
    audit = world.first.audits.first()
    assert audit is not None
    audit.sources.all().delete()
    made = html.fragment(build.audit_record(audit))
    assert made.count("Not spoken to for this audit.") == 2
