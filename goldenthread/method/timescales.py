"""Working days, and how out of date a document is.

Bank holidays are handed in as dates: they differ by country and by year (in 2020 England's early
May holiday was on Friday 8 May), and this module knows no calendar.
"""

from calendar import monthrange
from collections.abc import Collection
from datetime import date, datetime, timedelta

_SATURDAY = 5
_DAY = timedelta(days=1)
_OPENS, _CLOSES = 9, 17


def is_working_day(day: date, bank_holidays: Collection[date]) -> bool:
    """Monday to Friday, and no bank holiday."""
    return day.weekday() < _SATURDAY and day not in bank_holidays


def is_office_hours(at: datetime, bank_holidays: Collection[date]) -> bool:
    """Whether a local time is within 09:00 to 17:00 of a working day, when duty desks answer.

    >>> is_office_hours(datetime(2026, 11, 20, 16, 59), set())
    True
    >>> is_office_hours(datetime(2026, 11, 20, 17, 0), set())
    False
    """
    return is_working_day(at.date(), bank_holidays) and _OPENS <= at.hour < _CLOSES


def office_time_after(at: datetime, minutes: int, bank_holidays: Collection[date]) -> datetime:
    """The local time at which so many minutes of office hours have gone by since ``at``.

    >>> office_time_after(datetime(2026, 11, 20, 16, 55), 30, set())
    datetime.datetime(2026, 11, 23, 9, 25)
    """
    left = timedelta(minutes=minutes)
    while True:
        opens, closes = at.replace(hour=_OPENS, minute=0, second=0, microsecond=0), _closing(at)
        if is_working_day(at.date(), bank_holidays):
            begin = max(at, opens)
            if begin + left <= closes:
                return begin + left
            left -= max(timedelta(0), closes - begin)
        at = opens + _DAY


def no_later_than_closing(at: datetime, minutes: int, bank_holidays: Collection[date]) -> datetime:
    """So many minutes after ``at``, or when the office closes if that is sooner; out of hours ``at``.

    For what may not wait until the office opens again.

    >>> no_later_than_closing(datetime(2026, 11, 20, 16, 55), 30, set())
    datetime.datetime(2026, 11, 20, 17, 0)
    """
    if not is_office_hours(at, bank_holidays):
        return at
    return min(at + timedelta(minutes=minutes), _closing(at))


def _closing(at: datetime) -> datetime:
    return at.replace(hour=_CLOSES, minute=0, second=0, microsecond=0)


def add_working_days(start: date, days: int, bank_holidays: Collection[date]) -> date:
    """The date so many working days after ``start``, which itself is not counted.

    With 0 days it is ``start``, working day or not. Raises ValueError for fewer.

    >>> add_working_days(date(2020, 5, 7), 1, {date(2020, 5, 8)})
    datetime.date(2020, 5, 11)
    """
    if days < 0:
        raise ValueError(f"{days} working days")
    day = start
    while days:
        day += _DAY
        days -= is_working_day(day, bank_holidays)
    return day


def working_days_between(start: date, end: date, bank_holidays: Collection[date]) -> int:
    """The number of working days after ``start``, up to and with ``end``; negative if end is first.

    >>> working_days_between(date(2020, 5, 7), date(2020, 5, 11), {date(2020, 5, 8)})
    1
    """
    if end < start:
        return -working_days_between(end, start, bank_holidays)
    days = ((start + n * _DAY) for n in range(1, (end - start).days + 1))
    return sum(is_working_day(day, bank_holidays) for day in days)


def months_out_of_date(updated: date, on: date) -> int:
    """Complete calendar months since a document was last updated; 0 if that was after ``on``.

    A month is complete on the same day of the next month, or on its last day where it has no such
    day. A document that is not on file has no answer here: it is never 0 months out of date.

    >>> months_out_of_date(date(2019, 3, 10), date(2021, 6, 10))
    27
    >>> months_out_of_date(date(2021, 1, 31), date(2021, 2, 28))
    1
    """
    months = 12 * (on.year - updated.year) + on.month - updated.month
    last_day = monthrange(on.year, on.month)[1]
    is_incomplete = on.day < min(updated.day, last_day)
    return max(0, months - is_incomplete)
