"""Everything leaves as documented files and comes back as it was."""

import csv
import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from goldenthread.config import database
from goldenthread.config.export.contents import ExportFaulty, read_manifest, sha256_of
from goldenthread.config.export.reading import OtherKey, OtherVersion, checked
from tests.cast import make_cast
from tests.databases import own_database
from tests.loop import round_of, submitted
from tests.running.node import Node, address, empty_database


@pytest.fixture(scope="module")
def lived_in(
    db: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Node]:
    """A database with people and a round; some words are hard on a CSV file."""
    with django_db_blocker.unblock(), own_database() as name:
        audits = round_of(make_cast(), ["20301", "=2+3", 'a "b", c'])
        submitted(audits[0])
        yield node_of(name, tmp_path_factory.mktemp("lived-in"))


def node_of(name: str, folder: Path) -> Node:
    node = Node.of(name, folder)
    node.env["DATABASE_URL"] = address(name, database.SUPERUSER)
    return node


@pytest.fixture(scope="module")
def exported(lived_in: Node, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("exports") / "first"
    done = lived_in.run("export_all", str(folder), "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["rows"] > 100
    return folder


def contents(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir()}


def test_what_was_exported_comes_back_byte_for_byte_with_its_journal_whole(
    exported: Path, tmp_path: Path
) -> None:
    with empty_database("imported") as name:
        node = node_of(name, tmp_path / "home")
        done = node.run("import_all", str(exported), "--json")
        assert done.returncode == 0, done.stderr
        assert json.loads(done.stdout)["faults"] == []
        assert node.run("export_all", str(tmp_path / "second")).returncode == 0
        assert contents(tmp_path / "second") == contents(exported)
        assert "whole" in node.run("verify_journal").stdout
        again = node.run("import_all", str(exported))
        assert (again.returncode, again.stdout) == (1, "") and "empty place" in again.stderr


def test_the_dictionary_says_what_every_column_is(exported: Path) -> None:
    said = list(csv.DictReader((exported / "dictionary.csv").read_text().splitlines()))
    for file in set(exported.glob("*.csv")) - {exported / "dictionary.csv"}:
        with file.open(newline="") as opened:
            header = next(csv.reader(opened))
        assert header == [row["column"] for row in said if row["table"] == file.stem]
    states = next(r for r in said if (r["table"], r["column"]) == ("audits_audit", "state"))
    assert "submitted: Submitted" in states["codes"]


def test_no_secret_leaves_unless_it_is_asked_for(
    lived_in: Node, exported: Path, tmp_path: Path
) -> None:
    every = b"".join(contents(exported).values())
    assert b"argon2" not in every and not (exported / "mfa_authenticator.csv").exists()
    assert (exported / "people_person.csv").stat().st_mode & 0o077 == 0
    assert lived_in.run("export_all", str(tmp_path / "all"), "--with-passwords").returncode == 0
    assert b"argon2" in (tmp_path / "all" / "people_person.csv").read_bytes()


def changed(folder: Path) -> None:
    file = folder / "people_person.csv"
    file.write_bytes(file.read_bytes().replace(b"Ines", b"Inez"))


def missing(folder: Path) -> None:
    (folder / "audits_answer.csv").unlink()


def no_manifest(folder: Path) -> None:
    (folder / "manifest.json").write_text("{")


def other_version(folder: Path) -> None:
    rewrite(folder, migrations=["people.0001_initial"])


def rewritten_with_a_wrong_row(folder: Path) -> None:
    file = folder / "audits_answer.csv"
    file.write_bytes(file.read_bytes() + b"not,a,row\n")
    files = read_manifest(folder).files
    files["audits_answer.csv"]["sha256"] = sha256_of(file)
    rewrite(folder, files=files)


def rewrite(folder: Path, **fields: Any) -> None:
    said = json.loads((folder / "manifest.json").read_text())
    (folder / "manifest.json").write_text(json.dumps(said | fields))


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (changed, "people_person.csv is not what was written"),
        (missing, "audits_answer.csv is missing"),
        (no_manifest, "manifest.json is missing or cannot be read"),
        (other_version, "with other tables than this one"),
    ],
)
def test_a_damaged_export_is_refused_in_words(
    exported: Path, tmp_path: Path, damage: Callable[[Path], None], words: str
) -> None:
    shutil.copytree(exported, tmp_path / "copy")
    damage(tmp_path / "copy")
    with pytest.raises((ExportFaulty, OtherVersion), match=words):
        checked(tmp_path / "copy")


def test_a_row_that_its_table_does_not_take_leaves_nothing_behind(
    exported: Path, tmp_path: Path
) -> None:
    shutil.copytree(exported, tmp_path / "copy")
    rewritten_with_a_wrong_row(tmp_path / "copy")
    with empty_database("refused") as name:
        node = node_of(name, tmp_path / "home")
        done = node.run("import_all", str(tmp_path / "copy"))
        assert (done.returncode, done.stdout) == (1, "") and "Traceback" not in done.stderr
        assert "audits_answer.csv holds a row that its table does not take" in done.stderr
        socket = str(database.socket_folder())
        with psycopg.connect(host=socket, user=database.SUPERUSER, dbname=name) as server:
            assert server.execute("SELECT count(*) FROM people_person").fetchone() == (0,)


def test_a_home_with_another_key_is_told_where_to_put_the_right_one(
    exported: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GOLDENTHREAD_JOURNAL_KEY", "another")
    with pytest.raises(OtherKey, match="journal_key of the home it comes from"):
        checked(exported)


def test_an_export_does_not_write_over_anything(lived_in: Node, exported: Path) -> None:
    done = lived_in.run("export_all", str(exported))
    assert done.returncode == 1 and "is not empty" in done.stderr
