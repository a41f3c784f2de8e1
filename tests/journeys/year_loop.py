"""Moderation, release and what people say to it: answers, disputes, a talk in supervision."""

from goldenthread.actions.models import Action
from goldenthread.audits.models import Audit, Dispute
from goldenthread.journal.changes import today
from goldenthread.people.models import Person
from tests.journeys.year_audits import is_handed_in
from tests.journeys.year_desk import Pick
from tests.journeys.year_people import Year, newest, page

VIEWS = {"view-child": "yes", "view-parents": "partly", "view-carers": "na", "quality": "sound"}


def is_moderated(year: Year, name: str, grade: str = "", why: str = "") -> None:
    """Every grade agreed; or the overall one changed, with the reason."""
    mo, where = year.at(year.cast.mo), year.audit("moderate", name)
    said = dict(VIEWS)
    if grade:
        said |= {"overall-grade": grade, "overall-why": why}
    else:
        standing = Audit.objects.get(ref=year.audits[name]).standing.get(section="overall").grade
        said |= {"overall-grade": standing}
    mo.presses(where, "Confirm moderation", "confirmed.", to_auditor="Clear and fair", **said)


def an_audit_is_returned(year: Year, name: str) -> None:
    mo = year.at(year.cast.mo)
    note = {"note": "Say what you saw of the plan"}
    mo.sends(year.audit("return_audit", name), note, "is back with its auditor.")
    mo.finds_nothing(year.audit("moderate", name))


def it_comes_back(year: Year, who: Person, name: str) -> None:
    year.at(who).opens(year.audit("audit", name), "Say what you saw of the plan")
    is_handed_in(year, who, name)


def a_grade_is_changed_and_an_action_added(year: Year) -> None:
    """The moderator grades c1 higher than its auditor, and adds an action for the manager."""
    mo, where = year.at(year.cast.mo), year.audit("moderation_action", "c1")
    said = {
        "what": "Put it right: A2", "owner": Pick("Tariq Moss"), "due": "10",
    }  # fmt: skip
    mo.sends(where, said, "Action added.")
    year.actions["A2"] = newest(Action)
    is_moderated(year, "c1", "requires_improvement", "The plan is there")


def the_auditor_answers_the_moderator(year: Year) -> None:
    result = year.audit("moderation_result", "c1")
    ines = year.at(year.cast.ines)
    ines.opens(result, "Clear and fair", "The plan is there")
    ines.presses(result, "I have read", "The moderator can see that you have read this.")


def feedback_is_released(year: Year) -> None:
    """All six together, once why one has no strength is said; one is taken back and released again."""
    cast, pat, where = year.cast, year.at(year.cast.pat), page("audits:release")
    refs = [year.audits[name] for name in ("c1", "c2", "c3", "c4", "l1", "l2")]
    year.at(cast.dana).finds_nothing(year.audit("feedback", "c1"))
    pat.is_refused(where, {"ref": refs}, "has no strength")
    why = {f"{year.audits['l2']}-why": "None was found on the record"}
    pat.sends(where, {"ref": refs, **why}, "Feedback on 6 audits released.")
    year.days.minutes(6)
    pat.presses(year.audit("undo_release", "c3"), "Undo the release", "is taken back.")
    year.at(cast.dana).finds_nothing(year.audit("feedback", "c3"))
    year.days.minutes(5)
    pat.is_not_let(year.audit("undo_release", "c4"), "within 10 minutes")
    pat.sends(where, {"ref": [year.audits["c3"]]}, "Feedback on 1 audit released.")


def the_worker_answers(year: Year) -> None:
    """Three are read; of one the worker thinks that something is factually wrong."""
    dana = year.at(year.cast.dana)
    for name, kind in (("c1", "wrong"), ("c2", "read"), ("c3", "read"), ("c4", "talk")):
        said = {"kind": kind, "text": "The visit was on the third"}
        dana.sends(year.audit("feedback", name), said, "Your response has been sent.")


def the_error_is_corrected(year: Year) -> None:
    said = {
        "decision": "corrected", "correction": "It was on the third", "text": "I looked again",
    }  # fmt: skip
    reply = year.audit("reply", "c1", "1")
    year.at(year.cast.pat).sends(reply, said, "Your reply has been sent.")
    year.at(year.cast.dana).opens(year.audit("feedback", "c1"), "It was on the third")


def grades_are_disputed(year: Year) -> None:
    """By the managers of the two teams; neither auditor nor moderator of a case decides about it."""
    cast = year.cast
    for who, name in ((cast.sunita, "l1"), (cast.tariq, "c2")):
        why = {"why": "The record says otherwise"}
        year.at(who).sends(year.audit("dispute", name), why, "The grades are disputed.")
        year.refs[f"dispute {name}"] = newest(Dispute)


def disputes_are_decided(year: Year) -> None:
    """One grade is changed; the other stands."""
    nora, where = year.at(year.nora), page("audits:decide_dispute", year.refs["dispute l1"])
    year.at(year.cast.mo).finds_nothing(where)
    changed = {"decision": "changed", "why": "It is there", "overall-grade": "good"}
    nora.sends(where, changed, "is decided.")
    stands = {"decision": "stands", "why": "It is not there"}
    nora.sends(page("audits:decide_dispute", year.refs["dispute c2"]), stands, "is decided.")


def audits_are_talked_over(year: Year, who: Person, *names: str) -> None:
    for name in names:
        said = {
            "on": today(), "is_supervision": "yes", "present": "The worker and the manager",
            "worker_view": "Fair", "disagreement": "One date", "timescales": "By June",
        }  # fmt: skip
        year.at(who).sends(year.audit("discussion", name), said, "The talk is noted.")


def a_late_talk_is_chased(year: Year, name: str) -> None:
    """It stands on the list of late talks of the QA team and of the manager, until it is noted."""
    late = page("audits:feedback_list") + "?show=late"
    for who in (year.cast.pat, year.cast.tariq):
        links = year.at(who).opens(late).xpath(f'//a[contains(@href, "{year.audits[name]}")]/@href')
        assert links, f"{who} is not told of the talk"
    audits_are_talked_over(year, year.cast.tariq, name)
    shown = year.at(year.cast.pat).opens(late)
    assert not shown.xpath(f'//main//a[contains(@href, "{year.audits[name]}")]')


def audits_are_closed(year: Year, *names: str) -> None:
    pat = year.at(year.cast.pat)
    for name in names:
        pat.presses(year.audit("close_audit", name), "Close", "is closed.")
