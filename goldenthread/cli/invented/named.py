"""A round of cases named by hand, opened, each case with the next auditor who may audit it."""

from collections.abc import Iterable
from itertools import cycle, islice
from random import Random
from typing import Any

from goldenthread.audits import changes as audits
from goldenthread.audits.queries import visible_audit
from goldenthread.cli.invented.accounts import Accounts
from goldenthread.cli.invented.auditing import Story
from goldenthread.programme import changes as programme
from goldenthread.programme.queries import may_audit, round_by_ref
from goldenthread.tools.queries import newest_version


def open_named(
    accounts: Accounts, entries: Iterable[Any], auditors: list[Any], *, tool: str, why: str,
    named_by: str = "", **plan: Any,
) -> list[Any]:  # fmt: skip
    """The audits of a new round, in the order of `entries`; `plan` is the rest of create_round's."""
    lead: Any = accounts.by_role["qa_lead"]
    version: Any = newest_version(tool)
    plan = {"mode": "record", "moderation_rule": {}, **plan}
    round = programme.create_round(by=lead, way="quick", tool_version=version, **plan)
    turns, cases = cycle(auditors), []
    for entry in entries:
        case = programme.name_case(
            by=lead, round=round, entry=entry, named_by=named_by or lead.name, why=why
        )
        able = (p for p in islice(turns, len(auditors)) if may_audit(p, case) is None)
        programme.assign(by=lead, round_case=case, auditor=next(able))
        cases.append(case.pk)
    again: Any = round_by_ref(lead, round.ref)
    opened: Any = audits.open_round(by=lead, round=again)
    return sorted(opened, key=lambda audit: cases.index(audit.round_case_id))


def story_of(accounts: Accounts, audit: Any, grade: str) -> Story:
    """The audit as the QA lead sees it, and how good its work is."""
    lead: Any = accounts.by_role["qa_lead"]
    others = [accounts.by_role[role] for role in ("principal_social_worker", "iro")]
    shown = visible_audit(lead, audit.ref)
    return Story(shown, grade, Random(f"{audit.subject.number}"), lead, *others)  # noqa: S311
