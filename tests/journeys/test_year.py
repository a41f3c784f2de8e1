"""A whole year of an audit programme, with the clock held, by the pages alone; and every mail of it."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from time_machine import TimeMachineFixture

from tests.cast import make_cast
from tests.databases import own_database
from tests.journeys import year_actions as actions
from tests.journeys import year_again as again
from tests.journeys import year_audits as audits
from tests.journeys import year_concerns as concerns
from tests.journeys import year_learning as learning
from tests.journeys import year_letters as letters
from tests.journeys import year_loop as loop
from tests.journeys import year_plan as plan
from tests.journeys.year_days import Days
from tests.journeys.year_people import FIRST, LAST, Year, make_year
from tests.mail_server import mail_server

Made = audits.Made
FIRST_ROUND = {
    "c1": Made("inadequate", {"F1": "risk"}, ("A1", "Dana Pike", date(2026, 5, 29), ("F1",))),
    "c2": Made(
        "inadequate", {"F2": "plans", "F3": "risk"},
        ("A3", "Dana Pike", date(2026, 5, 20), ("F2", "F3")),
    ),
    "c3": Made("good", {"F7": "plans"}),
    "c4": Made("good", {"F4": "risk"}, ("A4", "Dana Pike", date(2026, 5, 27), ("F4",))),
    "l1": Made(
        "requires_improvement", {"F5": "plans"}, ("A5", "Sunita Reed", date(2026, 5, 8), ("F5",))
    ),
    "l2": Made(
        "outstanding", {"F6": "risk", "F8": "plans"}, ("A6", "Sol Vane", date(2026, 5, 29), ("F6",)),
        strength="",
    ),
}  # fmt: skip
# What stands after moderation and disputes.
FIRST_GRADES = {name: made.grade for name, made in FIRST_ROUND.items()} | {
    "c1": "requires_improvement", "l1": "good",
}  # fmt: skip
SECOND_ROUND = {
    "c1": Made("good", {}), "c2": Made("good", {}), "c3": Made("good", {}),
    "c4": Made(
        "requires_improvement", {"G1": "risk"}, ("A8", "Tariq Moss", date(2026, 12, 18), ("G1",))
    ),
    "l1": Made("good", {}), "l2": Made("good", {}),
}  # fmt: skip


@pytest.fixture
def year(
    db: None, django_db_blocker: Any, settings: Any, time_machine: TimeMachineFixture
) -> Iterator[Year]:
    """A database of its own, a mail server of its own, and 1 April 2026."""
    with django_db_blocker.unblock(), own_database(), mail_server() as post:
        settings.HAS_EMAIL = True
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", post.port
        settings.ADDRESS = "https://audits.council.example"
        days = Days(time_machine, post)
        days.begin(FIRST)
        yield make_year(make_cast(), days)


def test_a_year_goes_from_the_schedule_to_the_ledger(year: Year) -> None:
    _it_is_planned(year)
    _cases_are_audited(year)
    _a_concern_climbs_over_a_long_weekend(year)
    _audits_are_moderated_and_shared(year)
    _actions_are_followed(year)
    _it_is_learnt_from(year)
    _it_is_looked_whether_it_helped(year)
    _the_same_cases_are_audited_again(year)
    _the_year_ends(year)
    _every_letter_was_right(year)


def _it_is_planned(year: Year) -> None:
    plan.settings_are_made(year)
    plan.the_case_list_is_loaded(year)
    plan.the_year_is_planned(year)
    plan.quotas_are_asked(year)
    year.days.to(date(2026, 4, 20))
    plan.a_round_is_made_of_an_activity(year)


def _cases_are_audited(year: Year) -> None:
    cast, to = year.cast, year.days.to
    to(date(2026, 4, 23))
    audits.audit_is_made(year, cast.ed, "c4", FIRST_ROUND["c4"])
    to(date(2026, 4, 24))
    audits.audit_is_made(year, cast.ed, "l1", FIRST_ROUND["l1"])
    to(date(2026, 4, 27))
    loop.is_moderated(year, "l1")
    to(date(2026, 4, 28))
    audits.audit_is_made(year, cast.ed, "l2", FIRST_ROUND["l2"])
    to(date(2026, 4, 29))
    audits.below_the_standard_it_needs_an_action(year, cast.ines, "c2", FIRST_ROUND["c2"])
    to(date(2026, 4, 30))
    loop.an_audit_is_returned(year, "c2")
    audits.a_parent_is_asked(year, cast.ines, "c3")


def _a_concern_climbs_over_a_long_weekend(year: Year) -> None:
    cast, to = year.cast, year.days.to
    to(concerns.FRIDAY, "16:55")
    concerns.a_concern_is_raised_late_on_friday(year)
    to(concerns.BANK_HOLIDAY, "11:00")
    concerns.it_is_acknowledged_on_the_bank_holiday(year)
    to(date(2026, 5, 5))
    loop.it_comes_back(year, cast.ines, "c2")
    audits.audit_is_made(year, cast.ines, "c1", FIRST_ROUND["c1"])
    to(date(2026, 5, 6))
    concerns.work_has_to_be_put_right(year)
    to(date(2026, 5, 7), "12:00")
    concerns.it_is_acknowledged_by_the_manager(year)
    audits.audit_is_made(year, cast.ines, "c3", FIRST_ROUND["c3"])


def _audits_are_moderated_and_shared(year: Year) -> None:
    cast, to = year.cast, year.days.to
    to(date(2026, 5, 8))
    loop.a_grade_is_changed_and_an_action_added(year)
    loop.is_moderated(year, "c2")
    to(date(2026, 5, 11))
    loop.the_auditor_answers_the_moderator(year)
    to(date(2026, 5, 12))
    actions.actions_are_confirmed(year, cast.tariq, "A1", "A2", "A3")
    actions.actions_are_confirmed(year, cast.sam, "A5")
    to(date(2026, 5, 14))
    loop.feedback_is_released(year)
    to(date(2026, 5, 15))
    loop.the_worker_answers(year)
    to(date(2026, 5, 18))
    loop.the_error_is_corrected(year)
    loop.grades_are_disputed(year)
    to(date(2026, 5, 20))
    loop.disputes_are_decided(year)
    loop.audits_are_talked_over(year, cast.tariq, "c1", "c3", "c4")
    loop.audits_are_talked_over(year, cast.sunita, "l1", "l2")


def _actions_are_followed(year: Year) -> None:
    """A1 returned and granted; A2 in time; A3 late, and climbs; A4 carried over twice; A5 late; A6 undone."""
    cast, to = year.cast, year.days.to
    actions.is_done(year, cast.tariq, "A2")
    actions.is_not_theirs_to_verify(year, "A2", cast.tariq)
    actions.is_done(year, cast.sunita, "A5", "F5")
    to(date(2026, 5, 21))
    actions.is_verified(year, cast.sam, "A2", look_on=date(2026, 9, 2))
    actions.is_verified(year, cast.pat, "A5", "F5", look_on=date(2026, 9, 2))
    to(date(2026, 5, 22))
    actions.the_owner_is_asked(year, "A3")
    to(date(2026, 5, 26))
    actions.is_carried_over(year, cast.tariq, "A4", date(2026, 6, 3))
    to(date(2026, 5, 28))
    actions.is_done(year, cast.dana, "A1", "F1")
    actions.is_not_theirs_to_verify(year, "A1", cast.dana, cast.mo, cast.sunita, cast.ines)
    to(date(2026, 5, 29))
    actions.is_sent_back(year, cast.sam, "A1", "F1")
    to(date(2026, 6, 2))
    actions.a_meeting_is_minuted(year)
    to(date(2026, 6, 3))
    loop.a_late_talk_is_chased(year, "c2")
    actions.is_carried_over(year, cast.tariq, "A4", date(2026, 6, 9))
    actions.is_done(year, cast.dana, "A1", "F1")
    to(date(2026, 6, 4))
    actions.is_verified(year, cast.sam, "A1", "F1", look_on=date(2026, 9, 1))
    to(date(2026, 6, 5))
    actions.is_done(year, cast.dana, "A3", "F2", "F3")
    to(date(2026, 6, 8))
    actions.is_verified(year, cast.tariq, "A3", "F2", "F3", look_on=date(2026, 9, 1))
    actions.is_done(year, cast.dana, "A4", "F4")
    to(date(2026, 6, 9))
    actions.is_verified(year, cast.sam, "A4", "F4", look_on=date(2026, 9, 2))


def _it_is_learnt_from(year: Year) -> None:
    cast, to = year.cast, year.days.to
    to(date(2026, 6, 10))
    learning.findings_are_put_to_themes(year)
    learning.a_recommendation_leads_to_an_action(year)
    learning.a_plan_is_begun(year)
    to(date(2026, 6, 11))
    actions.is_done(year, cast.sam, "A7", "F7")
    learning.a_briefing_is_sent(year)
    to(date(2026, 6, 12))
    actions.is_verified(year, cast.pat, "A7", "F7", look_on=date(2026, 9, 2))
    learning.a_team_says_how_it_used_it(year)
    loop.audits_are_closed(year, "c1", "c2", "c3", "c4", "l1", "l2")
    again.the_round_is_closed(year, "round")


def _it_is_looked_whether_it_helped(year: Year) -> None:
    """One is asked again in October; one did not help."""
    cast, to = year.cast, year.days.to
    to(date(2026, 9, 1))
    actions.made_a_difference(year, cast.tariq, "A1", "yes", "F1")
    actions.made_a_difference(year, cast.sam, "A3", "partly", "F2", "F3")
    to(date(2026, 9, 2))
    actions.made_a_difference(year, cast.sam, "A2", "too_early", again_on=date(2026, 9, 30))
    actions.made_no_difference(year, cast.pat, "A5")
    actions.made_a_difference(year, cast.pat, "A7", "yes", "F7")


def _the_same_cases_are_audited_again(year: Year) -> None:
    """A4 turns out undone and is opened again; who was audited better is counted here too."""
    cast, to = year.cast, year.days.to
    to(date(2026, 9, 7))
    again.the_round_is_followed(year)
    to(date(2026, 9, 9))
    again.last_time_stands_beside_the_form(year)
    for name, who in (("c1", cast.ed), ("c2", cast.ed), ("c3", cast.ed)):
        audits.audit_is_made(year, who, f"{name} again", SECOND_ROUND[name])
    actions.is_opened_again(year, cast.ines, "A4", "F4")
    for name in ("c4", "l1", "l2"):
        audits.audit_is_made(year, cast.ines, f"{name} again", SECOND_ROUND[name])
    year.reaches("better", "F1", "F2", "F3")
    year.reaches("reaudited", "F7")
    to(date(2026, 9, 10))
    loop.is_moderated(year, "c4 again")
    actions.actions_are_confirmed(year, cast.sam, "A8")
    again.rounds_are_compared(year, FIRST_GRADES, {n: m.grade for n, m in SECOND_ROUND.items()})


def _the_year_ends(year: Year) -> None:
    """A4 is done at last; A8 is late over Christmas; and the ledger says what the test counted."""
    cast, to = year.cast, year.days.to
    to(date(2026, 9, 17))
    actions.is_done(year, cast.dana, "A4", "F4")
    to(date(2026, 9, 18))
    actions.is_verified(year, cast.sam, "A4", "F4", look_on=date(2027, 1, 4))
    to(date(2026, 9, 30))
    actions.made_a_difference(year, cast.sam, "A2", "yes")
    again.the_promise_is_kept(year)
    again.the_calendar_holds_no_case(year)
    to(date(2026, 12, 11))
    to(date(2026, 12, 18))
    learning.the_objective_is_achieved(year)
    to(date(2026, 12, 24))
    to(date(2026, 12, 31))
    actions.is_done(year, cast.tariq, "A8", "G1")
    to(date(2027, 1, 4))
    actions.is_verified(year, cast.sam, "A8", "G1", look_on=date(2027, 4, 6))
    actions.made_a_difference(year, cast.sam, "A4", "partly", "F4")
    to(LAST)
    again.the_ledger_is_what_was_counted(year)


def _every_letter_was_right(year: Year) -> None:
    again.every_word_was_kept_from_the_mails(year)
    letters.no_letter_tells_of_a_case(year)
    letters.only_concerns_came_when_nobody_works(year)
    letters.who_turned_it_off_had_concerns_alone(year)
    letters.letters_are_as_written(year)
