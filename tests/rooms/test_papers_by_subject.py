"""Papers of observations, compliance, referrals and decisions: no answer is never a no, each number traced."""

import re
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest

from goldenthread.audits.changes import save_answer
from goldenthread.audits.models import Audit
from goldenthread.audits.queries import form_state
from goldenthread.figures import queries as figures
from goldenthread.journal.changes import now, today
from goldenthread.programme.models import Round
from goldenthread.reports import build
from goldenthread.reports.changes import KindDoesNotFit, begin_report
from goldenthread.writers import html
from goldenthread.writers.document import Document, FigureText, Table, plain, runs
from tests.cast import Cast
from tests.rooms.audit_round import open_with

pytestmark = [pytest.mark.django_db]
KIND_OF = {
    "observation": "observation", "foster_carer": "compliance", "lado": "lado", "decision": "decisions",
}  # fmt: skip


def say(audit: Audit, question: str, value: str = "", text: str = "", on: Any = None) -> None:
    version = form_state(audit).answer(question).version
    save_answer(
        by=audit.auditor, audit=audit, question=question, value=value, version=version, text=text, on=on
    )  # fmt: skip


def handed_in(audits: Sequence[Audit]) -> Round:
    keys = [each.pk for each in audits]
    Audit.objects.filter(pk__in=keys).update(state=Audit.State.SUBMITTED, submitted_at=now())
    return audits[0].round


def made(cast: Cast, round: Round, kind: str, edition: str = "internal") -> Document:
    """The paper, each of its numbers compared with its trace."""
    gathered = build.gather(cast.pat, round)
    build.check_sums(gathered)
    paper = build.document_of(kind, gathered, {"edition": edition})
    build.check(build.trace_sums(build.traces_kept(cast.pat, paper)))
    return paper


def row(paper: Document, begins: str) -> list[str]:
    """The cells of the first row of a table that begins so."""
    tables = (block for block in paper.blocks if isinstance(block, Table))
    rows = (each for table in tables for each in table.rows)
    return next(
        [plain(cell) for cell in each] for each in rows if plain(each[0]).startswith(begins)
    )


def referrals(cast: Cast) -> Round:
    """One in time, one late with a reason, one late without, one of which nothing is said."""
    audits = open_with(cast, *[cast.ines] * 4, tool="lado")
    question = "standards.meeting_in_time"
    say(audits[0], question, "yes")
    say(audits[1], question, "no", "The employer was away.")
    say(audits[2], question, "no")
    say(audits[0], "outcome.known", "employer police")
    return handed_in(audits)


def test_late_with_a_reason_late_without_and_not_known_are_three(cast: Cast) -> None:
    paper = made(cast, referrals(cast), "lado")
    assert row(paper, "Was the first meeting") == [
        "Was the first meeting within five working days?", "1", "1", "1", "1",
    ]  # fmt: skip
    assert row(paper, "The police investigation") == ["The police investigation", "1"]
    assert "never as a no" in html.fragment(paper)
    cells = [c for b in paper.blocks if isinstance(b, Table) for r in b.rows for c in r[1:]]
    assert cells and all(isinstance(run, FigureText) for c in cells for run in runs(c))


def test_a_paper_about_named_adults_never_goes_out(cast: Cast) -> None:
    assert not build.is_public("lado", {"edition": "public"})
    assert "edition" not in {box.key for box in build.boxes_of("lado")}


def test_a_date_is_in_time_by_its_own_limit(cast: Cast) -> None:
    audits = open_with(cast, *[cast.ines] * 3, tool="foster_carer")
    say(audits[0], "checks.medical", on=today() - timedelta(days=100))
    say(audits[1], "checks.medical", on=today() - timedelta(days=36 * 32))
    say(audits[0], "information.panel", "no", "Ask the panel.")
    paper = made(cast, handed_in(audits), "compliance")
    assert row(paper, "When was the latest medical")[1:] == ["1", "1", "0", "1"]
    assert row(paper, "Are the panel")[1:] == ["0", "1", "2"]


def test_why_a_decision_was_not_right_stays_inside(cast: Cast) -> None:
    audits = open_with(cast, *[cast.ines] * 3, tool="decision")
    say(audits[0], "judgement.right", "not_right", "History was not read.")
    say(audits[0], "judgement.told", "yes")
    say(audits[1], "judgement.right", "cannot_tell", "Nothing is written down.")
    round = handed_in(audits)
    inside, outside = (made(cast, round, "decisions", each) for each in ("internal", "public"))
    assert row(inside, "Not right") == ["Not right", "1"]
    # It was asked about one decision alone: the one that was not right.
    assert row(inside, "The manager, where")[1:] == ["1", "0", "0", "0"]
    assert "History was not read." in html.fragment(inside)
    words = html.fragment(outside)
    assert "History was not read." not in words and "Table 1" not in words
    assert "left out, so that nobody can be recognised" in words


def test_an_observation_says_whether_the_family_agreed(cast: Cast) -> None:
    audits = open_with(cast, *[cast.ines] * 3, tool="observation")
    say(audits[0], "header.consent", "yes")
    say(audits[1], "header.consent", "on_the_day")
    words = html.fragment(made(cast, handed_in(audits), "observation"))
    text = " ".join(re.sub(r"<[^>]+>", "", words).split())
    assert "no family was present, in 2; whether it did is not recorded of 1." in text


@pytest.mark.parametrize("tool", KIND_OF)
def test_a_round_of_which_nothing_is_handed_in_says_so(cast: Cast, tool: str) -> None:
    [audit] = open_with(cast, cast.ines, tool=tool)
    paper = made(cast, audit.round, KIND_OF[tool])
    assert "No audit of this round has been handed in yet." in html.fragment(paper)


def test_a_kind_is_offered_for_rounds_of_its_own_subject_alone(cast: Cast) -> None:
    [audit] = open_with(cast, cast.ines)
    with pytest.raises(
        KindDoesNotFit, match=r"is for rounds of observed events\. Autumn is not one"
    ):
        begin_report(by=cast.pat, round=audit.round, kind="observation")
    assert begin_report(by=cast.pat, round=audit.round, kind="method_note").kind == "method_note"


def test_the_briefing_tells_auditors_what_to_do_and_when(cast: Cast) -> None:
    [audit] = open_with(cast, cast.ines, rate=50)
    words = html.fragment(made(cast, audit.round, "auditor_briefing"))
    for part in (
        "1 still to be handed in, 0 handed in", "Ring first.", "Hand this case back", "50% at random",
        "Moderators: Mo Lark.", "What it looks like", "Within 10 working days after its release",
    ):  # fmt: skip
        assert part in re.sub(r"<[^>]+>", "", words)


def test_a_figure_of_an_answer_is_read_strictly() -> None:
    key = figures.figure_key("answers", round="r", question="header.consent", **{"is": "yes+no"})
    assert figures.figure_of(key).asked["is"] == "yes+no"
    with pytest.raises(figures.UnknownFigure, match="answers is of one question"):
        figures.figure_of("answers?round=r")
    with pytest.raises(figures.UnknownFigure, match="dated is one of in_time, late"):
        figures.figure_of("answers?round=r&question=q&dated=soon")
