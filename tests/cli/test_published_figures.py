"""Past audits of three authorities, imported, give the figures that were published of them."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from goldenthread.cli.running import run
from tests.cast import Cast
from tests.finished import undone
from tests.published import HERE, imported_for_a_module, rows

FIGURES = rows("figures.csv")
EXPECTED: dict[str, Any] = json.loads((HERE / "expected.json").read_text())
COVENTRY, CITY = "la=Coventry", "la=City of London"
# How each sum of expected.json is asked for: the command, and what of its answer is the sum.
ASKED = {
    "CoL care leavers 2018": ("grades", [CITY, "round=2018", "case_type=Care leaver"], "moderated"),
    "CoL care leavers 2017": ("grades", [CITY, "round=2017"], "moderated"),
    "CoL care leavers 2016": ("grades", [CITY, "round=2016"], "moderated"),
    "CoL 2018 total": ("n", [CITY, "round=2018"], ""),
    "CoL 2019 types": ("case_type", [CITY, "round=2019-12"], ""),
    "CoL 2020-07 families": ("families", [CITY, "round=2020-07"], ""),
    "Cov LAC auditor": ("grades", [COVENTRY, "round=2017-12"], "auditor"),
    "Cov LAC moderated": ("grades", [COVENTRY, "round=2017-12"], "moderated"),
    "Cov CWD auditor": ("grades", [COVENTRY, "case_type=Children with disabilities"], "auditor"),
    "Cov CWD SC moderated": (
        "grades", [COVENTRY, "round=2018-01", "service=Social care"], "moderated",
    ),
    "Cov CWD EH moderated": (
        "grades", [COVENTRY, "round=2018-01", "service=Early help"], "moderated",
    ),
    "Cov PO": (
        "grades", [COVENTRY, "round=2018-01", "audit_type=practice observation"], "auditor",
    ),
    "Cov Feb types": ("case_type", [COVENTRY, "round=2018-02"], ""),
    "Cov Feb auditor": ("grades", [COVENTRY, "round=2018-02"], "auditor"),
    "Cov Feb moderated": ("grades", [COVENTRY, "round=2018-02"], "moderated"),
    "Cov Feb SC moderated": (
        "grades", [COVENTRY, "round=2018-02", "service=Social care"], "moderated",
    ),
    "Cov Feb EH moderated": (
        "grades", [COVENTRY, "round=2018-02", "service=Early help"], "moderated",
    ),
}  # fmt: skip
Figures = Callable[..., Any]


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[Cast]:
    yield from imported_for_a_module(django_db_blocker)


@pytest.fixture
def figures(
    world: Cast, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Figures]:
    monkeypatch.setattr("goldenthread.cli.running._log_to_file", lambda: None)
    monkeypatch.setattr("goldenthread.cli.preparing.prepare_database", lambda say: None)

    def answer(*words: str, where: list[str]) -> Any:
        conditions = [part for each in where for part in ("--where", each)]
        assert run(["goldenthread", "figures", *words, *conditions, "--json"]) == 0
        return json.loads(capsys.readouterr().out)

    with undone():
        yield answer


def folded(counts: dict[str, int]) -> dict[str, int]:
    """Labels without their capitals, which the authority may choose; zeros are left out as in the file."""
    return {label.casefold(): n for label, n in counts.items() if n}


@pytest.mark.parametrize("name", EXPECTED)
def test_each_sum_of_the_published_rows_is_reproduced(figures: Figures, name: str) -> None:
    what, where, stage = ASKED[name]
    wanted = EXPECTED[name]
    if what == "grades":
        (row,) = figures("grades", "--stage", stage, where=where)
        assert folded(row["counts"]) == folded(wanted)
        assert row["n"] == sum(wanted.values()) == len(row["audits"])
    elif what == "case_type":
        answer = figures("audits", "--by", "case_type", where=where)
        assert folded({labelled(row): row["n"] for row in answer}) == folded(wanted)
    else:
        (row,) = figures("audits", where=where)
        assert row[what] == wanted


def labelled(row: dict[str, Any]) -> str:
    return str(row["labels"]["case_type"])


@pytest.mark.parametrize(
    "asked", FIGURES, ids=[f"{n}-{row['id']}" for n, row in enumerate(FIGURES)]
)
def test_each_figure_that_the_rows_determine_is_reproduced(
    figures: Figures, asked: dict[str, str]
) -> None:
    answer = figures(*asked["command"].split(), where=asked["where"].split("|"))
    count, of = int(asked["count"]), int(asked["of"] or 0)
    take, _, name = asked["take"].partition(":")
    if take == "none":
        assert answer == []
    elif take == "sections":
        assert profiled(answer, name) == count
        assert of in (0, answer["audits"], 12)
    elif take == "row":
        dimension, _, value = name.partition("=")
        (row,) = [each for each in answer if said(each, dimension).casefold() == value.casefold()]
        assert (row["share"]["count"], row["share"]["n"]) == (count, of)
    else:
        (row,) = answer
        if take == "grade":
            grades = {label.casefold(): n for label, n in row["counts"].items()}
            assert (grades[name.casefold()], row["n"]) == (count, of or row["n"])
        elif take == "moderated":
            assert row["moderated"] == {"count": count, "n": of, "not_said": 0}
        else:
            assert row[take] == count


def said(row: dict[str, Any], dimension: str) -> str:
    """The value of a group, in words where it is a case type that is known."""
    value = str(row["group"][dimension])
    return labelled(row) if dimension == "case_type" and value else value


def profiled(answer: Any, conditions: str) -> int:
    """How many audits have sections that were judged so."""
    wanted = [part.split("=") for part in conditions.split(";")]
    return sum(
        each["n"]
        for each in answer["profiles"]
        if all(int(n) == {**each, **each["counts"]}[key] for key, n in wanted)
    )


def test_every_published_figure_is_asked_for_or_said_to_be_undetermined() -> None:
    known = {row["id"] for row in FIGURES}
    others = {row["id"]: row["why"] for row in rows("not_determined.csv")}
    assert known | set(others) == {f"F{n:03}" for n in range(1, 193)}
    assert not known & set(others) and all(others.values())


def test_percentages_without_counts_say_which_counts_they_allow(figures: Figures) -> None:
    found = {(row["cohort"], row["what"]): row for row in figures("reported", where=[])}
    late = found["LAC/CL 1st+2nd", "Not seen in time"]
    assert (late["possible_counts"], late["text"]) == ([54], "printed as 44%: 54 of 123")
    fostering = found["Fostering summer 2021", "Supervision Good or above"]
    assert fostering["possible_counts"] == []
    assert fostering["possible_bases_up_to_100"][:4] == [11, 22, 33, 40]
    alone = {row["id"] for row in rows("percents.csv") if not row["n"]}
    undetermined = {row["id"] for row in rows("not_determined.csv") if "percentage" in row["why"]}
    assert undetermined - alone == {"F109"}  # "100 per cent" of a number of sections nobody gave


def test_other_authorities_are_never_added_to_our_own(figures: Figures) -> None:
    assert figures("grades", "--stage", "moderated", where=[]) == []
    assert figures("audits", "--by", "case_type", where=[]) == []
    by_authority = figures("audits", "--by", "la", where=[])
    assert {row["group"]["la"]: row["n"] for row in by_authority} == {
        "City of London": 145, "Coventry": 56, "Southampton": 193,
    }  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("what", ["grades", "audits", "sections", "ledger"])
@pytest.mark.parametrize(
    "asked", [("--by", "practitioner"), ("--where", "practitioner=Dana Pike"), ("--by", "auditor")]
)
def test_a_named_person_is_never_what_figures_are_made_by(
    capsys: pytest.CaptureFixture[str], what: str, asked: tuple[str, str]
) -> None:
    assert run(["goldenthread", "figures", what, *asked]) == 2
    answer = capsys.readouterr()
    assert (answer.out, "never made by a named person" in answer.err) == ("", True)
