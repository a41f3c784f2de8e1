"""Set-up of the authority: settings, numbers for concerns, its words, the access log."""

import json
import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from goldenthread.journal.changes import record_read, today
from goldenthread.people.changes import set_authority, set_concern_numbers, set_word
from goldenthread.people.queries import authority, concern_numbers, vocabulary
from tests.cast import OPERATOR, Cast
from tests.web.asking import html as text
from tests.web.asking import last_line
from tests.web.asking import signed_in as as_

pytestmark = pytest.mark.django_db


PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + b"\x00" * 30


FIELDS = {
    "name": "Anytown Council", "title": "Case audit", "colour": "#12436d", "seen": 1,
    "feedback_worker": "reply", "feedback_manager": "view", "discuss_days": 10, "hide_up_to": 5,
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
