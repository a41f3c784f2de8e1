"""A round that is under way: an audit at each point between "not started" and "feedback to talk over"."""

from datetime import date, timedelta
from functools import partial
from typing import Any

from goldenthread.actions import changes as actions
from goldenthread.actions import queries as actions_queries
from goldenthread.audits import changes as audits
from goldenthread.audits import queries as audits_queries
from goldenthread.cases.queries import entries
from goldenthread.cli.invented.accounts import Accounts
from goldenthread.cli.invented.auditing import Story, begin_audit, make_audit, moderate
from goldenthread.cli.invented.clock import as_on, weekdays_before
from goldenthread.cli.invented.following import (
    dispute_grades,
    feed_back,
    manager_of,
    worker_of,
)
from goldenthread.cli.invented.named import open_named, story_of
from goldenthread.cli.invented.sessions import Session, open_session
from goldenthread.journal.changes import now
from goldenthread.people.actors import Visitor

LIVE = "Pathway plans of care leavers"
TEAM, OTHER_TEAM = "Leaving Care 2", "Leaving Care 1"
BEGAN = 33  # days ago
# How good the work is, case by case; everything below good is moderated.
GRADES = (
    "good", "requires_improvement", "good", "inadequate", "requires_improvement",
    "requires_improvement", "good", "good", "requires_improvement", "requires_improvement",
)  # fmt: skip
RULE = {"rate": 0, "grades": ["inadequate", "requires_improvement"]}


def begins_on(today: date) -> date:
    return weekdays_before(today, BEGAN)


def audit_now(accounts: Accounts, case_list: Any, today: date, activity: Any) -> None:
    """Ten audits of care leavers whose workers can sign in, each left at another point."""
    stories = _open(accounts, case_list, today, activity)
    to_talk_over, disputed, wrong, ready, waiting, returned, begun, late, panel, unsent = stories
    ago = partial(weekdays_before, today)
    make_audit(to_talk_over, ago(28), lambda: _ask_family(to_talk_over, ago(28)))
    feed_back(to_talk_over, accounts, ago(22))
    make_audit(disputed, ago(17))
    moderate(disputed, accounts.moderators[1], ago(12))
    feed_back(disputed, accounts, ago(9))
    dispute_grades(disputed, ago(4))
    _do_one(disputed, accounts, ago(3))
    make_audit(wrong, ago(14))
    feed_back(wrong, accounts, ago(7), "wrong")
    make_audit(ready, ago(12))
    moderate(ready, accounts.moderators[1], ago(2))
    make_audit(waiting, ago(3))
    make_audit(returned, ago(7))
    _return(returned, accounts.moderators[0], ago(1))
    make_audit(panel, ago(5))
    _sit(panel, accounts, ago(2))
    begin_audit(begun, ago(4), sections=5)
    begin_audit(unsent, ago(1))  # below the standard, and without an action as yet
    _concerns(begun, waiting, ago(1))
    with as_on(ago(10)):
        audits.change_due_date(by=late.lead, audits=[late.audit], due_on=ago(2))


def _open(accounts: Accounts, case_list: Any, today: date, activity: Any) -> list[Story]:
    lead, day = accounts.by_role["qa_lead"], begins_on(today)
    ursula, edmund = accounts.by_role["auditor"], accounts.by_role["external_auditor"]
    managers = [person for person in accounts.auditors if person not in (ursula, edmund)][:4]
    # The seventh case is Edmund's, the sixth, eighth and tenth are Ursula's.
    turns = [*managers, managers[0], ursula, edmund, ursula, managers[1], ursula]
    cases = _cases(lead, case_list)
    with as_on(day, 9):
        opened = open_named(
            accounts, cases, turns, tool="core",
            title=LIVE, mode="with_worker", case_list=case_list, activity=activity,
            period_from=day - timedelta(days=184), period_to=day, due_on=today + timedelta(days=4),
            moderation_rule=RULE, named_by="Corporate parenting board",
            why="Their pathway plan is due for review this quarter.",
        )  # fmt: skip
    return [story_of(accounts, audit, grade) for audit, grade in zip(opened, GRADES, strict=True)]


def _cases(lead: Any, case_list: Any) -> list[Any]:
    """Cases of workers who can sign in; those that lead somewhere are of the team whose manager does."""
    audited = audits_queries.visible_audits(lead).values("subject")
    free = entries(case_list).filter(practitioner__person__isnull=False)
    free = free.exclude(subject__in=audited)
    theirs, others = (list(free.filter(team__name=name)[:6]) for name in (TEAM, OTHER_TEAM))
    return [*theirs[:4], *others[:2], theirs[4], *others[2:4], theirs[5]]


def _do_one(story: Story, accounts: Accounts, day: date) -> None:
    """The worker says that an action is done; the manager is to check it."""
    with as_on(day, 14):
        action = actions_queries.actions_of(story.audit)[0]
        actions.mark_done(
            by=worker_of(story.audit, accounts), action=action, version=action.version, on=day,
            what_was_done="Gone through with her; the record shows it.",
        )  # fmt: skip


def _ask_family(story: Story, day: date) -> None:
    """The young person is asked by a form and answers it; a parent is asked and has not answered yet."""
    auditor, audit = story.audit.auditor, story.audit
    agreed = "The personal adviser"
    link, _ = audits.make_family_link(by=auditor, audit=audit, kind="child", safe_agreed_by=agreed)
    audits.answer_family_form(
        by=Visitor(link.ref), link=link, listened="yes", understood="yes", better="sometimes",
        went_well="She wrote the plan with me and not about me.",
        differently="Tell me sooner when somebody else takes over.",
    )  # fmt: skip
    audits.make_family_link(
        by=auditor, audit=audit, kind="parent_carer", until_on=day + timedelta(days=60),
        safe_agreed_by=agreed,
    )  # fmt: skip


def _return(story: Story, moderator: Any, day: date) -> None:
    with as_on(day, 12):
        audit = audits_queries.audit_to_moderate(moderator, story.audit.ref)
        assert audit
        audits.return_audit(
            by=moderator, audit=audit,
            note="Say what the plan has changed for this young person. Three grades stand without it.",
        )  # fmt: skip


def _sit(story: Story, accounts: Accounts, day: date) -> None:
    """Both moderators are to grade it as a panel; one has."""
    people = accounts.moderators
    asked = Session("panel", "Panel: an audit near the line", people, people[1:])
    open_session(accounts, story.audit, asked, day)


def _concerns(begun: Story, waiting: Story, day: date) -> None:
    """Work to be put right, which the manager has acknowledged; and a child of whom nobody has yet."""
    with as_on(day, 10):
        remedial = audits.raise_concern(
            by=waiting.audit.auditor, audit=waiting.audit, is_reached=True, kind="remedial",
            what="The risk assessment on the file is another young person's.",
            spoke_to="The team manager", spoken_at=now(), will_do="Move it today.",
        )  # fmt: skip
        audits.acknowledge_concern(
            by=manager_of(waiting.audit), concern=remedial, words="Moved, and the worker told."
        )
    with as_on(day, 15):
        audits.raise_concern(
            by=begun.audit.auditor, audit=begun.audit, is_reached=True,
            what="The record of this week says that the young person has nowhere to sleep tonight.",
            spoke_to="The duty manager", spoken_at=now(), will_do="Find a room before five.",
            is_on_record=True,
        )  # fmt: skip
