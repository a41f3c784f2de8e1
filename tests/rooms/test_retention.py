"""How long things are kept, what stops that, and what disposal takes and leaves."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from goldenthread.actions.changes import withdraw
from goldenthread.actions.models import Action
from goldenthread.audits.changes import close_audit, close_round, raise_concern
from goldenthread.audits.models import Audit, Concern
from goldenthread.cases.models import Subject
from goldenthread.cases.queries import current_case_list, list_already_there
from goldenthread.figures import queries as figures
from goldenthread.journal.changes import now, today
from goldenthread.journal.models import Entry, Words
from goldenthread.journal.queries import faults
from goldenthread.people.actors import NotAllowed
from goldenthread.people.models import Practitioner
from goldenthread.programme.models import Round
from goldenthread.programme.queries import check_selection
from goldenthread.retention import changes, queries
from goldenthread.retention.models import Disposal
from tests.cast import Cast
from tests.finished import finished_round
from tests.loop import act, round_of, shared
from tests.rooms.case_list import make_case_list
from tests.rooms.rounds import make_selected_round, select

pytestmark = pytest.mark.django_db


def in_years(n: int) -> date:
    """A month beyond n years from today, so that everything of n years is due."""
    return today() + timedelta(days=366 * n + 31)


@pytest.fixture
def closed(cast: Cast) -> Audit:
    """An audit that is closed, of case 20301."""
    [audit] = round_of(cast, ["20301"])
    shared(cast, audit)
    close_audit(by=cast.pat, audit=audit)
    changes.settle_dates(by=cast.ira)
    audit.refresh_from_db()
    return audit


def words_of(audit: Audit) -> Words:
    return audit.findings.get().words


def test_an_audit_and_all_its_rows_are_due_six_years_after_it_was_closed(closed: Audit) -> None:
    due = today().replace(year=today().year + 6)
    assert closed.due_to_go_on == closed.round_case.due_to_go_on == due
    assert words_of(closed).due_to_go_on == closed.header.due_to_go_on == due
    assert closed.subject.due_to_go_on == due


def test_nothing_is_due_while_an_action_is_open(cast: Cast) -> None:
    [audit] = round_of(cast, ["20301"])
    act(audit)
    shared(cast, audit)
    close_audit(by=cast.pat, audit=audit)
    changes.settle_dates(by=cast.ira)
    audit.refresh_from_db()
    assert audit.due_to_go_on is None


def test_a_longer_period_moves_what_has_ended_already(cast: Cast, closed: Audit) -> None:
    changes.set_period(by=cast.ira, retention="audit", months=84, why="Our schedule", seen=72)
    closed.refresh_from_db()
    assert closed.due_to_go_on == today().replace(year=today().year + 7)
    last = queries.period_changes(cast.ira).get()
    assert (last.before, last.months, last.set_by) == (72, 84, cast.ira.ref)
    assert Entry.objects.latest("seq").details == {"retention": "audit", "before": 72, "months": 84}


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({"why": " "}, changes.ReasonMissing),
        ({"months": 0}, changes.PeriodOutOfRange),
        ({"seen": 60}, changes.PeriodChanged),
    ],
)
def test_a_period_is_not_changed_without_reason_or_unseen(
    cast: Cast, given: dict[str, object], error: type[Exception]
) -> None:
    asked: dict[str, object] = {"retention": "audit", "months": 84, "why": "So", "seen": 72} | given
    with pytest.raises(error):
        changes.set_period(by=cast.ira, **asked)  # type: ignore[arg-type]
    assert queries.months()["audit"] == 72


def test_only_information_governance_decides(cast: Cast, closed: Audit) -> None:
    for by in (cast.pat, cast.ada, cast.dee):
        with pytest.raises(NotAllowed):
            changes.dispose(by=by, as_at=today())
        with pytest.raises(NotAllowed):
            changes.place_hold(by=by, kind="audit", target_ref=closed.ref, why="Court")
        assert not queries.kept_classes(by) and queries.due(by, today()) is None


def test_what_is_due_goes_and_what_it_counts_stays(cast: Cast, closed: Audit) -> None:
    grades = list(closed.judgements.values_list("section", "grade"))
    done = changes.dispose(by=cast.ira, as_at=in_years(6))
    assert closed.ref in done.refs and done.counts["audits"] == 1
    after = Audit.objects.get(pk=closed.pk)
    assert list(after.judgements.values_list("section", "grade")) == grades
    assert after.subject.number == f"Disposed of {after.round_case.ref}"
    assert after.header.practitioner and after.header.practitioner.name == "Name removed"
    words = words_of(after)
    assert (words.body, words.emptied_by) == ("", cast.ira.ref) and len(words.sha256) == 64
    assert not Subject.objects.filter(number="20301").exists()
    last = Entry.objects.latest("seq")
    assert (last.what, last.refs) == ("dispose", [done.ref, *done.refs])
    assert faults() == []


def test_disposal_is_done_once(cast: Cast, closed: Audit) -> None:
    changes.dispose(by=cast.ira, as_at=in_years(6))
    again = changes.dispose(by=cast.ira, as_at=in_years(6))
    assert (again.total, again.ref) == (0, "")
    assert Disposal.objects.count() == 1


def test_nothing_goes_before_its_day_nor_in_a_rehearsal(cast: Cast, closed: Audit) -> None:
    assert changes.dispose(by=cast.ira, as_at=in_years(5)).total == 0
    rehearsed = changes.dispose(by=cast.ira, as_at=in_years(6), is_rehearsal=True)
    assert rehearsed.counts["audits"] == 1
    assert words_of(closed).body and not Disposal.objects.exists()


@pytest.mark.parametrize("kind", ["subject", "audit", "round"])
def test_a_hold_keeps_what_is_due_until_it_ends(cast: Cast, closed: Audit, kind: str) -> None:
    target = closed if kind == "audit" else getattr(closed, kind)
    hold = changes.place_hold(by=cast.ira, kind=kind, target_ref=target.ref, why="A claim")
    changes.dispose(by=cast.ira, as_at=in_years(30))
    assert words_of(closed).body and Subject.objects.filter(number="20301").exists()
    changes.end_hold(by=cast.ira, hold=hold, why="Settled")
    changes.dispose(by=cast.ira, as_at=in_years(30))
    assert not words_of(closed).body and not Subject.objects.filter(number="20301").exists()


def test_what_is_not_there_cannot_be_held_nor_twice(cast: Cast, closed: Audit) -> None:
    with pytest.raises(changes.NothingToHold):
        changes.place_hold(by=cast.ira, kind="audit", target_ref="AUD-2222222222", why="A claim")
    held = {"kind": "audit", "target_ref": closed.ref, "why": "A claim"}
    hold = changes.place_hold(by=cast.ira, **held)
    with pytest.raises(changes.AlreadyHeld):
        changes.place_hold(by=cast.ira, **held)
    changes.end_hold(by=cast.ira, hold=hold, why="Settled")
    with pytest.raises(changes.HoldEnded):
        changes.end_hold(by=cast.ira, hold=hold, why="Settled")


def test_a_concern_outlives_its_audit_with_the_case_it_is_about(cast: Cast) -> None:
    [audit] = round_of(cast, ["20301"])
    concern = raise_concern(
        by=cast.ines, audit=audit, what="Found alone.", is_reached=True, spoke_to="Tariq",
        spoken_at=now(), will_do="Visit", is_on_record=True,
    )  # fmt: skip
    shared(cast, audit)
    close_audit(by=cast.pat, audit=audit)
    changes.dispose(by=cast.ira, as_at=in_years(6))
    assert not words_of(audit).body
    assert Concern.objects.get(pk=concern.pk).what.body == "Found alone."
    assert Audit.objects.get(pk=audit.pk).subject.number == "20301"
    changes.dispose(by=cast.ira, as_at=in_years(25))
    assert not Concern.objects.get(pk=concern.pk).what.body
    assert not Subject.objects.filter(number="20301").exists()


def test_a_child_audited_again_keeps_its_number_in_the_later_audit_alone(
    cast: Cast, closed: Audit
) -> None:
    [later] = round_of(cast, ["20301"], title="Next round")
    changes.dispose(by=cast.ira, as_at=in_years(6))
    assert Audit.objects.get(pk=later.pk).subject.number == "20301"
    assert Audit.objects.get(pk=closed.pk).subject.number.startswith("Disposed of")


def test_one_case_goes_by_a_recorded_decision(cast: Cast, closed: Audit) -> None:
    ref = closed.subject.ref
    done = changes.dispose_case(by=cast.ira, subject_ref=ref, why="Decision 2026/17")
    assert done.counts["audits"] == 1 and not words_of(closed).body
    made = Disposal.objects.get()
    assert made.kind == "decision" and made.why and made.why.body == "Decision 2026/17"
    assert Entry.objects.latest("seq").refs[:2] == [done.ref, ref]


def test_no_decision_takes_a_case_on_hold_or_in_work(cast: Cast, closed: Audit) -> None:
    [open_audit] = round_of(cast, ["20302"], title="Next round")
    with pytest.raises(changes.AuditNotEnded) as caught:
        changes.dispose_case(by=cast.ira, subject_ref=open_audit.subject.ref, why="Asked")
    assert caught.value.refs == (open_audit.ref,)
    changes.place_hold(by=cast.ira, kind="audit", target_ref=closed.ref, why="A claim")
    with pytest.raises(changes.HeldBack):
        changes.dispose_case(by=cast.ira, subject_ref=closed.subject.ref, why="Asked")


def refused(statement: str, *values: object) -> bool:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, values)
    except IntegrityError:
        return True
    return False


def test_the_database_lets_nothing_go_but_through_a_disposal(cast: Cast, closed: Audit) -> None:
    words, header = words_of(closed), closed.header_id
    empty = "UPDATE journal_words SET body = '', emptied_at = now() WHERE id = %s"
    reduce = "UPDATE cases_header SET is_reduced = TRUE, flags = '{}', age_band = '' WHERE id = %s"
    assert refused(empty, words.id) and refused(reduce, header)
    assert refused("UPDATE journal_words SET retention = 'case_list' WHERE id = %s", words.id)
    changes.place_hold(by=cast.ira, kind="audit", target_ref=closed.ref, why="A claim")
    with transaction.atomic():
        Disposal.objects.create(
            kind="rule", up_to_on=today(), counts={}, made_at=now(), made_by="x"
        )
        assert refused(empty, words.id) and refused(reduce, header)
        transaction.set_rollback(True)


def test_a_disposal_is_not_edited_afterwards(cast: Cast, closed: Audit) -> None:
    made = "INSERT INTO retention_disposal (ref, kind, up_to_on, counts, transaction, made_at, made_by) "
    with connection.cursor() as cursor:
        cursor.execute(made + "VALUES ('DSP-A', 'rule', now(), '{}', 1, now(), 'x')")
    assert refused("UPDATE retention_disposal SET counts = '{}' WHERE ref = 'DSP-A'")
    assert refused("DELETE FROM retention_disposal")
    assert refused("UPDATE retention_period SET months = 1 WHERE %s", True) is False


def test_names_that_nothing_needs_go_and_a_colleague_s_stays(cast: Cast, closed: Audit) -> None:
    Practitioner.objects.create(source="case_list", key="W9", name="Nobody Needed")
    changes.dispose(by=cast.ira, as_at=in_years(6))
    names = set(Practitioner.objects.values_list("name", flat=True))
    assert names == {"Name removed", "Dana Pike"}  # Dana has an account of her own


def test_every_key_to_words_subjects_and_practitioners_is_known_to_disposal() -> None:
    from django.apps import apps

    from goldenthread.journal.models import Words as Text
    from goldenthread.retention import paths

    known = {
        *paths.TEXTS, *paths.CONCERN_TEXTS, *paths.ROUND_TEXTS, *paths.OTHER_TEXTS,
        *((table, "subject_id") for table in (*paths.SUBJECT_KEYS, "cases_caseentry")),
        *paths.PRACTITIONER_KEYS,
        ("cases_caseentry", "practitioner_id"), ("cases_caseentry", "personal_adviser_id"),
        ("programme_exemption", "practitioner_id"),
    }  # fmt: skip
    there = {
        (model._meta.db_table, field.column)
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if field.related_model in (Text, Subject, Practitioner)
    }
    assert there == known


@pytest.fixture
def selected(cast: Cast) -> Round:
    """A closed round of four cases selected from sixty-one, in no order of their numbers."""
    case_list = make_case_list([cast.north, cast.south])
    round = finished_round(cast, case_list, size=4)
    end_actions(cast)
    close_round(by=cast.pat, round=round)
    return round


def end_actions(cast: Cast) -> None:
    for action in Action.objects.filter(ended_at=None):
        withdraw(by=cast.pat, action=action, version=action.version, why="Done elsewhere")


def test_cases_that_nobody_selected_are_reduced_when_the_round_closes(selected: Round) -> None:
    assert selected.case_list
    entries = selected.case_list.entries
    reduced = entries.filter(is_reduced=True)
    assert (reduced.count(), entries.filter(is_reduced=False).count()) == (57, 4)
    assert not reduced.exclude(practitioner=None, family="", flags=[]).exists()
    assert reduced.filter(case_type=None).count() == 0
    assert Subject.objects.exclude(id_scheme="disposed").count() == 4


def test_a_selection_verifies_before_and_after_its_cases_are_reduced(
    cast: Cast, selected: Round
) -> None:
    made = selected.selections.get()
    checked = check_selection(made)
    assert (checked.made_again, checked.faults) == (4, ())
    changes.dispose(by=cast.ira, as_at=in_years(30))
    checked = check_selection(made)
    assert (checked.made_again, checked.faults) == (0, ()) and checked.gone > 50


def test_a_selection_that_was_tampered_with_is_seen(cast: Cast) -> None:
    round = make_selected_round(cast.pat, make_case_list([cast.north]), size=4)
    made = select(cast.pat, round)
    assert check_selection(made).faults == ()
    made.seed = "another"
    assert len(check_selection(made).faults) > 4


def test_figures_and_coverage_are_what_they_were(cast: Cast, selected: Round) -> None:
    before = figures_of(cast, selected)
    changes.dispose(by=cast.ira, as_at=in_years(30))
    assert figures_of(cast, selected) == before


def test_of_a_round_that_goes_in_parts_no_more_people_are_counted(cast: Cast) -> None:
    round = finished_round(cast, make_case_list([cast.north, cast.south]))
    before = figures_of(cast, round)
    close_round(by=cast.pat, round=round)
    assert figures_of(cast, round) == before
    for _ in range(2):
        changes.dispose(by=cast.ira, as_at=in_years(30))  # at first without the open actions
        assert figures_of(cast, round)[:2] == before[:2]
        assert figures_of(cast, round)[2] <= before[2]  # a public paper says less, never more
        end_actions(cast)


def figures_of(cast: Cast, round: Round) -> tuple[Any, Any, tuple[int, int]]:
    grades = figures.grades(cast.pat, ("case_type", "domain"), stage="final")
    found = figures.round_coverage(cast.pat, Round.objects.get(pk=round.pk))
    behind = figures.stands_behind(cast.pat, round)
    return (
        [(row.group, row.counts, row.n) for row in grades],
        (found.total, found.by_case_type, found.by_team, found.practitioners.open),
        behind.count(behind.practitioner),
    )


def test_a_reduced_list_is_loaded_again_where_somebody_needs_it(selected: Round) -> None:
    listed = selected.case_list
    assert listed and current_case_list() is None
    assert list_already_there(listed.fingerprint, listed.taken_on) is None


def test_a_hold_on_a_list_keeps_it_whole_when_its_round_closes(cast: Cast) -> None:
    case_list = make_case_list([cast.north])
    round = finished_round(cast, case_list, size=4)
    held = changes.place_hold(
        by=cast.ira, kind="case_list", target_ref=case_list.ref, why="A review"
    )
    close_round(by=cast.pat, round=round)
    assert not case_list.entries.filter(is_reduced=True).exists()
    changes.end_hold(by=cast.ira, hold=held, why="Over")
    assert changes.dispose(by=cast.ira, as_at=today()).counts["cases_of_lists"] == 57
