"""The backup that is made by itself: once a day, a number of them kept, a failure seen."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyrage
import pytest
import time_machine

from goldenthread.config.backup import schedule
from goldenthread.config.backup.schedule import Standing
from goldenthread.jobs.backup import back_up_if_due
from goldenthread.journal.models import Entry
from tests.databases import own_database

KEY = pyrage.x25519.Identity.generate()
AT_THREE = datetime(2027, 1, 12, 3, 0, tzinfo=UTC)


@pytest.fixture
def folder(db: None, django_db_blocker: Any, tmp_path: Path, settings: Any) -> Iterator[Path]:
    """Backups go here, sealed for a key; the schedule has a database of its own."""
    backups = tmp_path / "backups"
    backups.mkdir()
    settings.BACKUP_FOLDER, settings.BACKUP_KEEP = str(backups), 2
    settings.BACKUP_RECIPIENTS = [str(KEY.to_public())]
    with django_db_blocker.unblock(), own_database():
        yield backups


def at(day: int, hour: int = 3) -> Any:
    return time_machine.travel(AT_THREE.replace(day=day, hour=hour), tick=False)


def test_one_backup_a_day_and_two_are_kept(folder: Path) -> None:
    for day in (12, 13, 14):
        for hour in (1, 3, 4):
            with at(day, hour):
                back_up_if_due()
    names = sorted(file.name for file in folder.iterdir())
    assert names == ["goldenthread-20270113-0300.backup", "goldenthread-20270114-0300.backup"]
    assert Entry.objects.filter(what="make_backup").count() == 4


def test_a_failure_is_written_down_and_tried_again_after_an_hour(
    folder: Path, settings: Any
) -> None:
    settings.BACKUP_FOLDER = str(folder / "not-there")
    back_up_if_due()
    back_up_if_due()
    failed = Entry.objects.filter(what="fail_backup")
    assert [entry.details for entry in failed] == [{"why": "FileNotFoundError"}]
    assert schedule.standing() == Standing.FAILED
    settings.BACKUP_FOLDER = str(folder)
    with time_machine.travel(failed[0].at.timestamp() + 3600, tick=True):
        back_up_if_due()
        assert schedule.standing() == Standing.WELL


def test_a_backup_that_does_not_come_is_late(folder: Path) -> None:
    begun = Entry.objects.earliest("seq").at.timestamp()
    assert schedule.standing() == Standing.WELL
    with time_machine.travel(begun + 27 * 3600, tick=False):
        assert schedule.standing() == Standing.LATE


def test_without_a_folder_none_is_scheduled(folder: Path, settings: Any) -> None:
    settings.BACKUP_FOLDER = ""
    assert schedule.standing() == Standing.OFF
    assert not schedule.is_due()
