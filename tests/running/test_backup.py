"""The restore drill: what was backed up comes back, whole, and people can work with it."""

import json
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pyrage
import pytest

from goldenthread.config import database, home
from goldenthread.config.backup import sealing
from tests.cast import make_cast
from tests.databases import own_database
from tests.loop import round_of, submitted
from tests.running.browsing import Visitor
from tests.running.node import Node, address, empty_database

PASSPHRASE = "lantern quiet river 42"
IDENTITY = pyrage.x25519.Identity.generate()


@pytest.fixture(scope="module")
def lived_in(
    db: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Node]:
    """A database with people and a round, and an upload on its way, on a node of its own."""
    with django_db_blocker.unblock(), own_database() as name:
        audits = round_of(make_cast(), ["20301", "20302"])
        submitted(audits[0])
        node = Node.of(name, tmp_path_factory.mktemp("lived-in"))
        node.env["DATABASE_URL"] = address(name, database.SUPERUSER)
        assert node.run("verify_journal").returncode == 0
        (node.folder / "uploads" / "LDR-TEST").mkdir(parents=True)
        (node.folder / "uploads" / "LDR-TEST" / "0").write_text("a file on its way")
        yield node


@pytest.fixture(scope="module")
def made(lived_in: Node, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup that a passphrase opens."""
    file = tmp_path_factory.mktemp("backups") / "one.backup"
    done = sealed(lived_in).run("backup", str(file), "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["rows"] > 500
    return file


@pytest.fixture
def empty_home() -> Iterator[Path]:
    """A data folder that the embedded server can reach."""
    above = Path(tempfile.mkdtemp(dir="/var/tmp"))
    above.chmod(0o711)
    yield above / "home"
    shutil.rmtree(above, ignore_errors=True)


def sealed(node: Node, **more: str) -> Node:
    given = {"GOLDENTHREAD_BACKUP_PASSPHRASE": PASSPHRASE} | more
    return Node(node.database, node.folder, node.env | given)


def embedded(folder: Path) -> Node:
    """A node with the embedded database and no key of ours."""
    return Node("goldenthread", folder, {"GOLDENTHREAD_HOME": str(folder)})


def answers(name: str) -> Any:
    with psycopg.connect(
        host=str(database.socket_folder()), user=database.SUPERUSER, dbname=name
    ) as c:
        return c.execute(
            "SELECT count(*), md5(string_agg(question || value::text, ',' ORDER BY id)) FROM audits_answer"
        ).fetchone()


def test_the_drill_into_a_database_with_two_roles(
    made: Path, lived_in: Node, tmp_path: Path
) -> None:
    with empty_database("drill") as name:
        node = sealed(Node.of(name, tmp_path / "node"))
        restored = node.with_owner().run("restore", str(made))
        assert restored.returncode == 0, restored.stderr
        assert "Everybody signs in again" in restored.stdout
        assert answers(name) == answers(lived_in.database)
        assert (tmp_path / "node/uploads/LDR-TEST/0").read_text() == "a file on its way"
        whole = node.run("verify_journal")
        assert (whole.returncode, "The journal is whole" in whole.stdout) == (0, True)
        with node.serving() as url:
            pat = Visitor(url).sign_in("pat.ellis@example.org")
            assert "Pat Ellis" in pat.see("/").text_content()


def test_the_drill_into_an_empty_home_with_the_key_of_a_recipient(
    lived_in: Node, empty_home: Path, tmp_path: Path
) -> None:
    file, key = tmp_path / "two.backup", tmp_path / "key"
    key.write_text(f"# invented\n{IDENTITY}\n")
    public = str(IDENTITY.to_public())
    assert lived_in.run("backup", str(file), "--recipient", public).returncode == 0
    node = embedded(empty_home)
    restored = node.run("restore", str(file), "--identity", str(key), "--json")
    assert restored.returncode == 0, restored.stderr
    assert json.loads(restored.stdout)["faults"] == []
    again = node.run("restore", str(file), "--identity", str(key))
    assert again.returncode == 1 and "the database already holds" in again.stderr
    assert again.stdout == "" and "Traceback" not in again.stderr


def test_the_age_program_could_open_it(made: Path, tmp_path: Path) -> None:
    shutil.unpack_archive(made, tmp_path, "tar")
    key = sealing.unsealed((tmp_path / "key.age").read_bytes(), PASSPHRASE).decode()
    identity = pyrage.x25519.Identity.from_str(key)
    data = pyrage.decrypt((tmp_path / "data.age").read_bytes(), [identity])
    assert b"PGDMP" in data and home.key("journal_key").encode() in data
    assert "tar xf FILE" in (tmp_path / "README.txt").read_text()


def test_nothing_of_it_can_be_read_without_the_passphrase(made: Path) -> None:
    assert b"PGDMP" not in made.read_bytes()
    assert home.key("journal_key").encode() not in made.read_bytes()
    assert made.stat().st_mode & 0o077 == 0
