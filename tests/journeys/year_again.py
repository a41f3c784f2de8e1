"""The same cases audited again, the pairs, the ledger, and the end of the year."""

import json
from collections.abc import Mapping
from datetime import date
from io import StringIO

from django.core.management import call_command
from django.test import Client

from goldenthread.figures.queries import LEDGER_STAGES
from goldenthread.programme.models import Round
from tests.journeys.year_desk import CANARY
from tests.journeys.year_people import NUMBERS, Year, audits_of, newest, page
from tests.journeys.year_plan import cases_are_given

GRADES = ("inadequate", "requires_improvement", "good", "outstanding")


def the_round_is_followed(year: Year) -> None:
    """The same six cases, each given to another auditor than before, so far as two of them can."""
    pat = year.at(year.cast.pat)
    said = {"title": "Plans in autumn", "which": "cases", "due_on": date(2026, 9, 25)}
    pat.sends(page("programme:follow", year.refs["round"]), said, "is begun.")
    ref = year.refs["again"] = newest(Round)
    cases_are_given(year, ref, {"cp": ["ed", "ed", "ed", "ines"], "cla": ["ines", "ines"]})
    pat.presses(page("programme:set_up_check", ref), "Open the round", "The round is open")
    made = audits_of(Round.objects.get(ref=ref))
    year.audits |= {f"{name} again": audit for name, audit in made.items()}


def last_time_stands_beside_the_form(year: Year) -> None:
    """What was found and done, read-only; the auditor of the first is not named."""
    ed = year.at(year.cast.ed)
    shown = ed.opens(year.audit("audit", "c1 again"), "Last time", "Put it right: A1")
    assert "Ines Vale" not in shown.text_content()


def rounds_are_compared(year: Year, first: Mapping[str, str], second: Mapping[str, str]) -> None:
    """Pairs of cases by the grades that stand, as the test itself counts them."""
    steps = [GRADES.index(second[name]) - GRADES.index(first[name]) for name in first]
    up, down = sum(step > 0 for step in steps), sum(step < 0 for step in steps)
    sentence = (
        f"{len(steps)} cases were graded both times: {up} better, {down} worse, "
        f"{len(steps) - up - down} the same."
    )
    code = Round.objects.get(ref=year.refs["again"]).code
    year.at(year.cast.dee).opens(page("figures:reaudit") + f"?round={code}", sentence)


def the_promise_is_kept(year: Year) -> None:
    pat, where = year.at(year.cast.pat), page("programme:keep_promise", year.refs["promise"])
    pat.sends(where, {"how": "By the round in autumn", "on": date(2026, 9, 30)})
    pat.opens(page("programme:promise", year.refs["promise"]), "By the round in autumn")


def the_round_is_closed(year: Year, name: str) -> None:
    where = page("programme:close", year.refs[name])
    year.at(year.cast.pat).presses(where, "Close the round", "is closed.")


def the_calendar_holds_no_case(year: Year) -> None:
    text = Client().get(year.refs["calendar"]).text
    assert "Audited again" in text and "BEGIN:VEVENT" in text
    for number in (*NUMBERS["cp"], *NUMBERS["cla"]):
        assert str(number) not in text
    assert "Dana" not in text and "Sol Vane" not in text


def the_ledger_is_what_was_counted(year: Year) -> None:
    """By the page and by the command, stage by stage; what dropped out by name."""
    for name, mine in (("round", True), ("again", False)):
        round = Round.objects.get(ref=year.refs[name])
        held = {f: s for f, s in year.stages.items() if f.startswith("F") is mine}
        places = {finding: LEDGER_STAGES.index(stage) for finding, stage in held.items()}
        counted = [sum(at >= n for at in places.values()) for n in range(len(LEDGER_STAGES))]
        said = _commanded(year, round.code)
        assert [said[stage] for stage in LEDGER_STAGES] == counted
        for n, stage in enumerate(LEDGER_STAGES[1:], start=1):
            lost = sorted(year.findings[f] for f, at in places.items() if at == n - 1)
            assert sorted(said["dropped"][stage]) == lost, stage
        shown = year.at(year.cast.dee).opens(page("figures:ledger") + f"?round={round.code}")
        cells = [
            " ".join(each.text_content().split()) for each in shown.xpath("//main//td | //main//dd")
        ]
        assert [n for n in map(str, counted) if n not in " ".join(cells).split()] == []


def _commanded(year: Year, code: str) -> dict[str, object]:
    out = StringIO()
    call_command(
        "figures", "ledger", "--round", code, "--json", "--as", year.cast.pat.email, stdout=out
    )
    found: dict[str, object] = json.loads(out.getvalue())
    return found


def every_word_was_kept_from_the_mails(year: Year) -> None:
    """The canary stood in everything that was typed."""
    written = [words for desk in year.desks.values() for words in desk.written]
    assert len(written) > 100 and all(words.startswith(CANARY) for words in written)
