"""Audits as they are made: answered, with findings and actions, refused where they may not be handed in."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.test import Client
from lxml import html

from goldenthread.actions.models import Action
from goldenthread.audits.models import Finding
from goldenthread.people.models import Person
from tests.journeys.year_desk import CANARY, Desk, Pick
from tests.journeys.year_people import Year, newest

SECTIONS = ("risk", "plans")


@dataclass(frozen=True)
class Made:
    """What an auditor makes of a case: a grade overall and of two sections, findings by name and section,
    an action (name, owner, due, findings it answers)."""

    grade: str
    findings: Mapping[str, str]
    action: tuple[str, str, date, tuple[str, ...]] | None = None
    strength: str = "You saw the child alone."


def audit_is_made(year: Year, who: Person, name: str, made: Made, *, hand_in: bool = True) -> None:
    desk = year.at(who)
    answer_all(year, desk, name, made.grade)
    for finding, section in made.findings.items():
        words = {"kind": "improvement", "words": f"Look at {section} again: {finding}"}
        desk.sends(year.audit("finding", name, section), words, "Recorded.")
        year.findings[finding] = newest(Finding)
    if made.strength:
        desk.sends(
            year.audit("finding", name, "risk"), {"kind": "strength", "words": made.strength}
        )
    desk.presses(year.audit("people", name), "Confirm who worked the case", worker_changes="0")
    if made.action and hand_in:
        action_is_proposed(year, desk, name, made)
    if hand_in:
        is_handed_in(year, who, name)


def answer_all(year: Year, desk: Desk, name: str, grade: str) -> None:
    """The overall grade and those of two sections; the rest is left, and the check page asks why."""
    answers: dict[str, Any] = {}
    for section in (*SECTIONS, "overall"):
        answers[f"{section}.grade-value"] = grade
        answers[f"{section}.grade-text"] = f"Seen on the record: {section}"
    desk.sends(year.audit("unanswered", name), answers | {"go": "overview"})


def action_is_proposed(year: Year, desk: Desk, name: str, made: Made) -> None:
    assert made.action
    action, owner, due, findings = made.action
    said = {
        "what": f"Put it right: {action}", "why": "It is missing", "measure": "The child says so",
        "owner": Pick(owner), "due": "other", "other": due,
    }  # fmt: skip
    if findings:
        said["findings"] = [year.findings[each] for each in findings]
    desk.sends(year.audit("action", name), said, "The action is added.")
    year.actions[action] = newest(Action)


def is_handed_in(year: Year, who: Person, name: str) -> None:
    why = {"why": "The record was all there was to see"}
    year.at(who).sends(year.audit("check", name), why, "Your audit is submitted.")
    for finding, ref in year.findings.items():
        if Finding.objects.filter(ref=ref, audit__ref=year.audits[name]).exists():
            year.stages.setdefault(finding, "findings")


def below_the_standard_it_needs_an_action(year: Year, who: Person, name: str, made: Made) -> None:
    """Refused without an action, somebody to do it and a date; then taken."""
    audit_is_made(year, who, name, made, hand_in=False)
    desk, why = year.at(who), {"why": "The record was all there was to see"}
    desk.is_refused(year.audit("check", name), why, "there must be at least one action")
    action_is_proposed(year, desk, name, made)
    is_handed_in(year, who, name)


def a_parent_is_asked(year: Year, who: Person, name: str) -> None:
    """By an address of their own, which is open once and asks for no account."""
    where = year.audit("family_links", name, "parent_carer")
    shown = year.at(who).shown(where, {"safe_agreed_by": "The worker"})
    [address] = re.findall(r"/your-view/\w+/", html.tostring(shown, encoding="unicode"))
    said = {"listened": "yes", "better": "yes", "went_well": f"{CANARY} She came"}
    assert "Thank you" in Client().post(address, said).text
    assert Client().get(address).status_code == 404
    year.at(who).opens(where, f"{CANARY} She came")
