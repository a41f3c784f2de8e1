"""The step "Selection" as people use it: rotations, re-audits, dip samples, bounds, and its papers."""

import io
import json
import re
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from docx import Document as Word

from goldenthread.journal.changes import today
from goldenthread.journal.models import Entry
from goldenthread.method.sampling.frame import frame_from_csv
from goldenthread.method.sampling.verifying import differences
from goldenthread.people.actors import Schedule
from goldenthread.people.models import Practitioner, RoleHeld, Team
from goldenthread.programme.changes import (
    exempt_practitioner,
    forget_exemptions,
    mark_closed,
    mark_open,
    name_case,
    record_outcome,
    swap_case,
)
from goldenthread.programme.models import Exemption, Round, Selection
from goldenthread.programme.queries import (
    auditors,
    check_selection,
    covered,
    entry_by_number,
    quarters,
    round_cases,
)
from tests.cast import Cast
from tests.rooms.case_list import make_case_list
from tests.rooms.rounds import make_round, make_selected_round, select
from tests.web.asking import signed_in, text
from tests.web.programme_pages import page, seen

pytestmark = pytest.mark.django_db


def plan(round: Round, **more: Any) -> dict[str, Any]:
    usual = {"kind": "sample", "way": "proportional", "size": "20", "family": "ignore"}
    return usual | more | {"seen": seen(round)}


def selected(cast: Cast, round: Round, **more: Any) -> Selection:
    """The selection made by what somebody sends from the page; it checks."""
    client = signed_in(cast.pat)
    answer = client.post(page("set_up_selection", round.ref), plan(round, **more))
    assert answer.status_code == 302, text(answer)
    made = round.selections.get()
    assert check_selection(made).faults == ()
    return made


def tried(cast: Cast, round: Round, **more: Any) -> str:
    data = plan(round, **more) | {"try": "yes"}
    return text(signed_in(cast.pat).post(page("set_up_selection", round.ref), data))


def in_round(round: Round) -> set[str]:
    return {case.subject.number for case in round_cases(round)}


def test_set_up_selection_shows_the_effect_and_selects_nothing(cast: Cast) -> None:
    round = make_selected_round(cast.pat, make_case_list([cast.north, cast.south]))
    shown = tried(cast, round, size="30", minimum="2")
    assert "30 cases" in shown and "Would we have seen it?" in shown and "1 closed" in shown
    assert not round.selections.exists() and seen(round) == round.version


def test_set_up_selection_says_beside_the_field_what_cannot_be(cast: Cast) -> None:
    round = make_selected_round(cast.pat, make_case_list([cast.north, cast.south]))
    shown = tried(cast, round, size="10", minimum="3")
    assert "8 cases too few by the rules" in shown and 'id="id_minimum-error"' in shown


def test_a_rotation_takes_every_case_once_in_two_rounds(cast: Cast) -> None:
    listed = make_case_list([cast.north, cast.south])
    first = make_selected_round(cast.pat, listed, title="Autumn half")
    one = selected(cast, first, kind="rotation", rotation="begin", waves="2")
    second = make_selected_round(cast.pat, listed, title="Spring half")
    two = selected(cast, second, kind="rotation", rotation=first.ref)
    assert len(in_round(first)) == len(in_round(second)) == 30
    assert not in_round(first) & in_round(second)
    assert one.seed == two.seed and one.design["seed_committed"] == two.design["seed_committed"]
    shown = text(signed_in(cast.pat).get(page("rotations")))
    assert "Rotation begun by Autumn half" in shown and "Every wave has been selected" in shown


def test_rotations_say_where_one_begins(cast: Cast) -> None:
    assert "There is no rotation yet" in text(signed_in(cast.pat).get(page("rotations")))


def audited_before(cast: Cast, listed: Any) -> Round:
    """A closed round of nine audits: three inadequate, six that require improvement."""
    before = make_round(cast.pat, title="Before", case_list=listed)
    for n in range(9):
        entry = entry_by_number(listed, str(5000 + n))
        case = name_case(by=cast.pat, round=before, entry=entry, named_by="Pat", why="Asked")
        record_outcome(
            by=cast.pat, round_case=case, auditor=cast.ines, audited_on=today(), stage="auditor",
            grade="inadequate" if n < 3 else "requires_improvement",
        )  # fmt: skip
    mark_open(by=cast.pat, round=before)
    mark_closed(by=cast.pat, round=before)
    return before


def test_a_round_audits_again_what_the_one_before_found_wanting(cast: Cast) -> None:
    listed = make_case_list([cast.north, cast.south])
    held = make_selected_round(cast.pat, listed, title="Open")
    round = make_selected_round(
        cast.pat, listed, title="Again", follows=audited_before(cast, listed)
    )
    made = selected(
        cast, round, kind="again", again_all=["inadequate"], share="50",
        again_share=["requires_improvement"],
    )  # fmt: skip
    assert held and len(in_round(round)) == 6 and {"5000", "5001", "5002"} <= in_round(round)
    assert made.exclusions == {"closed": 1, "not_again": 51}
    assert made.rows.filter(reason="certain").count() == 3


def test_a_dip_sample_is_of_what_happened_between_two_dates(cast: Cast) -> None:
    listed = make_case_list([cast.north, cast.south], opened=20)
    round = make_selected_round(cast.pat, listed)
    days = {"first_day": (today() - timedelta(days=5)).isoformat(), "last_day": today().isoformat()}
    made = selected(cast, round, kind="dip", dated="opened_on", way="detect", percent="20", **days)
    assert made.exclusions == {"closed": 1, "outside_window": 40}
    assert len(in_round(round)) == 10 and max(in_round(round)) < "5020"


def test_bounds_minimums_and_families_are_kept(cast: Cast) -> None:
    round = make_selected_round(cast.pat, make_case_list([cast.north, cast.south]))
    bounds = {f"fewest_{cast.north.ref}": "3", f"most_{cast.north.ref}": "4"}
    made = selected(cast, round, size="12", minimum="1", family="once", **bounds)
    drawn = made.rows.filter(reason="selected")
    assert drawn.filter(entry__team=cast.north).count() in (3, 4)
    assert drawn.values("entry__practitioner").distinct().count() == 6
    assert made.exclusions == {"closed": 1, "family": 1}
    shown = text(signed_in(cast.pat).get(page("selection", round.ref, made.ref)))
    assert "At least 1 case of each practitioner" in shown and "at least 3 and at most 4" in shown


def two_services(cast: Cast) -> Team:
    """North stays with its service, South comes to another."""
    other = Team.objects.create(name="Care and protection")
    cast.south.parent = other
    cast.south.save(update_fields=["parent"])
    return other


def test_bounds_of_services_are_kept_also_when_a_team_moves_on(cast: Cast) -> None:
    other = two_services(cast)
    round = make_selected_round(cast.pat, make_case_list([cast.north, cast.south]))
    boxes = {f"fewest_service_{other.ref}": "2", f"most_service_{other.ref}": "3"}
    made = selected(cast, round, size="12", **boxes)
    assert made.rows.filter(reason="selected", entry__team=cast.south).count() in (2, 3)
    Team.objects.filter(id=cast.south.id).update(parent=cast.service)
    assert check_selection(made).faults == ()
    shown = text(signed_in(cast.pat).get(page("selection", round.ref, made.ref)))
    assert "From the service Care and protection at least 2 and at most 3." in shown
    again = text(signed_in(cast.pat).get(page("set_up_selection", round.ref)))
    assert "At least and at most from each team" in again


def test_bounds_that_cannot_be_are_refused_beside_their_box(cast: Cast) -> None:
    other = two_services(cast)
    round = make_selected_round(cast.pat, make_case_list([cast.north, cast.south]))
    few, many = f"fewest_service_{other.ref}", f"most_service_{other.ref}"
    shown = tried(cast, round, size="12", **{few: "20"})
    assert "20 needed for at least 20 from the service Care and protection" in shown
    assert f'id="id_{few}-error"' in shown
    assert "at least must not be more" in tried(cast, round, size="12", **{few: "5", many: "4"})


def test_cases_that_nobody_may_audit_are_left_out_and_counted(cast: Cast) -> None:
    """Ines and Ed may audit anywhere; only once every auditor works in North is that a conflict."""
    round = make_selected_round(cast.pat, make_case_list([cast.north, cast.south]))
    client = signed_in(cast.pat)
    rules = {"statuses": ["cla", "cp", "cin"], "audited_months": "6", "leave_conflict": "on"}
    data = rules | {"count": "yes", "seen": seen(round)}
    shown = text(client.post(page("set_up_cases", round.ref), data, follow=True))
    assert "60 cases</strong> can be selected" in shown and "nobody may audit" not in shown
    for person in auditors(round):
        RoleHeld.objects.filter(person=person).update(team=cast.north)
    shown = text(client.get(page("set_up_cases", round.ref)))
    assert "30 cases</strong> can be selected" in shown and "30 that nobody may audit" in shown
    made = selected(cast, round, size="12")
    assert made.exclusions == {"closed": 1, "conflict": 30}
    assert not made.rows.filter(reason="selected", entry__team=cast.north).exists()
    assert "30 that nobody may audit" in text(client.get(page("preview", round.ref)))


def test_selection_file_gives_what_verifies_it(cast: Cast) -> None:
    round = make_selected_round(cast.pat, make_case_list([cast.north, cast.south]))
    made = select(cast.pat, round)
    swap_case(by=cast.pat, round_case=round_cases(round)[0], why="Moved", because="closed")
    certificate, frame = (
        file(cast, round, made, name) for name in ("certificate.json", "frame.csv")
    )
    beside = {
        n: file(cast, round, made, n) for n in ("selection.csv", "replacements.csv", "public.json")
    }
    assert differences(certificate.decode(), frame_from_csv(frame), beside) == []
    assert json.loads(certificate)["replaced"][0]["why"] == "The case has closed"
    assert not any(f'"{n}"'.encode() in beside["public.json"] for n in range(5000, 5061))
    reads = Entry.objects.filter(kind="read", what="selection")
    assert sorted(len(refs) for refs in reads.values_list("refs", flat=True)) == [61, 61, 61, 62]


def file(cast: Cast, round: Round, made: Selection, name: str) -> bytes:
    kind, form = name.split(".")
    address = reverse("programme:selection_file", args=[round.ref, made.ref, kind, form])
    answer = signed_in(cast.pat).get(address)
    assert answer.status_code == 200 and name in answer["Content-Disposition"]
    return bytes(answer.content)


@pytest.mark.parametrize("name", ["record.docx", "public-record.docx"])
def test_selection_file_on_paper_names_cases_only_inside(cast: Cast, name: str) -> None:
    round = make_selected_round(cast.pat, make_case_list([cast.north, cast.south]))
    made = select(cast.pat, round)
    paper = Word(io.BytesIO(file(cast, round, made, name)))
    cells = {cell.text for table in paper.tables for row in table.rows for cell in row.cells}
    assert (in_round(round) <= cells) is (name == "record.docx")
    assert made.frame_sha256 in cells and (made.seed in cells) is (name == "record.docx")


def test_selection_file_of_another_name_is_not_there(cast: Cast) -> None:
    round = make_selected_round(cast.pat, make_case_list([cast.north]))
    made = select(cast.pat, round)
    for kind, form in (("certificate", "csv"), ("record", "json"), ("public", "pdf")):
        address = reverse("programme:selection_file", args=[round.ref, made.ref, kind, form])
        assert signed_in(cast.pat).get(address).status_code == 404


def test_workers_covered_tells_audited_from_not(cast: Cast) -> None:
    listed = make_case_list([cast.north])
    make_selected_round(cast.pat, listed)  # or the list would be reduced with the round before
    audited_before(cast, listed)
    shown = text(signed_in(cast.pat).get(page("workers_covered")))
    assert "2 audits" in shown and "1 audit<" in shown and "Worker 5" in shown


def test_fair_sample_sets_the_selection_beside_the_list(cast: Cast) -> None:
    round = make_selected_round(cast.pat, make_case_list([cast.north, cast.south]))
    made = select(cast.pat, round)
    shown = text(signed_in(cast.pat).get(page("fair_sample", round.ref, made.ref)))
    for words in ("To be expected", "Sex", "Worker 3", "North", "Looked after"):
        assert words in shown


def exemption(**more: str) -> dict[str, str]:
    usual = {
        "why": "newly_qualified", "decided_by": "Head of Service",
        "from_on": today().isoformat(), "until_on": (today() + timedelta(days=90)).isoformat(),
    }  # fmt: skip
    return usual | more


def test_end_exemption_ends_once_what_was_counted_apart(cast: Cast) -> None:
    make_case_list([cast.north])
    client, worker = signed_in(cast.pat), Practitioner.objects.get(name="Worker 3")
    begun = (today() - timedelta(days=90)).isoformat()
    answer = client.post(
        page("exemptions", worker.ref), exemption(from_on=begun, why="other", note="On loan")
    )
    assert answer.status_code == 302
    given = Exemption.objects.get()
    assert (given.reason, given.given_by) == ("On loan", cast.pat.actor_label)
    shown = text(client.get(page("workers_covered")))
    assert "5 not audited, 1 exempt" in shown and ">Exempt<" in shown
    assert client.post(page("end_exemption", worker.ref, given.ref)).status_code == 302
    assert client.post(page("end_exemption", worker.ref, given.ref)).status_code == 404
    lines = Entry.objects.filter(what__in=("exempt_practitioner", "end_exemption"))
    assert [line.refs for line in lines.order_by("seq")] == [[given.ref, worker.ref]] * 2


@pytest.mark.parametrize(
    ("more", "words", "field"),
    [
        ({"why": "other"}, "Enter the other reason", "note"),
        ({"until_on": "2020-01-01"}, "must be the same as or after the first", "until_on"),
        ({"until_on": "2062-01-01"}, "two years at most", "until_on"),
        ({"decided_by": ""}, "Enter who decided it", "decided_by"),
        ({}, "There is an exemption from", "from_on"),
    ],
)
def test_exemptions_says_beside_the_field_what_is_wrong(
    cast: Cast, more: dict[str, str], words: str, field: str
) -> None:
    make_case_list([cast.north])
    client, worker = signed_in(cast.pat), Practitioner.objects.get(name="Worker 3")
    for _ in range(1 if more else 2):
        answer = client.post(page("exemptions", worker.ref), exemption(**more))
    shown = text(answer)
    assert words in shown and f'id="id_{field}-error"' in shown


def test_an_exemption_counts_from_half_a_quarter_on(cast: Cast) -> None:
    make_case_list([cast.north])
    worker, last = Practitioner.objects.get(name="Worker 3"), quarters()[2]
    exempt_practitioner(
        by=cast.pat, practitioner=worker, from_on=last.first, why="leaving", decided_by="Dee",
        until_on=last.first + timedelta(days=last.days // 2 - 2),
    )  # fmt: skip
    states = [cell.state for cell in covered([worker], quarters())[0].cells]
    assert "exempt" not in states
    exempt_practitioner(
        by=cast.pat, practitioner=worker, from_on=last.last - timedelta(days=1), why="leaving",
        decided_by="Dee", until_on=last.last,
    )  # fmt: skip
    states = [cell.state for cell in covered([worker], quarters())[0].cells]
    assert states.count("exempt") == 1 and states[2] == "exempt"


def test_exemptions_are_forgotten_a_year_after(cast: Cast) -> None:
    make_case_list([cast.north])
    worker = Practitioner.objects.get(name="Worker 3")
    for days in (367, 365):
        day = today() - timedelta(days=days)
        exempt_practitioner(
            by=cast.pat, practitioner=worker, from_on=day, until_on=day, why="leaving",
            decided_by="Dee",
        )  # fmt: skip
    forget_exemptions(by=Schedule("dispose"))
    assert Exemption.objects.get().until_on == today() - timedelta(days=365)


def test_selection_file_gives_a_method_note_that_names_nobody(cast: Cast) -> None:
    round = make_selected_round(cast.pat, make_case_list([cast.north, cast.south]))
    made = selected(cast, round, size="12", minimum="1", family="once")
    swap_case(by=cast.pat, round_case=round_cases(round)[0], why="Moved", because="closed")
    assert file(cast, round, made, "method-note.pdf").startswith(b"%PDF")
    note = Word(io.BytesIO(file(cast, round, made, "method-note.docx")))
    cells = [cell.text for table in note.tables for row in table.rows for cell in row.cells]
    words = " ".join([*(each.text for each in note.paragraphs), *cells])
    chances = made.rows.filter(reason="selected", stratum="cla").values_list(
        "probability", flat=True
    )
    for said in (
        "At least 1 case of each practitioner.", "has 61 cases; 2 of them could not be selected",
        "1 closed", f"{min(chances):.3f}", "0 cases were named by people", "1 was swapped",
        "Cases had different chances.", "Hájek", round.selections.get().design["seed_committed"],
    ):  # fmt: skip
        assert said in words, said
    assert made.seed not in words and "Worker" not in words
    assert not any(re.search(rf"\b{number}\b", words) for number in in_round(round))
    assert "method note (PDF)" in text(signed_in(cast.pat).get(page("preview", round.ref)))
