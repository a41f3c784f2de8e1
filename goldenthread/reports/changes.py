"""Reports are begun, written box by box, and finalised with their numbers locked."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from django.db.models import Q

from goldenthread.audits.changes import PastInUse, withdraw_past_audits
from goldenthread.audits.models import PastImport
from goldenthread.journal.changes import change, keep_words, now, record
from goldenthread.journal.models import Retention
from goldenthread.people.actors import Actor, OwnWork, require
from goldenthread.people.roles import Permission
from goldenthread.programme.models import Round
from goldenthread.reports.build import (
    KINDS,
    Box,
    Gathered,
    as_printed,
    boxes_of,
    check,
    check_fields,
    check_held_back,
    check_sums,
    document_of,
    figures_kept,
    fitting,
    gather,
    is_public,
    is_read,
    published_kept,
    sentences_to_read,
    trace_sums,
    traced_at,
    traces_kept,
    word_file,
    words_read,
)
from goldenthread.reports.editions import edition_sha256
from goldenthread.reports.kinds import LABELS
from goldenthread.reports.kinds import SUBJECTS as OF_SUBJECTS
from goldenthread.reports.models import (
    Edition,
    Narrative,
    OtherRound,
    Report,
    SignOff,
    edition_ref,
)
from goldenthread.reports.queries import (
    Written,
    authors,
    fits,
    in_time,
    last_finalised,
    rounds_of,
    sign_offs,
    texts,
    written,
)
from goldenthread.tools.form.subjects import SUBJECTS
from goldenthread.writers import html, pdf
from goldenthread.writers.document import Document


@dataclass
class ReportFinal(Exception):
    """The report has been finalised: nobody can change it any more."""

    report: str

    def __str__(self) -> str:
        return "This report is finalised and can no longer be changed. Begin a new one."


@dataclass
class OneRoundOnly(Exception):
    """Several rounds for a kind of report that is about one."""

    kind: str

    def __str__(self) -> str:
        return f"The {self.kind.lower()} is about one round. Choose one."


@dataclass
class KindDoesNotFit(Exception):
    """A kind of report that is about another kind of subject than a round, by its title, is."""

    kind: str
    round: str

    def __str__(self) -> str:
        plural = " or ".join(SUBJECTS[each].plural for each in OF_SUBJECTS[self.kind])
        return (
            f"The {LABELS[self.kind].lower()} is for rounds of {plural}. {self.round} is not one."
        )


@dataclass
class BoxConflict(Exception):
    """Boxes that somebody else saved since the page was opened: what stands there now, by key."""

    theirs: dict[str, Written]

    def __str__(self) -> str:
        return "Somebody else saved this report since you opened the page."


@dataclass
class ChoiceUnknown(Exception):
    """A choice that the box does not offer."""

    box: str

    def __str__(self) -> str:
        return f"Select one of the choices of {self.box}"


@dataclass
class NotAllRead(Exception):
    """Sentences that are listed and were not ticked: how many."""

    count: int

    def __str__(self) -> str:
        left = "1 sentence is" if self.count == 1 else f"{self.count} sentences are"
        return (
            f"{left} not ticked. Tick each that may be published, or ask the author to change it."
        )


@dataclass
class WordsNotRead(Exception):
    """A public report whose words no second person has read as they stand."""

    report: str

    def __str__(self) -> str:
        return (
            "Nobody but its authors has read the words of this report as they stand now. Ask somebody "
            "who may to check the words; then it can be finalised."
        )


@change
def take_back_past_audits(*, by: Actor, held: PastImport, why: str) -> None:
    """Take an import of past audits back, unless a report of its rounds was begun. Raises PastInUse."""
    require(by, Permission.ROUND_RUN)
    rounds = held.rounds.all()
    reports = Report.objects.filter(Q(round__in=rounds) | Q(others__in=rounds)).distinct()
    reports = reports.select_related("round")
    if standing := [f"a report of {each.round.title} stands on it" for each in reports[:3]]:
        raise PastInUse(tuple(standing))
    withdraw_past_audits(by=by, held=held, why=why)


@change
def begin_report(*, by: Actor, round: Round, kind: str, others: Sequence[Round] = ()) -> Report:
    """The draft of a kind for rounds; the one that is there already for the last of them, if there is one.

    A new one begins with the words of the last that was finalised. Raises OneRoundOnly, KindDoesNotFit.
    """
    require(by, Permission.REPORT_WRITE)
    if not fits(kind, round):
        raise KindDoesNotFit(kind, round.title)
    if others and not KINDS[kind].takes_several:
        raise OneRoundOnly(LABELS[kind])
    last, *others = in_time([round, *others])
    held = Round.objects.select_for_update().get(pk=last.pk)
    before = Report.objects.filter(round=held, kind=kind).order_by("-id")
    if known := before.filter(finalised_at=None).first():
        _stand_on(by, known, others)
        return known
    report = Report.objects.create(
        kind=kind, round=held, created_by=by.actor_label, retention=Retention.REPORT
    )
    record(by, "begin_report", report.ref, held.ref, kind=kind)
    _stand_on(by, report, others)
    if earlier := before.exclude(pk=report.pk).first():
        _begin_with(report, earlier)
    return report


def _stand_on(by: Actor, report: Report, others: Sequence[Round]) -> None:
    """The further rounds of a draft, as asked for last; its words have to be read again then."""
    if {each.pk for each in others} == {each.pk for each in report.others.all()}:
        return
    OtherRound.objects.filter(report=report).delete()
    OtherRound.objects.bulk_create(OtherRound(report=report, round=each) for each in others)
    report.version += 1
    report.save(update_fields=["version"])
    record(by, "choose_rounds", report.ref, report.round.ref, *(each.ref for each in others))


def _begin_with(report: Report, earlier: Report) -> None:
    """The words of an earlier report, each as who wrote it last saved it; disposed ones have none."""
    held = Narrative.objects.filter(report=earlier, words__emptied_at=None)
    for each in held.select_related("words"):
        Narrative.objects.create(
            report=report, box=each.box, words=keep_words(each.words.body, Retention.REPORT),
            saved_at=each.saved_at, saved_by=each.saved_by, retention=Retention.REPORT,
        )  # fmt: skip


@change
def save_boxes(
    *, by: Actor, report: Report, boxes: Mapping[str, str], seen: Mapping[str, int]
) -> None:
    """Save what changed in a report's boxes; `seen` is the version of each that the author saw.

    Raises BoxConflict, with nothing saved, where a box was saved by somebody else meanwhile;
    UnknownField where a figure is named that there is not.
    """
    require(by, Permission.REPORT_WRITE)
    held = _draft(report)
    known = {box.key: box for box in boxes_of(held.kind)}
    wanted = {key: text.replace("\r\n", "\n") for key, text in boxes.items() if key in known}
    check_fields(held.kind, wanted)
    now_there = written(held)
    changed = {key: t for key, t in wanted.items() if _differs(known[key], t, now_there.get(key))}
    theirs = {
        key: now_there[key]
        for key in changed
        if key in now_there and now_there[key].version != seen.get(key, 0)
    }
    if theirs:
        raise BoxConflict(theirs)
    for key, text in changed.items():
        _save(by, held, known[key], text, now_there.get(key))
    if changed:
        held.version += 1
        held.save(update_fields=["version"])
        record(by, "save_boxes", held.ref, boxes=sorted(changed), version=held.version)


@change
def put_in_box(*, by: Actor, report: Report, box: str, words: str) -> None:
    """Add a paragraph to a box, below whatever stands there by now: nothing is written over.

    Raises ReportFinal, ChoiceUnknown where the report has no such box for paragraphs, UnknownField.
    """
    require(by, Permission.REPORT_WRITE)
    held = _draft(report)
    known = {each.key: each for each in boxes_of(held.kind) if each.kind == "text"}
    if box not in known:
        raise ChoiceUnknown("this report")
    check_fields(held.kind, {box: words})
    stands = written(held).get(box)
    before = (stands.text if stands else known[box].default).rstrip()
    _save(by, held, known[box], f"{before}\n\n{words}" if before else words, stands)
    held.version += 1
    held.save(update_fields=["version"])
    record(by, "put_in_box", held.ref, box=box, version=held.version)


def _draft(report: Report) -> Report:
    held = Report.objects.select_for_update().get(pk=report.pk)
    if held.finalised_at:
        raise ReportFinal(held.ref)
    return held


def _differs(box: Box, text: str, stands: Written | None) -> bool:
    return text != (stands.text if stands else box.default)


def _save(by: Actor, report: Report, box: Box, text: str, stands: Written | None) -> None:
    if box.choices and text not in box.choices:
        raise ChoiceUnknown(box.label)
    version = stands.version + 1 if stands else 1
    Narrative.objects.update_or_create(
        report=report, box=box.key,
        defaults={
            "words": keep_words(text, Retention.REPORT), "version": version, "saved_at": now(),
            "saved_by": by.actor_label, "retention": Retention.REPORT,
        },
    )  # fmt: skip


@change
def sign_off_words(*, by: Actor, report: Report, version: int, read: Collection[str]) -> SignOff:
    """A second person has read the report's words as they stood at `version`, each listed sentence too.

    `read` are the digests of the sentences that were ticked. Raises OwnWork for whoever wrote in the
    report, ReportFinal, BoxConflict where it was saved since, NotAllRead.
    """
    require(by, Permission.REPORT_CHECK)
    held = _draft(report)
    if by.actor_label in authors(held):
        raise OwnWork("check the words of this report")
    if held.version != version:
        raise BoxConflict(written(held))
    gathered, boxes = gather(by, *rounds_of(held)), texts(held)
    listed = {each.digest for each in sentences_to_read(held.kind, gathered, boxes)}
    left = listed.difference(read, *(each.digests for each in sign_offs(held)))
    if left:
        raise NotAllRead(len(left))
    made = SignOff.objects.create(
        report=held,
        version=version,
        digests=[*sorted(listed), words_read(held.kind, gathered, boxes)],
        signed_at=now(),
        signed_by=by.actor_label,
    )
    record(by, "sign_off_words", held.ref, version=version, sentences=len(listed))
    return made


@change
def finalise_report(*, by: Actor, report: Report, version: int) -> Edition:
    """Lock the report as it stands: document, figures and bytes, with their hash.

    Raises ReportFinal, BoxConflict where it was saved since `version`, SumsDoNotAddUp with the
    sum that fails, FigureDiffers with the number that is not what it counts, UnknownField, WordsNotRead,
    EditionTells with the row that gives somebody away, FigureHeldBack.
    """
    require(by, Permission.REPORT_FINALISE)
    held = _draft(report)
    if held.version != version:
        raise BoxConflict(written(held))
    goes_out = is_public(held.kind, texts(held))
    gathered = gather(by, *rounds_of(held))
    if goes_out and not is_read(held, gathered, texts(held)):
        raise WordsNotRead(held.ref)
    check_held_back(held.kind, gathered, texts(held))
    check_sums(gathered)
    paper = document_of(held.kind, gathered, texts(held), is_draft=False)
    printed = as_printed(held.kind, gathered, texts(held), paper)
    traces = traces_kept(by, printed)
    check(trace_sums(traces))
    kept = figures_kept(gathered, printed) | traces | published_kept(by, gathered, printed)
    edition = _edition(by, held, gathered, paper, kept)
    held.replaces = last_finalised(held, goes_out=goes_out)
    held.finalised_at, held.finalised_by = edition.made_at, by.actor_label
    held.save(update_fields=["finalised_at", "finalised_by", "replaces"])
    replaced = [held.replaces.ref] if held.replaces else []
    record(by, "finalise_report", held.ref, edition.ref, *replaced, sha256=edition.sha256)
    return edition


def _edition(
    by: Actor, report: Report, gathered: Gathered, paper: Document, figures: dict[str, object]
) -> Edition:
    ref = edition_ref()
    paper = replace(paper, ref=ref)
    if paper.traced_at:
        paper = replace(paper, traced_at=traced_at(ref))
    as_word = word_file(report.kind, gathered, texts(report), paper)
    held = (html.page(paper), as_word, pdf.pdf(paper))
    template = fitting(report.kind)
    kept = json.loads(json.dumps({**figures, "template": template.ref if template else ""}))
    return Edition.objects.create(
        ref=ref, report=report, figures=kept, html=held[0], docx=held[1], pdf=held[2],
        sha256=edition_sha256(kept, *held), made_at=now(), made_by=by.actor_label,
    )  # fmt: skip
