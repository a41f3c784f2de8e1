"""What waits between a moderation and a talk about it, and what a person most often comes for."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from django.db.models import F
from django.urls import reverse

from goldenthread.audits import queries as audits
from goldenthread.audits.queries.sessions import sessions_to_grade
from goldenthread.people import kept
from goldenthread.people.roles import Permission

SHOWN = 5
# What, its address, why, whether it is late, and the audit whose case it names.
Line = tuple[str, str, str, bool, str]
OF_AUDIT = {"number": "audit__subject__number", "audit_ref": "audit__ref"}


def further(person: Any) -> Iterator[Line]:
    """The lines of the home page, in the order of need."""
    yield from _disputes(person)
    yield from _sessions(person)
    yield from _decisions(person)
    yield from _late(person)


def _first(person: Any, find: Callable[[Any], Any], *columns: str, **more: str) -> list[Any]:
    named = {name: F(path) for name, path in more.items()}
    return kept.rows(
        person, ("waiting", find), lambda: find(person).values(*columns, **named)[:SHOWN]
    )


def _disputes(person: Any) -> Iterator[Line]:
    if not person.may(Permission.AUDIT_MODERATE):
        return
    for each in _first(person, audits.disputes_to_decide, "ref", **OF_AUDIT):
        yield (
            f"Decide the dispute about case {each.number}",
            reverse("audits:decide_dispute", args=[each.ref]),
            "The service disputes the grades. You had no part in the audit.", False, each.audit_ref,
        )  # fmt: skip


def _sessions(person: Any) -> Iterator[Line]:
    if not person.may(Permission.AUDIT_MODERATE) and not person.may(Permission.AUDIT_ANSWER):
        return
    for each in _first(person, sessions_to_grade, "ref", "title"):
        where = reverse("audits:session", args=[each.ref])
        yield each.title, where, "Grade the case, by yourself.", False, ""


def _decisions(person: Any) -> Iterator[Line]:
    if not person.may(Permission.AUDIT_ANSWER):
        return
    for each in _first(person, audits.moderations_to_read, "pk", **OF_AUDIT):
        yield (
            f"Read what the moderator says about case {each.number}",
            reverse("audits:moderation_result", args=[each.audit_ref]),
            "Say that you have read it, and answer if you wish.", False, each.audit_ref,
        )  # fmt: skip


def _late(person: Any) -> Iterator[Line]:
    runs = person.may(Permission.ROUND_RUN)
    kinds = (
        (
            runs or person.may(Permission.AUDIT_MODERATE), audits.moderations_late,
            "Moderation is late", reverse("audits:moderation"),
            "been waiting longer than the round allows.",
        ),
        (
            person.may(Permission.TEAM_SEE) or person.may(Permission.FEEDBACK_RELEASE),
            audits.discussions_late, "Discuss feedback in supervision",
            f"{reverse('audits:feedback_list')}?show=late",
            "been waiting longer than agreed. Note the talk once it was held.",
        ),
    )  # fmt: skip
    for may, find, what, where, why in kinds:
        count = kept.count(person, ("waiting", find), partial(find, person)) if may else 0
        if count:
            said = "1 audit has" if count == 1 else f"{count} audits have"
            yield what, where, f"{said} {why}", True, ""


def do_next(person: Any) -> list[tuple[str, str]]:
    """What this person most often comes for, and where it is."""
    may, right = person.may, Permission
    ways = [
        (may(right.ROUND_RUN), "Set up a round", "programme:new"),
        (may(right.REPORT_WRITE), "Write a report", "reports:reports"),
        (may(right.AUDITS_ALL), "Find a case or audit", "home:search"),
        (may(right.FEEDBACK_ANSWER), "Read your feedback", "audits:feedback_list"),
        (may(right.TEAM_SEE), "Read feedback on your teams’ work", "audits:feedback_list"),
        (may(right.TEAM_SEE), "See your teams’ actions", "actions:tracker"),
        (
            may(right.FIGURES_SEE) and not may(right.REPORT_WRITE),
            "See the grades",
            "figures:grades",
        ),
        (
            may(right.FIGURES_SEE) and not may(right.REPORT_WRITE),
            "Read the reports",
            "reports:reports",
        ),
        (
            may(right.PEOPLE_MANAGE) and not may(right.ROUND_RUN),
            "Look after accounts",
            "people:people",
        ),
        (
            may(right.JOURNAL_READ) and not may(right.ROUND_RUN),
            "Read the access log",
            "people:access_log",
        ),
    ]
    return [(text, reverse(page)) for holds, text, page in ways if holds]
