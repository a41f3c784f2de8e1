"""Two rounds of forty audits a year apart, each from the case list to the papers."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

from goldenthread.audits import changes as audits
from goldenthread.audits import queries as audits_queries
from goldenthread.cases import changes as cases
from goldenthread.cli.invented.accounts import Accounts
from goldenthread.cli.invented.auditing import Story, make_audit, moderate
from goldenthread.cli.invented.authority import Invented
from goldenthread.cli.invented.clock import as_on, weekdays_before
from goldenthread.cli.invented.following import follow_up
from goldenthread.cli.invented.workbook import write_workbook
from goldenthread.journal.changes import now
from goldenthread.people.actors import Actor
from goldenthread.programme import changes as programme
from goldenthread.programme import queries as programme_queries
from goldenthread.readers.case_files import read_case_files
from goldenthread.tools.queries import newest_version

QUOTAS = {"care_leaver": 8, "cla": 10, "cp": 8, "cin": 10, "early_help": 4}
RULE = {"rate": 25, "grades": ["inadequate"]}
# How many of forty audits get each grade, in the first year and in the second.
FIRST_YEAR = {"inadequate": 3, "requires_improvement": 17, "good": 17, "outstanding": 3}
SECOND_YEAR = {"inadequate": 1, "requires_improvement": 11, "good": 22, "outstanding": 6}
# By their place in a round: who objects to their feedback, and how.
OBJECTS = {5: "wrong", 11: "dispute"}
Say = Callable[[str], None]


@dataclass(frozen=True)
class Plan:
    """One round: when it begins, how it went, and the papers' seed."""

    title: str
    begins_on: date
    grades: dict[str, int]
    seed: str
    is_last: bool


def plans(today: date) -> tuple[Plan, Plan]:
    second = weekdays_before(today, 75)
    first = weekdays_before(second, 364)
    return (
        Plan(
            f"Autumn practice audits {first.year}",
            first,
            FIRST_YEAR,
            f"members-{first.year}",
            False,
        ),
        Plan(
            f"Autumn practice audits {second.year}",
            second,
            SECOND_YEAR,
            f"members-{second.year}",
            True,
        ),
    )


def load_cases(by: Actor, invented: Invented, taken_on: date, folder: Path) -> Any:
    """The authority's workbook of a day, written, read in the guarded child process, and imported."""
    file = folder / f"annex-a-{taken_on.isoformat()}.xlsx"
    write_workbook(file, invented, taken_on, seed="fennmarsh")
    with as_on(taken_on + timedelta(days=1)):
        return cases.import_case_list(by=by, reading=read_case_files([file], taken_on=taken_on))


def run_round(
    plan: Plan, case_list: Any, accounts: Accounts, say: Say, *, follows: Any, activity: Any
) -> Any:
    """The round from its selection to the last closed audit."""
    lead = accounts.by_role["qa_lead"]
    round = _set_up(plan, case_list, follows, accounts, activity)
    stories = _stories(
        plan, accounts, list(audits_queries.visible_audits(lead).filter(round=round))
    )
    say(f"  {round.title}: {len(stories)} cases selected and given out")
    for number, story in enumerate(stories):
        make_audit(story, plan.begins_on + timedelta(days=4 + number % 12))
        if number == 7:
            _concern(story, accounts, plan.begins_on + timedelta(days=12))
    say(f"  {round.title}: {len(stories)} audits submitted")
    for number, story in enumerate(stories):
        moderate(story, accounts.moderators[number % 2], plan.begins_on + timedelta(days=18))
    for number, story in enumerate(stories):
        day = plan.begins_on + timedelta(days=24 + number % 5)
        follow_up(story, accounts, day, plan.is_last, OBJECTS.get(number, ""))
    say(f"  {round.title}: moderated, feedback given, actions followed")
    if not plan.is_last:
        with as_on(plan.begins_on + timedelta(days=55)):
            audits.close_round(by=lead, round=_again(lead, round))
    return round


def _set_up(plan: Plan, case_list: Any, follows: Any, accounts: Accounts, activity: Any) -> Any:
    version: Any = newest_version("core")
    lead = accounts.by_role["qa_lead"]
    with as_on(plan.begins_on, 9):
        round = programme.create_round(
            by=lead, title=plan.title, way="selected", mode="with_worker", tool_version=version,
            period_from=plan.begins_on - timedelta(days=184), period_to=plan.begins_on,
            due_on=plan.begins_on + timedelta(days=21), moderation_rule=RULE,
            code=f"AUTUMN-{plan.begins_on.year}", case_list=case_list, follows=follows,
            activity=activity,
        )  # fmt: skip
        round = programme.design_round(
            by=lead, round=round, seen=round.version, way="typed", quotas=QUOTAS
        )
        programme.commit_seed(by=lead, round=round, seed=plan.seed)
        programme.select_cases(by=lead, round=round, seed=plan.seed)
        swapped = programme_queries.round_cases(round)[3]
        programme.swap_case(
            by=lead, round_case=swapped, why="Closed since the case list was taken."
        )
        programme.balance_auditors(by=lead, round=round, auditors=accounts.auditors)
        programme.write_standard_notices(
            by=lead,
            round=round,
            to=("worker", "manager"),
            signed=lead.name,
            authority="Fennmarsh Council",
        )
        programme.mark_sent(by=lead, sent=list(programme_queries.notices(round)))
        opened = audits.open_round(by=lead, round=_again(lead, round))
        audit: Any = next(a for a in opened if a.auditor is not None)
        audits.hand_back(by=audit.auditor, audit=audit, why="I know this family or worker")
        audit.refresh_from_db()
        other = next(
            p for p in accounts.auditors if programme_queries.may_audit(p, audit.round_case) is None
        )
        audits.assign_auditor(by=lead, audit=audit, auditor=other, why="Handed back")
    return _again(lead, round)


def _stories(plan: Plan, accounts: Accounts, found: list[Any]) -> list[Story]:
    random = Random(plan.seed)  # noqa: S311 - an invented world, not a selection
    grades = [grade for grade, count in plan.grades.items() for _ in range(count)]
    random.shuffle(grades)
    roles = ("qa_lead", "principal_social_worker", "iro")
    who = [accounts.by_role[role] for role in roles]
    return [
        Story(audit, grade, Random(f"{plan.seed}/{audit.subject.number}"), *who)  # noqa: S311
        for audit, grade in zip(sorted(found, key=lambda a: a.subject.number), grades, strict=False)
    ]


def _concern(story: Story, accounts: Accounts, day: date) -> None:
    """One immediate concern: the manager was rung first; this records it."""
    with as_on(day, 15):
        concern = audits.raise_concern(
            by=story.audit.auditor, audit=story.audit, is_reached=True, spoke_to="The duty manager",
            what="The record of last night says that the child was found alone. Nobody has been since.",
            spoken_at=now(), will_do="Visit this afternoon and ring me at five.",
            is_on_record=True,
        )  # fmt: skip
    with as_on(day, 16):
        audits.acknowledge_concern(
            by=accounts.by_role["qa_lead"],
            concern=concern,
            words="The child was seen at 15.40 and is safe.",
        )


def _again(lead: Any, round: Any) -> Any:
    """The round as it stands now."""
    return programme_queries.round_by_ref(lead, round.ref)
