"""What the invented authority learnt: themes, differences made, recommendations, a plan, what was shared."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from random import Random
from typing import Any

from goldenthread.actions import changes as actions
from goldenthread.actions import queries as actions_queries
from goldenthread.audits.queries import earlier, visible_audits
from goldenthread.cases.queries import entries
from goldenthread.cli.invented.accounts import Accounts
from goldenthread.cli.invented.auditing import Story, make_audit
from goldenthread.cli.invented.clock import as_on
from goldenthread.cli.invented.following import feed_back, talk_over
from goldenthread.cli.invented.named import open_named, story_of
from goldenthread.learning import changes, queries
from goldenthread.people.actors import OwnWork
from goldenthread.people.queries import teams

A_PAGE = 40
AGAIN = 6  # cases of the follow-up round
AUDITED_AGAIN = "Cases audited again"
DIFFERENCES = ("yes", "yes", "yes", "partly", "partly", "no")
SHOWS = {
    "yes": "The child says that it is different, and the record shows since when.",
    "partly": "It is better on school days; weekends are as they were.",
    "no": "The step was done and nothing changed for the child.",
}
# What the invented findings of each domain are about; of those to improve, where it is something else.
ABOUT = {
    "risk": "risk", "involvement": "voice", "coordination": "multi_agency",
    "assessment": "assessment", "plans": "planning", "reviews": "reviews",
    "decisions": "oversight", "help": "direct_work", "diversity": "identity",
}  # fmt: skip
WORSE = {"assessment": "fathers", "decisions": "supervision", "help": "visits"}
RECOMMENDED = (
    ("fathers", "Meet every father, also those who live elsewhere, before an assessment is signed off.",
     "Head of Service, Assessment"),
    ("supervision", "Begin supervision with what became of each earlier action.", "All team managers"),
    ("planning", "Put a contingency step into every plan.", "Head of Service, Safeguarding"),
)  # fmt: skip
OBJECTIVES = (
    ("Fathers have a part in assessments and plans.",
     "The share of audits that find a father missing, each autumn.", 60, "on_track",
     "Assessment teams go through two assessments a month together.", ""),
    ("What supervision decides is followed to its end.",
     "Supervision audits: actions carried over without a reason.", -20, "at_risk",
     "Two teams have begun; two have had no manager since June.", ""),
    ("Every child with a plan knows what happens if it does not work.",
     "Audits of plans with a contingency step.", 20, "done",
     "The form of the plan asks for it since July.", "Autumn audits, domain Plans; the new form"),
    ("Families can read their plan in two minutes.",
     "What families say when they are asked in audits.", -60, "achieved",
     "Plans are one page long.", "Ten plans read with families in May; notes with the QA team"),
    ("Early help plans name who comes next.",
     "Stocktakes of early help.", -30, "not_achieved",
     "The new form came in July; half of the plans still name nobody.", "Stocktake of early help"),
    ("Team managers audit one case a month.", "The programme’s own count.", 120, "", "", ""),
)  # fmt: skip
OF_THEME = {1: "supervision", 2: "planning", 4: "planning"}
BRIEFING = (
    "Every autumn we audit forty cases, and the same thing comes back: fathers who live elsewhere.",
    "A child has two families. Half of what keeps a child safe, or does not, may be in the other one.",
    "Fathers are named in assessments and not spoken to.",
    "Two texts are taken for an attempt; a visit is not tried.",
    "Where a father was met, his mother often became part of the plan.",
    "Nobody is absent because they live elsewhere.",
    "Choose one child. Find out who is missing from the assessment, and meet them this month.",
)


def tag_findings(accounts: Accounts, day: date) -> int:
    """The QA officer puts every finding to the theme that it is about, suggested or not."""
    officer, made = accounts.by_role["qa_officer"], 0
    with as_on(day, 13):
        known = {theme.code: theme for theme in queries.themes_in_use()}
        while page := list(queries.findings_to_tag(officer, queries.Asked())[:A_PAGE]):
            suggester = queries.suggester()
            tagged = [_tagged(finding, suggester, known) for finding in page]
            made += changes.put_to_themes(by=officer, tagged=tagged)
    return made


def _tagged(finding: Any, suggester: Any, known: dict[str, Any]) -> changes.Tagged:
    code = WORSE.get(finding.section) if finding.kind == "improvement" else None
    code = code or ABOUT.get(finding.section, "")
    found = suggester.suggestions(str(finding.words))
    places = {each.key: place for place, each in enumerate(found, start=1)}
    themes = [known[code]] if code in known else []
    return changes.Tagged(finding, themes, none_fits=not themes, places=places)


def say_differences(accounts: Accounts, round: Any, day: date) -> None:
    """Months later the QA lead asks of each action that was verified whether it made a difference."""
    lead, random = accounts.by_role["qa_lead"], Random("differences")  # noqa: S311
    with as_on(day, 9):
        for audit in visible_audits(lead).filter(round=round).order_by("subject__number"):
            for action in actions_queries.actions_of(audit):
                answer = random.choice(DIFFERENCES)
                if action.state == "closed" and random.random() < 0.8:
                    _say(lead, action, answer)


def _say(lead: Any, action: Any, answer: str) -> None:
    try:
        actions.answer_difference(
            by=lead, action=action, version=action.version, answer=answer, words=SHOWS[answer]
        )
    except OwnWork:
        return  # whoever said that it was done does not say whether it helped


def audit_again(
    accounts: Accounts, followed: Any, case_list: Any, day: date, activity: Any
) -> None:
    """A follow-up round: cases of the earlier round whose actions helped, as they stand on the new list."""
    lead: Any = accounts.by_role["qa_lead"]
    helped = visible_audits(lead).filter(
        round=followed, actions__difference__in=("yes", "partly"), actions__priority="high"
    )
    subjects = sorted({audit.subject_id for audit in helped})
    with as_on(day, 9):
        opened = open_named(
            accounts, entries(case_list).filter(subject__in=subjects).order_by("id")[:AGAIN],
            accounts.auditors[::-1], tool="core", title=f"{AUDITED_AGAIN} {day.year}",
            mode="with_worker", period_from=day - timedelta(days=184),
            period_to=day - timedelta(days=20), due_on=day + timedelta(days=14),
            case_list=case_list, follows=followed, activity=activity,
            why="Something was put right after last year's audit: did it last?",
        )  # fmt: skip
    for number, audit in enumerate(opened):
        grade = "requires_improvement" if number % 3 == 2 else "good"
        story = story_of(accounts, audit, grade)
        again = partial(_open_again, story, day) if number == 2 else lambda: None
        make_audit(story, day + timedelta(days=4 + number), again)
        feed_back(story, accounts, day + timedelta(days=12))
        talk_over(story, day + timedelta(days=19))


def _open_again(story: Story, day: date) -> None:
    """The follow-up's auditor finds that an action of the audit before was not done after all."""
    auditor, audit = story.audit.auditor, story.audit
    before: Any = earlier(auditor, audit)
    action = next(a for a in actions_queries.actions_of(before.audit) if a.state == "closed")
    actions.reopen_action(
        by=auditor, action=action, version=action.version, due_on=day + timedelta(days=60),
        why="The record shows one visit, and nothing after it.",
    )  # fmt: skip


def draw_conclusions(accounts: Accounts, today: date) -> None:
    """Recommendations answered, a plan with its objectives, a briefing used, an exemplar shown."""
    by_theme = {theme.code: theme for theme in queries.themes_in_use()}
    asked = _recommend(accounts, by_theme, today - timedelta(days=30))
    _plan(accounts, by_theme, asked, today)
    _brief(accounts, by_theme["fathers"], today - timedelta(days=25))
    _show(accounts, by_theme["voice"], today - timedelta(days=20))


def _recommend(accounts: Accounts, by_theme: dict[str, Any], day: date) -> list[Any]:
    lead, manager = accounts.by_role["qa_lead"], accounts.by_role["service_manager"]
    with as_on(day, 10):
        made = [
            changes.recommend(
                by=lead, what=what, to_whom=to_whom, theme=by_theme[code], person=manager,
                findings=queries.findings_to_recommend_from(lead, by_theme[code])[:5],
            )
            for code, what, to_whom in RECOMMENDED
        ]  # fmt: skip
    with as_on(day + timedelta(days=5), 10):
        changes.answer_recommendation(by=manager, recommendation=made[0], state="accepted")
        changes.answer_recommendation(
            by=manager, recommendation=made[2], state="not_accepted",
            why="The form of the plan asks for it since July; more would be said twice.",
        )  # fmt: skip
    return made


def _plan(accounts: Accounts, by_theme: dict[str, Any], asked: list[Any], today: date) -> None:
    lead, officer = accounts.by_role["qa_lead"], accounts.by_role["qa_officer"]
    owner = accounts.by_role["service_manager"]
    day = today - timedelta(days=24)
    with as_on(day, 11):
        plan = changes.begin_plan(
            by=lead, title="Practice improvement plan", board="Improvement Board",
            from_on=today - timedelta(days=120), to_on=today + timedelta(days=240),
        )  # fmt: skip
        made = [
            changes.add_objective(
                by=lead, plan=plan, what=what, measure=measure, owner=owner,
                due_on=today + timedelta(days=days), recommendation=asked[0] if not number else None,
                theme=by_theme.get(OF_THEME.get(number, "")),
            )
            for number, (what, measure, days, *_) in enumerate(OBJECTIVES)
        ]  # fmt: skip
    with as_on(day + timedelta(days=14), 11):
        for objective, (_, _, _, state, words, evidence) in zip(made, OBJECTIVES, strict=True):
            if not state:
                continue  # not begun: nothing was said of it yet
            changes.say_progress(
                by=officer if state.endswith("achieved") else owner, objective=objective, version=1,
                state=state, words=words, evidence=evidence,
            )  # fmt: skip


def _brief(accounts: Accounts, theme: Any, day: date) -> None:
    lead, managers = accounts.by_role["qa_lead"], accounts.managers
    said: Callable[[str], Any] = {team.name: team for team in teams()}.__getitem__
    with as_on(day, 9):
        made = changes.begin_briefing(by=lead, title="Where is the father?", theme=theme)
        changes.write_briefing(
            by=lead, briefing=made, version=1, title=made.title,
            parts=dict(enumerate(BRIEFING, start=1)),
        )  # fmt: skip
        sent_to = list(managers)[:4]
        changes.send_briefing(
            by=lead, briefing=made, version=2, teams=[said(name) for name in sent_to]
        )
    with as_on(day + timedelta(days=9), 12):
        for use in list(queries.uses_of(made))[:2]:
            changes.say_used(
                by=managers[use.team.name], use=use, on=day + timedelta(days=8),
                how="Read together in the team meeting; each of us chose one child.",
            )  # fmt: skip


def _show(accounts: Accounts, theme: Any, day: date) -> None:
    lead, officer = accounts.by_role["qa_lead"], accounts.by_role["qa_officer"]
    with as_on(day, 15):
        shown = changes.write_exemplar(
            by=lead, title="A plan in the child's own words", theme=theme,
            words="The worker drew the plan with the child: one step a week, each with who helps.",
            why_good="The child could say at every visit what came next, and asked for the last step.",
        )  # fmt: skip
        changes.check_exemplar(by=officer, exemplar=shown)
        changes.write_exemplar(
            by=officer, title="A review that ended something", theme=theme,
            words="The review asked of each service whether it was still needed, and ended two.",
            why_good="Fewer people came to the door, and the family kept those whom they trusted.",
        )  # fmt: skip
