"""The invented year on the schedule: activities of every kind, promises, and what is asked of managers."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from goldenthread.cli.invented.accounts import Accounts
from goldenthread.cli.invented.authority import SERVICES
from goldenthread.cli.invented.clock import as_on
from goldenthread.people.queries import teams
from goldenthread.programme import changes
from goldenthread.programme.queries.schedule import months_from
from goldenthread.tools.queries import newest_version

ASSESSMENT, SAFEGUARDING, CARE, LEAVING = SERVICES


@dataclass(frozen=True)
class Wanted:
    """One activity: months from this one, what, and what became of it ("", "finished" or "cancelled")."""

    months: int
    title: str
    kind: str
    service: str = ""
    tool: str = "core"
    target: int | None = None
    need: str = "routine"
    note: str = ""
    moderation: str = "both"
    became: str = ""


# What no round of the demo is made from. What is finished was counted elsewhere, so no number is said.
OTHERS = (
    Wanted(-10, "Visits to disabled children", "thematic", SAFEGUARDING, need="iro_board",
           note="Corporate parenting board", became="finished"),
    Wanted(-9, "Contacts that led to nothing", "dip_sample", ASSESSMENT, "contact", need="indicator",
           note="No further action rose from 41% to 48% of contacts in a quarter", became="finished"),
    Wanted(-8, "Foster carers: yearly reviews", "compliance", CARE, "foster_carer", became="finished"),
    Wanted(-7, "All open early help assessments", "stocktake", ASSESSMENT, "early_help",
           need="inspection", note="Focused visit to the front door", became="finished"),
    Wanted(-6, "Practice week", "practice_week", became="finished"),
    Wanted(-5, "Repeat child protection plans", "thematic", SAFEGUARDING, need="indicator",
           note="A second plan within two years: 24%, from 17%", target=8, became="cancelled"),
    Wanted(-4, "Auditors grade one case together", "calibration", became="finished"),
    Wanted(-1, "Private fostering arrangements", "compliance", SAFEGUARDING, "private_fostering",
           target=4, need="inspection", note="Focused visit to the front door"),
    Wanted(0, "Visits to looked-after children", "dip_sample", CARE, "scaling", target=15,
           need="indicator", note="Visits in time fell to 82%"),
    Wanted(2, "Decisions to step a plan down", "thematic", SAFEGUARDING, "decision", target=10,
           need="learning_review", note="Local learning review of last spring"),
    Wanted(3, "Foster carers: yearly reviews", "compliance", CARE, "foster_carer", target=12),
    Wanted(4, "Practice week", "practice_week"),
    Wanted(5, "Early help assessments", "full", ASSESSMENT, "early_help", target=10),
)  # fmt: skip


@dataclass
class Year:
    """The schedule as it is planned: activities by title, for the rounds that are made from them."""

    accounts: Accounts
    today: date
    activities: dict[str, Any] = field(default_factory=dict)

    def plan(self, wanted: Wanted, month: date) -> Any:
        by_name = {team.name: team for team in teams()}
        lead = self.accounts.by_role["qa_officer" if wanted.service else "qa_lead"]
        version: Any = newest_version(wanted.tool)
        made = changes.plan_activity(
            by=self.accounts.by_role["qa_lead"], title=wanted.title, kind=wanted.kind, month=month,
            service=by_name.get(wanted.service), tool=version.tool, lead=lead,
            target=wanted.target, moderation=wanted.moderation, moderation_rate=25,
            need=wanted.need, need_note=wanted.note,
        )  # fmt: skip
        self.activities[wanted.title] = made
        return made


def plan_year(accounts: Accounts, begins: dict[str, tuple[Wanted, date]], today: date) -> Year:
    """Plan everything before the first round; `begins` has what rounds are made from, by title."""
    year = Year(accounts, today)
    this = today.replace(day=1)
    with as_on(min(day for _, day in begins.values()) - timedelta(days=8), 9):
        for wanted, day in begins.values():
            year.plan(wanted, day)
        made = [(each, year.plan(each, months_from(this, each.months))) for each in OTHERS]
    for wanted, activity in made:
        with as_on(activity.month + timedelta(days=24), 16):
            _became(accounts.by_role["qa_lead"], activity, wanted.became)
    _moved(year)
    return year


def _became(lead: Any, activity: Any, what: str) -> None:
    if what == "finished":
        changes.finish_activity(by=lead, activity=activity, seen=activity.version)
    elif what == "cancelled":
        changes.cancel_activity(
            by=lead, activity=activity, seen=activity.version,
            why="The autumn round asks the same questions of the same cases.",
        )  # fmt: skip


def _moved(year: Year) -> None:
    """One activity was planned a month earlier, and a promise hangs on it."""
    activity = year.activities["Visits to looked-after children"]
    with as_on(year.today - timedelta(days=40), 11):
        changes.change_activity(
            by=year.accounts.by_role["qa_lead"], activity=activity, seen=activity.version,
            month=months_from(activity.month, 1),
        )  # fmt: skip


def make_promises(year: Year, live: str) -> None:
    """To boards and to Ofsted: kept, on the schedule, late, open, and for every round."""
    lead, today = year.accounts.by_role["qa_lead"], year.today
    rows = (
        ("Views of the child or the family in every audit", "Ofsted, focused visit", 200, None, "family", ""),
        ("Moderate a quarter of all audits", "Improvement Board", 160, None, "moderated", ""),
        ("Audit the pathway plans of care leavers", "Corporate parenting board", 120, 20, "", live),
        ("Say what private fostering audits found", "Scrutiny committee", 110, 45, "",
         "Private fostering arrangements"),
        ("Ask parents what they make of the new plan", "Improvement Board", 90, -9, "", ""),
        ("Report what became of last year’s actions", "Scrutiny committee", 150, -30, "", ""),
    )  # fmt: skip
    made = []
    for what, to, ago, due, measure, title in rows:
        with as_on(today - timedelta(days=ago), 14):
            made.append(changes.note_promise(
                by=lead, what=what, made_to=to, made_on=today - timedelta(days=ago),
                due_on=None if due is None else today + timedelta(days=due), measure=measure,
                activity=year.activities.get(title),
            ))  # fmt: skip
    with as_on(today - timedelta(days=33), 15):
        changes.keep_promise(
            by=lead, promise=made[-1], seen=made[-1].version, on=today - timedelta(days=34),
            how="Paper to the committee, with the ledger of the autumn round.",
        )  # fmt: skip


def ask_of_managers(year: Year, since: date) -> None:
    """One audit a month of every manager who audits; one is exempt, one asks to be, one was refused."""
    accounts, today = year.accounts, year.today
    lead, managers = accounts.by_role["qa_lead"], set(accounts.managers.values())
    asked = [person for person in accounts.auditors if person in managers]
    with as_on(since, 10):
        changes.set_quotas(by=lead, people=asked, audits=1, from_month=since)
        changes.exempt_person(
            by=lead, person=asked[-1], from_month=since, until_month=months_from(today, 1),
            why="new_here",
        )  # fmt: skip
    with as_on(today - timedelta(days=20), 12):
        refused = changes.ask_exemption(
            by=asked[0], person=asked[0], from_month=months_from(today, 0),
            until_month=months_from(today, 2), why="other_work",
        )  # fmt: skip
        changes.decide_exemption(by=lead, exemption=refused, is_approved=False)
    with as_on(today - timedelta(days=3), 12):
        changes.ask_exemption(
            by=asked[1], person=asked[1], from_month=months_from(today, 1),
            until_month=months_from(today, 2), why="other",
            note="Chairs the review of thresholds until spring",
        )  # fmt: skip
