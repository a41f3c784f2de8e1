"""Calibration sessions and panels: each grades alone, then the spread is seen; in no figure."""

import pytest
from django.db import DatabaseError, transaction

from goldenthread.audits.changes import (
    GradeMissing,
    NotInPanel,
    SessionOver,
    TooFewGraders,
    grade_in_session,
    note_agreed,
    open_session,
    show_session,
)
from goldenthread.audits.models import Audit, Session, SessionGrade
from goldenthread.audits.queries import Judged, audit_to_moderate, visible_audit
from goldenthread.audits.queries.sessions import (
    compared,
    possible_members,
    sessions_to_grade,
    visible_session,
)
from goldenthread.people.actors import NotAllowed, OwnWork
from goldenthread.people.models import Person
from goldenthread.people.roles import Role
from tests.cast import Cast, person
from tests.loop import moderated, round_of, submitted
from tests.rooms.test_practice import every_figure

pytestmark = pytest.mark.django_db


def session_of(cast: Cast, audit: Audit, *people: Person, kind: str = "calibration") -> Session:
    return open_session(by=cast.pat, audit=audit, kind=kind, title="Spring", people=people)


def graded(by: Person, session: Session, grade: str) -> None:
    grade_in_session(by=by, session=session, grades={"overall": Judged(grade, "Seen.")})


def test_each_grades_alone_and_sees_nothing_before_it_is_shown(cast: Cast) -> None:
    audit = submitted(round_of(cast, ["1"])[0])
    held = session_of(cast, audit, cast.mo, cast.sunita, cast.ed)
    graded(cast.mo, held, "good")
    with pytest.raises(TooFewGraders):
        show_session(by=cast.pat, session=held)
    graded(cast.ed, held, "inadequate")
    assert compared(cast.mo, held) == compared(cast.pat, held) == []
    assert visible_audit(cast.sunita, audit.ref) is None  # asked to grade, not to read the audit
    show_session(by=cast.pat, session=held)
    seen = visible_session(cast.ed, held.ref)
    assert seen is not None and (seen.graded, seen.asked) == (2, 3)
    overall = compared(cast.ed, seen)[-1]
    assert overall.spread.text == "1 of 2 gave the same grade; the grades lie 2 steps apart."
    assert overall.mine == "inadequate"
    with pytest.raises(SessionOver):
        graded(cast.sunita, held, "good")
    note_agreed(by=cast.pat, session=held, text="Both parents are needed for Good.")


def test_nobody_grades_twice_or_uninvited_and_no_grade_is_edited(cast: Cast) -> None:
    held = session_of(cast, submitted(round_of(cast, ["1"])[0]), cast.mo, cast.ed)
    with pytest.raises(GradeMissing):
        grade_in_session(by=cast.mo, session=held, grades={"risk": Judged("good")})
    graded(cast.mo, held, "good")
    with pytest.raises(SessionOver):
        graded(cast.mo, held, "outstanding")
    for nobody in (cast.sunita, cast.pat, cast.ines):
        with pytest.raises(NotAllowed):
            graded(nobody, held, "good")
    with pytest.raises(DatabaseError), transaction.atomic():
        SessionGrade.objects.update(grade="outstanding")
    assert [list(sessions_to_grade(who)) for who in (cast.mo, cast.ed)] == [[], [held]]


def test_whoever_has_a_part_in_the_case_is_not_asked(cast: Cast) -> None:
    audit = submitted(round_of(cast, ["1"])[0])
    assert possible_members(audit, "calibration") == [cast.ed, cast.mo, cast.sunita]
    for people, refused in (((cast.mo, cast.ines), OwnWork), ((cast.mo,), TooFewGraders)):
        with pytest.raises(refused):
            session_of(cast, audit, *people)
    with pytest.raises(NotAllowed):
        open_session(
            by=cast.mo, audit=audit, kind="calibration", title="x", people=[cast.mo, cast.ed]
        )


def test_a_panel_grades_before_anybody_moderates(cast: Cast) -> None:
    other = person("Mel Finch", Role.MODERATOR)
    audit = submitted(round_of(cast, ["1"], rate=100)[0])
    held = session_of(cast, audit, cast.mo, other, kind="panel")
    assert audit_to_moderate(cast.mo, audit.ref) is None
    for member in (cast.mo, other):
        graded(member, held, "good")
    show_session(by=cast.pat, session=held)
    assert audit_to_moderate(cast.mo, audit.ref) == audit
    with pytest.raises(NotInPanel):
        session_of(cast, moderated(cast, audit), cast.mo, other, kind="panel")


def test_a_session_is_in_no_figure(cast: Cast) -> None:
    audit = submitted(round_of(cast, ["1"])[0])
    before = every_figure(cast, [audit.round])
    held = session_of(cast, audit, cast.mo, cast.ed)
    for member in (cast.mo, cast.ed):
        graded(member, held, "inadequate")
    show_session(by=cast.pat, session=held)
    assert every_figure(cast, [audit.round]) == before
