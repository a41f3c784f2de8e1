"""That a backup was made, failed or restored, or all was exported: lines of the journal, no more."""

from goldenthread.journal.changes import change, record
from goldenthread.people.actors import Actor, require
from goldenthread.people.roles import Permission


@change
def note_backup(*, by: Actor, size: int, entries: int) -> None:
    """A backup of `size` bytes was written and read back; it reaches to journal entry `entries`."""
    require(by, Permission.SETTINGS_CHANGE)
    record(by, "make_backup", size=size, entries=entries)


@change
def note_backup_failed(*, by: Actor, why: str) -> None:
    """The scheduled backup could not be made; `why` is a code, the log has the rest."""
    require(by, Permission.SETTINGS_CHANGE)
    record(by, "fail_backup", why=why)


@change
def note_restore(*, by: Actor, made_at: str, faults: int) -> None:
    """The data come from the backup made then; `faults` is what was wrong with its journal."""
    require(by, Permission.SETTINGS_CHANGE)
    record(by, "restore_backup", made_at=made_at, faults=faults)


@change
def note_export(*, by: Actor, with_passwords: bool) -> None:
    """Everything is about to leave as files."""
    require(by, Permission.SETTINGS_CHANGE)
    record(by, "export_all", with_passwords=with_passwords)
