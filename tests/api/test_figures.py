"""Figures: the numbers of the pages, with what may be said of them, and no more for anybody."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from goldenthread.audits.changes import close_audit, close_round
from goldenthread.audits.models import Audit
from goldenthread.figures import queries
from goldenthread.people.models import Practitioner
from goldenthread.programme.models import Round
from tests.api.asking import problem, program
from tests.api.test_lists import rows
from tests.cast import Cast
from tests.loop import act, moderated, round_of, shared, submitted

pytestmark = pytest.mark.django_db
GRADES, LEDGER = "/api/v1/figures/grades", "/api/v1/figures/ledger"


def graded(cast: Cast, numbers: list[str], title: str = "January round") -> Round:
    """A round of audits handed in; the last is Inadequate, the others Good."""
    audits = round_of(cast, numbers, title=title)
    act(audits[-1])
    for audit in audits:
        submitted(audit, "inadequate" if audit == audits[-1] else "good")
    return audits[0].round


def said(client: Client, address: str) -> Any:
    answer = client.get(address)
    assert answer.status_code == 200, answer.content
    return answer.json()


def test_the_numbers_are_those_of_the_pages(cast: Cast) -> None:
    round = graded(cast, [f"203{n:02}" for n in range(12)])
    found = said(program(cast.dee), f"{GRADES}?round={round.code}&by=case_type")
    [row] = queries.grades(cast.dee, ("case_type",), where={"round": round.code})
    [got] = found["rows"]
    assert (found["audience"], found["stage"], found["n"]) == ("internal", "auditor", 12)
    assert {each["grade"]: each["count"] for each in got["grades"]} == row.counts
    good = next(each for each in got["grades"] if each["grade"] == "good")
    assert (good["n"], good["percent"], good["text"]) == (12, 92, "11 of 12 (92%)")
    assert (got["basis"], got["meeting"]["count"], found["rounds"]) == (
        "purposive",
        11,
        [round.code],
    )
    assert got["behind"].startswith("/insights/behind/?what=grades&stage=auditor&round=")


def test_few_audits_have_no_percentage(cast: Cast) -> None:
    graded(cast, ["20301", "20302"])
    [row] = said(program(cast.pat), GRADES)["rows"]
    assert {each["percent"] for each in row["grades"]} == {None}
    assert row["meeting"]["text"] == "1 of 2"


def test_rounds_that_differ_stand_beside_each_other_without_a_trend(cast: Cast) -> None:
    old, new = graded(cast, ["20301"]), graded(cast, ["20302"], "May round")
    Round.objects.filter(pk=new.pk).update(
        way="selected", period_to=new.period_to + timedelta(days=1)
    )
    found = said(program(cast.pat), f"{GRADES}?by=round")
    [beside] = found["comparability"]
    assert (beside["older"], beside["newer"]) == (old.code, new.code)
    assert beside["differ"] == ["how the cases were chosen"]
    assert beside["sentence"].endswith("show no trend.")
    for word in ("improved", "worse", "→", "↑", "↓"):
        assert word not in str(found)


@pytest.mark.parametrize("name", ["practitioner", "worker", "auditor", "moderator", "person"])
def test_no_person_is_a_dimension(cast: Cast, name: str) -> None:
    client = program(cast.pat)
    problem(client.get(f"{GRADES}?by={name}"), 400)
    problem(client.get(f"{GRADES}?{name}=Dana"), 400)
    problem(client.get(f"{LEDGER}?{name}=Dana"), 400)


def test_a_service_manager_reads_of_their_teams_alone(cast: Cast) -> None:
    graded(cast, ["20301", "20302"])
    assert said(program(cast.sam), f"{GRADES}?by=team")["n"] == 2
    cast.sam.roles.update(team=cast.south)
    assert said(program(cast.sam), f"{GRADES}?by=team")["n"] == 0


def test_csv_has_a_line_for_each_grade_of_each_row(cast: Cast) -> None:
    round = graded(cast, [f"203{n:02}" for n in range(12)])
    found = rows(program(cast.pat).get(f"{GRADES}?by=round,team&format=csv"))
    assert [each["grade"] for each in found] == list(queries.grades(cast.pat)[0].counts)
    assert {(each["round"], each["team"], each["n"]) for each in found} == {
        (round.code, "North", "12")
    }
    assert sum(int(each["count"]) for each in found) == 12


def test_the_ledger_counts_as_the_page_does(cast: Cast) -> None:
    audit = round_of(cast, ["20301"], rate=100)[0]
    act(audit)
    moderated(cast, submitted(audit))
    found = said(program(cast.dee), LEDGER)
    counts = {each["stage"]: each["n"] for each in found["stages"]}
    assert counts == queries.ledger(cast.dee).counts
    assert len(rows(program(cast.dee).get(f"{LEDGER}?format=csv"))) == len(counts)


def test_a_round_that_is_not_there_is_told_with_those_that_are(cast: Cast) -> None:
    round = graded(cast, ["20301"])
    for address in (GRADES, LEDGER):
        told = problem(program(cast.pat).get(f"{address}?round=gone"), 404)["detail"]
        assert "There is no round 'gone'" in told and round.code in told


def closed(cast: Cast, numbers: list[str]) -> Round:
    """A closed round of Good audits of these cases, all of one practitioner."""
    audits = round_of(cast, numbers, rate=0)
    for audit in audits:
        shared(cast, audit)
        close_audit(by=cast.pat, audit=Audit.objects.get(pk=audit.pk))
    close_round(by=cast.pat, round=audits[0].round)
    return Round.objects.get(pk=audits[0].round_id)


def of_workers(round: Round, count: int) -> None:
    """As if so many practitioners had worked the cases: past the guards, for this test alone."""
    made = [
        Practitioner.objects.create(source="typed", key=f"Worker {n}", name=f"Worker {n}")
        for n in range(count)
    ]
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        for n, audit in enumerate(Audit.objects.filter(round=round).order_by("ref")):
            cursor.execute(
                "UPDATE cases_header SET practitioner_id = %s WHERE id = %s",
                [made[n % count].pk, audit.header_id],
            )
        cursor.execute("SET LOCAL session_replication_role = origin")


def test_anybody_reads_closed_rounds_with_enough_people_behind(cast: Cast) -> None:
    round = closed(cast, [f"203{n:02}" for n in range(4)])
    client = program(cast.pat, "figures", audience="public")
    for by in ("", "domain", "case_type"):
        assert said(client, f"{GRADES}?round={round.code}&by={by}")["rows"] == []
    of_workers(round, 3)
    found = said(client, f"{GRADES}?round={round.code}&by=domain")
    assert (found["audience"], found["stage"]) == ("public", "final")
    assert "are combined" in found["note"]
    assert {row["n"] for row in found["rows"]} == {4} and {
        row["behind"] for row in found["rows"]
    } == {""}
    assert not any(audit.ref in str(found) for audit in Audit.objects.all())


def test_anybody_is_told_nothing_that_could_be_taken_apart(cast: Cast) -> None:
    closed_one = closed(cast, ["20301"])
    opened = graded(cast, ["20302"], "May round")
    client = program(cast.pat, "figures", audience="public")
    for asked in (
        "", "by=round", f"round={opened.code}", f"round={closed_one.code}&by=team",
        f"round={closed_one.code}&stage=auditor", f"round={closed_one.code}&case_type=cp",
        f"round={closed_one.code}&by=domain,case_type",
    ):  # fmt: skip
        assert "closed round" in problem(client.get(f"{GRADES}?{asked}"), 403)["detail"], asked
    problem(client.get(LEDGER), 403)
    of_some_teams = program(cast.sam, "figures", audience="public")
    problem(of_some_teams.get(f"{GRADES}?round={closed_one.code}"), 403)
    Round.objects.filter(pk=closed_one.pk).update(is_restricted=True)
    assert client.get(f"{GRADES}?round={closed_one.code}").status_code in (403, 404)


def test_more_audits_ask_no_more_questions(cast: Cast) -> None:
    counts = []
    for numbers in (["20301"], [f"2040{n}" for n in range(6)]):
        round = graded(cast, numbers, title=numbers[0])
        client = program(cast.pat)
        with CaptureQueriesContext(connection) as asked:
            said(client, f"{GRADES}?round={round.code}&by=case_type")
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 25
