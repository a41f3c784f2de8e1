"""One case audited at its manager's wish, after both rounds: its feedback waits for the worker's answer."""

from datetime import date, timedelta
from typing import Any

from goldenthread.audits import changes as audits
from goldenthread.cases.queries import entries
from goldenthread.cli.invented.accounts import Accounts
from goldenthread.cli.invented.auditing import make_audit
from goldenthread.cli.invented.clock import as_on, weekdays_before
from goldenthread.cli.invented.named import open_named, story_of
from goldenthread.people.queries import managers_of


def audit_one_case(accounts: Accounts, case_list: Any, today: date) -> None:
    """A quick round of one case of the worker who signs in, moderated by nobody, its feedback released."""
    worker: Any = accounts.by_role["practitioner"]
    entry: Any = entries(case_list).filter(practitioner__person=worker).latest("id")
    manager = managers_of(entry.team)[0]
    begins_on = weekdays_before(today, 12)
    with as_on(begins_on, 9):
        [opened] = open_named(
            accounts, [entry], accounts.auditors, tool="core", case_list=case_list,
            title=f"A second look, {manager.name}", period_from=begins_on - timedelta(days=184),
            period_to=begins_on, due_on=begins_on + timedelta(days=10), named_by=manager.name,
            why="Before the next review.",
        )  # fmt: skip
    story = story_of(accounts, opened, "good")
    make_audit(story, begins_on + timedelta(days=4))
    with as_on(weekdays_before(today, 3), 9):
        audits.share_feedback(by=story.lead, audit=opened)
