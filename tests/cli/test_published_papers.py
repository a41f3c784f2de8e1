"""Papers that two councils and a third published, made again from imported rows: their parts in order and
every figure that the rows determine."""

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
import pytest

from goldenthread.audits.past.rows import code_of
from goldenthread.cli.running import run
from goldenthread.figures.queries import Figure, counted_by, figure_of, round_by_code
from goldenthread.people.queries import vocabulary
from goldenthread.programme.changes import plan_activity
from goldenthread.reports import build
from goldenthread.reports.build.traced import check_printed
from goldenthread.reports.queries import in_time
from goldenthread.writers.document import Document, GradeBars, Heading, Table, figures, plain
from tests.cast import Cast
from tests.finished import undone
from tests.published import imported_for_a_module, rows

CITY, COVENTRY = "city-of-london", "coventry"
# Which paper prints the figures of which rounds, and how it is asked for.
PAPERS = {
    "care leavers": ("committee", [f"{CITY}-2018", f"{CITY}-2017", f"{CITY}-2016"], {}),
    "thematic": ("thematic", [f"{CITY}-2019-12"], {}),
    "annual": ("committee", [f"{CITY}-2020-05", f"{CITY}-2020-07", f"{CITY}-2020-08"], {}),
    "scrutiny": (
        "scrutiny", [f"{COVENTRY}-2017-12", f"{COVENTRY}-2018-01", f"{COVENTRY}-2018-02"],
        {"training": "Ten managers.", "inspection": "A visit.", "pairs": "totals"},
    ),
    "five themes": (
        "themes", ["southampton-2021-jan-oct", "southampton-2021-cohorts-1-2"],
        {"by_theme": "# Supervision\n\nManagers change often."},
    ),
}  # fmt: skip
FIGURES = rows("figures.csv")
pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[Cast]:
    yield from imported_for_a_module(django_db_blocker)


def gathered_for(cast: Cast, name: str) -> build.Gathered:
    codes = PAPERS[name][1]
    return build.gather(cast.pat, *in_time([round_by_code(cast.pat, code) for code in codes]))


def paper_of(name: str, gathered: build.Gathered, **texts: str) -> Document:
    kind, _, more = PAPERS[name]
    held = {"edition": "internal", "conclusion": "Sound.", "author": "Pat", **more, **texts}
    return build.document_of(kind, gathered, held)


class Made:
    """A paper with what each of its numbers counts."""

    def __init__(self, cast: Cast, name: str) -> None:
        self.gathered = gathered_for(cast, name)
        self.codes = PAPERS[name][1]
        build.check_sums(self.gathered)
        self.paper = paper_of(name, self.gathered)
        self.printed = []
        for each in figures(self.paper):
            figure = figure_of(each.figure_key)
            n = counted_by(cast.pat, figure).n
            check_printed(each.figure_key, each.text, n)
            self.printed.append((figure, n, each.text))

    @property
    def headings(self) -> list[str]:
        return [b.text for b in self.paper.blocks if isinstance(b, Heading) and b.level == 2]


@pytest.fixture(scope="module")
def made(world: Cast, django_db_blocker: Any) -> dict[str, Made]:
    with django_db_blocker.unblock():
        return {name: Made(world, name) for name in PAPERS}


def test_the_care_leavers_paper_has_its_parts_and_no_change_is_claimed(
    made: dict[str, Made],
) -> None:
    paper = made["care leavers"].paper
    parts = [b.text for b in paper.blocks if isinstance(b, Heading)]
    wanted = [
        "Summary",
        "Recommendations",
        "Main Report",
        "Background",
        "Current Position",
        "Conclusion",
    ]
    assert [each for each in parts if each in wanted] == wanted
    words = " ".join(text_of(paper))
    assert "differ in: how the cases were chosen" in words and "the case types audited" in words
    assert not re.search(r"improved|better than|worse than|got better|rose|fell", words)
    assert [b.rows[0].label for b in paper.blocks if isinstance(b, GradeBars)] == [
        "City of London 2018"
    ]


def text_of(paper: Document) -> list[str]:
    return [plain(runs) for b in paper.blocks if (runs := getattr(b, "runs", None))]


# As published, worst grade last here first: 30 % was printed for 5 of 17, and noughts without a share.
PUBLISHED = {
    "2018": ("17", "0", "5 (30%)", "6 (35%)", "6 (35%)"),
    "2017": ("16", "0", "5 (31%)", "10 (63%)", "1 (6%)"),
    "2016": ("13", "0", "0", "12 (92%)", "1 (8%)"),
}


def by_our_policy(cell: str) -> str:
    return {"5 (30%)": "5 (29%)", "0": "0 (0%)"}.get(cell, cell)


def test_the_public_table_of_care_leavers_is_as_published_but_for_the_misprint(
    world: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("goldenthread.cli.running._log_to_file", lambda: None)
    monkeypatch.setattr("goldenthread.cli.preparing.prepare_database", lambda say: None)
    out = tmp_path / "paper.docx"
    codes = ",".join(PAPERS["care leavers"][1])
    with undone():
        asked = ["--edition", "public", "--format", "docx", "--out", str(out)]
        assert run(["goldenthread", "make_report", "committee", "--round", codes, *asked]) == 0
    tables = docx.Document(BytesIO(out.read_bytes())).tables
    (table,) = [t for t in tables if t.rows[0].cells[-1].text == "Outstanding" and len(t.rows) == 4]
    assert [c.text for c in table.rows[0].cells] == [
        "Round", "Audits", "Moderated", "Inadequate", "Requires improvement", "Good", "Outstanding",
    ]  # fmt: skip
    for row, (year, published) in zip(table.rows[1:], PUBLISHED.items(), strict=True):
        title, n, moderated, *cells = [cell.text for cell in row.cells]
        assert (title, n, moderated) == (f"City of London {year}", published[0], published[0])
        assert cells == [by_our_policy(cell) for cell in published[1:]]


def test_the_annual_paper_has_the_costs_at_its_head_where_they_are_filled_in(
    made: dict[str, Made],
) -> None:
    facts = paper_of("annual", made["annual"].gathered, outcomes="1", extra_spending="N/A").blocks[
        0
    ]
    labels = [label for label, _ in facts.rows]  # type: ignore[union-attr]
    assert labels[4:9] == [box.label for box in build.boxes_of("committee") if box.key in COSTS]
    without = made["annual"].paper.blocks[0]
    assert len(without.rows) == len(labels) - 5  # type: ignore[union-attr]


COSTS = ("outcomes", "extra_spending", "how_much", "funding", "funding_agreed")


def test_the_scrutiny_paper_has_its_parts_in_order(made: dict[str, Made]) -> None:
    assert made["scrutiny"].headings == [
        "1 Purpose of the note", "2 Recommendations", "3 Monthly audit activity",
        "4 Training and good practice", "5 Findings from audit activity", "6 Coventry 2017-12",
        "7 Coventry 2018-01: full case file", "8 Coventry 2018-01: practice observation",
        "9 Coventry 2018-02", "10 Audit schedule", "11 Ofsted and further developments",
        "12 Conclusion", "Authors",
    ]  # fmt: skip


def test_of_totals_alone_no_more_is_said_than_the_least_that_changed(
    made: dict[str, Made],
) -> None:
    words = " ".join(text_of(made["scrutiny"].paper))
    assert "of 21 overall grades at least 8 changed" in words
    assert "of 9 overall grades at least 3 changed" in words
    known = " ".join(text_of(paper_of("scrutiny", made["scrutiny"].gathered, pairs="audits")))
    assert "Moderators changed 3 of 9 overall grades: 0 up and 3 down." in known


def test_the_schedule_is_of_the_months_from_the_papers_on(
    world: Cast, made: dict[str, Made]
) -> None:
    month = made["annual"].paper.dated.replace(day=1)
    with undone():
        plan_activity(by=world.pat, title="Supervision audits", kind="supervision", month=month)
        paper = paper_of("annual", made["annual"].gathered, schedule="4")
    (table,) = [b for b in paper.blocks if isinstance(b, Table) and b.header[0] == "Month"]
    assert [plain(cell) for cell in table.rows[0]] == [f"{month:%B %Y}", "Supervision audits"]
    assert len(table.rows) == 4


def test_the_five_themes_have_a_section_each_with_what_older_reports_printed(
    made: dict[str, Made],
) -> None:
    held = made["five themes"]
    assert held.headings == [
        "1 What this paper stands on", "2 Chronologies", "3 Assessments", "4 Plans", "5 Visiting",
        "6 Supervision", "7 Conclusion",
    ]  # fmt: skip
    alone = {r["percent"] for r in rows("percents.csv") if r["la"] == "Southampton"}
    said = {text.rstrip("%") for f, _, text in held.printed if f.measure == "reported"}
    assert alone <= said and "54 of 123" in said
    assert "Managers change often." in text_of(held.paper)


@pytest.mark.parametrize("asked", FIGURES, ids=[f"{n}-{r['id']}" for n, r in enumerate(FIGURES)])
def test_every_figure_that_the_rows_determine_is_printed(
    made: dict[str, Made], asked: dict[str, str]
) -> None:
    where = dict(part.split("=", 1) for part in asked["where"].split("|"))
    code = code_of(where["la"], where["round"])
    (held,) = [each for each in made.values() if code in each.codes]
    if asked["take"] == "none":
        assert any("gives no grades" in text for text in text_of(held.paper))
        return
    found = [p for p in held.printed if p[0].where.get("round") == code and fits(asked, where, p)]
    assert int(asked["count"]) in [n for _, n, _ in found]


def fits(asked: dict[str, str], where: dict[str, str], printed: tuple[Figure, Any, str]) -> bool:
    """Whether a printed number is of the same audits, stage and grade as a published one."""
    figure, _, text = printed
    words = vocabulary()
    take, _, name = asked["take"].partition(":")
    of = figure.where
    if of.get("service", "") != where.get("service", ""):
        return False
    if "flag" in of or (take == "row" and name.startswith("flag=")):
        return of.get("flag") == name.removeprefix("flag=")
    if take == "row":
        label = words("case_type", of["case_type"]) if of.get("case_type") else of.get("case_type")
        return label is not None and label.casefold() == name.partition("=")[2].casefold()
    named = where.get("case_type", "").casefold()
    if of.get("case_type") and words("case_type", of["case_type"]).casefold() != named:
        return False
    if "audit_type" in of and "audit_type" in where and of["audit_type"] != where["audit_type"]:
        return False
    if take == "sections":
        return figure.measure == "profiles" and profile_fits(text, name)
    if take == "grade":
        stages = {"auditor": ("auditor", "final")}.get(asked["command"].split()[-1])
        stage = figure.stage in (stages or (asked["command"].split()[-1],))
        grade = words("grade", figure.grade).casefold() == name.casefold()
        return figure.measure == "grades" and grade and stage
    wanted = {"families": "families", "moderated": "moderated"}.get(take, "audited")
    return figure.of == wanted or (take == "n" and figure.asked.get("grade") == "n")


def profile_fits(text: str, conditions: str) -> bool:
    counts = {
        label.casefold(): int(n)
        for n, label in re.findall(r"(\d+) ([A-Za-z ]+?)(?:,| and |$)", text.partition(": ")[2])
    }
    left = counts.pop("not applicable", 0)
    held = {**counts, "applicable": sum(counts.values()), "not_applicable": left}
    asked = (part.split("=") for part in conditions.split(";"))
    return all(held.get(key.casefold(), 0) == int(n) for key, n in asked)
