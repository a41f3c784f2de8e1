"""Set-up and one's own account: who may open each page, and what each does."""

import json
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from goldenthread.cases.changes import ensure_practitioner
from goldenthread.journal.changes import record_read, today
from goldenthread.journal.models import Entry
from goldenthread.people.changes import make_team, set_authority, set_concern_numbers, set_word
from goldenthread.people.models import Practitioner
from goldenthread.people.queries import (
    authority,
    concern_numbers,
    fingerprint,
    person_by_email,
    person_by_ref,
    practitioner_by_ref,
    roles_of,
    team_by_ref,
    vocabulary,
)
from goldenthread.people.roles import Permission, Role
from tests.cast import OPERATOR, Cast

pytestmark = pytest.mark.django_db
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + b"\x00" * 30


def as_(who: object) -> Client:
    client = Client()
    client.force_login(who)  # type: ignore[arg-type]
    return client


def text(answer: HttpResponse) -> str:
    return answer.content.decode()


def last_line() -> Entry:
    return Entry.objects.latest("seq")


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


FIELDS = {
    "name": "Anytown Council", "title": "Case audit", "colour": "#12436d", "seen": 1,
    "feedback_worker": "reply", "feedback_manager": "view", "discuss_days": 10,
}  # fmt: skip


def test_settings_are_saved_with_a_logo(cast: Cast) -> None:
    logo = SimpleUploadedFile("logo.txt", PNG)
    answer = as_(cast.pat).post("/set-up/settings/", {**FIELDS, "logo": logo})
    assert answer.status_code == 302
    assert (authority().name, authority().logo_type) == ("Anytown Council", "image/png")
    assert (authority().feedback_worker, authority().feedback_manager) == ("reply", "view")
    assert last_line().what == "set_authority"
    as_(cast.pat).post("/set-up/settings/", {**FIELDS, "seen": 2, "no_logo": "on"})
    assert not authority().logo


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"colour": "#f46a25"}, "White text on this colour has a contrast of 3.0 to 1"),
        ({"colour": "blue"}, "Enter # and six digits"),
        (
            {"case_address": "https://cases.example.org/"},
            "have {number} where the case number goes",
        ),
        ({"name": ""}, "Enter the name of the council"),
    ],
)
def test_settings_say_what_is_wrong(cast: Cast, changed: dict[str, str], words: str) -> None:
    shown = text(as_(cast.pat).post("/set-up/settings/", {**FIELDS, **changed}))
    assert words in shown
    assert "<title>Error: Settings" in shown


def test_settings_refuse_a_logo_that_is_no_picture(cast: Cast) -> None:
    logo = SimpleUploadedFile("logo.png", b"<svg/>", content_type="image/png")
    shown = text(as_(cast.pat).post("/set-up/settings/", {**FIELDS, "logo": logo}))
    assert "The logo must be a PNG or JPEG picture" in shown


def test_settings_show_both_when_two_save(cast: Cast) -> None:
    set_authority(by=cast.ada, seen=1, name="Otherton Council")
    shown = text(as_(cast.pat).post("/set-up/settings/", FIELDS))
    assert "What Ada Flint saved" in shown
    assert "Otherton Council" in shown
    assert 'value="Anytown Council"' in shown
    assert as_(cast.pat).post("/set-up/settings/", {**FIELDS, "seen": 2}).status_code == 302


ROWS = {
    "who-0": "Duty desk",
    "number-0": "01632 960001",
    "who-1": "Out of hours",
    "number-1": "01632 960002",
}


def test_concern_numbers_move_up_and_are_saved(cast: Cast) -> None:
    client = as_(cast.pat)
    moved = text(client.post("/set-up/concern-numbers/", {**ROWS, "seen": "[]", "move": "up-1"}))
    assert moved.index("Out of hours") < moved.index("Duty desk")
    assert concern_numbers() == []
    client.post("/set-up/concern-numbers/", {**ROWS, "seen": "[]"})
    assert [each.who for each in concern_numbers()] == ["Duty desk", "Out of hours"]


def test_concern_numbers_say_which_is_for_evenings_and_which_team_has_none(cast: Cast) -> None:
    client, page = as_(cast.pat), "/set-up/concern-numbers/"
    client.post(page, {**ROWS, "seen": "[]"})
    shown = text(client.get(page))
    assert "No number is marked for evenings" in shown
    assert "2 teams have no telephone number" in shown and "North" in shown
    seen = [["Duty desk", "01632 960001", "", False], ["Out of hours", "01632 960002", "", False]]
    client.post(page, {**ROWS, "late-1": "yes", "seen": json.dumps(seen)})
    assert [each.is_out_of_hours for each in concern_numbers()] == [False, True]
    cast.north.phone = "01632 960003"
    cast.north.save()
    shown = text(client.get(page))
    assert "No number is marked" not in shown and "1 team has no telephone number" in shown


def test_concern_numbers_say_what_is_missing_and_show_both(cast: Cast) -> None:
    client = as_(cast.pat)
    assert "Row 1: enter the telephone number" in text(
        client.post("/set-up/concern-numbers/", {"who-0": "Duty desk", "seen": "[]"})
    )
    set_concern_numbers(by=cast.ada, numbers=[("Emergency duty", "01632 960009", "")])
    shown = text(client.post("/set-up/concern-numbers/", {**ROWS, "seen": "[]"}))
    assert "Emergency duty, 01632 960009" in shown
    assert 'value="Duty desk"' in shown


def test_concern_numbers_shrug_at_a_mangled_form(cast: Cast) -> None:
    for seen in ("", "{}", "[1]", "[[1,2]]", "nonsense"):
        answer = as_(cast.pat).post(
            "/set-up/concern-numbers/", {**ROWS, "seen": seen, "move": "up-x"}
        )
        assert answer.status_code == 200


def test_words_are_listed_and_marked(cast: Cast) -> None:
    set_word(by=OPERATOR, kind="grade", code="good", text="Meets our standard")
    shown = text(as_(cast.pat).get("/set-up/words/"))
    assert "Meets our standard" in shown
    assert "Your own" in shown


def test_edit_word_changes_it_everywhere_and_takes_it_back(cast: Cast) -> None:
    client = as_(cast.pat)
    client.post("/set-up/words/role/auditor/", {"text": "Case reviewer", "seen": "Auditor"})
    assert "Case reviewer" in text(as_(cast.ines).get("/account/"))
    client.post(
        "/set-up/words/role/auditor/", {"text": "x", "seen": "Case reviewer", "reset": "yes"}
    )
    assert vocabulary()("role", "auditor") == "Auditor"
    assert client.get("/set-up/words/role/wizard/").status_code == 404


def test_edit_word_shows_both_when_two_save(cast: Cast) -> None:
    set_word(by=cast.ada, kind="grade", code="good", text="Meets our standard")
    shown = text(as_(cast.pat).post("/set-up/words/grade/good/", {"text": "Fine", "seen": "Good"}))
    assert "Somebody else changed this to “Meets our standard”" in shown
    assert 'value="Fine"' in shown


def test_access_log_finds_by_who_what_reference_and_day(cast: Cast) -> None:
    record_read(cast.ines, "audit", "AUD-7K3M9QX2TA")
    client = as_(cast.ira)

    def entries(query: str) -> int:
        return text(client.get(f"/set-up/access-log/?{query}")).count("AUD-7K3M9QX2TA</span>")

    assert entries("who=vale") == entries("ref=aud-7k3m9qx2ta") == entries("what=audit") == 1
    assert entries("who=ellis") == entries("kind=change") == entries("ref=AUD-2222222222") == 0
    assert entries(f"start={today()}") == 1
    assert entries(f"end={today() - timedelta(days=1)}") == 0


def test_access_log_is_paged_by_entry_and_its_reading_is_recorded(cast: Cast) -> None:
    for number in range(60):
        record_read(cast.ines, "audit", f"AUD-{number:010d}")
    client = as_(cast.ira)
    first = text(client.get("/set-up/access-log/"))
    older = re.search(r"before=(\d+)", first)
    assert older
    assert "AUD-0000000059" in first
    assert "AUD-0000000005" not in first
    assert "AUD-0000000005" in text(client.get(f"/set-up/access-log/?before={older[1]}"))
    assert (last_line().actor, last_line().what) == (cast.ira.ref, "access_log")


def test_access_log_shrugs_at_a_mangled_question(cast: Cast) -> None:
    for query in (
        "before=x",
        "before=9999999999999999999999",
        "start=never",
        "kind=all",
        "ref=%00",
    ):
        assert as_(cast.ira).get(f"/set-up/access-log/?{query}").status_code == 200


def test_account_shows_ones_own_roles_in_a_sentence(cast: Cast) -> None:
    shown = text(as_(cast.tariq).get("/account/"))
    assert Role.TEAM_MANAGER.value.sentence in shown
    assert "North" in shown
    assert "Tariq Moss" in shown


def test_account_is_there_for_everybody_who_signed_in(cast: Cast) -> None:
    assert all(as_(getattr(cast, name)).get("/account/").status_code == 200 for name in EVERYBODY)
    assert Client().get("/account/").status_code == 302


# Signing in


def test_signing_in_says_which_roles_need_a_second_step(cast: Cast) -> None:
    client, seen = as_(cast.ada), authority().version
    client.post("/set-up/signing-in/", {"roles": ["qa_lead", "moderator"], "seen": seen})
    assert authority().second_step_roles == ["moderator", "qa_lead"]
    line = last_line()
    assert (line.what, line.details) == ("require_second_step", {"roles": ["moderator", "qa_lead"]})
    page = text(client.post("/set-up/signing-in/", {"roles": [], "seen": seen}))
    assert "Somebody else changed these settings" in page
    assert "Moderator, QA lead" in page
    assert as_(cast.ines).get("/set-up/signing-in/").status_code == 404


def test_reset_second_step_lets_somebody_in_by_password_again(cast: Cast) -> None:
    Authenticator.objects.create(user=cast.dana, type="totp", data={"secret": "x"})
    address = f"/set-up/people/{cast.dana.ref}/second-step/"
    client = as_(cast.ada)
    assert "Make sure that it is really Dana Pike" in text(client.get(address))
    assert "has been taken away" in text(client.post(address, follow=True))
    assert not Authenticator.objects.exists()
    line = last_line()
    assert (line.what, line.refs, line.details) == (
        "reset_second_step",
        [cast.dana.ref],
        {"removed": ["totp"]},
    )
    assert "has none" in text(client.get(address))


def test_reset_second_step_is_never_for_ones_own(cast: Cast) -> None:
    Authenticator.objects.create(user=cast.ada, type="totp", data={"secret": "x"})
    address = f"/set-up/people/{cast.ada.ref}/second-step/"
    client = as_(cast.ada)
    assert "You cannot take away your own" in text(client.get(address))
    assert client.post(address).status_code == 403
    assert Authenticator.objects.exists()


def test_sign_out_person_ends_every_session_of_an_account(cast: Cast) -> None:
    dana, admin = as_(cast.dana), as_(cast.ada)
    address = f"/set-up/people/{cast.dana.ref}/sign-out/"
    assert "Every device they are signed in on" in text(admin.get(address))
    assert "Dana Pike has been signed out everywhere" in text(admin.post(address, follow=True))
    assert (last_line().what, last_line().refs) == ("end_sessions", [cast.dana.ref])
    assert dana.get("/account/").status_code == 302
    assert admin.get("/account/").status_code == 200


def test_sign_out_everywhere_ends_ones_own_sessions(cast: Cast) -> None:
    here, elsewhere = as_(cast.dana), as_(cast.dana)
    assert "signed out everywhere" in text(here.post("/account/sign-out-everywhere/", follow=True))
    assert [each.get("/account/").status_code for each in (here, elsewhere)] == [302, 302]
    assert as_(cast.mo).get("/account/sign-out-everywhere/").status_code == 405
