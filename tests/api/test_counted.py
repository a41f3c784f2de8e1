"""Counts of audits, how sections were judged, and old percentages: as the command says them."""

import pytest

from goldenthread.figures import queries
from tests.api.asking import FIGURES, problem, program
from tests.api.test_figures import graded, said
from tests.api.test_lists import rows
from tests.cast import Cast

pytestmark = pytest.mark.django_db
AUDITS, SECTIONS, REPORTED = FIGURES[2:]


def test_audits_are_counted_as_by_the_command(cast: Cast) -> None:
    round = graded(cast, [f"203{n:02}" for n in range(4)])
    client = program(cast.dee)
    found = said(client, f"{AUDITS}?round={round.code}&by=case_type,team")
    expected = queries.audited_json(
        queries.audited(cast.dee, ("case_type", "team"), where={"round": round.code})
    )
    assert [(e["group"], e["labels"], e["n"]) for e in found["rows"]] == [
        (e["group"], e["labels"], e["n"]) for e in expected
    ]
    assert sum(each["n"] for each in found["rows"]) == 4 and found["by"] == ["case_type", "team"]
    lines = rows(client.get(f"{AUDITS}?by=round&format=csv"))
    assert [(each["round"], each["n"], each["of"]) for each in lines] == [(round.code, "4", "4")]


def test_sections_are_judged_as_the_command_says(cast: Cast) -> None:
    round = graded(cast, ["20301", "20302"])
    client = program(cast.pat)
    found = said(client, f"{SECTIONS}?round={round.code}&stage=auditor")
    expected = queries.profiles_json(
        queries.profiles(cast.pat, stage="auditor", where={"round": round.code})
    )
    assert found["audits"] == expected["audits"] == 2
    assert [each["counts"] for each in found["profiles"]] == [
        each["counts"] for each in expected["profiles"]
    ]
    assert sum(each["n"] for each in found["profiles"]) == found["audits_with_graded_sections"]
    lines = rows(client.get(f"{SECTIONS}?stage=auditor&format=csv"))
    assert [each["n"] for each in lines] == [str(each["n"]) for each in found["profiles"]]


def test_percentages_of_old_reports_come_with_the_counts_they_allow(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = queries.Reported("Wold", "2018", "Seen", "56", 123, (69,), ())
    monkeypatch.setattr("goldenthread.figures.queries.reported", lambda by: [old])
    client = program(cast.dee)
    [row] = said(client, REPORTED)["rows"]
    assert (row["percent"], row["possible_counts"]) == ("56", [69])
    [line] = rows(client.get(f"{REPORTED}?format=csv"))
    assert (line["possible_counts"], line["text"]) == ("69", "printed as 56%: 69 of 123")


def test_what_cannot_be_asked_is_refused_in_words(cast: Cast) -> None:
    client = program(cast.pat)
    for query in ("by=domain", "by=practitioner", "domain=plan", "stage=final"):
        problem(client.get(f"{AUDITS}?{query}"), 400)
    problem(client.get(f"{SECTIONS}?by=team"), 400)
    problem(client.get(f"{REPORTED}?round=x"), 400)
    for address in (AUDITS, SECTIONS):
        assert "There is no round" in problem(client.get(f"{address}?round=none"), 404)["detail"]


def test_no_audit_is_named_and_anybody_reads_none_of_it(cast: Cast) -> None:
    round = graded(cast, ["20301"])
    internal, public = program(cast.pat), program(cast.pat, "figures", audience="public")
    for address in (AUDITS, SECTIONS, REPORTED):
        assert "AUD-" not in internal.get(address).text
        problem(public.get(address), 403)
        problem(program(cast.pat, "audits").get(address), 403)
    restricted = f"{AUDITS}?round={round.code}"
    cast.sam.roles.update(team=cast.south)
    assert said(program(cast.sam), restricted)["rows"] == []
