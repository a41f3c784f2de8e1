"""Auditors practise on invented cases, an authority may ask for it first, and training stays out of figures."""

import inspect
from datetime import timedelta

import pytest

from goldenthread.actions.changes import conclude_moderation
from goldenthread.audits.changes import (
    ModerationNotComplete,
    NotWaiting,
    TalkInFuture,
    note_talk,
)
from goldenthread.audits.models import Audit
from goldenthread.audits.queries import Draft, Judged, training_talks
from goldenthread.figures import queries as figures
from goldenthread.journal.changes import today
from goldenthread.learning.queries import themes
from goldenthread.people.actors import NotAllowed
from goldenthread.people.changes import set_authority
from goldenthread.programme import queries
from goldenthread.programme.changes import AuditorConflict, NotAllGraded, practise
from goldenthread.programme.models import Round
from goldenthread.reports.queries import rounds_to_report
from goldenthread.tools.form import NOT_APPLICABLE
from goldenthread.tools.practice import practice_cases
from goldenthread.tools.queries import newest_version
from tests.cast import Cast
from tests.loop import SEEN, act, moderated, round_of, submitted
from tests.rooms.rounds import make_round
from tests.world import practice_of

pytestmark = pytest.mark.django_db


def test_every_reference_grades_every_section_of_every_tool_it_names() -> None:
    assert len(practice_cases()) >= 4
    for case in practice_cases():
        for code in case.tools:
            asked = queries.form_to_practise(code)
            assert asked
            for section in queries.practice_sections(asked):
                reference = case.references[section.key]
                assert reference.grade in queries.grades_of(asked, section), (
                    case.key,
                    code,
                    section.key,
                )
                assert len(reference.why) > 20 or reference.grade == NOT_APPLICABLE


def test_a_try_is_kept_beside_the_reference_with_its_reasons(cast: Cast) -> None:
    made = practice_of(cast.ines, risk="outstanding", diversity="good")
    assert (made.same, made.total) == (11, 13)
    asked, [case] = (
        queries.form_to_practise("core"),
        [c for c in practice_cases() if c.key == "river"],
    )
    assert asked
    rows = {row.section.key: row for row in queries.compared(asked, case, made.grades)}
    assert (rows["risk"].steps, rows["diversity"].steps, rows["plans"].steps) == (1, 2, 0)
    assert "Heritage is a code in the header" in rows["diversity"].why


def test_a_section_without_a_grade_is_asked_for(cast: Cast) -> None:
    version = newest_version("core")
    assert version
    with pytest.raises(NotAllGraded):
        practise(by=cast.ines, version=version, case="river", grades={"overall": "good"})
    with pytest.raises(NotAllowed):
        practise(by=cast.dana, version=version, case="river", grades={})


def test_a_try_is_seen_by_whoever_made_it_and_the_qa_team(cast: Cast) -> None:
    made = practice_of(cast.ines)
    seen = {p.name: queries.practice_by_ref(p, made.ref) for p in (cast.ines, cast.pat, cast.tariq)}
    assert [name for name, found in seen.items() if found] == ["Ines Vale", "Pat Ellis"]


def test_who_has_not_practised_is_given_no_audit_where_the_authority_asks_for_it(
    cast: Cast,
) -> None:
    round_of(cast, ["1"], title="Before")
    set_authority(by=cast.pat, seen=1, practice_first=True)
    with pytest.raises(AuditorConflict, match="Ines Vale has not practised with this tool yet"):
        round_of(cast, ["2"], title="Refused")
    practice_of(cast.ines)
    assert round_of(cast, ["3"], title="Ready")
    assert queries.ready_since([cast.ines]) == {(cast.ines.id, "core"): today()}


def training_round(cast: Cast, numbers: list[str]) -> list[Audit]:
    audits = round_of(cast, numbers, rate=100, title="Learning")
    Round.objects.filter(title="Learning").update(is_training=True)
    return [Audit.objects.select_related("round").get(pk=audit.pk) for audit in audits]


def test_a_training_round_moderates_every_audit_whatever_was_planned(cast: Cast) -> None:
    made = make_round(cast.pat, is_training=True, moderation_rule={"rate": 10, "grades": []})
    assert made.moderation_rule == {"rate": 100, "grades": []}


def test_a_training_audit_ends_with_feedback_and_a_talk(cast: Cast) -> None:
    [audit] = training_round(cast, ["31"])
    submitted(audit)
    plain = Draft(grades={"overall": Judged("good")}, views=SEEN, quality="sound")
    with pytest.raises(ModerationNotComplete):
        conclude_moderation(by=cast.mo, audit=audit, version=0, draft=plain)
    with pytest.raises(NotWaiting):
        note_talk(by=cast.mo, audit=audit, on=today())
    told = Draft(plain.grades, plain.views, "Look at the father's part again.", "sound")
    conclude_moderation(by=cast.mo, audit=audit, version=0, draft=told)
    with pytest.raises(TalkInFuture):
        note_talk(by=cast.mo, audit=audit, on=today() + timedelta(days=1))
    with pytest.raises(NotAllowed):
        note_talk(by=cast.ines, audit=audit, on=today())
    note_talk(by=cast.mo, audit=audit, on=today())
    assert training_talks([cast.ines])[cast.ines.id].count == 1


def every_figure(cast: Cast, rounds: list[Round]) -> dict[str, object]:
    """What each query of the figures room says to somebody who sees them all."""
    by, found = cast.pat, {}
    for dimension in ("", *figures.DIMENSIONS):
        for stage in figures.STAGES:
            rows = figures.grades(by, [dimension] if dimension else [], stage=stage)
            found[f"grades {dimension} {stage}"] = figures.as_json(rows)
            if dimension:
                total = figures.grades_and_total(by, dimension, stage=stage)
                found[f"total {dimension} {stage}"] = [figures.as_json(part) for part in total]
    for kind in figures.KINDS:
        number = figures.Number(what=kind)
        found[f"behind {kind}"] = sorted(
            figures.audits_behind(by, number).values_list("ref", flat=True)
        )
        found[f"subjects of {kind}"] = figures.counted_subjects(by, number)
    for name in ("counted_rounds", "newest_round", "newest_followed", "counted_forms"):
        said = getattr(figures, name)(by)
        found[name] = [each.pk for each in said] if name == "counted_rounds" else said
    for name in OF_A_ROUND:
        found[name] = [str(getattr(figures, name)(by, round)) for round in rounds]
    found["weighted"] = [
        str(figures.weighted(by, figures.grades(by, where={"round": r.code}), r.code, "auditor"))
        for r in rounds
    ]
    for text in ("grades?grade=n", "ledger?of=findings"):
        figure = figures.figure_of(text)
        found[f"trace {text}"] = figures.trace_json(figures.trace(by, figure))
        found[f"counted {text}"] = figures.counted_by(by, figure).n
    found["actions"] = str(
        [
            figures.actions_by(by, "round", {}),
            figures.actions_by_week(by, {}),
            figures.all_actions(by, {}),
            figures.how_late(by, {}),
        ]
    )
    found |= of_rounds_together(cast, rounds)
    found["audited"] = str(figures.audited(by, ["round"]))
    found["profiles"] = str(figures.profiles(by))
    found["side by side"] = str(figures.side_by_side(by, [round.code for round in rounds]))
    found["consistency"] = str(figures.consistency(by))
    found["connection"] = str(figures.connection(by, "risk", "plans"))
    found["reports"] = [round.pk for round in rounds_to_report(by)]
    found |= {
        f"ledger {name}": str(getattr(figures, name)(by)) for name in ("ledger", "dropped_refs")
    }
    for stage in figures.LEDGER_STAGES:
        found[f"ledger at {stage}"] = figures.findings_at(by, stage, dropped=False)
    found["looked at"] = str(figures.looked_at(by))
    every = themes()
    found["themes"] = [str(each) for each in figures.theme_counts(by, every)]
    found["theme"] = [str(each) for one in every for each in figures.theme_over_rounds(by, one)]
    within = queries.quarters()
    found["workers"] = str(queries.covered(queries.workers(by, within), within))
    return found


def of_rounds_together(cast: Cast, rounds: list[Round]) -> dict[str, object]:
    """What is said of rounds beside each other, of time and of groups."""
    by, last = cast.pat, rounds[-1]
    counted = figures.figure_of("grades?grade=n")
    together = figures.figure_of("connections?first=risk&second=plans")
    made = {
        "heat": figures.heat(by, "team"), "groups": figures.groups(by, last, "team"),
        "alike": figures.rounds_alike(by, last), "judged": sorted(figures.judged(by, counted) or ()),
        "over time": figures.measure_over_time(by, last, figures.Measure()),
        "beside": sorted(map(sorted, figures.beside_judged(by, together))),
        "printed": figures.printed(by, counted), "found": figures.themes_found(by, rounds),
        "practitioners": figures.practitioners_of(by, rounds),
        "ages": [figures.document_ages(by, key) for key in figures.documents(by)],
        "timely": [figures.timeliness(by, key) for key in figures.timely_questions(by)],
    }  # fmt: skip
    return {name: str(said) for name, said in made.items()}


OF_A_ROUND = (
    "round_coverage", "action_counts", "concerns", "heard", "family_heard", "said", "moderation",
    "stands_behind", "views_on_record", "auditor_kinds", "views_found", "voices", "reaudit",
    "second_audits", "answers", "children", "tests",
)  # fmt: skip
NO_FIGURES = {
    "bands",
    "definition_id",
    "definition_text",
    "documents",
    "row_of",
    "selected",
    "several",
    "timely_questions",
    "resolved",
    "round_code",
    "audited_json",
    "profiles_json",
    "reported",
    "reported_json",
    "figure_key",
    "figure_of",
    "figure_of_number",
    "same_words",
    "trace_json",
    "breaks_between",
    "counted_in_words",
    "differences",
    "follow_ups",
    "weighted_json",
    "as_json",
    "round_by_code",
    "sees_everything",
}
COMPARED = {
    "document_ages",
    "groups",
    "heat",
    "beside_judged",
    "judged",
    "measure_over_time",
    "practitioners_of",
    "printed",
    "rounds_alike",
    "themes_found",
    "timeliness",
    "audited",
    "profiles",
    "side_by_side",
    "actions_by",
    "actions_by_week",
    "all_actions",
    "how_late",
    "connection",
    "consistency",
    "counted_by",
    "trace",
    "counted_subjects",
    "ledger",
    "dropped_refs",
    "findings_at",
    "looked_at",
    "theme_counts",
    "theme_over_rounds",
    "weighted",
    "audits_behind",
    "counted_forms",
    "counted_rounds",
    "grades",
    "grades_and_total",
    "newest_followed",
    "newest_round",
}


def test_no_query_of_the_figures_room_is_left_out_here() -> None:
    every = {name for name in figures.__all__ if inspect.isfunction(getattr(figures, name))}
    assert every == NO_FIGURES | COMPARED | set(OF_A_ROUND)


def test_training_audits_are_in_no_figure(cast: Cast) -> None:
    real = round_of(cast, ["21", "22"], rate=100, title="Real")
    moderated(cast, submitted(real[0]))
    rounds = [real[0].round]
    before = every_figure(cast, rounds)
    learning = training_round(cast, ["31", "32"])
    act(learning[0])
    submitted(learning[0], "inadequate", "inadequate")
    told = Draft({"overall": Judged("inadequate")}, SEEN, "Well seen.", "sound")
    conclude_moderation(by=cast.mo, audit=learning[0], version=0, draft=told)
    after = every_figure(cast, rounds)
    assert {key for key in before if before[key] != after[key]} == set()
    own = {name: str(getattr(figures, name)(cast.pat, learning[0].round)) for name in OF_A_ROUND}
    assert "handed_in=0" in own["round_coverage"] and own["concerns"] == "0"
