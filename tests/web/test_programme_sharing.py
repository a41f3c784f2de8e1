"""The pages about sharing cases out: who can take what, what could not be met, what is kept."""

from datetime import timedelta
from typing import Any

import pytest

from goldenthread.cases.models import CaseType, Header
from goldenthread.jobs.sharing import share_out_asked
from goldenthread.journal.changes import today
from goldenthread.people.models import Person, Team
from goldenthread.programme.changes import (
    add_typed_case,
    assign_all,
    balance_auditors,
    note_absence,
    record_outcome,
    set_capacity,
    set_twice,
)
from goldenthread.programme.changes import sharing as sharing_changes
from goldenthread.programme.models import Absence, Allocation, Assignment, Capacity, Effort, Round
from goldenthread.programme.queries import cases_to_audit, loads, round_cases
from goldenthread.tools.queries import newest_version
from tests.cast import Cast
from tests.rooms.rounds import make_round
from tests.web.asking import signed_in
from tests.web.asking import words as text
from tests.web.programme_pages import page

pytestmark = pytest.mark.django_db


def round_of(cast: Cast, size: int, **more: Any) -> Round:
    round = make_round(cast.pat)
    for n in range(size):
        add_typed_case(by=cast.pat, round=round, number=str(900 + n), **more)
    return round


def test_set_up_auditors_shows_what_each_has_and_can_take(cast: Cast) -> None:
    client, round = signed_in(cast.pat), round_of(cast, 4, team=cast.north)
    client.post(page("auditor", cast.ines.ref), {"step": "take", "audits": "3", "hours": "20", "seen": "0", "specialisms": ["cp"]})  # fmt: skip
    note_absence(by=cast.pat, person=cast.ed, from_on=today(), until_on=today())
    data = {"step": "share", "auditors": [cast.ines.ref, cast.ed.ref]}
    shown = text(client.post(page("set_up_auditors", round.ref), data, follow=True))
    assert "Every case has an auditor." in shown
    for words in ("Ines Vale 2 3 0 (0) 3 cases a round, 20 hours a month – Child protection 0",
                  "Tariq Moss 0 0 0 (0) No limit – Any 4"):  # fmt: skip
        assert words in " ".join(shown.split())


def test_set_up_auditors_says_beside_the_case_what_stood_in_the_way(cast: Cast) -> None:
    round = round_of(cast, 1, team=cast.north)
    data = {"step": "share", "auditors": [cast.tariq.ref]}
    client = signed_in(cast.pat)
    client.post(page("set_up_auditors", round.ref), data)
    shown = text(client.get(page("set_up_auditors", round.ref)))
    assert shown.count("Every auditor you chose is barred: own team (1).") == 2


def test_set_up_auditors_keeps_what_is_marked(cast: Cast) -> None:
    client, round = signed_in(cast.pat), round_of(cast, 2)
    balance_auditors(by=cast.pat, round=round, auditors=[cast.ines])
    given = list(Assignment.objects.all())
    data = {"step": "give"} | {each.round_case.ref: cast.ines.ref for each in given}
    data[f"keep-{given[0].round_case.ref}"] = "on"
    client.post(page("set_up_auditors", round.ref), data)
    data = {"step": "share", "auditors": [cast.ed.ref], "afresh": "on"}
    client.post(page("set_up_auditors", round.ref), data)
    assert loads(round) == {cast.ines.ref: 1, cast.ed.ref: 1}


def test_set_up_auditors_waits_for_the_job_of_a_large_round(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sharing_changes, "MOST_AT_ONCE", 1)
    client, round = signed_in(cast.pat), round_of(cast, 2)
    address, data = page("set_up_auditors", round.ref), {"step": "share", "auditors": [cast.ines.ref]}  # fmt: skip
    answer = client.post(address, data, follow=True)
    assert "2 cases are being shared out between 1 auditor" in text(answer)
    assert answer["Refresh"] == "3"
    assert "Refresh" not in client.get(address + "?still")
    assert "being shared out already" in text(client.post(address, data))
    assert "No background worker is running" in text(client.get(address))
    share_out_asked(Allocation.objects.get().ref)
    assert "Every case has an auditor" in text(client.get(address))


def test_set_up_auditors_says_that_sharing_out_was_stopped(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sharing_changes, "MOST_AT_ONCE", 0)
    client, round = signed_in(cast.pat), round_of(cast, 1)
    address = page("set_up_auditors", round.ref)
    client.post(address, {"step": "share", "auditors": [cast.ines.ref]})
    share_out_asked(Allocation.objects.get().ref, attempt=4)
    assert "sharing out was stopped" in text(client.get(address))
    client.post(address, {"step": "share", "auditors": [cast.ines.ref]})
    assert "sharing out was stopped" in text(client.post(address, {"step": "stop"}, follow=True))
    assert set(Allocation.objects.values_list("state", flat=True)) == {"stopped"}


def test_auditors_shows_what_everybody_has_over_running_rounds(cast: Cast) -> None:
    balance_auditors(by=cast.pat, round=round_of(cast, 2), auditors=[cast.ines])
    shown = " ".join(text(signed_in(cast.pat).get(page("auditors"))).split())
    assert "Ines Vale 2 3 No limit – Any" in shown
    assert "Ed Quill (external) 0 0" in shown


def test_auditor_saves_limits_and_says_when_somebody_else_did(cast: Cast) -> None:
    client, address = signed_in(cast.olive), page("auditor", cast.ines.ref)
    data = {"step": "take", "audits": "4", "hours": "", "seen": "0", "specialisms": ["cla", "cp"]}
    assert "can take is saved" in text(client.post(address, data, follow=True))
    held = Capacity.objects.get()
    assert (held.audits, held.hours, cast.ines.specialisms.count()) == (4, None, 2)
    assert "Somebody else changed this" in text(client.post(address, data))


def test_auditor_notes_an_absence_that_runs_forwards(cast: Cast) -> None:
    client, address = signed_in(cast.pat), page("auditor", cast.ines.ref)
    later = today() + timedelta(days=4)
    days = {"from_on": f"{later:%d/%m/%Y}", "until_on": f"{today():%d/%m/%Y}"}
    assert "must be the same as or after" in text(client.post(address, {"step": "away"} | days))
    days["until_on"] = days["from_on"]
    assert "The absence is noted" in text(
        client.post(address, {"step": "away"} | days, follow=True)
    )
    assert Absence.objects.get().from_on == later


def test_end_absence_takes_it_back_once(cast: Cast) -> None:
    noted = note_absence(by=cast.pat, person=cast.ines, from_on=today(), until_on=today())
    client, address = signed_in(cast.pat), page("end_absence", cast.ines.ref, noted.ref)
    assert client.post(page("end_absence", cast.ed.ref, noted.ref)).status_code == 404
    assert "is taken back" not in text(client.get(address, follow=True))
    assert "is taken back" in text(client.post(address, follow=True))
    assert client.post(address).status_code == 404


def test_auditor_is_not_found_for_somebody_who_audits_nothing(cast: Cast) -> None:
    assert signed_in(cast.pat).get(page("auditor", cast.dana.ref)).status_code == 404


def test_times_shows_what_time_saved(cast: Cast) -> None:
    client, code = signed_in(cast.pat), CaseType.objects.order_by("order")[0].code
    data = {"hours": "2.5", "audited_by": "external", "seen": "0"}
    shown = text(client.post(page("time", code), data, follow=True))
    assert "2.5 External auditors only" in " ".join(shown.split())
    assert Effort.objects.get().minutes == 150
    assert "Somebody else changed this" in text(client.post(page("time", code), data))


@pytest.mark.parametrize(("hours", "words"), [("0.1", "quarter of an hour"), ("", "Enter hours"), ("99", "40")])  # fmt: skip
def test_time_says_what_is_wrong(cast: Cast, hours: str, words: str) -> None:
    code = CaseType.objects.order_by("order")[0].code
    data = {"hours": hours, "audited_by": "", "seen": "0"}
    assert words in text(signed_in(cast.pat).post(page("time", code), data))


def audited_before(cast: Cast, *auditors: Person) -> Round:
    """A new round of one case, which these people audited in the round before: twice if they are two."""
    earlier = round_of(cast, 1)
    set_twice(by=cast.pat, round=earlier, seen=earlier.version, count=len(auditors) - 1)
    for case, auditor in zip(cases_to_audit(earlier), auditors, strict=True):
        record_outcome(
            by=cast.pat, round_case=case, auditor=auditor, audited_on=today(), grade="good", stage="final"
        )  # fmt: skip
    later = make_round(cast.pat, title="Later")
    add_typed_case(by=cast.pat, round=later, number="900")
    return later


def test_set_up_auditors_gives_nobody_the_case_they_audited_last_time(cast: Cast) -> None:
    later = audited_before(cast, cast.ines, cast.ed)
    client, address = signed_in(cast.pat), page("set_up_auditors", later.ref)
    shown = text(client.post(address, {"step": "share", "auditors": [cast.ines.ref, cast.ed.ref]}, follow=True))  # fmt: skip
    assert shown.count("Every auditor you chose is barred: audited it last time (2).") == 2
    client.post(address, {"step": "share", "auditors": [cast.ines.ref, cast.sunita.ref]})
    assert loads(later) == {cast.sunita.ref: 1}


def test_a_restricted_round_leaves_no_trace_in_who_audited_last_time(cast: Cast) -> None:
    later = audited_before(cast, cast.ines)
    Round.objects.exclude(id=later.id).update(is_restricted=True)
    signed_in(cast.pat).post(
        page("set_up_auditors", later.ref), {"step": "share", "auditors": [cast.ines.ref]}
    )
    assert loads(later) == {cast.ines.ref: 1}


def test_quick_proposes_nobody_who_audited_the_case_last_time(cast: Cast) -> None:
    audited_before(cast, cast.ines)
    start = {
        "title": "Quick", "numbers": "900", "tool": newest_version("core").ref, "mode": "record",
        "due": "10", "moderation": "none", "sharing": "even", "auditors": [cast.ines.ref],
    }  # fmt: skip
    shown = text(signed_in(cast.pat).post(page("quick"), start))
    assert "Every auditor you chose is barred: audited it last time (1)." in shown


def siblings(cast: Cast, *teams: Team) -> Round:
    round = make_round(cast.pat)
    for n, team in enumerate(teams):
        case = add_typed_case(by=cast.pat, round=round, number=str(900 + n), team=team)
        case.header = Header.objects.create(
            subject=case.subject, family="F1", team=team, stood_on=today()
        )
        case.save(update_fields=["header"])
    return round


def test_set_up_auditors_gives_brothers_and_sisters_to_one_auditor(cast: Cast) -> None:
    round = siblings(cast, cast.south, cast.south, cast.north)
    data = {"step": "share", "auditors": [cast.ines.ref, cast.ed.ref, cast.tariq.ref]}
    signed_in(cast.pat).post(page("set_up_auditors", round.ref), data)
    (one,) = loads(round).items()
    assert one[1] == 3
    assert one[0] != cast.tariq.ref  # one of them is of his team


def test_set_up_auditors_says_where_a_brother_or_sister_is_kept(cast: Cast) -> None:
    round = siblings(cast, cast.south, cast.north)
    kept = round_cases(round)[0]
    assign_all(by=cast.pat, round=round, auditors={kept.ref: cast.tariq}, locked={kept.ref: True})
    client, address = signed_in(cast.pat), page("set_up_auditors", round.ref)
    data = {"step": "share", "auditors": [cast.tariq.ref, cast.ed.ref], "afresh": "on"}
    shown = text(client.post(address, data, follow=True))
    assert "A brother or sister has already been given to an auditor who may not" in shown
    assert loads(round) == {cast.tariq.ref: 1}


def test_set_up_auditors_keeps_what_is_marked_against_the_rules_and_says_so(cast: Cast) -> None:
    round = round_of(cast, 2)
    case = round_cases(round)[0]
    assign_all(by=cast.pat, round=round, auditors={case.ref: cast.ines}, locked={case.ref: True})
    set_capacity(by=cast.pat, person=cast.ines, seen=0, audits=0, hours=None, specialisms=[])
    client, address = signed_in(cast.pat), page("set_up_auditors", round.ref)
    data = {"step": "share", "auditors": [cast.ines.ref, cast.ed.ref], "afresh": "on"}
    shown = text(client.post(address, data, follow=True))
    assert "Kept with an auditor who may not have it, or has more than they can take." in shown
    assert loads(round) == {cast.ines.ref: 1, cast.ed.ref: 1}
