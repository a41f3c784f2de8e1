"""What follows an audit: feedback, what is said to be wrong with it, actions followed to their end."""

from datetime import date, timedelta
from typing import Any

from goldenthread.actions import changes as actions
from goldenthread.actions import queries as actions_queries
from goldenthread.audits import changes as audits
from goldenthread.audits import queries as audits_queries
from goldenthread.audits.queries import Judged
from goldenthread.cli.invented.accounts import Accounts
from goldenthread.cli.invented.auditing import GRADES, Story
from goldenthread.cli.invented.clock import as_on
from goldenthread.people.queries import managers_of


def follow_up(
    story: Story, accounts: Accounts, day: date, is_last: bool, objects: str = ""
) -> None:
    """Feedback is released, answered and discussed; actions are done and checked; the audit is closed.

    `objects`: "wrong" where something is said to be factually wrong, "dispute" where the grades are
    disputed.
    """
    audit, lead = story.audit, story.lead
    feed_back(story, accounts, day, objects)
    talk_over(story, day + timedelta(days=4))
    with as_on(day + timedelta(days=4), 10):
        audits.mark_recorded_on_file(by=lead, audit=audit, on=day + timedelta(days=4))
    if objects:
        decide_objection(story, accounts, objects, day + timedelta(days=5))
    _finish_actions(story, manager_of(audit), day + timedelta(days=20), is_last)
    with as_on(day + timedelta(days=22), 9):
        audit.refresh_from_db()
        audits.close_audit(by=lead, audit=audit)


def feed_back(story: Story, accounts: Accounts, day: date, objects: str = "") -> None:
    """Feedback is released, read by the auditor too where it was moderated, and answered."""
    audit = story.audit
    audit.refresh_from_db()
    with as_on(day, 9):
        audits.share_feedback(by=story.lead, audit=audit)
        _read(audit)
    with as_on(day + timedelta(days=3), 9):
        _answer(audit, worker_of(audit, accounts), manager_of(audit), objects)
        _confirm(audit, manager_of(audit))


def talk_over(story: Story, day: date) -> None:
    """The manager talks the feedback over with the worker, in supervision."""
    with as_on(day, 9):
        audits.note_discussion(
            by=manager_of(story.audit) or story.lead, audit=story.audit, on=day,
            present="The worker and their manager", timescales="The actions, by their dates.",
            worker_view="The plan can be clearer; the visits were right for this family.",
        )  # fmt: skip


def manager_of(audit: Any) -> Any:
    """The nearest manager of the case's team; None where it has none."""
    return next(iter(managers_of(audit.header.team)), None)


def worker_of(audit: Any, accounts: Accounts) -> Any:
    """The account of whoever works with the child, if they have one and are known by it."""
    practitioner = audit.header.practitioner
    worker = practitioner and accounts.practitioners.get(practitioner.name)
    return worker if worker and worker.practitioners.exists() else None


def _read(audit: Any) -> None:
    """The auditor reads what the moderator says to them."""
    for moderation in audits_queries.moderations_to_read(audit.auditor).filter(audit=audit):
        audits.answer_moderator(
            by=audit.auditor, moderation=moderation, text="Thank you; I see it."
        )


def _answer(audit: Any, worker: Any, manager: Any, objects: str) -> None:
    """The worker answers the feedback, or the manager where they cannot sign in."""
    kind, text = "read", "Fair. I will change the plan." if worker else "Discussed with the worker."
    if objects == "wrong":
        kind, text = "wrong", "The visit of 3 March was made by a colleague, not missed."
    if worker or manager:
        audits.answer_feedback(by=worker or manager, audit=audit, kind=kind, text=text)


def _confirm(audit: Any, manager: Any) -> None:
    """The manager says of the actions of an audit below the standard that they will be done in time."""
    if manager is None:
        return
    for action in actions_queries.to_confirm(manager).filter(audit=audit):
        actions.confirm_action(by=manager, action=action, version=action.version)


def decide_objection(story: Story, accounts: Accounts, objects: str, day: date) -> None:
    """What somebody thinks is wrong is replied to, or the manager's dispute decided by a moderator."""
    if objects == "dispute":
        dispute_grades(story, day)
        with as_on(day + timedelta(days=6), 15):
            _decide(story.audit, accounts.moderators)
        return
    with as_on(day, 11):
        for response in audits_queries.responses(story.audit).filter(kind="wrong"):
            audits.reply_to_response(
                by=story.lead, response=response, decision="corrected",
                text="Thank you. The record shows it, on another page.",
                correction="The visit of 3 March was made by a colleague.",
            )  # fmt: skip


def dispute_grades(story: Story, day: date) -> None:
    """The manager of the team disputes the grades."""
    with as_on(day, 11):
        audits.raise_dispute(
            by=manager_of(story.audit), audit=story.audit,
            why="The plan was changed after the review in May. The audit read the plan before it.",
        )  # fmt: skip


def _decide(audit: Any, moderators: list[Any]) -> None:
    """A moderator without a part in the audit changes one grade where it can be one better."""
    found: Any = ((m, d) for m in moderators for d in audits_queries.disputes_to_decide(m))
    moderator, dispute = next((m, d) for m, d in found if d.audit_id == audit.pk)
    better = {}
    for section, stands, may_be in audits_queries.disputed_sections(audit):
        if section.key == "plans" and stands in GRADES[:3]:
            better["plans"] = Judged(GRADES[GRADES.index(stands) + 1], "The later plan is better.")
            assert better["plans"].grade in may_be
    audits.decide_dispute(
        by=moderator, dispute=dispute, grades=better or None,
        why="Both plans were read. The later one says who does what by when.",
    )  # fmt: skip


def _finish_actions(story: Story, manager: Any, day: date, is_last: bool) -> None:
    with as_on(day, 14):
        for action in actions_queries.actions_of(story.audit):
            if action.state != "open" or (is_last and _is_left_open(story, action)):
                continue
            # Whoever says that it is done may not check it: the lead says so where a manager is to.
            is_to_check = is_last and story.random.random() < 0.3
            stands_in = story.lead if is_to_check else manager or story.lead
            actions.mark_done(
                by=_doer(action) or stands_in, action=action, version=action.version, on=day,
                what_was_done="Done with the family; the record shows it.",
            )  # fmt: skip
            action.refresh_from_db()
            if not is_to_check:
                actions.close_action(by=story.lead, action=action, version=action.version)


def _is_left_open(story: Story, action: Any) -> bool:
    """Some actions of the last round, and all of the reviewing officer, who has no other work here."""
    return bool(action.owner == story.iro or story.random.random() < 0.35)


def _doer(action: Any) -> Any:
    """Whoever owns the action says that it is done; a manager only for those who cannot sign in."""
    return action.owner or (action.owner_practitioner and action.owner_practitioner.person)
