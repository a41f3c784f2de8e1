"""Past audits stand apart: counted in figures, in nobody's queue, never taken for what is not recorded."""

import re
from datetime import date

import pytest

from goldenthread.audits.changes import (
    PastImportedBefore,
    PastInUse,
    PastProblems,
    WhyMissing,
    import_past_audits,
    withdraw_past_audits,
)
from goldenthread.audits.changes.submission import rebuild_standing
from goldenthread.audits.models import Audit, Standing
from goldenthread.audits.past.map import MapFaulty, map_from
from goldenthread.audits.past.rows import period_of
from goldenthread.audits.queries import audits_to_moderate, audits_without_auditor, own_audits
from goldenthread.cases.models import CaseType
from goldenthread.figures.queries import audited, differences, grades, moderation
from goldenthread.journal.models import Entry
from goldenthread.programme.models import Outcome, Round
from goldenthread.programme.queries import rounds, rounds_to_follow
from goldenthread.reports import build
from goldenthread.tools.models import ToolVersion
from goldenthread.tools.queries import published_versions
from goldenthread.writers import html
from tests.cast import Cast
from tests.loop import round_of, submitted
from tests.published import AUDITS, SECTIONS, imported, waiting

pytestmark = pytest.mark.django_db


def test_our_own_past_audits_count_beside_those_made_here(cast: Cast) -> None:
    submitted(round_of(cast, ["20301"])[0])
    import_past_audits(by=cast.pat, held=waiting(cast.pat))
    rows = {row.group["round"]: row for row in grades(cast.pat, ("round",))}
    assert {code: row.n for code, row in rows.items()} == {"january-round": 1, "2019": 1}
    assert rows["2019"].counts["good"] == 1 and rows["2019"].basis.kind == "purposive"
    assert sum(row.n for row in grades(cast.pat)) == 2
    round = Round.objects.get(code="2019")
    assert (round.title, round.period_from, round.state) == (
        "Past audits 2019", date(2019, 1, 1), "closed",
    )  # fmt: skip


def test_nobody_is_asked_to_do_anything_about_them(cast: Cast) -> None:
    imported(cast.pat, AUDITS)
    assert not audits_without_auditor(cast.pat).exists()
    assert not audits_to_moderate(cast.mo).exists() and not own_audits(cast.ines).exists()
    assert not Outcome.objects.exists()
    assert not Audit.objects.exclude(state="closed").exists()
    assert not Audit.objects.exclude(header__practitioner=None).exists()
    assert not rounds_to_follow(cast.pat).exists()
    assert not published_versions().filter(tool__code__startswith="past_").exists()
    assert ToolVersion.objects.filter(tool__code="past_ofsted4", state="retired").exists()
    assert not CaseType.objects.filter(code="adoption", is_in_use=True).exists()


def test_no_moderation_is_claimed_that_the_file_does_not_record(cast: Cast) -> None:
    imported(cast.pat, AUDITS)

    def said(code: str) -> str:
        return moderation(cast.pat, Round.objects.get(code=code)).text

    assert said("coventry-2018-02") == "21 of 21 moderated, as the imported file says"
    assert said("coventry-2018-01").endswith("as the imported file says (it does not say of 7)")
    assert said("city-of-london-2019-12") == "0 of 19 moderated, as the imported file says"
    assert said("city-of-london-2020-05").startswith("The imported file does not say whether")


def test_past_rounds_are_never_compared_as_if_they_were_chosen_alike(cast: Cast) -> None:
    imported(cast.pat, AUDITS)
    newer, older = (Round.objects.get(code=f"city-of-london-{year}") for year in (2018, 2017))
    assert differences(newer, older) == (
        "how the cases were chosen, which is not recorded of past audits",
    )
    own = submitted(round_of(cast, ["20301"])[0]).round
    assert "how the cases were chosen" in differences(own, older)


def test_grades_of_sections_come_with_a_second_file_and_go_with_the_first(cast: Cast) -> None:
    first = imported(cast.pat, AUDITS)
    second = imported(cast.pat, SECTIONS)
    assert Standing.objects.exclude(section="overall").count() == second.made == 226
    assert {
        a.tool_version.tool.code for a in Audit.objects.filter(round__code="coventry-2018-02")
    } == {"past_good3"}
    with pytest.raises(PastInUse, match=r"take back audits\.csv"):
        withdraw_past_audits(by=cast.pat, held=second, why="Wrong")
    withdraw_past_audits(by=cast.pat, held=first, why="Wrong")
    second.refresh_from_db()
    assert second.state == "withdrawn"


def test_the_pointers_to_what_stands_can_be_made_again_from_the_judgements(cast: Cast) -> None:
    imported(cast.pat, AUDITS)
    before = set(Standing.objects.values_list("audit", "section", "stage", "grade"))
    for audit in Audit.objects.filter(round__code="coventry-2017-12"):
        rebuild_standing(by=cast.pat, audit=audit)
    assert set(Standing.objects.values_list("audit", "section", "stage", "grade")) == before


def test_what_is_taken_back_counts_nowhere_and_may_come_again(cast: Cast) -> None:
    held = imported(cast.pat, AUDITS)
    with pytest.raises(PastImportedBefore, match="Take that import back first"):
        imported(cast.pat, AUDITS)
    with pytest.raises(WhyMissing):
        withdraw_past_audits(by=cast.pat, held=held, why=" ")
    withdraw_past_audits(by=cast.pat, held=held, why="The years were mixed up")
    assert audited(cast.pat, ("la",)) == [] and not rounds(cast.pat).exists()
    assert Entry.objects.filter(what="withdraw_past_audits", refs__contains=[held.ref]).exists()
    assert imported(cast.pat, AUDITS).made == 394
    assert audited(cast.pat, (), where={"la": "Coventry"})[0].n == 56


def test_a_file_with_one_fault_is_refused_whole(cast: Cast) -> None:
    text = "audit_id,round,auditor_grade\nA,2019,Good\nB,2019,Splendid\n"
    with pytest.raises(PastProblems) as refused:
        import_past_audits(by=cast.pat, held=waiting(cast.pat, text))
    (problem,) = refused.value.problems
    assert (problem.row, problem.column, problem.value) == (3, "auditor_grade", "Splendid")
    assert not Audit.objects.exists() and not Round.objects.exists()


def test_a_round_of_the_same_code_is_never_added_to(cast: Cast) -> None:
    import_past_audits(by=cast.pat, held=waiting(cast.pat))
    other = waiting(cast.pat, "audit_id,round,auditor_grade\nNEW,2019,Good\n")
    with pytest.raises(PastProblems, match=r"was imported before, from past\.csv"):
        import_past_audits(by=cast.pat, held=other)


@pytest.mark.parametrize(
    ("parts", "says"),
    [
        ({"kind": "colours"}, "kind has to be one of"),
        ({"columns": {"number": "A"}}, "which column is round"),
        ({"columns": {"number": "A", "round": "A"}}, "column A is used twice"),
        ({"columns": {"number": "A", "round": "B", "practitioner": "C"}}, "is not imported"),
        (
            {"columns": {"number": "A", "round": "B"}, "periods": {"x": {"from": "1"}}},
            "period of x",
        ),
        (
            {"columns": {"number": "A", "round": "B"}, "scales": {"x": {"steps": ["a"]}}},
            "two steps",
        ),
        ({"colour": "red"}, "which no map has"),
    ],
)
def test_a_map_that_cannot_be_used_says_what_is_wrong(parts: dict[str, object], says: str) -> None:
    with pytest.raises(MapFaulty, match=says):
        map_from(parts)


def test_the_name_of_a_round_says_its_days_where_it_can() -> None:
    assert period_of("2020-02") == (date(2020, 2, 1), date(2020, 2, 29))
    assert period_of("2021 cohorts 1+2") is None


def test_a_paper_of_past_audits_claims_nothing_that_is_not_recorded(cast: Cast) -> None:
    imported(cast.pat, AUDITS)
    round = Round.objects.get(code="city-of-london-2018")
    paper = build.document_of("committee", build.gather(cast.pat, round), {})
    said = " ".join(re.sub(r"<[^>]+>", " ", html.fragment(paper)).split())
    assert "5 (29%) 6 (35%) 6 (35%)" in said and "as the imported file says" in said
    for claim in (
        "no immediate safeguarding",
        "No actions were agreed",
        "was spoken to in",
        "selected",
    ):
        assert claim not in said
    assert "Not recorded: past audits, imported from a file" in said
