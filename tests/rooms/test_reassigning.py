"""Audits of a running round given away together: all or none, by the rules of sharing out."""

from datetime import timedelta
from typing import Any

import pytest

from goldenthread.audits.changes import CannotMove, open_round, reassign_audits
from goldenthread.audits.models import Audit
from goldenthread.cases.models import CaseType, Header
from goldenthread.journal.changes import today
from goldenthread.journal.models import Entry
from goldenthread.people.actors import NotAllowed
from goldenthread.people.models import Person
from goldenthread.people.roles import Role
from goldenthread.programme.changes import (
    ReasonMissing,
    add_typed_case,
    assign,
    end_assignment,
    note_absence,
    set_capacity,
    set_effort,
)
from goldenthread.programme.models import Assignment
from goldenthread.programme.queries import round_cases
from tests.cast import Cast, person
from tests.loop import submitted
from tests.rooms.rounds import make_round
from tests.rooms.test_second_audits import opened

pytestmark = pytest.mark.django_db


def of_ines(cast: Cast, size: int, family: str = "", **more: Any) -> list[Audit]:
    """So many audits of Ines's in an open round, of cases of North."""
    round = make_round(cast.pat, moderation_rule={"rate": 0})
    for n in range(size):
        case = add_typed_case(
            by=cast.pat, round=round, number=str(900 + n), team=cast.north, **more
        )
        if family:
            case.header = Header.objects.create(
                subject=case.subject, family=family, team=cast.north, stood_on=today()
            )
            case.save(update_fields=["header"])
        assign(by=cast.pat, round_case=case, auditor=cast.ines)
    return sorted(open_round(by=cast.pat, round=round), key=lambda audit: audit.subject.number)


def given(cast: Cast, audits: list[Audit], *to: Person, why: str = "On leave") -> list[str]:
    """Who has them after they were given away."""
    reassign_audits(by=cast.pat, audits=audits, to=to, why=why)
    return holders(audits)


def holders(audits: list[Audit]) -> list[str]:
    return [Audit.objects.get(id=audit.id).auditor.name for audit in audits]  # type: ignore[union-attr]


def refused(cast: Cast, audits: list[Audit], *to: Person) -> dict[str, str]:
    """Why which cannot be given away; none of them was."""
    before = holders(audits), Assignment.objects.count()
    with pytest.raises(CannotMove) as error:
        given(cast, audits, *to)
    assert (holders(audits), Assignment.objects.count()) == before
    return dict(error.value.why)


def test_all_go_to_one_auditor_and_each_is_written_down(cast: Cast) -> None:
    audits = of_ines(cast, 3)
    assert given(cast, audits, cast.ed) == ["Ed Quill"] * 3
    lines = Entry.objects.filter(what="assign_auditor").values_list("refs", flat=True)
    assert sorted(refs[0] for refs in lines) == sorted(audit.ref for audit in audits)
    assert {str(each.why) for each in Assignment.objects.exclude(ended_at=None)} == {"On leave"}


def test_they_are_shared_out_by_hours_among_several(cast: Cast) -> None:
    audits = of_ines(cast, 4)
    assert sorted(given(cast, audits, cast.ines, cast.ed, cast.sunita)) == (
        ["Ed Quill"] * 2 + ["Sunita Reed"] * 2
    )


def test_a_limit_an_absence_a_conflict_and_a_type_stop_all_of_them(cast: Cast) -> None:
    audits = of_ines(cast, 2, case_type=CaseType.objects.get(code="cp"))
    set_capacity(by=cast.pat, person=cast.ed, seen=0, audits=1, hours=None, specialisms=[])
    assert list(refused(cast, audits, cast.ed).values()) == ["Ed Quill: no room."]
    assert set(refused(cast, audits, cast.tariq).values()) == {"Tariq Moss: own team."}
    note_absence(
        by=cast.pat, person=cast.sunita, from_on=today(), until_on=today() + timedelta(days=60)
    )
    assert set(refused(cast, audits, cast.sunita).values()) == {
        "Sunita Reed: away until it is due."
    }
    noor = person("Noor Bell", Role.AUDITOR)
    cp = CaseType.objects.get(code="cp")
    set_effort(by=cast.pat, case_type=cp, seen=0, minutes=90, audited_by="external")
    assert set(refused(cast, audits, noor).values()) == {"Noor Bell: not an external auditor."}
    assert set(refused(cast, audits, noor, cast.tariq).values()) == {
        "Every auditor you chose is barred: not an external auditor (1), own team (1)."
    }


def test_one_that_was_submitted_meanwhile_stops_all(cast: Cast) -> None:
    audits = of_ines(cast, 2)
    submitted(audits[0])
    assert refused(cast, audits, cast.ed) == {
        audits[0].ref: "It has been submitted in the meantime."
    }


def test_whoever_handed_a_case_back_does_not_get_it_again(cast: Cast) -> None:
    (audit,) = of_ines(cast, 1)
    first = Assignment.objects.get()
    end_assignment(by=cast.pat, assignment=first, ending="handed_back", why="Knows the family")
    given(cast, [audit], cast.ed)
    assert refused(cast, [audit], cast.ines) == {
        audit.ref: "Ines Vale: handed back a case of this family."
    }


def test_brothers_and_sisters_go_together_and_one_that_stays_binds_nobody(cast: Cast) -> None:
    audits = of_ines(cast, 3, family="F1")
    assert len(set(given(cast, audits[:2], cast.ed, cast.sunita))) == 1
    assert holders(audits[2:]) == ["Ines Vale"]


def test_the_second_audit_never_goes_to_whoever_makes_the_first(cast: Cast) -> None:
    first, second = opened(cast)
    assert refused(cast, [second], cast.ines) == {
        second.ref: "Ines Vale: makes the other audit of it."
    }
    assert refused(cast, [first, second], cast.sunita) == {
        second.ref: "Sunita Reed: makes the other audit of it."
    }


def test_it_needs_a_reason_and_somebody_who_runs_rounds(cast: Cast) -> None:
    audits = of_ines(cast, 1)
    with pytest.raises(ReasonMissing):
        given(cast, audits, cast.ed, why=" ")
    with pytest.raises(NotAllowed):
        reassign_audits(by=cast.ines, audits=audits, to=[cast.ed], why="Mine")
    assert round_cases(audits[0].round).count() == 1
