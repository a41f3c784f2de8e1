"""`goldenthread figures`: one answer on stdout, words on stderr, and 0, 1 or 2."""

import json
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from goldenthread.audits.models import Audit
from goldenthread.cli.running import run
from goldenthread.journal.models import Entry
from goldenthread.programme.models import RoundCase
from tests.alike import rounds_like, told
from tests.cast import Cast
from tests.finished import World, undone, world_of_a_module
from tests.loop import round_of, submitted


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    yield from world_of_a_module(django_db_blocker)


@pytest.fixture(autouse=True)
def _in_process(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Iterator[None]:
    monkeypatch.setattr("goldenthread.cli.running._log_to_file", lambda: None)
    monkeypatch.setattr("goldenthread.cli.preparing.prepare_database", lambda say: None)
    if "world" not in request.fixturenames:
        yield
        return
    request.getfixturevalue("world")
    with undone():
        yield


def figures(*words: str) -> int:
    return run(["goldenthread", "figures", *words])


def test_json_has_the_promised_shape(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    assert figures("grades", "--by", "round,case_type", "--json") == 0
    rows = json.loads(capsys.readouterr().out)
    assert {tuple(row) for row in rows} == {("group", "n", "counts", "shares", "audits")}
    assert {tuple(row["group"]) for row in rows} == {("round", "case_type")}
    labels = ["Inadequate", "Requires improvement", "Good", "Outstanding"]
    assert all(list(row["counts"]) == list(row["shares"]) == labels for row in rows)
    assert all(sum(row["counts"].values()) == row["n"] == len(row["audits"]) for row in rows)
    assert sum(row["n"] for row in rows) == 16


def test_json_says_both_shares_of_a_round_where_chances_differed(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    for n, case in enumerate(world.first.cases.order_by("id")):
        RoundCase.objects.filter(id=case.id).update(probability=0.5 if n % 2 else 0.1)
    assert figures("grades", "--by", "round", "--json") == 0
    rows = {row["group"]["round"]: row for row in json.loads(capsys.readouterr().out)}
    held = rows[world.first.code]["estimate"]
    assert (held["n"], held["cases"], held["unweighted"]) == (12, 60, 75)
    assert held["effective_n"] == pytest.approx(72**2 / (6 * 100 + 6 * 4))
    assert "estimate" not in rows[world.second.code]


def test_where_narrows_and_the_stage_is_chosen(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    code = f"round={world.first.code}"
    assert figures("grades", "--stage", "moderated", "--where", code, "--json") == 0
    (row,) = json.loads(capsys.readouterr().out)
    assert (row["n"], row["counts"]["Outstanding"]) == (3, 3)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--by", "practitioner"], "never made by a named person"),
        (["--by", "colour"], "There are no figures by 'colour'"),
        (["--where", "worker=x"], "never made by a named person"),
        (["--where", "round"], "is not KEY=VALUE"),
        (["--stage", "first"], "invalid choice"),
    ],
)
def test_wrong_usage_is_said_in_words(
    capsys: pytest.CaptureFixture[str], words: list[str], said: str
) -> None:
    assert figures("grades", *words) == 2
    answer = capsys.readouterr()
    assert (answer.out, said in answer.err, "Traceback" in answer.err) == ("", True, False)


@pytest.mark.django_db
def test_a_person_who_may_not_see_figures_is_refused(
    cast: Cast, capsys: pytest.CaptureFixture[str]
) -> None:
    assert figures("grades", "--as", cast.ines.email) == 1
    assert "Your roles do not let you see figures." in capsys.readouterr().err


@pytest.mark.django_db
def test_without_json_it_is_a_plain_table(cast: Cast, capsys: pytest.CaptureFixture[str]) -> None:
    assert figures("grades") == 0
    assert capsys.readouterr().out.strip() == "No audits are counted."
    submitted(round_of(cast, ["1"])[0])
    assert figures("grades", "--by", "round") == 0
    assert "january-round (n=1): Inadequate: 0 of 1" in capsys.readouterr().out


def test_json_names_audits_and_so_is_a_read_of_each(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    assert figures("grades", "--json") == 0
    named = {ref for row in json.loads(capsys.readouterr().out) for ref in row["audits"]}
    last = Entry.objects.latest("seq")
    assert (last.kind, last.what, set(last.refs)) == ("read", "figures", named)


def test_trace_says_what_is_counted_and_what_is_not(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = f"grades?stage=auditor&round={world.first.code}&grade=requires_improvement"
    assert figures("trace", asked, "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert found["definition"]["id"] == "grades.grade"
    assert (found["n"], len(found["counted"])) == (3, 3)
    assert [(e["why"], e["n"], len(e["audits"])) for e in found["left_out"]] == [
        ("other_grade", 9, 9)
    ]
    assert found["designs"][0]["frame_sha256"] and found["software"]
    assert figures("trace", asked) == 0
    assert "left out: 9: With another grade" in capsys.readouterr().out
    named = Entry.objects.filter(kind="read").order_by("-seq")[0].refs
    assert len(named) == 12


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("trace", "grades?practitioner=7"), "never made by a named person"),
        (("trace",), "There is no figure ''"),
        (("trace", "coverage?round=nowhere"), "There is no round 'nowhere'"),
        (("trace", "grades?grade=n", "--edition", "EDI-2222222222"), "There is no edition"),
    ],
)
def test_trace_refuses_what_there_is_not(
    world: World, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], said: str
) -> None:
    assert figures(*words) in (1, 2)
    assert said in capsys.readouterr().err


def said_of(capsys: pytest.CaptureFixture[str], *words: str) -> Any:
    assert figures(*words, "--json") == 0
    return json.loads(capsys.readouterr().out)


def test_timeliness_offers_its_questions_and_counts_one(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    offered = said_of(capsys, "timeliness")
    assert "facts.visits_in_timescale" in {each["question"] for each in offered}
    key = "facts.visits_in_timescale"
    # Of each team one, whichever cases were selected.
    by_team = [Audit.objects.filter(header__team__name=name) for name in ("North", "South")]
    told([each.order_by("pk")[0] for each in by_team], key, ("yes", None, ""), ("no", None, ""))
    found = said_of(capsys, "timeliness", "--question", key)
    (row,) = found["rows"]
    assert (row["known"], row["in_time"], row["late"], row["unknown"]) == (2, 1, 1, 14)
    assert found["definition"] == "answer" and row["share"]["text"] == "1 of 2"
    assert figures("timeliness", "--question", key, "--by", "team") == 0
    assert "0 of 1 in time; late with a reason 0, without 0, not known 1" in capsys.readouterr().out
    for wrong in (["--question", "risk.grade"], ["--question", key, "--by", "domain"]):
        assert figures("timeliness", *wrong) == 1


def test_ages_give_the_share_the_median_and_the_worst(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    old, missing = ("yes", date(2020, 1, 1), ""), ("no", None, "")
    told(list(Audit.objects.order_by("pk")), "facts.chronology", old, missing)
    found = said_of(capsys, "ages", "--question", "facts.chronology", "--months", "12")
    total = found["total"]
    assert (total["n"], total["out_of_date"], total["missing"]) == (2, 2, 1)
    assert total["median"] == total["worst"] > 70
    assert figures("ages", "--question", "facts.chronology") == 0
    assert "All: 2 of 2 out of date; median" in capsys.readouterr().out
    assert figures("ages", "--question", "facts.chronology", "--months", "0") == 1


def test_control_says_why_there_is_no_chart(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    found = said_of(capsys, "control", "--like", world.first.code)
    assert found["chart"] is None and found["why_not"]["why"] == "few_for_run"
    assert [each["n"] for each in found["periods"]] == [12, 4] and found["left_out"] == []
    rounds_like(world.first, [6, 7, 5, 6, 7, 0, 5, 6, 7, 6, 5, 6, 6])
    held = said_of(capsys, "control", "--like", world.first.code)
    assert held["chart"] == "p-chart" and held["why_not"] is None
    assert [p["code"][-2:] for p in held["periods"] if p["is_outside"]] == ["05"]
    count = ["--measure", "audits", "--period", "month", "--like", world.first.code]
    assert said_of(capsys, "control", *count)["chart"] == "xmr"
    assert figures("control", "--measure", "in_time") == 1
