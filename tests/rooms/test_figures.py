"""Figures: counts that add up, shares by the print policy, and the audits behind each number."""

from collections.abc import Iterator
from typing import Any

import pytest

from goldenthread.audits.models import Audit
from goldenthread.cases.models import CaseType
from goldenthread.figures.queries import (
    Number,
    UnknownDimension,
    UnknownRound,
    UnknownStage,
    action_counts,
    as_json,
    auditor_kinds,
    audits_behind,
    concerns,
    counted_rounds,
    family_heard,
    grades,
    grades_and_total,
    moderation,
    newest_round,
    round_by_code,
    round_coverage,
)
from goldenthread.figures.queries.basis import Frames, Origin, frames
from goldenthread.method.proportions import Basis
from goldenthread.people.actors import NotAllowed
from goldenthread.people.models import Person
from goldenthread.programme.changes import plan_selection
from tests.cast import Cast
from tests.finished import World, undone, world_of_a_module
from tests.loop import round_of, submitted
from tests.rooms.case_list import make_case_list
from tests.rooms.rounds import make_selected_round, select


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    yield from world_of_a_module(django_db_blocker)


@pytest.fixture(autouse=True)
def _undone(request: pytest.FixtureRequest) -> Iterator[None]:
    if "world" not in request.fixturenames:
        yield
        return
    request.getfixturevalue("world")
    with undone():
        yield


def by_type(world: World, **more: Any) -> list[Any]:
    return grades(world.cast.pat, ["case_type"], where={"round": world.first.code}, **more)


def test_counts_are_in_scale_order_with_zeros_and_add_up(world: World) -> None:
    (row,) = grades(world.cast.pat, ["round"], where={"round": world.first.code})
    assert row.counts == {"inadequate": 0, "requires_improvement": 3, "good": 6, "outstanding": 3}
    assert list(row.counts) == list(row.scale.keys)
    assert (row.n, sum(row.counts.values()), len(row.audits)) == (12, 12, 12)
    assert row.meeting.text == "9 of 12 (75%)"


def test_groups_add_up_to_the_whole_and_share_no_audit(world: World) -> None:
    rows = by_type(world)
    refs = [ref for row in rows for ref in row.audits]
    assert sorted(refs) == sorted(set(refs))
    assert len(refs) == sum(row.n for row in rows) == 12


def test_each_stage_counts_the_judgement_that_stands_there(world: World) -> None:
    where = {"round": world.first.code}
    auditor, moderated, final = (
        grades(world.cast.pat, [], stage=stage, where=where)[0]
        for stage in ("auditor", "moderated", "final")
    )
    assert (auditor.n, moderated.n, final.n) == (12, 3, 12)
    assert moderated.counts["outstanding"] == 3
    changed = {ref for ref in moderated.audits if ref not in _with(world, "outstanding")}
    assert final.counts["outstanding"] == auditor.counts["outstanding"] + len(changed)


def _with(world: World, grade: str) -> set[str]:
    number = Number("grades", "auditor", {"round": world.first.code}, grade)
    return set(audits_behind(world.cast.pat, number).values_list("ref", flat=True))


def test_final_grades_wait_until_the_audit_is_closed(world: World) -> None:
    Audit.objects.filter(round=world.first).update(state=Audit.State.SHARED)
    assert grades(world.cast.pat, [], stage="final", where={"round": world.first.code}) == []


def test_a_returned_audit_is_not_counted(world: World) -> None:
    Audit.objects.filter(ref=by_type(world)[0].audits[0]).update(state=Audit.State.RETURNED)
    assert sum(row.n for row in by_type(world)) == 11


def test_not_applicable_and_ungraded_are_never_counted(world: World) -> None:
    (row,) = grades(world.cast.pat, ["domain"], where={"round": world.first.code})
    assert (row.group, row.n) == ({"domain": "risk"}, 12)
    assert "na" not in row.counts


@pytest.mark.parametrize("name", ["practitioner", "worker", "auditor"])
def test_no_figure_is_made_by_a_named_person(world: World, name: str) -> None:
    for asked in ({"dimensions": [name]}, {"where": {name: "x"}}):
        with pytest.raises(UnknownDimension, match="never made by a named person"):
            grades(world.cast.pat, **asked)


def test_an_unknown_dimension_stage_or_round_is_named_in_words(world: World) -> None:
    with pytest.raises(UnknownDimension, match="no figures by 'colour'"):
        grades(world.cast.pat, ["colour"])
    with pytest.raises(UnknownStage):
        grades(world.cast.pat, [], stage="first")
    with pytest.raises(UnknownRound, match="autumn-round"):
        round_by_code(world.cast.pat, "nowhere")


def test_a_selected_round_gives_the_exact_range_within_a_case_type(world: World) -> None:
    row = by_type(world)[0]
    assert row.basis == Basis("random", 20)
    assert row.shares["good"].method == "hypergeometric"


def test_the_moderated_ones_among_others_are_no_random_selection(world: World) -> None:
    some, every = (
        grades(world.cast.pat, [], stage="moderated", where={"round": round.code})[0].basis.kind
        for round in (world.first, world.second)
    )
    assert (some, every != "purposive") == ("purposive", True)


COUNTS = {1: {"cp": {"open": 20, "selected": 4}, "cin": {"open": 40, "selected": 8}}}


@pytest.mark.parametrize(
    ("origins", "whole", "expected"),
    [
        ([("cp", "selected")], True, Basis("random", 20)),
        ([("cp", "selected"), ("cin", "swapped")], True, Basis("random", 60)),
        ([("cp", "selected")], False, Basis("random", None)),
        ([("cp", "selected"), ("cp", "named")], True, Basis("unequal")),
        ([("cp", "named")], True, Basis("purposive")),
        ([("early_help", "selected")], True, Basis("unequal")),
    ],
)
def test_the_basis_follows_from_how_the_cases_came(
    origins: list[tuple[str, str]], whole: bool, expected: Basis
) -> None:
    found = Frames(COUNTS).basis(
        (Origin(1, case_type, came) for case_type, came in origins), frame_is_whole=whole
    )
    assert found == expected


def test_case_types_selected_at_different_rates_have_no_range_together() -> None:
    frames = Frames({1: {**COUNTS[1], "cin": {"open": 40, "selected": 4}}})
    origins = (Origin(1, case_type, "selected") for case_type in ("cp", "cin"))
    assert frames.basis(origins, frame_is_whole=True) == Basis("unequal")


@pytest.mark.django_db
def test_a_plan_that_bends_chances_within_a_case_type_leaves_no_range(cast: Cast) -> None:
    round = make_selected_round(cast.pat, make_case_list([cast.north, cast.south]))
    sample = {"size": 12, "quotas": "proportional", "minimum_per_worker": 1}
    plan_selection(by=cast.pat, round=round, seen=round.version, sample=sample)
    select(cast.pat, round)
    found = frames([round.id]).basis([Origin(round.id, "cp", "selected")], frame_is_whole=True)
    assert found == Basis("unequal")


@pytest.mark.django_db
def test_a_quick_round_describes_its_own_audits_only(cast: Cast) -> None:
    submitted(round_of(cast, ["1"])[0])
    (row,) = grades(cast.pat, ["round"])
    assert row.shares["good"].method == "none: audited cases only"
    assert row.shares["good"].text == "1 of 1"


def test_before_and_after_add_up_and_say_how_many_by_what_rule(world: World) -> None:
    held = moderation(world.cast.pat, world.first)
    assert held.text == "3 of 12 moderated, chosen by: 25% at random"
    keys = held.scale.keys if held.scale else ()
    assert sum(map(held.before, keys)) == sum(map(held.after, keys)) == held.n == 3
    assert held.moved(1) + held.moved(-1) == held.changed
    assert not held.coverage.is_complete


def test_after_moderation_may_be_said_only_where_all_were(world: World) -> None:
    assert moderation(world.cast.pat, world.second).coverage.is_complete


def test_coverage_counts_open_cases_and_practitioners(world: World) -> None:
    held = round_coverage(world.cast.pat, world.first)
    assert (held.total.audited, held.total.open) == (12, 60)
    assert sum(row.audited for row in held.by_team) == 12
    assert sum(row.open or 0 for row in held.by_case_type) == 60
    assert held.practitioners.open == 6


def test_a_case_that_was_not_open_on_the_list_is_counted_beside_it(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    audits = Audit.objects.filter(round=world.first)
    n = audits.filter(header__status="cp").count()
    monkeypatch.setattr("goldenthread.figures.queries.coverage.OPEN_STATUSES", ("cp",))
    held = round_coverage(world.cast.pat, world.first)
    assert 0 < n < 12 and (held.total.audited, held.total.beside, held.handed_in) == (n, 12 - n, 12)
    assert sum(row.beside for row in held.by_case_type) == 12 - n
    behind = [
        audits_behind(world.cast.pat, Number(what, "auditor", {"round": world.first.code})).count()
        for what in ("audited", "covered", "beside")
    ]
    assert behind == [12, n, 12 - n]


def test_case_types_stand_in_the_authoritys_order(world: World) -> None:
    codes = [row.group["case_type"] for row in by_type(world)]
    for place, code in enumerate(reversed(codes)):
        CaseType.objects.filter(code=code).update(order=place)
    assert [row.group["case_type"] for row in by_type(world)] == list(reversed(codes))
    covered = round_coverage(world.cast.pat, world.first).by_case_type
    assert [row.code for row in covered if row.audited] == list(reversed(codes))


def test_a_combined_row_is_traced_to_the_audits_of_all_its_case_types(world: World) -> None:
    rows = by_type(world)
    where = {"round": world.first.code, "case_type": "+".join(r.group["case_type"] for r in rows)}
    assert audits_behind(world.cast.pat, Number("grades", "auditor", where)).count() == 12


def test_the_newest_round_with_an_audit_handed_in_stands_first(world: World) -> None:
    newest = counted_rounds(world.cast.pat).first()
    assert newest == newest_round(world.cast.pat)
    Audit.objects.filter(round=newest).update(state=Audit.State.IN_PROGRESS)
    assert newest_round(world.cast.pat) == ({world.first, world.second} - {newest}).pop()


def test_what_followed_is_counted(world: World) -> None:
    actions = action_counts(world.cast.pat, world.first)
    assert (actions.total, actions.open, actions.closed) == (3, 3, 0)
    assert (concerns(world.cast.pat, world.first), family_heard(world.cast.pat, world.first)) == (
        0,
        12,
    )
    assert auditor_kinds(world.cast.pat, world.first) == {"internal": 1, "external": 0}


def test_a_service_managers_figures_are_their_teams(world: World) -> None:
    assert sum(r.n for r in grades(world.cast.sam, ["team"])) == 16
    world.cast.sam.roles.update(team=world.cast.north)
    sam = Person.objects.get(pk=world.cast.sam.pk)
    rows = grades(sam, ["team"])
    assert {row.group["team"] for row in rows} == {"North"}
    assert all(row.basis.frame_size is None for row in rows)
    assert [row.code for row in round_coverage(sam, world.first).by_team] == ["North"]


@pytest.mark.parametrize("who", ["stranger", "ines", "dana", "ira", "ada", "tariq"])
def test_nobody_else_sees_figures(world: World, who: str) -> None:
    with pytest.raises(NotAllowed):
        grades(getattr(world.cast, who))


def test_json_is_keyed_by_label_with_every_share(world: World) -> None:
    (row,) = as_json(grades(world.cast.dee, ["round"], where={"round": world.second.code}))
    assert row["group"] == {"round": world.second.code}
    assert list(row["counts"]) == ["Inadequate", "Requires improvement", "Good", "Outstanding"]
    good = row["shares"]["Good"]
    assert set(good) == {"count", "n", "percent", "text", "interval", "method"}
    assert (good["text"], good["percent"]) == (f"{good['count']} of 4", None)


def test_one_query_counts_however_many_audits(
    world: World, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(8):
        grades(world.cast.pat, ["round", "case_type", "team"])


STAGES = ("auditor", "moderated", "final")
GROUPINGS = ("case_type", "team", "came", "domain", "round")


def numbers(rows: list[Any]) -> list[Any]:
    """Everything that a row says but its audits."""
    return [(row.group, row.scale.key, row.n, row.counts, row.shares, row.basis) for row in rows]


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("by", [(), *((each,) for each in GROUPINGS), ("team", "domain")])
@pytest.mark.parametrize("who", ["pat", "sam"])
def test_summed_numbers_are_those_counted_with_their_audits(
    world: World, who: str, by: tuple[str, ...], stage: str
) -> None:
    person = getattr(world.cast, who)
    for where in ({}, {"case_type": "cin+cp"}, {"domain": "risk"}, {"round": world.first.code}):
        summed = grades(person, by, stage=stage, where=where, with_audits=False)
        assert numbers(summed) == numbers(grades(person, by, stage=stage, where=where))


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("by", GROUPINGS)
def test_a_page_reads_its_rows_and_their_total_at_once(world: World, by: str, stage: str) -> None:
    rows, total = grades_and_total(world.cast.pat, by, stage=stage)
    assert numbers(rows) == numbers(grades(world.cast.pat, (by,), stage=stage))
    assert numbers(total) == numbers(grades(world.cast.pat, (), stage=stage))
