"""Building a tool part by part: sections, questions, conditions, scales, rules, their order."""

import pytest

from goldenthread.tools import changes, queries
from goldenthread.tools.building.places import keys, part
from tests.cast import Cast
from tests.rooms.built_tools import a_ruled_tool, a_tool, now
from tests.web.asking import html as text
from tests.web.asking import signed_in as as_
from tests.web.tool_pages import LIBRARY, address, posted, seen, shown

pytestmark = pytest.mark.django_db


def test_add_section_and_a_part_of_it(cast: Cast) -> None:
    draft = a_tool(cast)
    posted(cast.pat, "add_section", draft, title="Plans", kind="domain")
    as_(cast.pat).post(
        address("add_section", draft) + "?within=plans", {"title": "Goals", "kind": "domain"}
    )
    assert keys(now(draft).body, "section") == ["header", "visits", "plans", "goals"]
    assert "Enter title" in text(posted(cast.pat, "add_section", draft, title="", kind="domain"))


def test_section_is_said_anew_and_keeps_its_questions(cast: Cast) -> None:
    draft = a_tool(cast)
    assert "Was the child seen alone?" in shown(cast.pat, "section", draft)
    posted(
        cast.pat, "section", draft, title="Visits to the child", kind="domain", hint="Look at all.",
        may_be_not_applicable="on", seen=seen(draft, "section", "visits"),
    )  # fmt: skip
    section = part(now(draft).body, "section", "visits")
    assert (section["title"], section["may_be_not_applicable"]) == ("Visits to the child", True)
    assert len(section["questions"]) == 2


TYPES = {
    "yes_no": {}, "yes_partly_no": {}, "scale": {"scale": "two_points"}, "choice": {"more": "Red\nBlue"},
    "multiple_choice": {"more": "Red\nBlue"}, "checklist": {"more": "Red\nBlue"},
    "number": {"least": "0", "most": "9", "unit": "days"}, "date": {}, "document": {}, "seen": {},
    "months_since": {"limit_months": "6"}, "short_text": {}, "text": {},
}  # fmt: skip


@pytest.mark.parametrize("kind", TYPES)
def test_add_question_of_every_type(cast: Cast, kind: str) -> None:
    draft = a_tool(cast)
    posted(cast.pat, "add_question", draft, label="Is it so?", type=kind)
    assert shown(cast.pat, "question", draft, "visits.is_it_so")
    posted(
        cast.pat, "question", draft, "visits.is_it_so", label="Is it so?", type=kind, audience="worker",
        hint="See the record.", prompts="One\nTwo", standard_title="Standard 4", evidence="yes",
        seen=seen(draft, "question", "visits.is_it_so"), **TYPES[kind],
    )  # fmt: skip
    question = part(now(draft).body, "question", "visits.is_it_so")
    assert (question["prompts"], question["audience"]) == (["One", "Two"], "worker")
    assert question["evidence_required"] is True
    assert queries.checks(now(draft).body) == []


def test_question_shows_the_second_tab_what_the_first_one_left(cast: Cast) -> None:
    draft = a_tool(cast)
    stale = seen(draft, "question", "visits.grade")
    said = {"type": "grade", "audience": "both", "seen": stale}
    posted(cast.pat, "question", draft, label="First?", **said)
    page = text(posted(cast.pat, "question", draft, label="Second?", **said))
    assert "What was saved elsewhere" in page
    assert "First?" in page
    assert 'value="Second?"' in page
    assert part(now(draft).body, "question", "visits.grade")["label"] == "First?"
    again = {**said, "seen": seen(draft, "question", "visits.grade")}
    assert again["seen"] in page
    posted(cast.pat, "question", draft, label="Second?", **again)
    assert part(now(draft).body, "question", "visits.grade")["label"] == "Second?"


def test_question_keeps_the_keys_of_answers_that_are_reworded(cast: Cast) -> None:
    draft, key = a_tool(cast), "visits.colour"
    posted(cast.pat, "add_question", draft, label="Colour", type="choice")
    said = {"label": "Colour", "type": "choice", "audience": "both"}
    posted(
        cast.pat,
        "question",
        draft,
        key,
        more="Red\nBlue",
        seen=seen(draft, "question", key),
        **said,
    )
    more = {"choice0": "Dark red", "choice1": "", "more": "Green"}
    posted(cast.pat, "question", draft, key, seen=seen(draft, "question", key), **said, **more)
    choices = part(now(draft).body, "question", key)["choices"]
    assert choices == [{"key": "red", "label": "Dark red"}, {"key": "green", "label": "Green"}]


def test_condition_by_case_type_role_and_earlier_answer(cast: Cast) -> None:
    draft = a_tool(cast)
    posted(cast.pat, "add_section", draft, title="Alone", kind="domain")
    key = "visits.was_the_child_seen_alone"
    where = address("condition", draft, "section", "alone")
    posted(cast.pat, "add_question", draft, "alone", label="Why?", type="text")
    assert "Was the child seen alone?" in text(as_(cast.pat).get(where))
    page = text(as_(cast.pat).get(f"{where}?and={key}"))
    assert "is answered" in page
    data = {
        "case_type": ["cp"],
        "role": ["auditor"],
        "answer0": ["no"],
        "seen": seen(draft, "section", "alone"),
    }
    as_(cast.pat).post(f"{where}?and={key}", data)
    assert part(now(draft).body, "section", "alone")["shown_when"] == {
        "case_type": ["cp"], "role": ["auditor"], "answers": [{"question": key, "is": ["no"]}],
    }  # fmt: skip
    assert "where question 3 is No" in shown(cast.pat, "section", draft, "alone")
    posted(cast.pat, "condition", draft, "section", "alone", seen=seen(draft, "section", "alone"))
    assert "shown_when" not in part(now(draft).body, "section", "alone")


def test_add_scale_of_the_product_or_of_ones_own(cast: Cast) -> None:
    draft = a_tool(cast)
    posted(cast.pat, "add_scale", draft, shipped="scaling10")
    posted(cast.pat, "add_scale", draft, label="Ours", steps="Low\nMiddle\nHigh")
    assert keys(now(draft).body, "scale") == ["two_points", "scaling10", "ours"]
    assert "Enter the name" in text(posted(cast.pat, "add_scale", draft, label=""))


def test_scale_steps_are_said_moved_and_added(cast: Cast) -> None:
    draft = a_tool(cast)
    said = {
        "label": "Points", "label0": "Weak", "escalates0": "on", "look0": "dark_red", "value0": "1",
        "label1": "Sound", "meets_standard1": "on", "descriptor1": "There.", "more": "Strong",
        "seen": seen(draft, "scale", "two_points"), "go": "up:strong",
    }  # fmt: skip
    posted(cast.pat, "scale", draft, **said)
    steps = part(now(draft).body, "scale", "two_points")["steps"]
    assert [step["key"] for step in steps] == ["weak", "strong", "sound"]
    assert (steps[0]["escalates"], steps[0]["fill"], steps[0]["value"]) == (True, "#4C0A26", 1)
    assert "Strong" in shown(cast.pat, "scale", draft)


def test_add_rule_that_warns(cast: Cast) -> None:
    draft = a_tool(cast)
    posted(
        cast.pat, "add_rule", draft, section="visits", grades=["weak"], limits="visits",
        no_better_than="weak", says="Weak visits.",
    )  # fmt: skip
    assert [rule["says"] for rule in now(draft).body["rules"]] == ["Weak visits."]
    empty = changes.begin_tool(by=cast.pat, title="Empty", subject="family")
    assert "a question of type grade, first" in shown(cast.pat, "add_rule", empty)


def test_rule_is_said_anew(cast: Cast) -> None:
    draft = a_ruled_tool(cast)
    posted(
        cast.pat, "rule", draft, section="visits", grades=["weak"], limits="visits",
        no_better_than="weak", says="Otherwise.", seen=seen(draft, "rule", "rule"),
    )  # fmt: skip
    assert now(draft).body["rules"][0]["says"] == "Otherwise."
    assert "Can never fire" in shown(cast.pat, "version", draft)


def test_copy_a_section_or_a_question_from_the_library(cast: Cast) -> None:
    draft = a_tool(cast)
    where = address("copy", draft) + "?source=library:core"
    section = next(s for s in LIBRARY["core"]["sections"] if s["kind"] == "domain")
    assert section["title"] in text(as_(cast.pat).get(where))
    as_(cast.pat).post(where, {"part": f"section:{section['key']}"})
    assert section["key"] in keys(now(draft).body, "section")
    key = section["questions"][0]["key"]
    as_(cast.pat).post(f"{where}&within=visits", {"part": f"question:{key}"})
    assert len(part(now(draft).body, "section", "visits")["questions"]) == 3


def test_move_by_buttons(cast: Cast) -> None:
    draft = a_tool(cast)
    data = {"kind": "question", "key": "visits.grade", "to": "down"}
    answer = posted(cast.pat, "move", draft, **data)
    assert answer["Location"].endswith("/sections/visits/#question-visits.grade")
    assert keys(now(draft).body, "question")[-1] == "visits.grade"


def test_move_a_question_to_another_section_keeps_its_key(cast: Cast) -> None:
    draft, key = a_tool(cast), "visits.was_the_child_seen_alone"
    assert "Move it to another section" in shown(cast.pat, "question", draft, key)
    answer = posted(cast.pat, "move", draft, kind="question", key=key, section="header")
    assert "/sections/header/" in answer["Location"]
    assert keys(now(draft).body, "question") == ["header.closed_on", key, "visits.grade"]
    posted(cast.pat, "move", draft, kind="question", key="visits.grade", section="header")
    assert keys(now(draft).body, "question")[-1] == "visits.grade"


def test_remove_and_undo_it(cast: Cast) -> None:
    draft = a_tool(cast)
    posted(cast.pat, "remove", draft, kind="section", key="visits")
    page = shown(cast.pat, "version", draft)
    assert "“Visits” removed" in page
    last = queries.last_edit(draft)
    assert last is not None
    posted(cast.pat, "undo", draft, seen=str(last.pk))
    assert now(draft).sha256 == draft.sha256


def test_undo_of_what_another_tab_did_changes_nothing(cast: Cast) -> None:
    draft = a_tool(cast)
    client = as_(cast.pat)
    answer = client.post(address("undo", draft), {"seen": "1"}, follow=True)
    assert "Nothing was taken back" in text(answer)
    assert now(draft).sha256 == draft.sha256


def test_a_part_taken_out_elsewhere_is_said_to_be_gone(cast: Cast) -> None:
    draft = a_tool(cast)
    client = as_(cast.pat)
    client.post(address("remove", draft), {"kind": "section", "key": "visits"})
    data = {"label": "Mine?", "type": "grade", "audience": "both", "seen": "x"}
    answer = client.post(address("question", draft), data, follow=True)
    assert "no longer in the tool" in text(answer)
