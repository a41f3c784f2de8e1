"""A small world for tests of the later loop: a round with audits, as far on as a test needs them."""

from datetime import date, timedelta

from goldenthread.actions.changes import conclude_moderation, propose_action, submit_audit
from goldenthread.actions.models import Action
from goldenthread.audits.changes import (
    confirm_workers,
    open_round,
    record_finding,
    save_answer,
    share_feedback,
)
from goldenthread.audits.models import Audit
from goldenthread.audits.queries import Draft, Judged
from goldenthread.journal.changes import today
from goldenthread.people.changes import link_practitioner
from goldenthread.people.models import Person, Practitioner
from goldenthread.programme.changes import add_typed_case, assign, create_round
from goldenthread.reports.build import gather, is_public, sentences_to_read
from goldenthread.reports.changes import finalise_report, sign_off_words
from goldenthread.reports.models import Edition, Report, SignOff
from goldenthread.reports.queries import texts
from goldenthread.tools.queries import newest_version
from tests.cast import OPERATOR, Cast

SEEN = {"child": "yes", "parents": "partly", "carers": "na"}


def round_of(
    cast: Cast,
    numbers: list[str],
    *,
    rate: int = 0,
    auditor: Person | None = None,
    title: str = "January round",
) -> list[Audit]:
    """An open round of typed cases of Dana's in North, all given to one auditor."""
    tool = newest_version("core")
    assert tool
    round = create_round(
        by=cast.pat, title=title, way="quick", mode="record", tool_version=tool,
        period_from=today() - timedelta(days=180), period_to=today(), due_on=today() + timedelta(days=14),
        moderation_rule={"rate": rate, "grades": []},
    )  # fmt: skip
    for number in numbers:
        case = add_typed_case(
            by=cast.pat, round=round, number=number, worker="Dana Pike", team=cast.north
        )
        assign(by=cast.pat, round_case=case, auditor=auditor or cast.ines)
    open_round(by=cast.pat, round=round)
    link_practitioner(by=OPERATOR, practitioner=dana(), person=cast.dana)
    return list(Audit.objects.filter(round=round).order_by("subject__number"))


def dana() -> Practitioner:
    return Practitioner.objects.get(name="Dana Pike")


def answered(audit: Audit, grade: str = "good", risk: str = "good") -> Audit:
    """Answered as far as submission asks: one domain, the overall grade, who worked the case."""
    by = audit.auditor
    assert by
    for key, value in (("risk.grade", risk), ("overall.grade", grade)):
        save_answer(
            by=by,
            audit=audit,
            question=key,
            version=0,
            value=value,
            text=f"Why {key}: seen on the record.",
        )
    confirm_workers(by=by, audit=audit, worker_changes=0)
    audit.refresh_from_db()
    return audit


def act(
    audit: Audit, what: str = "Update the chronology", due_on: date | None = None, **who: object
) -> Action:
    """An action proposed by the auditor, Dana's unless another owner is named."""
    assert audit.auditor
    owner = who or {"owner_practitioner": dana()}
    due_on = due_on or today() + timedelta(days=14)
    return propose_action(
        by=audit.auditor, audit=audit, section="risk", what=what, due_on=due_on, **owner
    )  # type: ignore[arg-type]


def act_as_moderator(cast: Cast, audit: Audit) -> Action:
    return propose_action(
        by=cast.mo, audit=audit, what="Include the father in the assessment", stage="moderator",
        due_on=today() + timedelta(days=7), owner_practitioner=dana(),
    )  # fmt: skip


def submitted(audit: Audit, grade: str = "good", risk: str = "good") -> Audit:
    assert audit.auditor
    answered(audit, grade, risk)
    record_finding(
        by=audit.auditor,
        audit=audit,
        section="risk",
        kind="strength",
        words="You saw Child A alone at each visit.",
    )
    submit_audit(by=audit.auditor, audit=audit, warnings_why="The record was all there was to see.")
    return audit


def moderated(cast: Cast, audit: Audit, overall: str = "good", why: str = "") -> Audit:
    draft = Draft(grades={"overall": Judged(overall, why)}, views=SEEN, quality="sound")
    conclude_moderation(by=cast.mo, audit=audit, version=0, draft=draft)
    return audit


def shared(cast: Cast, audit: Audit) -> Audit:
    share_feedback(by=cast.pat, audit=submitted(audit))
    return audit


def read_words(by: Person, report: Report) -> SignOff:
    """A second person reads a report's words, and ticks every sentence that is listed."""
    report.refresh_from_db()
    listed = sentences_to_read(report.kind, gather(by, report.round), texts(report))
    read = [each.digest for each in listed]
    return sign_off_words(by=by, report=report, version=report.version, read=read)


def finalised(by: Person, report: Report, second: Person) -> Edition:
    """A report locked, after a second person has read the words of a public one."""
    report.refresh_from_db()
    if is_public(report.kind, texts(report)):
        read_words(second, report)
    return finalise_report(by=by, report=report, version=report.version)
