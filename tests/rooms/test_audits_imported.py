"""Audits from the case system stand beside those made here, and are moderated and counted alike."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter

from goldenthread.actions.changes import BelowStandardWithoutAction, submit_audit
from goldenthread.audits import changes, queries
from goldenthread.audits.changes import share_feedback
from goldenthread.audits.incoming import Columns, ColumnsMissing, ColumnUsedTwice
from goldenthread.audits.models import Audit, AuditImport, Standing
from goldenthread.figures.queries import grades, moderation
from goldenthread.journal.models import Entry
from goldenthread.programme.models import Outcome, Round
from goldenthread.readers.audit_exports import read_audit_export
from goldenthread.readers.guard import FileRefused
from tests.cast import Cast
from tests.loop import act_as_moderator, answered, moderated, round_of

pytestmark = pytest.mark.django_db
HEADINGS = (
    "Case No", "Audited by", "Date completed", "Social worker", "Overall grade", "Overall why",
    "Risk", "Strengths", "Postcode",
)  # fmt: skip
ROWS = (
    ("30001", "ines.vale@example.org", "03/11/2026", "Dana Pike", "Good", "Seen.", "good", "- Seen alone\n- Timely", "X"),
    ("30002", "Ines Vale", "04/11/2026", "Dana Pike", "Requires improvement", "", "Gold", "", "X"),
    ("30003", "Ines Vale", "04/11/2026", "Dana Pike", "Inadequate", "Late.", "", "", "X"),
    ("30004", "Nobody Known", "04/11/2026", "", "Good", "", "", "", ""),
    ("30005", "Ines Vale", "soon", "", "Good", "", "", "", ""),
    ("30006", "Ines Vale", "05/11/2026", "", "", "", "", "", ""),
    ("30001", "Ines Vale", "05/11/2026", "", "Good", "", "", "", ""),
)  # fmt: skip


def workbook(path: Path, rows: Iterable[Iterable[str]] = ROWS) -> Path:
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("Audits")
    for n, row in enumerate((("Audits of November",), HEADINGS, *rows)):
        sheet.write_row(n, 0, row)
    book.close()
    return path


def uploaded(cast: Cast, round: Round, path: Path) -> AuditImport:
    read = read_audit_export(path)
    return changes.keep_export(by=cast.pat, round=round, read=read, path=path, name=path.name)


def matched(cast: Cast, held: AuditImport) -> AuditImport:
    read = queries.reading_of(held)
    assert read
    columns, _ = queries.columns_for(held.round, read.headings)
    return changes.match_export(by=cast.pat, held=held, columns=columns)


def brought_in(cast: Cast, round: Round, path: Path) -> queries.Report:
    return changes.import_audits(by=cast.pat, held=matched(cast, uploaded(cast, round, path)))


def running(cast: Cast, rate: int = 0) -> Round:
    return round_of(cast, ["20301"], rate=rate)[0].round


def test_a_file_says_what_would_become_of_each_row_and_changes_nothing(
    cast: Cast, tmp_path: Path
) -> None:
    round = running(cast)
    held = matched(cast, uploaded(cast, round, workbook(tmp_path / "a.xlsx")))
    read, columns = queries.reading_of(held), queries.columns_of(held)
    assert read and columns
    said = queries.report(cast.pat, round, read, columns)
    assert [(row.read.row, row.becomes) for row in said.rows] == [
        (3, "new"), (4, "refused"), (5, "new"), (6, "refused"), (7, "refused"), (8, "refused"),
        (9, "refused"),
    ]  # fmt: skip
    why = [row.why for row in said.of("refused")]
    assert "“Gold” is none of: Inadequate, Requires improvement" in why[0]
    assert why[1] == "nobody who may audit in this round is called “Nobody Known”"
    assert "the date of completion “soon” is not a date" in why[2]
    assert why[3:] == ["there is no overall grade", "the case stands in row 3 already"]
    assert said.unused == ("Postcode",)
    assert Audit.objects.count() == 1


def test_what_is_brought_in_is_an_audit_handed_in_by_its_auditor(
    cast: Cast, tmp_path: Path
) -> None:
    round = running(cast)
    brought_in(cast, round, workbook(tmp_path / "a.xlsx"))
    audit = Audit.objects.get(subject__number="30001")
    assert (audit.state, audit.auditor, audit.header.practitioner_id is None) == (
        "submitted", cast.ines, False,
    )  # fmt: skip
    came = queries.imported(audit)
    assert came and (came.row, came.completed_on) == (3, date(2026, 11, 3))
    assert {f.words.body for f in queries.findings(audit)} == {"Seen alone", "Timely"}
    assert queries.form_state(audit).answer("overall.grade").text == "Seen."
    assert Outcome.objects.get(subject=audit.subject).audited_on == date(2026, 11, 3)
    assert Entry.objects.filter(what="import_audit", refs__contains=[audit.ref]).count() == 1


def test_the_same_file_again_changes_nothing_and_a_corrected_one_brings_the_rest(
    cast: Cast, tmp_path: Path
) -> None:
    round = running(cast)
    brought_in(cast, round, workbook(tmp_path / "a.xlsx"))
    before = list(Audit.objects.values_list("pk", "state", "submitted_at").order_by("pk"))
    again = brought_in(cast, round, workbook(tmp_path / "b.xlsx"))
    assert (len(again.of("same")), len(again.of("new"))) == (2, 0)
    assert list(Audit.objects.values_list("pk", "state", "submitted_at").order_by("pk")) == before
    mended = [
        *ROWS[:1],
        (*ROWS[1][:6], "Good", *ROWS[1][7:]),
        (*ROWS[2][:5], "No plan.", *ROWS[2][6:]),
    ]
    said = brought_in(cast, round, workbook(tmp_path / "c.xlsx", mended))
    assert [row.becomes for row in said.rows] == ["same", "new", "refused"]
    assert "said something else; it stays as it is" in said.rows[2].why


def test_an_audit_made_here_is_never_overwritten(cast: Cast, tmp_path: Path) -> None:
    [audit] = round_of(cast, ["30001"])
    answered(audit)
    said = brought_in(cast, audit.round, workbook(tmp_path / "a.xlsx"))
    assert said.rows[0].why == "this case is being audited here, or was"
    assert not Standing.objects.filter(audit=audit).exists()


def test_nobody_brings_in_an_audit_of_their_own_team(cast: Cast, tmp_path: Path) -> None:
    [audit] = round_of(cast, ["30001"])
    said = brought_in(
        cast, audit.round,
        workbook(tmp_path / "a.xlsx", [("30001", "Tariq Moss", *ROWS[0][2:])]),
    )  # fmt: skip
    assert said.rows[0].why == "Tariq Moss manages this case's team or works in it"


def test_they_are_moderated_acted_on_released_and_counted_alike(cast: Cast, tmp_path: Path) -> None:
    round = running(cast)
    own = Audit.objects.get(round=round)
    answered(own)
    submit_audit(by=cast.ines, audit=own, warnings_why="The record was all there was.")
    brought_in(cast, round, workbook(tmp_path / "a.xlsx"))
    [row] = grades(cast.pat, stage="auditor")
    assert (row.n, row.counts["good"], row.counts["inadequate"]) == (3, 2, 1)
    poor = Audit.objects.get(subject__number="30003")
    assert poor.moderation_due == "grade"
    with pytest.raises(BelowStandardWithoutAction):
        moderated(cast, poor, "inadequate")
    act_as_moderator(cast, poor)
    moderated(cast, poor, "inadequate")
    assert Outcome.objects.get(subject=poor.subject).audited_on == date(2026, 11, 4)
    assert moderation(cast.pat, round).n == 1
    good = Audit.objects.get(subject__number="30001")
    share_feedback(by=cast.pat, audit=good)
    good.refresh_from_db()
    assert good.state == "shared"


def test_a_file_that_is_no_export_is_refused_in_words(tmp_path: Path) -> None:
    twice = tmp_path / "twice.csv"
    twice.write_text("Case,Case\n1,2\n")
    with pytest.raises(FileRefused, match="Two columns are called Case"):
        read_audit_export(twice)
    alone = tmp_path / "alone.csv"
    alone.write_text("Case,Auditor\n")
    with pytest.raises(FileRefused, match="No row of headings with audits below"):
        read_audit_export(alone)


def test_nothing_comes_into_a_round_that_is_closed(cast: Cast, tmp_path: Path) -> None:
    round = running(cast)
    held = matched(cast, uploaded(cast, round, workbook(tmp_path / "a.xlsx")))
    changes.close_round(by=cast.pat, round=round)
    with pytest.raises(changes.RoundNotOpen):
        changes.import_audits(by=cast.pat, held=held)
    with pytest.raises(changes.RoundNotOpen):
        uploaded(cast, Round.objects.get(pk=round.pk), workbook(tmp_path / "b.xlsx"))


def test_columns_have_to_say_whom_and_when(cast: Cast, tmp_path: Path) -> None:
    held = uploaded(cast, running(cast), workbook(tmp_path / "a.xlsx"))
    with pytest.raises(ColumnsMissing):
        changes.match_export(by=cast.pat, held=held, columns=Columns({"number": "Case No"}))
    twice = {"number": "Case No", "auditor": "Case No", "completed_on": "Date completed"}
    with pytest.raises(ColumnUsedTwice):
        changes.match_export(by=cast.pat, held=held, columns=Columns(twice))
