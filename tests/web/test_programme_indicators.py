"""Indicators: uploaded, looked at, imported whole, shown beside the figures of the same time, taken back."""

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from goldenthread.cli.running import run
from goldenthread.journal.models import Entry
from goldenthread.people.actors import NotAllowed
from goldenthread.programme.changes.indicators import (
    IndicatorsDecided,
    import_indicators,
    withdraw_indicators,
)
from goldenthread.programme.models import Indicator, IndicatorFile, Round
from tests.cast import Cast
from tests.indicators import kept, lines
from tests.loop import round_of, submitted
from tests.web.asking import in_one_line, signed_in

pytestmark = pytest.mark.django_db


def period(round: Round) -> str:
    return f"{round.period_from} to {round.period_to}"


def sent(client: Client, data: bytes, name: str = "figures.csv") -> str:
    files = {"file": SimpleUploadedFile(name, data)}
    return in_one_line(client.post(reverse("programme:indicators"), files, follow=True))


def address(held: IndicatorFile) -> str:
    return reverse("programme:indicator_file", args=[held.ref])


def test_indicators_come_in_whole_and_stand_beside_the_figures_of_their_time(cast: Cast) -> None:
    (audit,) = round_of(cast, ["20301"])
    submitted(audit)
    pat = signed_in(cast.pat)
    text = sent(pat, lines(period(audit.round)))
    assert "Import 2 values" in text and "83.5%" in text and not Indicator.objects.exists()
    held = IndicatorFile.objects.get()
    pat.post(address(held), {"decision": "use"})
    page = in_one_line(pat.get(reverse("figures:grades"), {"round": audit.round.code}))
    assert "Indicators of the same time" in page
    assert "Visits in time" in page and "4 plans" in page and "Case system, imported" in page
    assert "are part of none" in page
    assert "Visits in time" not in in_one_line(pat.get(reverse("figures:grades")))
    south = pat.get(reverse("figures:grades"), {"round": audit.round.code, "team": "South"})
    assert "Visits in time" in in_one_line(south) and "Repeat plans" not in in_one_line(south)
    assert "Visits in time" in in_one_line(
        signed_in(cast.dee).get(reverse("figures:domains"), {"round": audit.round.code})
    )


def test_indicators_with_a_problem_are_not_imported_and_columns_can_be_said(cast: Cast) -> None:
    pat = signed_in(cast.pat)
    text = sent(pat, b"Name of it,Period,Value,Source\nVisits,soon,c,S\n")
    assert "No column is chosen for it" in text
    held = IndicatorFile.objects.get()
    asked = {"decision": "match", "indicator": "Name of it", "period": "Period", "value": "Value"}
    assert "Select the column of the source" in in_one_line(pat.post(address(held), asked))
    text = in_one_line(pat.post(address(held), asked | {"source": "Source"}, follow=True))
    assert "2 problems." in text and "No period that is known" in text
    text = in_one_line(pat.post(address(held), {"decision": "use"}, follow=True))
    assert "Nothing was imported: the file has 2 problems." in text
    assert not Indicator.objects.exists()
    pat.post(address(held), {"decision": "drop"})
    held.refresh_from_db()
    assert (held.state, held.reading) == ("dropped", None)


@pytest.mark.parametrize(
    ("data", "says"), [(b"", "The file is empty."), (b"a\n", "No row of headings")]
)
def test_indicators_of_no_use_are_refused_in_words(cast: Cast, data: bytes, says: str) -> None:
    assert says in sent(signed_in(cast.pat), data)
    assert not IndicatorFile.objects.exists()


def test_indicator_file_is_taken_back_with_a_reason_and_may_come_again(
    cast: Cast, tmp_path: Path
) -> None:
    held = kept(cast.pat)
    import_indicators(by=cast.pat, held=held)
    with pytest.raises(IndicatorsDecided):
        import_indicators(by=cast.pat, held=held)
    pat = signed_in(cast.pat)
    again = in_one_line(pat.get(address(kept(cast.pat))))
    assert "has a value of this period; take that import back first" in again
    text = in_one_line(pat.post(address(held), {"decision": "take_back"}))
    assert "Say why the import is taken back" in text
    pat.post(address(held), {"decision": "take_back", "why": "Wrong year"})
    assert "Wrong year" in in_one_line(pat.get(address(held)))
    assert Entry.objects.filter(what="withdraw_indicators", refs__contains=[held.ref]).exists()
    import_indicators(by=cast.pat, held=kept(cast.pat))
    assert Indicator.objects.filter(held_in__state="used").count() == 2


@pytest.mark.parametrize("who", ["stranger", "ines", "tariq", "dana", "sam", "dee", "ira"])
def test_indicators_are_for_those_who_run_rounds(cast: Cast, who: str) -> None:
    held, person = kept(cast.pat), getattr(cast, who)
    client = signed_in(person)
    assert client.get(reverse("programme:indicators")).status_code == 404
    assert client.get(address(held)).status_code == 404
    with pytest.raises(NotAllowed):
        withdraw_indicators(by=person, held=held, why="x")


def test_indicators_come_in_by_command(
    cast: Cast, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("goldenthread.cli.running._log_to_file", lambda: None)
    path = tmp_path / "figures.csv"
    path.write_bytes(lines("2026").replace(b"Indicator,", b"What,"))
    asked = ["goldenthread", "import_indicators", str(path), "--as", cast.pat.email]
    assert run(asked) == 1
    assert "no column is chosen for it" in capsys.readouterr().err
    assert run([*asked, "--column", "indicator=What", "--dry-run"]) == 0
    assert capsys.readouterr().out == "Would be imported: 2 values.\n"
    assert not IndicatorFile.objects.exists()
    assert run([*asked, "--column", "indicator=What", "--json"]) == 0
    assert '"values": 2' in capsys.readouterr().out
    assert run([*asked, "--column", "colour=What"]) == 1
    assert "There is no field 'colour'" in capsys.readouterr().err
