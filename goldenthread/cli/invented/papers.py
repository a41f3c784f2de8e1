"""The papers of both rounds: boxes filled, the first year's finalised, all written to a folder."""

from pathlib import Path
from typing import Any

from goldenthread.audits import queries as audits
from goldenthread.cli.invented.accounts import Accounts
from goldenthread.cli.invented.smaller_rounds import OBSERVED
from goldenthread.figures.queries import counted_rounds
from goldenthread.reports import build
from goldenthread.reports import changes as reports
from goldenthread.reports.kinds import SCRUTINY, THEMATIC, THEMES
from goldenthread.reports.queries import audit_for_paper, rounds_of, texts
from goldenthread.writers import html, pdf, word
from goldenthread.writers.document import Document

BOXES = {
    "author": "Pat Ellis",
    "author_post": "QA service manager",
    "contact": "practice.audits@fennmarsh.example",
    "strengths": (
        "Children are seen, and seen alone, and most workers know them well.\n\n"
        "Plans are shorter than they were, and more of them use the child's own words."
    ),
    "improvements": (
        "Fathers who live elsewhere are still missing from too many assessments.\n\n"
        "What supervision decided is not always followed to its end."
    ),
    "next": (
        "Team managers go through one audit with each worker by the end of the quarter.\n\n"
        "The same questions are asked again next autumn."
    ),
    "worries": (
        "Fathers who live elsewhere are still missing from too many assessments.\n\n"
        "Some actions wait longer than they should."
    ),
    "kept": "Every manager was shown the year’s audits of their own team.",
    "plan": "The same questions in autumn, and a closer look at how supervision is followed up.",
    "conclusion": (
        "The figures are of a small number of cases and are read with care. What they show agrees with "
        "what managers see in supervision, and the actions that came out of them are followed to their end."
    ),
}
# What the scrutiny note, the thematic summary and the paper on themes say besides.
MORE = {
    "edition": "internal",
    "overall": "Children are seen and known. Plans and what supervision decided need following to their end.",
    "training": "Every new auditor is trained on two practice audits before auditing a case alone.",
    "managers": "Service managers read every audit that was graded below the standard.",
    "reporting": "The lead member reads a summary of each round.",
    "by_theme": "# Plans\n\nPlans are shorter, and more of them use the child's own words.",
}


def write_papers(accounts: Accounts, rounds: list[Any], out: Path) -> None:
    """The summary and the committee paper of each round, what stands behind the last, the paper of the
    observations, and one audit's own papers."""
    lead = accounts.by_role["qa_lead"]
    for number, round in enumerate(rounds):
        for kind in ("summary", "committee"):
            report = reports.begin_report(by=lead, round=round, kind=kind)
            wanted = {box.key for box in build.boxes_of(kind)}
            boxes = {key: text for key, text in BOXES.items() if key in wanted}
            reports.save_boxes(by=lead, report=report, boxes=boxes, seen={})
            gathered = build.gather(lead, round)
            _write(
                out / f"{round.code.lower()}-{kind}",
                build.document_of(kind, gathered, texts(report)),
            )
            if number == 0:
                _read(accounts.by_role["qa_officer"], report, gathered)
                report.refresh_from_db()
                reports.finalise_report(by=lead, report=report, version=report.version)
    for kind in (SCRUTINY, THEMES, "annual"):
        _on_several(lead, kind, rounds, out)
    for kind in (THEMATIC, "highlight"):
        _on_several(lead, kind, rounds[-1:], out)
    _further(lead, rounds[-1], out)
    _one_audit(lead, rounds[-1], out)


def _on_several(lead: Any, kind: str, rounds: list[Any], out: Path) -> None:
    """A draft that stands on all of these rounds."""
    *others, last = rounds
    report = reports.begin_report(by=lead, round=last, kind=kind, others=others)
    wanted = {box.key for box in build.boxes_of(kind)}
    boxes = {key: text for key, text in {**BOXES, **MORE}.items() if key in wanted}
    reports.save_boxes(by=lead, report=report, boxes=boxes, seen={})
    gathered = build.gather(lead, *rounds_of(report))
    _write(out / f"{last.code.lower()}-{kind}", build.document_of(kind, gathered, texts(report)))


def _further(lead: Any, round: Any, out: Path) -> None:
    """The briefing and the method note of a round, and the report of the observations."""
    observed = counted_rounds(lead).filter(title=OBSERVED).first()
    for kind, about in (
        ("auditor_briefing", round), ("method_note", round), ("observation", observed)
    ):  # fmt: skip
        if about is not None:
            paper = build.document_of(kind, build.gather(lead, about), BOXES)
            _write(out / f"{about.code.lower()}-{kind}", paper)


def _read(officer: Any, report: Any, gathered: Any) -> None:
    """The officer reads what the lead wrote, every listed sentence too."""
    report.refresh_from_db()
    listed = build.sentences_to_read(report.kind, gathered, texts(report))
    read = [each.digest for each in listed]
    reports.sign_off_words(by=officer, report=report, version=report.version, read=read)


def _one_audit(lead: Any, round: Any, out: Path) -> None:
    found = (
        audits.visible_audits(lead).filter(round=round, state="closed").order_by("subject__number")
    )
    audit = found.first()
    if audit is None:
        return
    for kind, make in build.OF_AN_AUDIT.items():
        shown = audit_for_paper(lead, audit.ref, kind)
        if shown is not None:
            _write(out / f"case-{audit.subject.number}-{kind}", make(shown), with_html=False)


def _write(stem: Path, document: Document, with_html: bool = True) -> None:
    stem.with_suffix(".docx").write_bytes(word.docx(document))
    stem.with_suffix(".pdf").write_bytes(pdf.pdf(document))
    if with_html:
        stem.with_suffix(".html").write_bytes(html.page(document))
