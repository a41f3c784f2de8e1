"""One case of a closed round, with a canary in every field that takes words, a name or a number."""

from datetime import timedelta

from goldenthread.actions.changes import (
    change_due,
    close_action,
    conclude_moderation,
    mark_done,
    propose_action,
    submit_audit,
)
from goldenthread.actions.models import Action
from goldenthread.audits.changes import (
    acknowledge_concern,
    add_evidence,
    answer_family_form,
    answer_feedback,
    close_audit,
    close_round,
    confirm_workers,
    make_family_link,
    note_discussion,
    open_round,
    raise_concern,
    record_finding,
    reply_to_response,
    save_answer,
    save_moderation,
    save_source,
    share_feedback,
)
from goldenthread.audits.models import Audit
from goldenthread.audits.queries import Draft, Judged
from goldenthread.cases.models import CaseEntry, CaseList, CaseListDraft, CaseType, Subject
from goldenthread.journal.changes import keep_words, now, today
from goldenthread.people.actors import Visitor
from goldenthread.people.models import Practitioner
from goldenthread.programme.changes import assign, name_case, swap_case, write_notice
from goldenthread.programme.models import Round
from goldenthread.reports.changes import begin_report, save_boxes
from tests.cast import Cast
from tests.loop import SEEN, finalised
from tests.rooms.rounds import make_selected_round, select

CANARY = "Quillfeather"


def listed(cast: Cast, size: int = 12) -> CaseList:
    """A case list in which every case is the canary's: number, worker, family, odd values, an upload."""
    made = CaseList.objects.create(
        taken_on=today(), origin="annex_a", fingerprint="canary", read_at=now(), read_by="x",
        report={"unknown_values": [{"column": "Status", "value": CANARY, "count": 1}]},
    )  # fmt: skip
    worker = Practitioner.objects.create(
        source="case_list", key=f"{CANARY} 1", name=f"{CANARY} Worker", team=cast.north
    )
    kind = CaseType.objects.get(code="cp")
    for n in range(size):
        CaseEntry.objects.create(
            case_list=made, subject=Subject.objects.create(number=f"{CANARY}-{n}"), status="cp",
            case_type=kind, practitioner=worker, personal_adviser=worker, team=cast.north,
            family=f"{CANARY} {n}", ethnicity=CANARY, sex=CANARY, age_band=CANARY[:20], flags=[CANARY],
        )  # fmt: skip
    CaseListDraft.objects.create(
        taken_on=today(), state="refused", refusal=CANARY, files=[{"name": CANARY}],
        reading=keep_words(CANARY, "case_list"), uploaded_by="x",
    )  # fmt: skip
    return made


def canary_round(cast: Cast) -> Round:
    """From the selection to the finalised report, words of the canary's at each step."""
    case_list = listed(cast)
    round = make_selected_round(cast.pat, case_list, size=3, title="Spring round")
    named = case_list.entries.order_by("id")[0]
    name_case(by=cast.pat, round=round, entry=named, named_by=CANARY, why=CANARY)
    select(cast.pat, round)
    select(cast.pat, round, why=f"{CANARY} again")
    first = round.cases.filter(removed_at=None, came="selected").first()
    assert first
    swap_case(by=cast.pat, round_case=first, why=f"{CANARY} swapped")
    for case in round.cases.filter(removed_at=None):
        assign(by=cast.pat, round_case=case, auditor=cast.sunita, why=CANARY)
        assign(by=cast.pat, round_case=case, auditor=cast.ines, why=CANARY)
        for to in ("worker", "family"):
            for text in (CANARY, f"{CANARY} once more"):
                write_notice(
                    by=cast.pat, round_case=case, to=to, subject=CANARY, body=text,
                    safe_agreed_by=CANARY,
                )  # fmt: skip
    open_round(by=cast.pat, round=round)
    for audit in Audit.objects.filter(round=round):
        audited(cast, audit)
    report = begin_report(by=cast.pat, round=round, kind="summary")
    save_boxes(by=cast.pat, report=report, boxes={"author": CANARY}, seen={})
    close_round(by=cast.pat, round=round)
    finalised(cast.pat, report, cast.olive)
    begin_report(by=cast.pat, round=round, kind="committee")
    return round


def audited(cast: Cast, audit: Audit) -> None:
    """An audit answered twice, with a concern and an action; moderated, shared, answered, closed."""
    by = cast.ines
    for key in ("risk.grade", "overall.grade"):
        for version, text in enumerate((CANARY, f"{CANARY} again")):
            grade = "requires_improvement"
            save_answer(by=by, audit=audit, question=key, version=version, value=grade, text=text)
    for n, text in enumerate((CANARY, f"{CANARY} again"), 1):
        save_source(
            by=by, audit=audit, kind="child", version=n, state="obtained", present=text, said=text,
            disagreement=text, on=today(),
        )  # fmt: skip
    save_source(by=by, audit=audit, kind="parent_carer", version=1, state="declined", why=CANARY)
    add_evidence(by=by, audit=audit, question="risk.grade", source="record", what=CANARY)
    for kind in ("strength", "improvement"):
        record_finding(by=by, audit=audit, section="risk", kind=kind, words=CANARY)
    concern = raise_concern(
        by=by, audit=audit, what=CANARY, is_reached=True, spoke_to=CANARY, spoken_at=now(),
        will_do=CANARY, is_on_record=True, numbers_tried=[CANARY],
    )  # fmt: skip
    acknowledge_concern(by=cast.pat, concern=concern, words=CANARY)
    confirm_workers(by=by, audit=audit, worker_changes=0)
    propose_action(
        by=by, audit=audit, section="risk", what=CANARY, due_on=today() + timedelta(days=5),
        owner=cast.dana,
    )  # fmt: skip
    Audit.objects.filter(pk=audit.pk).update(moderation_due="rate")
    submit_audit(by=by, audit=audit, warnings_why=CANARY)
    draft = Draft(
        {"overall": Judged("good", CANARY), "risk": Judged("good", CANARY)}, SEEN, CANARY, "sound"
    )
    for version in range(2):
        save_moderation(by=cast.mo, audit=audit, version=version, draft=draft)
    conclude_moderation(by=cast.mo, audit=audit, version=2, draft=draft)
    share_feedback(by=cast.pat, audit=audit)
    response = answer_feedback(by=cast.tariq, audit=audit, kind="wrong", text=CANARY)
    reply_to_response(
        by=cast.pat, response=response, text=CANARY, decision="corrected", correction=CANARY
    )
    note_discussion(
        by=cast.tariq, audit=audit, on=today(), present=CANARY, worker_view=CANARY,
        disagreement=CANARY, timescales=CANARY,
    )  # fmt: skip
    link, _ = make_family_link(by=cast.pat, audit=audit, kind="child", safe_agreed_by=CANARY)
    answer_family_form(
        by=Visitor(link.ref), link=link, listened="no", went_well=CANARY, differently=CANARY
    )
    action = Action.objects.get(audit=audit)
    change_due(by=cast.pat, action=action, version=action.version, due_on=today(), why=CANARY)
    action.refresh_from_db()
    done = {"what_was_done": CANARY, "on": today()}
    mark_done(by=cast.dana, action=action, version=action.version, **done)
    action.refresh_from_db()
    close_action(by=cast.pat, action=action, version=action.version, words=CANARY)
    close_audit(by=cast.pat, audit=audit)
