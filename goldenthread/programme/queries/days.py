"""Due dates: England's working days, from the bank holidays that come with the product."""

from calendar import monthrange
from datetime import date, timedelta
from functools import lru_cache

from django.utils.timezone import localtime
from govuk_bank_holidays.bank_holidays import BankHolidays

from goldenthread.journal.changes import now, today
from goldenthread.method.timescales import (
    add_working_days,
    is_office_hours,
    is_working_day,
    working_days_between,
)


@lru_cache(maxsize=1)
def bank_holidays() -> frozenset[date]:
    """England's bank holidays as the package carries them; nothing is fetched."""
    known = BankHolidays(use_cached_holidays=True)
    return frozenset(day["date"] for day in known.get_holidays(BankHolidays.ENGLAND_AND_WALES))


def is_out_of_hours() -> bool:
    """Whether it is evening, night, weekend or a bank holiday now, by London's clock."""
    return not is_office_hours(localtime(now()), bank_holidays())


def is_working_day_today() -> bool:
    """Whether today, by London's date, is neither a weekend nor a bank holiday."""
    return is_working_day(today(), bank_holidays())


def is_first_working_day_of_week() -> bool:
    """Whether no earlier day of today's week, Monday first, was a working day, and today is."""
    monday = today() - timedelta(days=today().weekday())
    days = working_days_between(monday - timedelta(days=1), today(), bank_holidays())
    return days == 1 and is_working_day_today()


def working_day_after(day: date, days: int) -> date:
    """The date so many working days after `day`."""
    return add_working_days(day, days, bank_holidays())


def working_days_left(due_on: date, on: date | None = None) -> int:
    """Working days from today (or `on`) until the due date; negative once it is past."""
    return working_days_between(on or today(), due_on, bank_holidays())


def due_text(due_on: date, on: date | None = None) -> str:
    """How a due date stands today, in words: 'due today', '6 working days left', '2 days overdue'."""
    day = on or today()
    if due_on == day:
        return "due today"
    if due_on < day:
        late = (day - due_on).days
        return f"{late} {'day' if late == 1 else 'days'} overdue"
    left = working_days_left(due_on, day)
    return f"{left} working {'day' if left == 1 else 'days'} left"


def months_before(day: date, months: int) -> date:
    """The same day so many months earlier, or the last day of that month where it has no such day."""
    index = 12 * day.year + day.month - 1 - months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
