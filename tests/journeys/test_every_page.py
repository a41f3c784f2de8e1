"""Every page, as everybody who may open it: axe, no sideways scrolling, one h1, a title of its own.

The pages are enumerated from the table that the resolver is made of, so a new page is looked at as
soon as it has an address. Half of the rooms are looked at here, the others by
test_every_page_of_audits.py, so that two workers share what takes longest of all.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import product
from typing import Any
from urllib.parse import parse_qsl

import pytest
from django.db import transaction
from django.test import Client
from django.urls import Resolver404, resolve, reverse
from playwright.sync_api import Browser, Route

from goldenthread.actions.changes import close_action, mark_done
from goldenthread.actions.models import Action
from goldenthread.audits.changes import raise_dispute, share_feedback
from goldenthread.cases import uploaded
from goldenthread.journal.changes import today
from goldenthread.people.models import Person
from goldenthread.reports.build import boxes_of
from goldenthread.reports.changes import begin_report, save_boxes
from goldenthread.reports.models import Report
from goldenthread.web.sign_in.urls import SIGN_IN
from goldenthread.web.urls import TABLE
from tests.cast import Cast, make_cast
from tests.journeys.browser import AXE, arrive
from tests.journeys.looking import (
    IS_THOROUGH,
    NO_PAGES,
    Opened,
    Seen,
    faults,
    looked_at,
    opened_by,
)
from tests.journeys.service import Service
from tests.loop import act, finalised, round_of, submitted
from tests.rooms.case_files import CSV, OWN_CSV, upload
from tests.rooms.test_following import following
from tests.rooms.test_subjects import chained
from tests.web.test_strangers import PARAMETER
from tests.world import World, make_world

pytestmark = [
    pytest.mark.browser,
    pytest.mark.usefixtures("db"),
]

ROOMS = ("home", "people", "tools", "programme")
ROLES = ("pat", "ines", "mo", "dana", "tariq", "dee", "ada", "ira", "olive", "sam")
# Pages that only answer what is posted to them, send on, or are past in this world.
ONLY_POSTED = {
    "audits:excel_read", "audits:remove", "audits:word_read", "cases:map_value",
    "cases:move_case_type", "figures:insights", "home:start", "learning:untag", "programme:decide_exemption",
    "programme:end_absence", "programme:end_exemption", "programme:end_quota_exemption", "programme:selecting",
    "people:enable_person", "people:sign_out_everywhere",
    "tools:move", "tools:next_version", "tools:remove", "tools:undo", "word_templates:switch",
}  # fmt: skip
# An empty form is all there is to say: a new password is made, a tool is tried without an answer.
COMPLETE_WHEN_EMPTY = {"people:new_password", "tools:try_out", "programme:calendar"}
FEEDBACK = (
    "feedback", "dispute", "undo_release", "reply", "discussion", "feedback_dates", "close_audit",
)  # fmt: skip
GUIDANCE = ("guidance", "grades", "keyboard", "accessibility", "privacy", "contact")
Pages = dict[str, list[str]]  # page -> its addresses
HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')
# The button that the Enter key presses is the first, if it has a name.
LONG = (
    f"Write to practice.audits.and.learning@{'council.' * 5}example. " + "Plans are current. " * 9
)
BUTTON = re.compile(r'<button type="submit"[^>]* name="([^"]+)" value="([^"]*)"')


@pytest.fixture(scope="module")
def world(served: Service) -> World:
    return make_world(make_cast())


@pytest.fixture(scope="module")
def others(world: World) -> Iterator[dict[str, list[str]]]:
    """Further values of some parameters, beside those of the world: other states of the same page."""
    finals = [written_out(world, "committee"), written_out(world, "summary")]
    for each in finals:
        finalised(world.cast.pat, each, world.cast.olive)
    paper = written_out(world, "committee")
    undone, done = actions_of(world.cast)
    below, closed = confirmed_and_closed(world.cast)
    dispute = raise_dispute(by=world.cast.tariq, audit=undone.audit, why="Seen in May.")
    older = [world.submitted.ref, world.shared.ref]
    uploads = [upload("list_6.csv", CSV).ref, upload("own.csv", OWN_CSV).ref]
    yield {
        "audits:audit ref": older,
        "audits:whole ref": older,
        "audits:decide_dispute ref": [dispute.ref],
        "audits:moderate ref": [world.shared.ref],
        "audits:moderation_result ref": [world.shared.ref],
        **{f"audits:{page} ref": [world.shared.ref] for page in FEEDBACK},
        "audits:section section": ["facts", "overall"],
        "audits:sign_off ref": [chained(world.cast).ref],
        "cases:upload ref": uploads,
        "cases:match_columns ref": uploads,
        "programme ref": [world.selected.ref],
        "programme:swap case": [world.selected.cases.first().ref],
        **{f"actions:{page} ref": [undone.ref, done.ref] for page in ("action", "done", "check")},
        "actions:change_due": [f"?ref={undone.ref}"],
        "actions:change_owner": [f"?ref={undone.ref}"],
        "actions:remind": [f"?ref={undone.ref}"],
        "figures:trace": ["?figure=grades%3Fstage%3Dauditor%26grade%3Dn"],
        "actions:confirm ref": [below.ref],
        "actions:difference ref": [closed.ref],
        "actions:reopen ref": [followed(world.cast, closed).ref],
        "home page": list(GUIDANCE),
        "reports ref": [paper.ref, *(final.ref for final in finals)],
    }
    for ref in uploads:
        uploaded.remove(ref)


def written_out(world: World, kind: str) -> Report:
    """A paper with every box filled at its full length, with words too long for a narrow page."""
    held = begin_report(by=world.cast.pat, round=world.round, kind=kind)
    boxes = {box.key: LONG for box in boxes_of(kind) if not box.choices} | {"edition": "internal"}
    save_boxes(by=world.cast.pat, report=held, boxes=boxes, seen={})
    return held


def actions_of(cast: Cast) -> tuple[Action, Action]:
    """An action of Dana's that is open, and one that she says is done."""
    first, second = round_of(cast, ["20401", "20402"], title="Spring round")
    actions = act(first), act(second)
    for audit in (first, second):
        share_feedback(by=cast.pat, audit=submitted(audit))
    done = Action.objects.get(id=actions[1].id)
    mark_done(
        by=cast.dana,
        action=done,
        version=done.version,
        what_was_done="It is up to date.",
        on=today(),
    )
    return actions[0], done


def confirmed_and_closed(cast: Cast) -> tuple[Action, Action]:
    """An action of an audit below the standard that a manager is to confirm, and one that is closed."""
    below, closed = round_of(cast, ["20403", "20404"], title="Summer round")
    actions = act(below), act(closed)
    submitted(below, grade="inadequate")
    submitted(closed)
    first, last = (Action.objects.get(id=each.id) for each in actions)
    mark_done(by=cast.dana, action=last, version=2, what_was_done="It is up to date.", on=today())
    last.refresh_from_db()
    close_action(by=cast.tariq, action=last, version=last.version)
    return first, last


def followed(cast: Cast, closed: Action) -> Action:
    """The closed action, now that Ines writes the follow-up of its audit and may open it again."""
    assert closed.audit
    share_feedback(by=cast.pat, audit=closed.audit)
    following(cast, closed.audit.round, cast.ines)
    return closed


@pytest.fixture(scope="module")
def rooms() -> tuple[str, ...]:
    return ROOMS


@pytest.fixture(scope="module")
def pages(world: World, others: dict[str, list[str]], rooms: tuple[str, ...]) -> Pages:
    return addresses(world, others, rooms)


@pytest.fixture(scope="module")
def opened(world: World, pages: Pages) -> dict[str, Opened]:
    """Role -> what each may open, and nobody before them saw the same of."""
    seen = Seen()
    return {name: opened_by(getattr(world.cast, name), pages, seen) for name in ROLES}


def addresses(
    world: World, others: dict[str, list[str]], rooms: tuple[str, ...]
) -> dict[str, list[str]]:
    """Every page of these rooms and the addresses of it that are worth a look."""
    found = defaultdict(list)
    for room in rooms:
        for page, address in TABLE[room].items():
            names = PARAMETER.findall(address)
            if f"{room}:{page}" in NO_PAGES:
                continue
            for values in product(*(_values(world, others, room, page, name) for name in names)):
                where = reverse(f"{room}:{page}", kwargs=dict(zip(names, values, strict=True)))
                for more in others.get(f"{room}:{page}", [""]):
                    found[f"{room}:{page}"].append(where + more)
    return found


def _values(
    world: World, others: dict[str, list[str]], room: str, page: str, name: str
) -> list[str]:
    keys = (f"{room}:{page} {name}", f"{room} {name}")
    known = next((world.refs[key] for key in keys if key in world.refs), None)
    more = next((others[key] for key in keys if key in others), [])
    found = [known, *more] if known else more
    assert found, f"nothing stands for {name} in {room}:{page}"
    return found


@pytest.mark.parametrize("name", ROLES)
def test_every_page_a_person_may_open_is_without_fault(
    browser: Browser, served: Service, world: World, opened: dict[str, Opened], name: str
) -> None:
    page = arrive(browser, served.url, getattr(world.cast, name))
    assert looked_at(page, opened[name].pages) == {}


def test_every_page_was_opened_by_somebody(pages: Pages, opened: dict[str, Opened]) -> None:
    """Else the test above would look at less than it says."""
    seen = {page for each in opened.values() for page in each.pages.values()}
    assert set(pages)
    assert set(pages) - seen - ONLY_POSTED == set()


@pytest.mark.parametrize("name", ROLES)
def test_no_page_links_to_what_its_reader_cannot_open(
    world: World, opened: dict[str, Opened], name: str
) -> None:
    """Files are left to their own tests. `make test` follows one link of each kind on each kind of page."""
    client = Client()
    client.force_login(getattr(world.cast, name))
    found = opened[name].links if IS_THOROUGH else of_each_kind(opened[name].links)
    closed = {link: where for link, where in found.items() if client.get(link).status_code >= 400}
    assert found
    assert closed == {}


def of_each_kind(links: dict[str, str]) -> dict[str, str]:
    """One link for each page it stands on, page it leads to, and names in its query."""
    kinds = {}
    for link, where in links.items():
        path, _, query = link.partition("?")
        names = tuple(name for name, _ in parse_qsl(query, keep_blank_values=True))
        kinds[_page_at(where.partition("?")[0]), _page_at(path), names] = link
    return {link: links[link] for link in kinds.values()}


def _page_at(path: str) -> str:
    """The name of the page of this address; an address that leads nowhere is a kind of its own."""
    try:
        return resolve(path).view_name
    except Resolver404:
        return path


@pytest.mark.parametrize("name", [None, "dana"], ids=["signed out", "signed in"])
def test_the_pages_of_signing_in_are_without_fault(
    browser: Browser, served: Service, world: World, name: str | None
) -> None:
    person = world.cast.dana if name else None
    client = Client()
    if person:
        client.force_login(person)
    keys = {
        "account_reset_password_from_key": {"uidb36": "1", "key": "set-password"},
        "mfa_remove_webauthn": {"pk": 1},
    }
    wheres = {}
    for pattern in SIGN_IN:
        where = reverse(pattern.name, kwargs=keys.get(pattern.name))
        if client.get(where).status_code == 200:
            wheres[where] = pattern.name
    assert len(wheres) > 2
    assert looked_at(arrive(browser, served.url, person), wheres) == {}


@pytest.fixture(scope="module")
def refused() -> Seen:
    """The answers to empty forms that somebody saw already."""
    return Seen()


@pytest.mark.parametrize("name", ["pat", "ines", "mo", "dana", "tariq", "ada"])
def test_every_form_sent_empty_comes_back_without_fault(
    browser: Browser,
    served: Service,
    world: World,
    opened: dict[str, Opened],
    refused: Seen,
    name: str,
) -> None:
    """The answer to the empty form is shown in the browser; what it changed is taken back."""
    person = getattr(world.cast, name)
    answers = sent_empty(person, opened[name].pages, refused)
    page = arrive(browser, served.url, person)
    page.context.add_init_script(path=AXE)
    wrong = {}
    for where, html in answers.items():
        path = where.partition("#")[0]
        page.route(f"**{path}", answering(html))
        page.goto(path)
        page.unroute(f"**{path}")
        found = faults(page)
        if (
            not page.title().startswith("Error: ")
            or not page.locator(".govuk-error-summary").count()
        ):
            found.append(f"does not say that something is wrong: {page.title()}")
        if found:
            wrong[where] = found
    page.context.close()
    assert refused.longest
    assert wrong == {}


def sent_empty(person: Person, wheres: dict[str, str], seen: Seen) -> dict[str, bytes]:
    """Address -> the page that an empty form comes back as, for those that do come back."""
    client = Client(headers={"Origin": "http://testserver"})
    client.force_login(person)
    found = {}
    for where, page in wheres.items():
        if page in COMPLETE_WHEN_EMPTY:
            continue
        for number, sent in enumerate(untouched(client.get(where).content.decode(), where)):
            with transaction.atomic():
                answer = client.post(where, sent)
                transaction.set_rollback(True)
            if answer.status_code == 200 and answer["Content-Type"].startswith("text/html"):
                html = answer.content.decode()
                if not says_what_is_wrong(html) or not seen.has(page, html):
                    found[f"{where}#{number}"] = answer.content
    return found


def says_what_is_wrong(html: str) -> bool:
    return "<title>Error: " in html and "govuk-error-summary" in html


def untouched(html: str, where: str) -> list[dict[str, str]]:
    """What each form of the page that posts to the page sends, when nothing has been typed."""
    forms = re.findall(r"<form([^>]*)>(.*?)</form>", html.partition("<main")[2], re.S)
    mine = [
        body
        for head, body in forms
        if 'method="post"' in head and ("action=" not in head or f'action="{where}"' in head)
    ]
    return [dict(HIDDEN.findall(body) + BUTTON.findall(body)[:1]) for body in mine]


def answering(html: bytes) -> Any:
    def answer(route: Route) -> None:
        route.fulfill(body=html, content_type="text/html; charset=utf-8")

    return answer
