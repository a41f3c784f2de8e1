"""The set-up hub: what this person may arrange, and the four first steps of a new install."""

from typing import NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse

from goldenthread.cases.queries import current_case_list
from goldenthread.people.queries import authority, people, team_tree
from goldenthread.people.roles import Permission
from goldenthread.programme.queries import rounds
from goldenthread.web.guards import Person, allowed


class Link(NamedTuple):
    text: str
    page: str
    hint: str
    permission: Permission


P = Permission
LINKS = {
    "The case list": [
        Link("Case lists", "cases:case_lists", "Load a list, see what was read.", P.CASES_IMPORT),
        Link("Case types", "cases:case_types", "Which statuses make which type.", P.CASES_IMPORT),
    ],
    "People": [
        Link("People", "people:people", "Accounts, roles, passwords.", P.PEOPLE_MANAGE),
        Link("Teams", "people:teams", "Services and the teams below them.", P.PEOPLE_MANAGE),
        Link(
            "Practitioners",
            "people:practitioners",
            "Those whom case lists have named, and their accounts.",
            P.PEOPLE_MANAGE,
        ),
    ],
    "Auditing": [
        Link(
            "Audit tools",
            "tools:tools",
            "Build, try and publish the forms that audits are made on.",
            P.ROUND_RUN,
        ),
        Link(
            "Auditors",
            "programme:auditors",
            "What they have, what they can take, when they are away.",
            P.ROUND_RUN,
        ),
        Link(
            "Who is ready",
            "programme:ready",
            "Who has practised with which tool, and made training audits.",
            P.ROUND_RUN,
        ),
        Link(
            "Times of audits",
            "programme:times",
            "Expected hours by case type, and who may audit it.",
            P.ROUND_RUN,
        ),
    ],
    "The service": [
        Link("Settings", "people:settings", "Name, colour, logo, contact.", P.SETTINGS_CHANGE),
        Link(
            "Signing in",
            "people:signing_in",
            "Which roles need a second step.",
            P.SETTINGS_CHANGE,
        ),
        Link(
            "Numbers to ring",
            "people:concern_numbers",
            "Shown when a child may not be safe now.",
            P.SETTINGS_CHANGE,
        ),
        Link(
            "People told of concerns",
            "people:concern_people",
            "Who gets an e-mail at once, and who next.",
            P.SETTINGS_CHANGE,
        ),
        Link("E-mail", "people:mail", "Whether it is set up, and a test.", P.SETTINGS_CHANGE),
        Link(
            "Overdue actions",
            "actions:ladder",
            "After how many days an action climbs, and to whom.",
            P.SETTINGS_CHANGE,
        ),
        Link(
            "Word templates",
            "word_templates:kinds",
            "Reports in the council’s own Word document.",
            P.SETTINGS_CHANGE,
        ),
        Link(
            "Words", "people:words", "What states, grades and roles are called.", P.SETTINGS_CHANGE
        ),
    ],
    "Oversight": [
        Link("Access log", "people:access_log", "Who did and saw what, when.", P.JOURNAL_READ),
        Link(
            "How long things are kept",
            "retention:kept",
            "Periods for each kind of record.",
            P.RETENTION_MANAGE,
        ),
        Link("Holds", "retention:holds", "What must not be disposed of.", P.RETENTION_MANAGE),
        Link(
            "Disposals",
            "retention:disposals",
            "What is due to go, and what went.",
            P.RETENTION_MANAGE,
        ),
        Link(
            "Access reports",
            "journal:find",
            "Who saw and changed one case; what one person looked at.",
            P.ACCESS_REPORT,
        ),
    ],
}


def set_up(request: HttpRequest) -> HttpResponse:
    """The links this person may use; first steps until all four are done."""
    needed = {link.permission for links in LINKS.values() for link in links}
    by = allowed(request, *needed)
    groups = []
    for title, links in LINKS.items():
        mine = [(link, _address(link.page)) for link in links if by.may(link.permission)]
        groups.append((title, [(link, href) for link, href in mine if href]))
    context = {"groups": [group for group in groups if group[1]], "steps": first_steps(by)}
    return render(request, "people/set_up.html", context)


def first_steps(by: Person) -> list[dict[str, str | None]]:
    """Settings, people, case list, round; none for who may not run rounds, or when all are done."""
    if not by.may(P.ROUND_RUN) or not by.may(P.SETTINGS_CHANGE):
        return []
    steps = [
        ("Settings", "people:settings", "The council's name and colour", authority().version > 1),
        (
            "People and teams",
            "people:people",
            "Who audits, who moderates, who manages",
            people().count() > 1 and bool(team_tree()),
        ),
        (
            "Case list",
            "cases:case_lists",
            "What may be audited",
            current_case_list() is not None,
        ),
        ("A round", "programme:new", "Which cases, by whom, until when", rounds(by).exists()),
    ]
    if all(done for *_, done in steps):
        return []
    return [
        {"text": text, "href": _address(page), "hint": hint, **_status(done)}
        for text, page, hint, done in steps
    ]


def _status(done: bool) -> dict[str, str]:
    return (
        {"status": "met", "label": "Done"} if done else {"status": "not_started", "label": "To do"}
    )


def _address(page: str) -> str | None:
    """Where a page is; none while the room has no such page, and its link is left out."""
    try:
        return reverse(page)
    except NoReverseMatch:
        return None
