"""Reports, who may read them, what their boxes hold, and the audits papers are made of."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.expressions import RawSQL

from goldenthread.audits.models import Audit
from goldenthread.audits.queries import HANDED_IN, all_audits, feedback, not_blind, visible_audit
from goldenthread.audits.queries.feedback import RELEASED
from goldenthread.figures.queries import JOIN, counted_rounds, figure_of
from goldenthread.journal.queries import entries
from goldenthread.people.actors import Actor
from goldenthread.people.models import FeedbackLevel, Person
from goldenthread.people.roles import Permission
from goldenthread.programme.models import Round
from goldenthread.programme.queries.restricted import open_to
from goldenthread.reports.kinds import INTERNAL_ONLY, LABELS, SUBJECTS, is_public
from goldenthread.reports.models import Edition, Narrative, OtherRound, Report, SignOff
from goldenthread.tools.form import form_from

KINDS = list(LABELS.items())
WRITES = ("save_boxes", "put_in_box")
AUDIT_PAPERS = {
    "letter": "Letter to the practitioner",
    "feedback": "Feedback sheet",
    "record": "Record for the child's file",
}


@dataclass(frozen=True)
class Written:
    """What stands in a box: its words, their version, who saved them and when."""

    text: str
    version: int
    saved_by: str
    saved_at: datetime


def reports(person: Actor) -> QuerySet[Report]:
    """Reports a person may read: finalised ones with the figures, drafts for those who write.

    An internal edition names audits, so it is read only by those who may see every audit.
    """
    closed = OtherRound.objects.exclude(open_to(person)).values("report")
    found = Report.objects.filter(open_to(person)).exclude(pk__in=closed).order_by("-id")
    found = found.select_related("round__tool_version", "edition")
    if person.may(Permission.REPORT_WRITE):
        return found
    if not person.may(Permission.FIGURES_SEE):
        return found.none()
    found = found.exclude(finalised_at=None)
    # A paper would tell a blind moderator of the grades of audits that still wait for them.
    if may_know := not_blind(person):
        waiting = Audit.objects.filter(state__in=HANDED_IN).exclude(may_know)
        others = OtherRound.objects.filter(report=OuterRef(OuterRef("pk")))
        here = Q(round=OuterRef("round")) | Q(round__in=others.values("round"))
        # The round before stands beside the paper's own.
        here |= Q(round=OuterRef("round__follows")) | Q(round__in=others.values("round__follows"))
        found = found.filter(~Exists(waiting.filter(here)))
    if person.may(Permission.AUDITS_ALL):
        return found
    internal = Narrative.objects.filter(box="edition", words__body="internal").values("report")
    return found.exclude(pk__in=internal).exclude(kind__in=INTERNAL_ONLY)


def latest_reports(person: Actor, most: int = 3) -> list[Report]:
    """The reports finalised last, for those who read figures and write no reports."""
    if person.may(Permission.REPORT_WRITE):
        return []
    found = reports(person).exclude(finalised_at=None).select_related(None)
    found = found.select_related("round").defer("round__design")
    return list(found.order_by("-finalised_at", "-id")[:most])


def report_by_ref(person: Actor, ref: str) -> Report | None:
    return reports(person).filter(ref=ref).first()


def draft_by_ref(person: Actor, ref: str) -> Report | None:
    """A report that this person may still write in."""
    if not person.may(Permission.REPORT_WRITE):
        return None
    return reports(person).filter(ref=ref, finalised_at=None).first()


def drafts_of(person: Actor, round: Round) -> list[Report]:
    """The drafts of a round that this person may write in, by kind."""
    if not person.may(Permission.REPORT_WRITE):
        return []
    return list(reports(person).filter(round=round, finalised_at=None).order_by("kind", "id"))


def edition_by_ref(person: Actor, ref: str) -> Edition | None:
    """The edition of a report that this person may read."""
    report = reports(person).filter(edition__ref=ref).first()
    return report.edition if report else None


def trace_kept(edition: Edition, key: str) -> dict[str, Any] | None:
    """The trace of a printed figure as an edition keeps it; None where the edition does not print it.

    Empty for an edition that was finalised before traces were kept.
    """
    if key not in {printed for printed, _ in edition.figures["printed"]}:
        return None
    found = edition.figures.get("traces", {}).get(key)
    if found is None:
        return {}
    rounds = figure_of(key).where.get("round", "").split(JOIN)
    designs = edition.figures["designs"].values()
    return {**found, "designs": [each for each in designs if rounds == [""] or each["round"] in rounds],
            "software": edition.figures["software"]}  # fmt: skip


def audits_kept(edition: Edition, key: str, why: str = "") -> QuerySet[Audit]:
    """The audits that a kept trace counts, or leaves out for a reason, whoever may open them."""
    path = ["traces", key, "counted"]
    if why:
        reasons = [each["why"] for each in edition.figures["traces"][key]["left_out"]]
        path = ["traces", key, "left_out", str(reasons.index(why)), "audits"]
    refs = RawSQL(
        "SELECT jsonb_array_elements_text(figures #> %s) FROM reports_edition WHERE id = %s",
        [path, edition.pk],
    )
    return Audit.objects.filter(ref__in=refs)


def draft_to_check(person: Actor, ref: str) -> Report | None:
    """A draft whose words this person may read before it is published."""
    if not person.may(Permission.REPORT_CHECK):
        return None
    return reports(person).filter(ref=ref, finalised_at=None).first()


def authors(report: Report) -> set[str]:
    """The labels of those who began a report or wrote in it: its words are read by somebody else.

    A box knows who saved it last, the journal everybody who ever did.
    """
    saved = Narrative.objects.filter(report=report).values_list("saved_by", flat=True)
    wrote = entries().filter(refs__has_any_keys=[report.ref], kind="change", what__in=WRITES)
    return {report.created_by, *saved, *wrote.order_by().values_list("actor", flat=True)}


def sign_offs(report: Report) -> list[SignOff]:
    """Who read the words and when, of those who did not write them; the newest last."""
    own = authors(report)
    return [each for each in SignOff.objects.filter(report=report) if each.signed_by not in own]


def edition_of(report: Report) -> Edition | None:
    return Edition.objects.filter(report=report).first()


def written(report: Report) -> dict[str, Written]:
    """The boxes somebody has saved, by key."""
    rows = Narrative.objects.filter(report=report).select_related("words")
    return {n.box: Written(n.words.body, n.version, n.saved_by, n.saved_at) for n in rows}


def texts(report: Report) -> dict[str, str]:
    return {box: held.text for box, held in written(report).items()}


def in_time(rounds: Iterable[Round]) -> list[Round]:
    """The rounds in the order in which a report stands on them: the one with the latest work first."""
    return sorted(rounds, key=lambda each: (each.period_to, each.pk), reverse=True)


def rounds_of(report: Report) -> list[Round]:
    """The rounds that a report stands on: the one with the latest work, then the others."""
    return [report.round, *in_time(report.others.all())]


def latest_report(round: Round, kind: str, others: Iterable[Round] = ()) -> Report | None:
    """The draft of a kind for these rounds, or else the last one finalised."""
    found = Report.objects.filter(round=round, kind=kind).order_by("-id").prefetch_related("others")
    same = [each for each in found if {*each.others.all()} == {*others}]
    drafts = [each for each in same if not each.finalised_at]
    return next(iter([*drafts, *same]), None)


def report_after(person: Actor, report: Report) -> Report | None:
    """The finalised report that this person may read instead of this one, if there is one."""
    return reports(person).filter(replaces=report).first()


def last_finalised(report: Report, *, goes_out: bool) -> Report | None:
    """The finalised report of the same kind and round, public or internal, that nothing stands instead of."""
    found = Report.objects.filter(round=report.round, kind=report.kind, replaced_by=None)
    for each in found.exclude(finalised_at=None).order_by("-id"):
        if is_public(each.kind, texts(each)) == goes_out:
            return each
    return None


def last_said(by: Actor, kind: str, box: str) -> str:
    """What a box says in the report of a kind that was finalised last; empty where there is none."""
    found = (
        reports(by).filter(kind=kind).exclude(finalised_at=None).order_by("-finalised_at", "-id")
    )
    last = found.first()
    return texts(last).get(box, "") if last else ""


def rounds_to_report(person: Actor) -> QuerySet[Round]:
    """Rounds that a report may be written on."""
    found = counted_rounds(person)
    return found if person.may(Permission.REPORT_WRITE) else found.none()


def fits(kind: str, round: Round) -> bool:
    """Whether a kind of report is about what a round's tool is about; most are about anything."""
    of = SUBJECTS.get(kind)
    return not of or form_from(round.tool_version.body).subject in of


def audit_for_paper(by: Actor, ref: str, kind: str) -> Audit | None:
    """An audit handed in whose letter, feedback sheet or record the actor may have.

    A feedback sheet goes to those who may read the feedback, and to the QA team before its
    release; a letter to the same, once it was released to the practitioner; a record to those
    who may open the audit.
    """
    handed_in = all_audits(by).filter(ref=ref, state__in=HANDED_IN)
    if kind == "letter":
        handed_in = handed_in.filter(state__in=RELEASED, shared_at__isnull=False)
        handed_in = handed_in.exclude(worker_may=FeedbackLevel.NONE)
    if kind != "record":
        handed_in = handed_in.filter(round_case__second_of=None)
    if by.may(Permission.AUDITS_ALL):
        return handed_in.first()
    if not isinstance(by, Person):
        return None
    found = visible_audit(by, ref) if kind == "record" else feedback(by, ref)
    return handed_in.filter(pk=found.pk).first() if found else None


def some_audit_refs(by: Actor) -> list[str]:
    """A few references of audits handed in, for a message that says what there is."""
    if not by.may(Permission.AUDITS_ALL):
        return []
    found = all_audits(by).filter(state__in=HANDED_IN).order_by("-submitted_at")
    return list(found.values_list("ref", flat=True)[:5])
