"""Set-up and one's own account: who may open each page, and what each does."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from goldenthread.cases.changes import ensure_practitioner
from goldenthread.journal.changes import today
from goldenthread.people.changes import make_team
from goldenthread.people.models import Practitioner
from goldenthread.people.queries import (
    fingerprint,
    person_by_email,
    person_by_ref,
    practitioner_by_ref,
    roles_of,
    team_by_ref,
)
from goldenthread.people.roles import Permission
from tests.cast import OPERATOR, Cast
from tests.web.asking import html as text
from tests.web.asking import last_line
from tests.web.asking import signed_in as as_

pytestmark = pytest.mark.django_db


@pytest.fixture
def practitioner(cast: Cast) -> Practitioner:
    return ensure_practitioner(
        by=OPERATOR, source="annex_a", key="W1", name="Dana Pike", team=cast.north
    )


Address = Callable[[Cast, Practitioner], str]


def of(page: str, *names: str) -> Address:
    """The address of a page about somebody or something of the cast."""

    def address(cast: Cast, practitioner: Practitioner) -> str:
        known = {
            "dana": cast.dana.ref,
            "role": cast.dana.held[0].ref,
            "team": cast.north.ref,
            "practitioner": practitioner.ref,
        }
        return reverse(f"people:{page}", args=[known.get(name, name) for name in names])

    return address


PEOPLE, SETTINGS = {"pat", "ada"}, {"pat", "ada"}


PAGES: list[tuple[Address, set[str]]] = [
    (of("set_up"), {"pat", "ada", "olive", "ira"}),
    (of("people"), PEOPLE),
    (of("add_person"), PEOPLE),
    (of("import_people"), PEOPLE),
    (of("person", "dana"), PEOPLE),
    (of("edit_person", "dana"), PEOPLE),
    (of("give_role", "dana"), PEOPLE),
    (of("end_role", "dana", "role"), PEOPLE),
    (of("new_password", "dana"), PEOPLE),
    (of("reset_second_step", "dana"), PEOPLE),
    (of("sign_out_person", "dana"), PEOPLE),
    (of("signing_in"), SETTINGS),
    (of("disable_person", "dana"), PEOPLE),
    (of("teams"), PEOPLE),
    (of("add_team"), PEOPLE),
    (of("edit_team", "team"), PEOPLE),
    (of("practitioners"), PEOPLE),
    (of("link_practitioner", "practitioner"), PEOPLE),
    (of("settings"), SETTINGS),
    (of("concern_numbers"), SETTINGS),
    (of("words"), SETTINGS),
    (of("edit_word", "grade", "good"), SETTINGS),
    (of("access_log"), {"pat", "ira"}),
]


EVERYBODY = (
    "pat",
    "olive",
    "ada",
    "ira",
    "ines",
    "ed",
    "gone",
    "mo",
    "dana",
    "tariq",
    "dee",
    "stranger",
)


@pytest.mark.parametrize(("page", "allowed"), PAGES)
def test_each_page_is_there_for_its_roles_alone(
    cast: Cast, practitioner: Practitioner, page: Address, allowed: set[str]
) -> None:
    address = page(cast, practitioner)
    for name in EVERYBODY:
        expected = 200 if name in allowed else 404
        assert as_(getattr(cast, name)).get(address).status_code == expected, name
    answer = Client().get(address)
    assert answer["Location"] == f"/sign-in/?next={address.replace('/', '%2F')}"


@pytest.mark.parametrize(("page", "allowed"), PAGES)
def test_each_page_has_one_heading_and_a_title_and_no_style_of_its_own(
    cast: Cast, practitioner: Practitioner, page: Address, allowed: set[str]
) -> None:
    shown = text(as_(cast.pat).get(page(cast, practitioner)))
    assert len(re.findall("<h1", shown)) == 1
    assert re.search("<title>[^–]{4,}–", shown)
    assert " style=" not in shown
    assert "<script>" not in shown


POSTS = [page for page, allowed in PAGES if allowed == PEOPLE]


@pytest.mark.parametrize("page", POSTS)
def test_no_post_of_a_stranger_changes_anything(
    cast: Cast, practitioner: Practitioner, page: Address
) -> None:
    before = last_line().seq
    for name in ("stranger", "ines", "olive", "ira"):
        assert (
            as_(getattr(cast, name)).post(page(cast, practitioner), {"name": "X"}).status_code
            == 404
        )
    assert last_line().seq == before


def test_set_up_shows_each_only_what_they_may_use(cast: Cast) -> None:
    assert "Access log" not in text(as_(cast.ada).get("/set-up/"))
    shown = text(as_(cast.ira).get("/set-up/"))
    assert "/set-up/access-log/" in shown
    assert "/set-up/people/" not in shown


def test_set_up_leads_a_new_install_through_four_steps(cast: Cast) -> None:
    shown = text(as_(cast.pat).get("/set-up/"))
    assert "First steps" in shown
    assert shown.count("govuk-task-list__item") >= 4
    assert "First steps" not in text(as_(cast.ada).get("/set-up/"))


def test_people_are_found_and_shown_with_their_roles(cast: Cast) -> None:
    shown = text(as_(cast.pat).get("/set-up/people/?q=tariq"))
    assert "1 person." in shown
    assert "Team manager, North" in shown
    assert "Nobody matches" in text(as_(cast.pat).get("/set-up/people/?q=zzz"))


def test_add_person_shows_the_first_password_once(cast: Cast) -> None:
    fields = {"name": "Noor Reed", "email": "noor@example.org", "post": "", "phone": ""}
    shown = text(as_(cast.pat).post("/set-up/people/add/", fields))
    made = person_by_email("noor@example.org")
    found = re.search(r"(\w{4}-){3}\w{4}", shown)
    assert made
    assert found
    assert made.check_password(found[0])
    again = text(as_(cast.pat).post("/set-up/people/add/", fields))
    assert "There is already an account for noor@example.org" in again


def test_import_people_writes_only_after_its_report(cast: Cast) -> None:
    file = SimpleUploadedFile("people.csv", b"name,email,role\nEli Fox,eli@example.org,Moderator\n")
    client = as_(cast.pat)
    shown = text(client.post("/set-up/people/import/", {"file": file}))
    assert "Nothing has been written yet. 1 new account" in shown
    assert person_by_email("eli@example.org") is None
    rows = "name,email,role\nEli Fox,eli@example.org,Moderator\n"
    assert "1 account made" in text(
        client.post("/set-up/people/import/", {"text": rows, "write": "yes"})
    )
    made = person_by_email("eli@example.org")
    assert made
    assert made.may(Permission.AUDIT_MODERATE)


def test_import_people_writes_nothing_of_a_list_with_a_fault(cast: Cast) -> None:
    rows = "name,email,role\nEli Fox,eli@example.org,Wizard\n"
    shown = text(as_(cast.pat).post("/set-up/people/import/", {"text": rows, "write": "yes"}))
    assert "There is no such role" in shown
    assert person_by_email("eli@example.org") is None


def test_person_shows_roles_held_and_over(cast: Cast) -> None:
    shown = text(as_(cast.pat).get(f"/set-up/people/{cast.gone.ref}/"))
    assert "this account can do nothing yet" in shown
    assert "Roles that have ended (1)" in shown


def test_edit_person_shows_both_when_two_save(cast: Cast) -> None:
    address = f"/set-up/people/{cast.dana.ref}/edit/"
    seen = fingerprint(cast.dana)
    fields = {"name": "Dana Pike", "email": "dana.pike@example.org", "phone": "", "seen": seen}
    assert as_(cast.pat).post(address, {**fields, "post": "Senior worker"}).status_code == 302
    shown = text(as_(cast.ada).post(address, {**fields, "post": "Team lead"}))
    assert "Senior worker" in shown
    assert 'value="Team lead"' in shown
    now_seen = re.search(r'name="seen" value="(\w+)"', shown)
    assert now_seen
    again = as_(cast.ada).post(address, {**fields, "post": "Team lead", "seen": now_seen[1]})
    assert again.status_code == 302


def test_give_role_asks_for_an_external_auditors_last_day(cast: Cast) -> None:
    address = f"/set-up/people/{cast.stranger.ref}/roles/add/"
    client = as_(cast.pat)
    shown = text(client.post(address, {"role": "external_auditor"}))
    assert "Say until what date this external auditor may see their cases" in shown
    until = today() + timedelta(days=30)
    parts = {"until_on-day": until.day, "until_on-month": until.month, "until_on-year": until.year}
    assert client.post(address, {"role": "external_auditor", **parts}).status_code == 302
    assert (last_line().what, last_line().details["until"]) == ("give_role", until.isoformat())


def test_give_role_is_bounded_by_a_team(cast: Cast) -> None:
    address = f"/set-up/people/{cast.stranger.ref}/roles/add/"
    assert "Say which team" in text(as_(cast.pat).post(address, {"role": "team_manager"}))
    as_(cast.pat).post(address, {"role": "team_manager", "team": cast.south.ref})
    (held,), _ = roles_of(cast.stranger)
    assert (held.role, held.team) == ("team_manager", cast.south)


def test_give_role_is_not_for_oneself_where_one_sees_no_case(cast: Cast) -> None:
    answer = as_(cast.ada).post(f"/set-up/people/{cast.ada.ref}/roles/add/", {"role": "qa_lead"})
    assert answer.status_code == 403
    assert "your own work" in text(answer)


def test_end_role_ends_it_before_the_next_page(cast: Cast) -> None:
    moderator = as_(cast.mo)
    held = cast.mo.held[0]
    assert "Moderator" in text(moderator.get("/account/"))
    as_(cast.pat).post(f"/set-up/people/{cast.mo.ref}/roles/{held.ref}/end/")
    assert "You have no role yet" in text(moderator.get("/account/"))
    other = as_(cast.pat).get(f"/set-up/people/{cast.dana.ref}/roles/{held.ref}/end/")
    assert other.status_code == 404


def test_new_password_signs_the_person_out(cast: Cast) -> None:
    signed_in = as_(cast.dana)
    shown = text(as_(cast.pat).post(f"/set-up/people/{cast.dana.ref}/password/"))
    found = re.search(r"(\w{4}-){3}\w{4}", shown)
    fresh = person_by_ref(cast.dana.ref)
    assert found
    assert fresh
    assert fresh.check_password(found[0])
    assert signed_in.get("/account/").status_code == 302


def test_disable_person_signs_them_out_at_once(cast: Cast) -> None:
    signed_in = as_(cast.ines)
    assert signed_in.get("/account/").status_code == 200
    as_(cast.pat).post(f"/set-up/people/{cast.ines.ref}/disable/")
    assert signed_in.get("/account/").status_code == 302
    assert last_line().what == "disable_account"


def test_disable_person_keeps_somebody_who_looks_after_accounts(cast: Cast) -> None:
    client = as_(cast.pat)
    client.post(f"/set-up/people/{cast.ada.ref}/disable/")
    answer = client.post(f"/set-up/people/{cast.pat.ref}/disable/", follow=True)
    assert "Nobody would be left" in text(answer)


def test_enable_person_is_a_post_and_lets_them_back(cast: Cast) -> None:
    client = as_(cast.pat)
    client.post(f"/set-up/people/{cast.ines.ref}/disable/")
    address = f"/set-up/people/{cast.ines.ref}/enable/"
    assert client.get(address).status_code == 405
    assert as_(cast.stranger).post(address).status_code == 404
    client.post(address)
    back = person_by_ref(cast.ines.ref)
    assert back
    assert back.is_active


def test_teams_stand_as_a_tree(cast: Cast) -> None:
    shown = text(as_(cast.pat).get("/set-up/teams/"))
    assert shown.index("services</a>") < shown.index("North</a>") < shown.index("South</a>")


def test_add_team_below_another(cast: Cast) -> None:
    as_(cast.pat).post("/set-up/teams/add/", {"name": "Leaving care", "parent": cast.service.ref})
    assert last_line().what == "make_team"
    made = team_by_ref(last_line().refs[0])
    assert made
    assert made.parent == cast.service
    shown = text(as_(cast.pat).post("/set-up/teams/add/", {"name": "leaving care"}))
    assert "There is already a team called leaving care" in shown


def test_edit_team_refuses_a_circle_in_words(cast: Cast) -> None:
    below = make_team(by=OPERATOR, name="North duty", parent=cast.north)
    fields = {"name": "North", "parent": below.ref, "seen": fingerprint(cast.north)}
    shown = text(as_(cast.pat).post(f"/set-up/teams/{cast.north.ref}/", fields))
    assert "A team cannot be below itself" in shown


def test_practitioners_are_found_by_name_and_link(cast: Cast, practitioner: Practitioner) -> None:
    client = as_(cast.pat)
    assert "1 practitioner." in text(client.get("/set-up/practitioners/?q=pike"))
    assert "Nobody matches" in text(client.get("/set-up/practitioners/?linked=yes"))


def test_link_practitioner_to_an_account_and_back(cast: Cast, practitioner: Practitioner) -> None:
    address = f"/set-up/practitioners/{practitioner.ref}/"
    as_(cast.pat).post(address, {"account": cast.dana.ref})
    linked = practitioner_by_ref(practitioner.ref)
    assert linked
    assert linked.person == cast.dana
    assert last_line().refs == [practitioner.ref, cast.dana.ref]
    as_(cast.pat).post(address, {"account": ""})
    linked = practitioner_by_ref(practitioner.ref)
    assert linked
    assert linked.person is None
