"""People: accounts, roles and their bounds, teams, settings, words; each change leaves its line."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldenthread.journal.changes import today
from goldenthread.journal.models import Entry
from goldenthread.people import changes
from goldenthread.people.actors import NotAllowed, OwnWork
from goldenthread.people.importing import decoded, report
from goldenthread.people.look import contrast_with_white, picture_type
from goldenthread.people.models import Person
from goldenthread.people.queries import (
    authority,
    concern_numbers,
    fingerprint,
    people_found,
    person_by_ref,
    roles_of,
    team_tree,
    vocabulary,
)
from goldenthread.people.roles import Permission, Role
from tests.cast import OPERATOR, Cast, person

pytestmark = pytest.mark.django_db
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + b"\x00" * 30


def last_line() -> Entry:
    return Entry.objects.latest("seq")


def reloaded(who: Person) -> Person:
    """The roles of a person are loaded once for an object, so ask again."""
    found = person_by_ref(who.ref)
    assert found
    return found


def test_only_who_looks_after_people_makes_accounts(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        changes.make_account(by=cast.ines, name="New", email="new@example.org")
    made = changes.make_account(by=cast.ada, name="New", email="New@Example.org")
    assert made.email == "new@example.org"
    assert (last_line().what, last_line().actor, last_line().refs) == (
        "make_account",
        cast.ada.ref,
        [made.ref],
    )


def test_an_email_belongs_to_one_account(cast: Cast) -> None:
    with pytest.raises(changes.EmailTaken):
        changes.make_account(by=cast.pat, name="Twin", email="INES.VALE@example.org ")


def test_an_external_auditor_needs_an_end_date(cast: Cast) -> None:
    with pytest.raises(changes.EndDateMissing):
        changes.give_role(by=cast.pat, person=cast.stranger, role=Role.EXTERNAL_AUDITOR)


@pytest.mark.parametrize("role", [Role.TEAM_MANAGER, Role.SERVICE_MANAGER])
def test_a_manager_needs_a_team(cast: Cast, role: Role) -> None:
    with pytest.raises(changes.TeamMissing):
        changes.give_role(by=cast.pat, person=cast.stranger, role=role)


def test_a_role_takes_only_bounds_that_are_kept(cast: Cast) -> None:
    with pytest.raises(changes.BoundNotKept):
        changes.give_role(by=cast.pat, person=cast.stranger, role=Role.QA_OFFICER, team=cast.north)
    with pytest.raises(changes.BoundNotKept):
        changes.give_role(
            by=cast.pat, person=cast.stranger, role=Role.DIRECTOR, round_ref="RND-2222222222"
        )
    assert changes.give_role(
        by=cast.pat, person=cast.stranger, role=Role.AUDITOR, round_ref="RND-2222222222"
    )


def test_a_role_ends_at_once(cast: Cast) -> None:
    (held,), _ = roles_of(cast.mo)
    changes.end_role(by=cast.pat, held=held)
    assert not reloaded(cast.mo).may(Permission.AUDIT_MODERATE)
    assert roles_of(cast.mo) == ([], [held])


def test_a_role_is_over_the_day_after_its_date(cast: Cast) -> None:
    assert cast.ed.may(Permission.AUDIT_ANSWER)
    assert not cast.gone.may(Permission.AUDIT_ANSWER)


def test_giving_a_role_again_moves_its_end(cast: Cast) -> None:
    later = today() + timedelta(days=90)
    changes.give_role(by=cast.pat, person=cast.ed, role=Role.EXTERNAL_AUDITOR, until_on=later)
    (held,), _ = roles_of(cast.ed)
    assert held.until_on == later
    assert last_line().details["until"] == later.isoformat()


def test_an_administrator_cannot_give_themselves_a_role_that_sees_cases(cast: Cast) -> None:
    with pytest.raises(OwnWork):
        changes.give_role(by=cast.ada, person=cast.ada, role=Role.QA_LEAD)
    assert changes.give_role(by=cast.pat, person=cast.pat, role=Role.MODERATOR)


def test_somebody_must_stay_who_looks_after_accounts(cast: Cast) -> None:
    changes.disable_account(by=cast.pat, person=cast.ada)
    with pytest.raises(changes.NobodyLeft):
        changes.disable_account(by=cast.pat, person=cast.pat)
    (held,), _ = roles_of(cast.pat)
    with pytest.raises(changes.NobodyLeft):  # a QA lead's only role that looks after accounts
        changes.end_role(by=cast.pat, held=held)
    assert reloaded(cast.pat).may(Permission.PEOPLE_MANAGE)


def test_the_second_to_save_an_account_is_told(cast: Cast) -> None:
    seen = fingerprint(cast.dana)
    fields = {"name": "Dana Pike", "email": "dana.pike@example.org", "phone": ""}
    changes.edit_account(by=cast.pat, person=cast.dana, seen=seen, post="Social worker", **fields)
    with pytest.raises(changes.AccountChanged) as told:
        changes.edit_account(by=cast.ada, person=cast.dana, seen=seen, post="Senior", **fields)
    assert told.value.theirs.post == "Social worker"


def test_people_are_found_by_word_role_and_state(cast: Cast) -> None:
    assert list(people_found(text="vale")) == [cast.ines]
    assert list(people_found(role="moderator")) == [cast.mo]
    changes.disable_account(by=cast.pat, person=cast.mo)
    assert list(people_found(state="off")) == [cast.mo]


def test_a_team_cannot_stand_below_itself(cast: Cast) -> None:
    below = changes.make_team(by=cast.pat, name="North duty", parent=cast.north)
    with pytest.raises(changes.TeamCircle):
        changes.edit_team(
            by=cast.pat,
            team=cast.service,
            seen=fingerprint(cast.service),
            name="Services",
            parent=below,
        )


def test_the_tree_shows_each_team_below_its_service(cast: Cast) -> None:
    changes.make_team(by=cast.pat, name="A duty team", parent=cast.south)
    assert [(depth, team.name) for depth, team in team_tree()] == [
        (0, "Children's services"),
        (1, "North"),
        (1, "South"),
        (2, "A duty team"),
    ]


def test_the_second_to_save_settings_sees_what_the_first_left(cast: Cast) -> None:
    changes.set_authority(by=cast.pat, seen=1, name="Anytown Council")
    with pytest.raises(changes.SettingsChanged) as told:
        changes.set_authority(by=cast.ada, seen=1, name="Other Council")
    assert told.value.theirs.name == "Anytown Council"
    assert authority().name == "Anytown Council"


@pytest.mark.parametrize("colour", ["#f46a25", "#ffffff", "#28a197"])
def test_a_pale_colour_is_refused(cast: Cast, colour: str) -> None:
    with pytest.raises(changes.ColourTooPale):
        changes.set_authority(by=cast.pat, seen=1, colour=colour)


@pytest.mark.parametrize("logo", [b"<svg onload='x'/>", b"GIF89a", PNG + b"\x00" * 200_000])
def test_a_logo_is_judged_by_its_bytes(cast: Cast, logo: bytes) -> None:
    with pytest.raises(changes.LogoRefused):
        changes.set_authority(by=cast.pat, seen=1, logo=logo, logo_type="image/png")


@pytest.mark.parametrize(
    "address", ["https://cases.example.org/", "javascript:alert({number})", "{number}"]
)
def test_an_address_that_leads_to_no_record_is_refused(cast: Cast, address: str) -> None:
    with pytest.raises(changes.CaseAddressWrong):
        changes.set_authority(by=cast.pat, seen=1, case_address=address)


def test_numbers_keep_their_order_and_show_a_conflict(cast: Cast) -> None:
    first = [("Duty desk", "01632 960001", ""), ("Out of hours", "01632 960002", "After 17:00")]
    changes.set_concern_numbers(by=cast.pat, numbers=first, seen=[])
    assert [each.who for each in concern_numbers()] == ["Duty desk", "Out of hours"]
    with pytest.raises(changes.NumbersChanged):
        changes.set_concern_numbers(by=cast.ada, numbers=[], seen=[])


def test_a_word_is_the_authoritys_until_it_is_taken_back(cast: Cast) -> None:
    changes.set_word(by=cast.pat, kind="grade", code="good", text="Meets our standard", seen="Good")
    assert vocabulary()("grade", "good") == "Meets our standard"
    with pytest.raises(changes.WordChanged):
        changes.set_word(by=cast.ada, kind="grade", code="good", text="Fine", seen="Good")
    changes.set_word(by=cast.pat, kind="grade", code="good", text="Good")
    assert vocabulary().own == {}


def test_journal_lines_of_people_hold_no_names(cast: Cast) -> None:
    changes.edit_account(
        by=cast.pat, person=cast.dana, seen=fingerprint(cast.dana),
        name="Dana Newname", email="dana.new@example.org", post="", phone="01632 960003",
    )  # fmt: skip
    line = last_line()
    assert "Newname" not in str(line.details) + str(line.refs)
    assert line.refs == [cast.dana.ref]


GOOD = """name,email,role,team,until
Noor Reed,noor@example.org,Auditor,North,
Noor Reed,noor@example.org,Team manager,North,
Eli Fox,eli@example.org,External auditor,,31/12/2099
Ines Vale,ines.vale@example.org,Moderator,,
Una Kay,una@example.org,,,
"""


def test_a_list_of_people_is_read_before_it_is_written(cast: Cast) -> None:
    before = Person.objects.count()
    checked = report(GOOD)
    assert (len(checked.rows), checked.new_accounts, checked.problems) == (5, 3, [])
    assert Person.objects.count() == before
    made = changes.import_people(by=cast.pat, roles=checked.rows)
    assert sorted(each.name for each, _ in made) == ["Eli Fox", "Noor Reed", "Una Kay"]
    assert reloaded(cast.ines).may(Permission.AUDIT_MODERATE)
    assert {held.role for held in made[0][0].held} == {"auditor", "team_manager"}


def test_every_fault_of_the_list_is_named_with_its_row(cast: Cast) -> None:
    text = (
        "Name;E-mail;Role;Team;Until\n"
        ";bad;Wizard;Nowhere;soon\n"
        "Eli;eli@example.org;External auditor;;\n"
        "Max;max@example.org;Team manager;;1/1/2001\n"
    )
    assert [(each.row, each.column) for each in report(text).problems] == [
        (2, "name"), (2, "email"), (2, "role"), (2, "team"), (2, "until"),
        (3, "until"), (4, "until"), (4, "team"),
    ]  # fmt: skip


def test_a_list_without_its_columns_says_which(cast: Cast) -> None:
    assert [each.problem for each in report("who,mail\nA,a@example.org\n").problems] == [
        "There is no column called name",
        "There is no column called email",
    ]


@given(st.text(max_size=200))
def test_no_text_breaks_the_reading_of_people(text: str) -> None:
    checked = report("name,email,role,team,until\n" + text)
    assert all(line.name and "@" in line.email for line in checked.rows)


@given(st.binary(max_size=100))
def test_no_bytes_break_the_decoding(content: bytes) -> None:
    assert isinstance(decoded(content), str)
    assert picture_type(content) in ("", "image/png", "image/jpeg")


@given(st.from_regex(r"#[0-9a-fA-F]{6}", fullmatch=True))
def test_contrast_runs_from_one_to_twenty_one(colour: str) -> None:
    assert 1 <= round(contrast_with_white(colour), 6) <= 21


def test_the_first_account_is_made_once(db: None) -> None:
    person("Somebody Here")
    with pytest.raises(changes.EmailTaken):
        changes.make_first_account(by=OPERATOR, name="Late", email="late@example.org", password="x")
