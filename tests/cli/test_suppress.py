"""`goldenthread suppress` and `attack`: a table in, what may be published and what it tells out."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from goldenthread.cli.running import run

Answer = tuple[int, str, str]
Goldenthread = Callable[..., Answer]
YEARS = """Year,Inadequate,RI,Good,Outstanding,All
2016,0,0,12,1,13
2017,0,5,10,1,16
2018,0,5,6,6,17
All,0,10,28,8,46
"""


@pytest.fixture
def goldenthread(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Goldenthread:
    monkeypatch.setattr("goldenthread.cli.running._log_to_file", lambda: None)
    monkeypatch.chdir(tmp_path)

    def answer(*arguments: object) -> Answer:
        code = run(["goldenthread", *map(str, arguments)])
        return code, *capfd.readouterr()

    return answer


@pytest.fixture
def years(tmp_path: Path) -> Path:
    file = tmp_path / "years.csv"
    file.write_text(YEARS)
    return file


def said(answer: Answer) -> Any:
    assert answer[0] == 0, answer[2]
    return json.loads(answer[1])


def test_a_table_is_protected_and_attacked(goldenthread: Goldenthread, years: Path) -> None:
    done = said(goldenthread("suppress", years, "--json"))
    assert done["cells"] == [
        [0, 0, None, None, 13], [0, None, 10, None, 16], [0, None, None, None, 17],
        [0, 10, 28, 8, 46],
    ]  # fmt: skip
    assert {(r, c) for r, c, _ in done["hidden"]} == {
        (r, c) for r, row in enumerate(done["cells"]) for c, n in enumerate(row) if n is None
    }
    assert [why for *_, why in done["hidden"]].count("small") == 4
    assert done["percentages"][1] == [0, None, 63, None, 100]
    assert done["attack"]["recovered"] == 0 and [0, 2, 5, 13] in done["attack"]["ranges"]
    Path("years.json").write_text(json.dumps(done))
    assert said(goldenthread("attack", "years.json", "--json")) == done["attack"]
    again = said(goldenthread("suppress", years, "--json", "--published", "years.json"))
    assert again["cells"] == done["cells"] and again["editions"][0]["relation"] == "same"


def test_a_person_is_told_in_words(goldenthread: Goldenthread, years: Path) -> None:
    code, out, err = goldenthread("suppress", years, "--threshold", 4)
    assert (code, err) == (0, "")
    assert "2017           0   5     c            c   16" in out.splitlines()
    assert "Hidden (c): 2 small counts, 4 to protect them." in out
    assert out.endswith("No hidden count can be worked out.\n")
    code, out, _ = goldenthread("suppress", years, "--rounded-to", 5)
    assert code == 0 and "Counts are rounded to the nearest 5" in out
    Path("naive.json").write_text(json.dumps({
        "cells": [[0, 0, None, None, 13], [0, None, 10, None, 16], [0, None, None, 6, 17],
                  [0, 10, 28, 8, 46]],
        "rows": ["2016", "2017", "2018", "All"],
        "columns": ["Inadequate", "RI", "Good", "Outstanding", "All"],
    }))  # fmt: skip
    code, out, _ = goldenthread("attack", "naive.json")
    assert code == 0 and "  In row 2018, column RI: 4 to 6" in out.splitlines()


def test_what_editions_tell_together_is_named(goldenthread: Goldenthread, years: Path) -> None:
    now = said(goldenthread("suppress", years, "--json"))
    Path("now.json").write_text(json.dumps(now))
    Path("named.json").write_text(json.dumps({
        "cells": [[0, 0, 8, 1, 9], [0, 5, 10, 1, 16], [0, 5, 6, 6, 17], [0, 10, 24, 8, 42]],
        "rows": now["rows"], "columns": now["columns"],
    }))  # fmt: skip
    code, out, _ = goldenthread("attack", "now.json", "--published", "named.json")
    assert code == 0 and "counts can be worked out:" in out
    assert "  In row 2016, column All: the difference is 4." in out.splitlines()
    found = said(goldenthread("attack", "now.json", "--published", "named.json", "--json"))
    assert found["recovered"] == len(found["found"]) > 1
    assert {"edition": 0, "row": 0, "column": 4, "value": 4, "more_than_in_edition": 1} in found[
        "found"
    ]
    fewer = said(
        goldenthread("attack", "now.json", "--published", "named.json", "--threshold", 3, "--json")
    )
    assert fewer["recovered"] < found["recovered"]
    # Where a table has no names, its rows and columns are those of the first in their order.
    plain = json.loads(Path("named.json").read_text())["cells"]
    Path("plain.json").write_text(json.dumps(plain))
    again = goldenthread("attack", "now.json", "--published", "plain.json", "--json")
    assert said(again) == found
    grown = said(goldenthread("suppress", years, "--json", "--published", "now.json"))
    assert grown["attack"]["recovered"] == 0


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["suppress", "none.csv"], 1, "none.csv cannot be read: No such file or directory.\n"),
        (["suppress", "sum.csv"], 1, "sum.csv: Row All adds up to 46, but its total says 47.\n"),
        (["suppress", "years.csv", "--threshold", "0"], 2, "'0' is no whole number from 1 to 1000"),
        (["suppress", "years.csv", "--rounded-to", "2"], 2, "leaves counts certain"),
        (["suppress"], 2, "TABLE.csv"),
        (["suppress", "years.csv", "--published", "years.csv"], 1, "years.csv is not JSON. "),
        (["suppress", "years.csv", "--published", "all.json"], 1, "was published before"),
        (["attack", "years.csv"], 1, "years.csv is not JSON. Give what `suppress --json` wrote.\n"),
        (["attack", "deep.json"], 1, "deep.json is not JSON."),
        (["attack", "uneven.json"], 1, "uneven.json: Its rows are not all of one length.\n"),
        (["attack", "wrong.json"], 1, "wrong.json: No table fits these counts and totals"),
        (["attack", "all.json", "--published", "wrong.json"], 1, "wrong.json: No table fits"),
        (["attack"], 2, "TABLE.json"),
        (["attack", "large.json"], 1, "large.json is larger than any table: 1,000,001 bytes.\n"),
    ],
)
def test_bad_input_is_told_in_a_sentence(
    arguments: list[str], code: int, message: str, goldenthread: Goldenthread, years: Path
) -> None:
    years.with_name("sum.csv").write_text(YEARS.replace("46", "47"))
    rows = [list(map(int, line.split(",")[1:])) for line in YEARS.splitlines()[1:]]
    named = {
        "rows": ["2016", "2017", "2018", "All"], "cells": rows,
        "columns": ["Inadequate", "RI", "Good", "Outstanding", "All"],
    }  # fmt: skip
    for name, text in {
        "all": json.dumps(named), "uneven": "[[1, 2], [3]]", "wrong": "[[1, 2], [3, 4]]",
        "deep": "[" * 100_000, "large": " " * 1_000_001,
    }.items():  # fmt: skip
        years.with_name(f"{name}.json").write_text(text)
    ended, out, err = goldenthread(*arguments)
    assert (ended, out) == (code, "")
    assert message in err and "Traceback" not in err
