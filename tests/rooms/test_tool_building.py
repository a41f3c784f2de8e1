"""A tool built part by part: drafts, edits and their undoing, publishing, and what stays as it was."""

import pytest

from goldenthread.journal.models import Entry
from goldenthread.people.actors import NotAllowed
from goldenthread.tools import changes, queries
from goldenthread.tools.building.comparing import compare
from goldenthread.tools.building.parts import PartRefused
from goldenthread.tools.building.places import NoSuchPart, keys, part
from goldenthread.tools.form import faults
from goldenthread.tools.library import library_bodies
from goldenthread.tools.models import Tool
from tests.cast import Cast
from tests.rooms.built_tools import STEPS, a_tool, add, begun, edit, now, published

pytestmark = pytest.mark.django_db


def test_a_tool_begins_with_what_its_subject_has_to_ask(cast: Cast) -> None:
    draft = begun(cast)
    assert (draft.tool.code, draft.number, draft.state) == ("visits_and_plans", 1, "draft")
    assert keys(draft.body, "question") == ["header.closed_on"]
    assert [check.what for check in queries.checks(draft.body)] == []


def test_parts_get_keys_that_say_what_they_are(cast: Cast) -> None:
    draft = a_tool(cast)
    assert keys(draft.body, "question")[1:] == ["visits.grade", "visits.was_the_child_seen_alone"]
    assert add(cast, draft, "section", title="Visits", kind="domain") == "visits_2"
    assert faults(draft.body) == []


def test_what_is_not_yet_right_is_said_beside_its_part(cast: Cast) -> None:
    draft = a_tool(cast)
    steps = [{k: v for k, v in step.items() if k != "descriptor"} for step in STEPS]
    edit(cast, draft, "scale", "two_points", steps=steps)
    [check] = queries.checks(now(draft).body)
    assert (check.kind, check.key) == ("question", "visits.grade")
    assert "without descriptors" in check.what
    with pytest.raises(changes.ToolFaulty):
        published(cast, draft)


def test_what_cannot_be_is_refused_with_its_field(cast: Cast) -> None:
    draft = a_tool(cast)
    with pytest.raises(PartRefused) as refused:
        edit(cast, draft, "question", "visits.grade", label="=SUM(A1)")
    assert refused.value.by_field() == {
        "label": "begins like a formula of a spreadsheet; begin it with a letter"
    }
    assert now(draft).sha256 == draft.sha256


def test_of_two_tabs_the_second_is_told_and_overwrites_nothing(cast: Cast) -> None:
    draft = a_tool(cast)
    seen = queries.fingerprint(draft.body, "question", "visits.grade")
    edit(cast, draft, "question", "visits.grade", label="How good?")
    with pytest.raises(changes.DraftChanged) as changed:
        changes.edit_part(
            by=cast.pat, draft=draft, kind="question", key="visits.grade",
            data={"type": "grade", "label": "Mine"}, seen=seen,
        )  # fmt: skip
    assert changed.value.theirs["label"] == "How good?"
    assert part(now(draft).body, "question", "visits.grade")["label"] == "How good?"


def test_edits_of_two_parts_do_not_stand_in_each_others_way(cast: Cast) -> None:
    draft = a_tool(cast)
    seen = queries.fingerprint(draft.body, "section", "visits")
    edit(cast, draft, "question", "visits.grade", label="How good?")
    data = {"title": "Visits to the child", "kind": "domain"}
    changes.edit_part(by=cast.pat, draft=draft, kind="section", key="visits", data=data, seen=seen)
    assert part(now(draft).body, "question", "visits.grade")["label"] == "How good?"


def test_what_is_removed_comes_back_whole(cast: Cast) -> None:
    draft = a_tool(cast)
    changes.remove_part(by=cast.pat, draft=draft, kind="section", key="visits")
    assert "visits" not in keys(now(draft).body, "section")
    last = queries.last_edit(draft)
    assert last is not None and (last.what, last.part) == ("remove", "visits")
    changes.undo_edit(by=cast.pat, draft=draft, seen=last.pk)
    assert now(draft).sha256 == draft.sha256
    assert changes.undo_edit(by=cast.pat, draft=draft, seen=last.pk) is None


def test_a_part_that_is_gone_is_said_to_be(cast: Cast) -> None:
    draft = a_tool(cast)
    with pytest.raises(NoSuchPart):
        changes.move_part(by=cast.pat, draft=draft, kind="question", key="no.such", is_up=True)


def test_a_section_of_the_library_is_copied_with_its_scale(cast: Cast) -> None:
    draft = begun(cast)
    core = next(body for body in library_bodies() if body["code"] == "core")
    key = next(s["key"] for s in core["sections"] if s["kind"] == "domain")
    first = changes.copy_part(by=cast.pat, draft=draft, source=core, kind="section", key=key)
    again = changes.copy_part(by=cast.pat, draft=draft, source=core, kind="section", key=key)
    body = now(draft).body
    assert (first, again) == (key, f"{key}_2")
    assert body["scale"] == core["scale"]
    assert part(body, "question", f"{key}_2.grade")["label"]
    assert faults(body) == []


def test_published_it_never_changes_and_the_next_version_goes_on(cast: Cast) -> None:
    first = published(cast, a_tool(cast))
    assert (first.note, first.state) == ("For the autumn.", "published")
    with pytest.raises(changes.NotADraft):
        edit(cast, first, "question", "visits.grade", label="Otherwise")
    second = changes.begin_next_version(by=cast.pat, version=first)
    with pytest.raises(changes.DraftStands):
        changes.begin_next_version(by=cast.pat, version=first)
    add(cast, second, "question", "visits", label="Was it on time?", type="yes_no")
    changes.remove_part(
        by=cast.pat, draft=second, kind="question", key="visits.was_the_child_seen_alone"
    )
    found = compare(first.body, now(second).body)
    said = {(d.what, d.label, d.figures) for d in found.differences}
    assert said == {
        ("added", "Was it on time?", "begin"), ("removed", "Was the child seen alone?", "end"),
    }  # fmt: skip
    assert now(first).sha256 == first.sha256


def test_a_question_is_said_to_go_on_or_to_begin_anew(cast: Cast) -> None:
    second = changes.begin_next_version(by=cast.pat, version=published(cast, a_tool(cast)))
    old = "visits.was_the_child_seen_alone"
    key = changes.map_question(by=cast.pat, draft=second, key=old, earlier="")
    assert key == f"{old}_2"
    found, left = queries.questions_to_map(now(second))
    assert found is not None and found.new == (key,)
    assert [question.key for question in left] == [old]
    changes.map_question(by=cast.pat, draft=second, key=key, earlier=old)
    found, _ = queries.questions_to_map(now(second))
    assert found is not None and found.is_unbroken


def test_a_discarded_draft_leaves_nothing_but_its_line(cast: Cast) -> None:
    draft = a_tool(cast)
    changes.discard_draft(by=cast.pat, draft=draft)
    assert not Tool.objects.filter(code="visits_and_plans").exists()
    last = Entry.objects.latest("seq")
    assert (last.what, last.refs) == ("discard_draft", [draft.ref])


def test_who_runs_no_rounds_builds_no_tools(cast: Cast) -> None:
    draft = a_tool(cast)
    with pytest.raises(NotAllowed):
        changes.begin_tool(by=cast.ada, title="Mine", subject="case_file")
    with pytest.raises(NotAllowed):
        changes.remove_part(by=cast.ines, draft=draft, kind="section", key="visits")


def test_the_library_never_touches_a_version_of_the_authoritys_own(cast: Cast) -> None:
    core = queries.newest_version("core")
    assert core is not None
    body = {**core.body, "version": core.number + 1, "title": "Our core audit"}
    own = changes.publish_tool(by=cast.pat, body=body)
    changes.load_library(by=cast.pat)
    assert now(own).title == "Our core audit"


def test_a_file_over_a_draft_can_be_taken_back(cast: Cast) -> None:
    draft = a_tool(cast)
    body = {**draft.body, "title": "As the file says"}
    changes.save_draft(by=cast.pat, body=body)
    last = queries.last_edit(draft)
    assert last is not None
    changes.undo_edit(by=cast.pat, draft=draft, seen=last.pk)
    assert now(draft).sha256 == draft.sha256
