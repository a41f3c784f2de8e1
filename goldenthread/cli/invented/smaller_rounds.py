"""Smaller rounds: observations, an audit to learn by, and supervision files where case audits raised something."""

from datetime import date, timedelta
from typing import Any

from goldenthread.audits import changes as audits
from goldenthread.cases.queries import entries
from goldenthread.cli.invented.accounts import Accounts
from goldenthread.cli.invented.auditing import make_audit, moderate
from goldenthread.cli.invented.clock import as_on
from goldenthread.cli.invented.following import feed_back, talk_over
from goldenthread.cli.invented.named import open_named, story_of
from goldenthread.learning.queries import raised_by_case_audits
from goldenthread.programme import changes as programme
from goldenthread.tools.practice import practice_case
from goldenthread.tools.queries import newest_version

OBSERVED, TRAINING, SUPERVISED = (
    "Observations of reviews and conferences", "Learning to audit, autumn",
    "Supervision, where case audits raised something",
)  # fmt: skip
OBSERVATIONS, FILES = 2, 3


def observe(accounts: Accounts, case_list: Any, day: date, activity: Any) -> None:
    """Reviews and conferences watched as they happen; closed when they were talked over."""
    lead: Any = accounts.by_role["qa_lead"]
    with as_on(day, 9):
        opened = open_named(
            accounts, entries(case_list).filter(case_type__code="cp")[:OBSERVATIONS],
            accounts.auditors[1::2], tool="observation", title=OBSERVED, mode="with_worker",
            period_from=day, period_to=day + timedelta(days=20), due_on=day + timedelta(days=20),
            case_list=case_list, activity=activity, why="Its conference is in this fortnight.",
        )  # fmt: skip
    for number, audit in enumerate(opened):
        story = story_of(accounts, audit, "good")
        make_audit(story, day + timedelta(days=3 + number))
        feed_back(story, accounts, day + timedelta(days=7))
        talk_over(story, day + timedelta(days=12))
        with as_on(day + timedelta(days=20), 9):
            story.audit.refresh_from_db()
            audits.close_audit(by=lead, audit=story.audit)


def train(accounts: Accounts, case_list: Any, day: date) -> None:
    """A manager's first audit: always moderated, talked through, in no figure."""
    moderator = accounts.moderators[0]
    learner = next(p for p in accounts.auditors if p in accounts.managers.values())
    with as_on(day, 9):
        [opened] = open_named(
            accounts, entries(case_list).filter(case_type__code="cla")[:1], [learner], tool="core",
            title=TRAINING, period_from=day - timedelta(days=184), period_to=day,
            due_on=day + timedelta(days=14), case_list=case_list, is_training=True,
            why="To learn auditing by.",
        )  # fmt: skip
    story = story_of(accounts, opened, "requires_improvement")
    make_audit(story, day + timedelta(days=5))
    moderate(story, moderator, day + timedelta(days=8))
    with as_on(day + timedelta(days=11), 14):
        audits.note_talk(by=moderator, audit=opened, on=day + timedelta(days=11))


def practise(accounts: Accounts, day: date) -> None:
    """Before the round two auditors grade an invented case; one thinks too well of one section."""
    version: Any = newest_version("core")
    case: Any = practice_case("river", version.tool.code)
    reference = {key: each.grade for key, each in case.references.items()}
    for number, person in enumerate((accounts.by_role["auditor"], accounts.auditors[0])):
        given = reference | ({} if number else {"involvement": "good"})
        with as_on(day + timedelta(days=number), 16):
            programme.practise(by=person, version=version, case=case.key, grades=given)


def plan_supervision(accounts: Accounts, case_list: Any, day: date, activity: Any) -> None:
    """A round of supervision files that is being set up, with workers whose case audits raised something."""
    lead: Any = accounts.by_role["qa_lead"]
    version: Any = newest_version("supervision")
    with as_on(day, 10):
        round = programme.create_round(
            by=lead, title=SUPERVISED, way="selected", mode="record", tool_version=version,
            period_from=day - timedelta(days=365), period_to=day, due_on=day + timedelta(days=40),
            moderation_rule={}, case_list=case_list, activity=activity,
        )  # fmt: skip
        listed = entries(case_list)
        raised = [each for each in raised_by_case_audits(lead) if len(each.reasons) > 1]
        for each in raised[:FILES]:
            programme.name_case(
                by=lead, round=round, named_by="QA team, after case audits", why=each.why,
                entry=listed.filter(subject__ref__in=each.subjects)[0],
            )  # fmt: skip
