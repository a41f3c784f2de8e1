"""The backup that is made by itself: when it is due, how many are kept, and how it stands."""

from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from goldenthread.config.backup.making import Made, make_backup
from goldenthread.config.backup.sealing import Seal, SealRefused
from goldenthread.journal.changes import now
from goldenthread.journal.queries import entries

PATTERN = "goldenthread-????????-????.backup"
LATE_AFTER = timedelta(hours=26)
TRY_AGAIN_AFTER = timedelta(minutes=55)


class Standing(StrEnum):
    """How the scheduled backup stands, in words for administrators."""

    OFF = "No backup is scheduled"
    WELL = "Backups are up to date"
    LATE = "There has been no backup for more than 26 hours"
    FAILED = "The last backup failed"


def _last(what: str) -> datetime | None:
    found = entries().filter(what=what).values_list("at", flat=True).first()
    return found if isinstance(found, datetime) else None


def standing() -> Standing:
    """What the journal says of backups, whichever node makes them."""
    made, failed = _last("make_backup"), _last("fail_backup")
    if failed and (made is None or failed > made):
        return Standing.FAILED
    if made and now() - made <= LATE_AFTER:
        return Standing.WELL
    if made is None and not settings.BACKUP_FOLDER:
        return Standing.OFF
    begun = made or entries().order_by("seq").values_list("at", flat=True).first()
    return Standing.LATE if begun and now() - begun > LATE_AFTER else Standing.WELL


def age_seconds() -> float | None:
    """Since the last backup; None where there never was one."""
    made = _last("make_backup")
    return (now() - made).total_seconds() if made else None


def is_due() -> bool:
    """Once a day from the hour that is set, London time; an hour after a failure again."""
    if not settings.BACKUP_FOLDER:
        return False
    here = timezone.localtime(now())
    due = here.replace(hour=settings.BACKUP_HOUR, minute=0, second=0, microsecond=0)
    due = due if here >= due else due - timedelta(days=1)
    made, failed = _last("make_backup"), _last("fail_backup")
    is_resting = failed is not None and now() - failed < TRY_AGAIN_AFTER
    return (made is None or made < due) and not is_resting


def make_scheduled() -> Made:
    """Today's backup into the folder that is set, and the oldest beyond the number to keep away."""
    folder = Path(settings.BACKUP_FOLDER)
    seal = Seal(_passphrase(), tuple(settings.BACKUP_RECIPIENTS))
    name = timezone.localtime(now()).strftime("goldenthread-%Y%m%d-%H%M.backup")
    made = make_backup(folder / name, seal, with_keys=True, say=lambda text: None)
    for old in sorted(folder.glob(PATTERN), reverse=True)[settings.BACKUP_KEEP :]:
        old.unlink()
    return made


def _passphrase() -> str:
    if settings.BACKUP_PASSPHRASE_FILE:
        try:
            return Path(settings.BACKUP_PASSPHRASE_FILE).read_text().splitlines()[0]
        except (OSError, IndexError) as error:
            raise SealRefused("GOLDENTHREAD_BACKUP_PASSPHRASE_FILE cannot be read.") from error
    return str(settings.BACKUP_PASSPHRASE)
