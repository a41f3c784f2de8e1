"""The scheduled backup, and what is said when it fails."""

import logging

from goldenthread.config.backup.schedule import is_due, make_scheduled
from goldenthread.people.actors import Schedule
from goldenthread.people.changes import note_backup, note_backup_failed

log = logging.getLogger(__name__)
BY = Schedule("make_backup")


def back_up_if_due() -> None:
    """A failure is written down for the administrators; the next hour tries again."""
    if not is_due():
        return
    try:
        made = make_scheduled()
    except Exception as error:
        log.error("The scheduled backup failed", exc_info=error)
        note_backup_failed(by=BY, why=type(error).__name__)
        return
    note_backup(by=BY, size=made.size, entries=made.entries)
