"""`goldenthread import_tool` and `export_tool`: drafts, published versions, files and papers."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import DatabaseError, transaction

from goldenthread.cli.running import run
from goldenthread.journal.models import Entry
from goldenthread.tools.changes import NotPublished, retire_version
from goldenthread.tools.models import ToolVersion
from goldenthread.tools.queries import newest_version, published_versions
from tests.cast import Cast
from tests.tools.bodies import FILE

Goldenthread = Callable[..., tuple[int, str, str]]


@pytest.fixture
def goldenthread(
    cast: Cast, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Goldenthread:
    monkeypatch.setattr("goldenthread.cli.running._log_to_file", lambda: None)
    monkeypatch.setattr("goldenthread.cli.preparing.prepare_database", lambda say: None)

    def answer(*arguments: object) -> tuple[int, str, str]:
        code = run(["goldenthread", *map(str, arguments)])
        return code, *capsys.readouterr()

    return answer


def changed(folder: Path, *changes: tuple[str, str]) -> Path:
    text = FILE.read_text()
    for was, now in changes:
        assert was in text
        text = text.replace(was, now)
    (folder / "changed.yaml").write_text(text)
    return folder / "changed.yaml"


def test_a_draft_is_replaced_until_it_is_published(
    goldenthread: Goldenthread, tmp_path: Path
) -> None:
    assert (
        goldenthread("import_tool", FILE)[1] == "One of everything, everything version 2: draft.\n"
    )
    assert newest_version("everything") is None
    other = changed(tmp_path, ("title: One of everything", "title: Nearly everything"))
    code, out, _ = goldenthread("import_tool", other, "--publish")
    assert (code, out) == (0, "Nearly everything, everything version 2: published.\n")
    assert goldenthread("import_tool", other, "--publish")[0] == 0
    code, _, error = goldenthread("import_tool", FILE)
    assert code == 1
    assert "Give the changed tool the next version number, 3." in error
    assert ToolVersion.objects.filter(tool__code="everything").count() == 1
    kept = Entry.objects.filter(what__in=["save_draft", "publish_tool"]).order_by("-seq")
    assert [entry.what for entry in kept[:2]] == ["publish_tool", "save_draft"]


def test_a_published_version_cannot_be_changed_or_deleted_in_the_database(
    goldenthread: Goldenthread, cast: Cast
) -> None:
    goldenthread("import_tool", FILE, "--publish")
    version = newest_version("everything")
    assert version
    for harm in (
        lambda: ToolVersion.objects.filter(pk=version.pk).update(title="Other"),
        lambda: ToolVersion.objects.filter(pk=version.pk).update(body={}),
        lambda: ToolVersion.objects.filter(pk=version.pk).delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            harm()
    retired = retire_version(by=cast.pat, version=version)
    assert retired not in published_versions()
    with pytest.raises(NotPublished):
        retire_version(by=cast.pat, version=version)


def test_a_new_version_says_where_figures_break(goldenthread: Goldenthread, tmp_path: Path) -> None:
    goldenthread("import_tool", FILE, "--publish")
    file = changed(
        tmp_path, ("version: 2", "version: 3"), ("key: documents.contract\n", "key: documents.terms\n"),
        ("key: header.supervisor, type", "key: header.manager, formerly: header.supervisor, type"),
        ("header.supervisor, type: short_text, label: Supervisor}", "header.supervisor, type: short_text, label: Manager}\n      - {key: header.supervisors, type: short_text, label: Other}"),
        ("subject: supervision_file", "subject: case_file"),
    )  # fmt: skip
    code, _, error = goldenthread("import_tool", file, "--publish")
    assert code == 0
    assert "  asked anew: header.supervisors, documents.terms\n" in error
    assert "  left out: documents.contract\n" in error


def test_a_faulty_file_leaves_nothing(goldenthread: Goldenthread, tmp_path: Path) -> None:
    code, _, error = goldenthread(
        "import_tool", changed(tmp_path, ("title: Cases", "titel: Cases"))
    )
    assert code == 1
    assert "section cases says nothing about title" in error
    assert not ToolVersion.objects.filter(tool__code="everything").exists()


@pytest.mark.parametrize(
    ("kind", "start"), [("yaml", b"code: core\n"), ("xlsform", b"PK"), ("docx", b"PK"), ("pdf", b"%PDF")]
)  # fmt: skip
def test_a_tool_is_written_in_every_format(
    goldenthread: Goldenthread, tmp_path: Path, kind: str, start: bytes
) -> None:
    out = tmp_path / "tool"
    assert goldenthread("export_tool", "core", "--format", kind, "--out", out)[0] == 0
    assert out.read_bytes().startswith(start)


def test_the_paper_of_everything_is_written(goldenthread: Goldenthread, tmp_path: Path) -> None:
    goldenthread("import_tool", FILE)
    out = tmp_path / "tool.pdf"
    assert goldenthread("export_tool", "everything", "--format", "pdf", "--out", out)[0] == 0


def test_a_tool_that_is_not_there_is_refused_with_those_that_are(
    goldenthread: Goldenthread, tmp_path: Path
) -> None:
    code, _, error = goldenthread("export_tool", "cor", "--format", "yaml", "--out", tmp_path / "x")
    assert code == 1
    assert "There is no tool 'cor'. Tools: " in error
    assert "core" in error
