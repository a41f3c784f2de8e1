"""April: who is told of concerns, the year's schedule, quotas, and a round drawn and given out."""

import re
from datetime import date

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from goldenthread.cases.models import CaseListDraft
from goldenthread.people.models import Practitioner
from goldenthread.programme.models import Activity, Promise, QuotaExemption, Round, RoundCase
from tests.journeys.year_desk import Pick
from tests.journeys.year_people import Year, audits_of, case_list_file, newest, page


def settings_are_made(year: Year) -> None:
    cast, ada = year.cast, year.at(year.cast.ada)
    numbers = page("people:concern_numbers")
    ada.sends(numbers, {"who-0": "Duty manager", "number-0": "01632 960 110", "when-0": "Weekdays"})
    where = page("people:concern_people")
    ada.sends(where, {"person": cast.tariq.ref, "team": cast.north.ref, "go": "add"}, "Tariq Moss")
    late = {"person": year.lena.ref, "team": cast.service.ref, "late": "on", "go": "add"}
    ada.sends(where, late, "Lena Night")
    for each in (cast.olive, cast.sunita, year.lena):
        off = year.at(each)
        off.presses(page("people:summary"), "Turn the summary off", "You get no summary any more.")


def the_case_list_is_loaded(year: Year) -> None:
    pat = year.at(year.cast.pat)
    file = SimpleUploadedFile("cases.csv", case_list_file(), "text/csv")
    new = page("cases:new_case_list")
    pat.opens(new)
    pat.uploads(new, {"case_files": file, "taken_on": "2026-03-31", "kind": "case_file"})
    year.days.work()
    draft = page("cases:upload", newest(CaseListDraft))
    pat.presses(draft, "Use this case list", "The case list is loaded.")
    dana = Practitioner.objects.get(name="Dana Pike")
    pat.sends(page("people:link_practitioner", dana.ref), {"account": Pick("Dana Pike")})


def the_year_is_planned(year: Year) -> None:
    """Activities for months, one cancelled; a promise; it is printed and subscribed to."""
    pat, add = year.at(year.cast.pat), page("programme:add_activity")
    plans = [
        ("Children on plans", "full", date(2026, 4, 1), "6", "below", "inspection"),
        ("Early help", "thematic", date(2026, 6, 1), "10", "rate", "indicator"),
        ("Audited again", "re_audit", date(2026, 9, 1), "6", "below", "iro_board"),
        ("Supervision", "supervision", date(2026, 11, 1), "", "none", "routine"),
    ]
    for title, kind, month, target, moderation, need in plans:
        plan = {
            "title": title, "kind": kind, "month": month.isoformat(), "target": target,
            "moderation": moderation, "need": need, "need_note": "Asked in March",
        }  # fmt: skip
        pat.sends(add, plan, "is on the schedule for")
        year.refs[title] = newest(Activity)
    early = page("programme:cancel_activity", year.refs["Early help"])
    pat.sends(early, {"why": "Another team does it"}, "Cancelled")
    promise = {
        "what": "Audit the same cases again", "made_to": "Scrutiny Board", "made_on": date(2026, 3, 20),
        "due_on": date(2026, 12, 31), "activity": year.refs["Audited again"],
    }  # fmt: skip
    pat.sends(page("programme:add_promise"), promise, "Scrutiny Board")
    year.refs["promise"] = newest(Promise)
    year.at(year.cast.dee).opens(page("programme:schedule"), "Children on plans", "Scrutiny Board")
    printed = year.at(year.cast.dee).downloads(
        page("programme:schedule_file", "docx") + "?year=2026"
    )
    assert printed.startswith(b"PK")
    _subscribed(year)


def _subscribed(year: Year) -> None:
    """The lead has the schedule in her own calendar; the address needs no sign-in."""
    shown = year.at(year.cast.pat).shown(page("programme:calendar"), {"step": "make"})
    found = re.search(r"/calendar/[\w-]+\.ics", shown.text_content() + str(shown.xpath("//@value")))
    assert found
    year.refs["calendar"] = found[0]
    assert Client().get(found[0]).status_code == 200


def quotas_are_asked(year: Year) -> None:
    """One audit a month of three people; one of them is free in May, which another person decides."""
    cast, pat = year.cast, year.at(year.cast.pat)
    asked = {
        "people": [cast.ines.ref, cast.ed.ref, cast.tariq.ref], "audits": "1",
        "from_month": "2026-04-01",
    }  # fmt: skip
    pat.sends(page("programme:ask_quotas"), asked, "is asked of 3 people")
    wish = {"why": "new_here", "from_month": "2026-04-01", "until_month": "2026-05-01"}
    year.at(cast.tariq).sends(page("programme:asked"), wish, "Waits for a decision")
    exemption = newest(QuotaExemption)
    decide = page("programme:decide_exemption", cast.tariq.ref, exemption)
    year.at(cast.tariq).finds_nothing(decide)
    where = page("programme:manager", cast.tariq.ref)
    year.at(cast.olive).presses(where, "Approve", "Approved by Olive Hart")


def a_round_is_made_of_an_activity(year: Year) -> None:
    """Six cases drawn of twelve, given out, opened; everybody is told."""
    pat = year.at(year.cast.pat)
    begin = page("programme:selected") + f"?activity={year.refs['Children on plans']}"
    pat.sends(begin, {"title": "Plans in spring"})
    ref = year.refs["round"] = newest(Round)
    pat.sends(page("programme:set_up_cases", ref), {"audited_months": "6"})
    pat.sends(page("programme:set_up_tool", ref), {"due": "10", "mode": "with_worker"})
    drawn = {"way": "typed", "quota_cp": "4", "quota_cla": "2"}
    pat.sends(page("programme:set_up_selection", ref), drawn, "6 of 12 cases selected")
    cases_are_given(year, ref, {"cp": ["ines", "ines", "ines", "ed"], "cla": ["ed", "ed"]})
    pat.presses(page("programme:set_up_check", ref), "Open the round", "The round is open")
    year.audits |= audits_of(year.round)
    pat.sends(page("programme:tell", ref), {"step": "write"}, "letters are written")
    pat.presses(page("programme:tell", ref), "Mark all letters", "are marked as sent today")


def cases_are_given(year: Year, ref: str, to: dict[str, list[str]]) -> None:
    """Each case to its auditor, the cases of a kind in the order of their numbers."""
    chosen: dict[str, str] = {}
    for kind, names in to.items():
        rows = RoundCase.objects.filter(
            round__ref=ref, removed_at=None, header__case_type__code=kind
        )
        for case, name in zip(rows.order_by("subject__number"), names, strict=True):
            chosen[case.ref] = getattr(year.cast, name).ref
    where = page("programme:set_up_auditors", ref)
    year.at(year.cast.pat).sends(where, chosen | {"step": "give"}, "The auditors are saved.")
