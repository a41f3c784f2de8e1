"""The demo's clock: the product's own changes, made as if on an earlier day."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from unittest.mock import patch
from zoneinfo import ZoneInfo


@contextmanager
def as_on(day: date, hour: int = 10) -> Iterator[None]:
    """Everything inside happens on `day`, later the longer it takes. The journal keeps the true time."""
    begin = datetime.combine(day, time(hour), ZoneInfo("Europe/London")).astimezone(UTC)
    offset = begin - datetime.now(UTC)
    with patch("django.utils.timezone.now", lambda: datetime.now(UTC) + offset):
        yield


def weekdays_before(day: date, days: int) -> date:
    """The weekday `days` days before, or the Friday before that."""
    found = day - timedelta(days=days)
    return found - timedelta(days=max(0, found.weekday() - 4))
