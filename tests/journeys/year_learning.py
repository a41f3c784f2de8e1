"""What is learnt: themes suggested and accepted, a recommendation, a plan, a briefing, its use."""

from datetime import date

from django.urls import reverse

from goldenthread.actions.models import Action
from goldenthread.learning.models import Briefing, Objective, Plan, Recommendation, Tag, Theme
from tests.journeys.year_desk import Pick
from tests.journeys.year_people import Year, newest


def learning(name: str, *args: str) -> str:
    return reverse(f"learning:{name}", args=args)


def findings_are_put_to_themes(year: Year) -> None:
    """The first suggestion of each is accepted; where there is none a person says that none fits."""
    pat, where = year.at(year.cast.pat), learning("tagging")
    page, ticked, suggested = pat.opens(where), {}, 0
    for ref in page.xpath('//input[@name="finding"]/@value'):
        offered = page.xpath(f'//input[@name="theme-{ref}"]/@value')
        suggested += bool(offered)
        ticked |= {f"theme-{ref}": offered[0]} if offered else {f"none-{ref}": "yes"}
    assert suggested >= 2, "nothing is suggested"
    ticked[f"other-{year.findings['F7']}"] = "voice"
    ticked.pop(f"none-{year.findings['F7']}", None)
    pat.sends(where, ticked)
    assert Tag.objects.count() >= len(year.findings)
    year.refs["theme"] = Theme.objects.get(code="voice").ref
    pat.opens(learning("themes"))
    pat.opens(learning("theme", year.refs["theme"]))


def a_recommendation_leads_to_an_action(year: Year) -> None:
    """Made to the service manager from the finding that no action answered, accepted, acted on."""
    cast, pat = year.cast, year.at(year.cast.pat)
    said = {
        "what": "Write plans with families", "to_whom": "Head of Service", "person": cast.sam.ref,
        "finding": [year.findings["F7"]],
    }  # fmt: skip
    from_theme = f"?theme={year.refs['theme']}"
    pat.sends(learning("recommend") + from_theme, said, "waits for an answer.")
    ref = year.refs["recommendation"] = newest(Recommendation)
    accepted = {"state": "accepted", "why": "From July on"}
    year.at(cast.sam).sends(learning("answer_recommendation", ref), accepted, "Saved.")
    wanted = {
        "what": "Put it right: A7", "why": "No plan", "measure": "A plan", "owner": Pick("Sam Field"),
        "due": "10", "findings": [year.findings["F7"]],
    }  # fmt: skip
    pat.sends(learning("recommendation_action", ref), wanted, "The action is open.")
    year.actions["A7"] = newest(Action)
    year.reaches("actions", "F7")


def a_plan_is_begun(year: Year) -> None:
    cast, pat = year.cast, year.at(year.cast.pat)
    plan = {
        "title": "Getting to good", "board": "Improvement Board", "from_on": date(2026, 6, 16),
        "to_on": date(2027, 3, 31),
    }  # fmt: skip
    pat.sends(learning("new_plan"), plan)
    year.refs["plan"] = newest(Plan)
    add = learning("add_objective", year.refs["plan"])
    objective = {
        "what": "Families write plans", "measure": "The same cases audited again",
        "person": cast.sam.ref, "due_on": date(2026, 12, 18),
    }  # fmt: skip
    pat.sends(f"{add}?recommendation={year.refs['recommendation']}", objective)
    year.refs["objective"] = newest(Objective)
    going = {"state": "on_track", "words": "Begun in North"}
    year.at(cast.sam).sends(learning("objective", year.refs["objective"]), going, "Saved.")
    printed = year.at(cast.dee).downloads(learning("plan_document", year.refs["plan"], "docx"))
    assert printed.startswith(b"PK")


def a_briefing_is_sent(year: Year) -> None:
    """In seven parts to two teams."""
    pat, cast = year.at(year.cast.pat), year.cast
    pat.sends(learning("new_briefing"), {"title": "Plans with families"})
    ref = year.refs["briefing"] = newest(Briefing)
    parts = {f"part_{n}": "Ask, listen, write it down" for n in range(1, 8)}
    pat.sends(learning("edit_briefing", ref), parts)
    teams = {"team": [cast.north.ref, cast.south.ref]}
    pat.sends(learning("send_briefing", ref), teams, "Sent.")
    year.at(cast.dana).opens(learning("briefing", ref), "Ask, listen, write it down")


def a_team_says_how_it_used_it(year: Year) -> None:
    where = learning("use_briefing", year.refs["briefing"], year.cast.north.ref)
    year.at(year.cast.tariq).sends(where, {"how": "In the team meeting"}, "It stands with")
    year.at(year.cast.dee).opens(learning("briefing", year.refs["briefing"]), "In the team meeting")


def the_objective_is_achieved(year: Year) -> None:
    """Only with what shows it; the board sees it."""
    where = learning("objective", year.refs["objective"])
    said = {"state": "achieved", "words": "Families write plans now", "evidence": ""}
    pat = year.at(year.cast.pat)
    said["evidence"] = "The follow-up round"
    pat.sends(where, said, "Saved.")
    year.at(year.cast.dee).opens(learning("plan", year.refs["plan"]), "Families write plans")
