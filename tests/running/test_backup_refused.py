"""What a backup or a restore refuses, before anything is written."""

import tarfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import IO, Any

import pyrage
import pytest

from goldenthread.config.backup import making, programs, restoring, sealing
from goldenthread.config.backup.bundle import BackupFaulty, Begin, End, Writer
from tests.databases import own_database

KEY = pyrage.x25519.Identity.generate()
# A passphrase takes a second of computing each time; one test here has one.
SEAL = sealing.Seal("", (str(KEY.to_public()),))
QUIETLY = print


@pytest.fixture(scope="module")
def blocked(db: None, django_db_blocker: Any) -> Iterator[str]:
    """A copy of the test database, for this process's own connections."""
    with django_db_blocker.unblock(), own_database() as name:
        yield name


@pytest.fixture(scope="module")
def made(blocked: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("backups") / "one.backup"
    making.make_backup(file, SEAL, with_keys=False, say=QUIETLY)
    return file


def test_a_file_that_is_there_is_not_written_over(made: Path) -> None:
    before = made.read_bytes()
    with pytest.raises(making.FileIsThere):
        making.make_backup(made, SEAL, with_keys=False, say=QUIETLY)
    assert made.read_bytes() == before


@pytest.mark.parametrize(
    "seal", [sealing.Seal(""), sealing.Seal("short"), sealing.Seal("", ("x",))]
)
def test_a_backup_that_anybody_could_open_is_not_made(seal: sealing.Seal) -> None:
    with pytest.raises(sealing.SealRefused):
        seal.check()


def test_a_backup_that_fails_leaves_no_file(
    blocked: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(making, "check_backup", _finds_a_fault)
    with pytest.raises(BackupFaulty):
        making.make_backup(tmp_path / "x", SEAL, with_keys=False, say=QUIETLY)
    assert list(tmp_path.iterdir()) == []


def _finds_a_fault(*given: object) -> None:
    raise BackupFaulty("it was changed.")


def test_another_passphrase_does_not_open_it(blocked: str, tmp_path: Path) -> None:
    made = tmp_path / "x"
    sealing.write(made, sealing.Seal("lantern quiet river"), lambda out: None)
    with pytest.raises(sealing.SealRefused, match="cannot be opened"):
        sealing.key_of(made, sealing.Seal("another passphrase"), None)


def test_a_file_that_is_no_backup_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x").write_text("not a backup")
    with pytest.raises(sealing.SealRefused, match="is not a backup"):
        sealing.key_of(tmp_path / "x", SEAL, None)


def data_of(path: Path) -> tuple[int, int]:
    """Where data.age begins and ends in the file."""
    with tarfile.open(path) as outer:
        member = outer.getmember("data.age")
        return member.offset_data, member.offset_data + member.size


CHUNK = 64 * 1024  # bytes that age seals together; what is before a broken one is still read


@pytest.mark.parametrize("size", [2 * CHUNK - more for more in (2048, 1536, 1024, 0)])
def test_a_broken_end_is_said_wherever_the_last_part_falls(tmp_path: Path, size: int) -> None:
    def fill(out: IO[bytes]) -> None:
        with tarfile.open(fileobj=out, mode="w|") as tar:
            writer = Writer(tar)
            begin = Begin("2026-11-21T10:00:00+00:00", "1", 16, [], "", with_keys=False)
            writer.add_record("begin.json", begin)
            writer.add("uploads/x", bytes(size))
            writer.add_record("end.json", End({}, None, writer.parts))

    whole = tmp_path / "x"
    key = sealing.write(whole, SEAL, fill)
    restoring._read_through(whole, key)
    last = data_of(whole)[1] - 1
    body = bytearray(whole.read_bytes())
    body[last] ^= 1
    whole.write_bytes(body)
    with pytest.raises(sealing.SealRefused, match="damaged"):
        restoring._read_through(whole, key)


@pytest.mark.parametrize("share", [0.0, 0.3, 0.6, 0.999999])
def test_one_changed_byte_is_seen(made: Path, tmp_path: Path, share: float) -> None:
    first, last = data_of(made)
    body = bytearray(made.read_bytes())
    body[first + int((last - first) * share)] ^= 1
    (tmp_path / "x").write_bytes(body)
    with pytest.raises(sealing.SealRefused):
        restoring._read_through(tmp_path / "x", KEY)


def test_a_file_that_was_cut_off_is_seen(made: Path, tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(made.read_bytes()[: made.stat().st_size // 2])
    with pytest.raises(sealing.SealRefused):
        restoring._read_through(tmp_path / "x", KEY)


def with_one_more_row(end: End) -> End:
    return replace(end, rows={**end.rows, "journal_entry": end.rows["journal_entry"] + 1})


def with_another_head(end: End) -> End:
    return replace(end, head=(1, "0" * 64))


@pytest.mark.parametrize("other", [with_one_more_row, with_another_head])
def test_a_dump_that_lacks_rows_is_seen(
    blocked: str, tmp_path: Path, other: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(making, "End", lambda *parts: other(End(*parts)))
    with pytest.raises(BackupFaulty, match=r"does not hold the rows|newest journal entry"):
        making.make_backup(tmp_path / "x", SEAL, with_keys=False, say=QUIETLY)


def test_a_backup_of_a_newer_version_is_refused(made: Path) -> None:
    begin, _ = restoring._read_through(made, KEY)
    restoring._require_known(begin)
    with pytest.raises(restoring.NewerBackup):
        restoring._require_known(replace(begin, migrations=["audits.0999_from_the_future"]))


def test_without_its_journal_key_a_backup_is_refused(
    made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin, keys = restoring._read_through(made, KEY)
    assert keys == {}
    restoring._require_key(begin, keys)
    monkeypatch.setenv("GOLDENTHREAD_HOME", str(tmp_path))
    with pytest.raises(restoring.KeyMissing, match="no journal key is here"):
        restoring._require_key(begin, keys)
    monkeypatch.setenv("GOLDENTHREAD_JOURNAL_KEY", "another")
    with pytest.raises(restoring.KeyMissing, match="not the one"):
        restoring._require_key(begin, keys)


def test_a_database_with_tables_is_not_restored_into(blocked: str) -> None:
    with pytest.raises(restoring.NotEmpty, match="already holds"):
        restoring.require_empty()


def test_programs_of_another_version_are_not_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://x")
    with pytest.raises(programs.ProgramsMissing, match="postgresql-client-99"):
        programs.folder(99)


def test_a_busy_machine_is_not_taken_for_a_wrong_passphrase(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tried = iter(["Excessive work parameter", "Excessive work parameter", ""])

    def busy_twice(sealed: bytes, passphrase: str) -> bytes:
        if said := next(tried):
            raise pyrage.DecryptError(said)
        return b"key"

    monkeypatch.setattr(pyrage.passphrase, "decrypt", busy_twice)
    monkeypatch.setattr(sealing, "BETWEEN_TRIES", 0)
    assert sealing.unsealed(b"", "any") == b"key"
    monkeypatch.setattr(sealing, "TRIES", 0)
    with pytest.raises(sealing.SealRefused, match="too busy"):
        sealing.unsealed(b"", "any")


def test_who_has_no_key_is_told_to_bring_it(made: Path, tmp_path: Path) -> None:
    with pytest.raises(sealing.SealRefused, match="with --identity"):
        sealing.key_of(made, sealing.Seal("any passphrase"), None)
    (tmp_path / "key").write_text("no key")
    with pytest.raises(sealing.SealRefused, match="cannot be opened"):
        sealing.key_of(made, SEAL, tmp_path / "key")
