"""One case audited at its manager's wish, after both rounds: its feedback waits for the worker's answer."""

from datetime import date, timedelta
from random import Random
from typing import Any

from goldenthread.audits import changes as audits
from goldenthread.audits import queries as audits_queries
from goldenthread.cases.queries import entries
from goldenthread.cli.invented.accounts import Accounts
from goldenthread.cli.invented.auditing import Story, make_audit
from goldenthread.cli.invented.clock import as_on, weekdays_before
from goldenthread.people.queries import managers_of
from goldenthread.programme import changes as programme
from goldenthread.programme import queries as programme_queries
from goldenthread.tools.queries import newest_version


def audit_one_case(accounts: Accounts, case_list: Any, today: date) -> None:
    """A quick round of one case of the worker who signs in, moderated by nobody, its feedback released."""
    lead = accounts.by_role["qa_lead"]
    begins_on = weekdays_before(today, 12)
    with as_on(begins_on, 9):
        round = _round_of_one(accounts, lead, case_list, begins_on)
        opened: Any = audits.open_round(by=lead, round=round)[0]
    audit = audits_queries.visible_audit(lead, opened.ref)
    roles = ("principal_social_worker", "iro")
    others = [accounts.by_role[role] for role in roles]
    story = Story(audit, "good", Random("one case"), lead, *others)  # noqa: S311
    make_audit(story, begins_on + timedelta(days=4))
    with as_on(weekdays_before(today, 3), 9):
        audits.share_feedback(by=lead, audit=opened)


def _round_of_one(accounts: Accounts, lead: Any, case_list: Any, begins_on: date) -> Any:
    worker: Any = accounts.by_role["practitioner"]
    entry: Any = entries(case_list).filter(practitioner__person=worker).latest("id")
    manager = managers_of(entry.team)[0]
    version: Any = newest_version("core")
    round = programme.create_round(
        by=lead, title=f"A second look, {manager.name}", way="quick", mode="record",
        tool_version=version, period_from=begins_on - timedelta(days=184), period_to=begins_on,
        due_on=begins_on + timedelta(days=10), moderation_rule={}, case_list=case_list,
    )  # fmt: skip
    case = programme.name_case(
        by=lead, round=round, entry=entry, named_by=manager.name, why="Before the next review."
    )
    auditor = next(p for p in accounts.auditors if programme_queries.may_audit(p, case) is None)
    programme.assign(by=lead, round_case=case, auditor=auditor)
    return programme_queries.round_by_ref(lead, round.ref)
