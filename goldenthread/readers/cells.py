"""What one cell says: text, a whole number or a date, or nothing.

Spreadsheet cells arrive as text, float, bool, date or time; CSV cells as text only. Authorities
write "no value" in some twenty ways and dates in about ten. A cell that says something we cannot
read is never turned into something else: it raises `Unreadable`.
"""

import datetime as dt
import math
import re
import unicodedata
from functools import lru_cache
from typing import TypeGuard

Cell = str | float | int | bool | dt.date | dt.datetime | dt.time | dt.timedelta | None

BLANK_TOKENS = frozenset(
    {
        *("", "-", "--", ".", "..", "n/a", "na", "#n/a", "#name?", "#ref!", "#value!", "#div/0!"),
        *("#null!", "#num!", "nan", "nat", "null", "none", "<blank>", "(blank)", "blank", "pd.na"),
        *("<na>", "znotrecorded", "not recorded", "data not captured in mosaic"),
        "data not captured on mosaic",
    }
)
# Dates that case systems write where they hold none.
SENTINEL_DATES = frozenset(
    {
        *(dt.date(1899, 12, 30), dt.date(1899, 12, 31), dt.date(1900, 1, 1)),
        *(dt.date(9999, 12, 31), dt.date(2999, 12, 31)),
    }
)
EARLIEST, LATEST = dt.date(1900, 1, 1), dt.date(2100, 1, 1)
# Day 0 of Excel's 1900 date system, moved back one day for its invented 29 February 1900.
EXCEL_DAY_ZERO = dt.date(1899, 12, 30)
EXCEL_SERIALS = range(1, (LATEST - EXCEL_DAY_ZERO).days)
# A serial left as text in a CSV: narrow, because 4-digit years and ids look alike. 1954 to 2064.
TEXT_SERIALS = range(20_000, 60_000)
LONGEST_NUMBER = 60
EXACT_DIGITS = 15  # Excel keeps 15 digits of a number and zeroes the rest

_DATE_FORMATS = (
    *("%d/%m/%Y", "%Y/%m/%d", "%d/%m/%y", "%d/%b/%Y", "%d/%B/%Y", "%d/%b/%y", "%d/%B/%y"),
)
_TIME_TAIL = re.compile(r"[T ]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?\s*([AaPp][Mm])?(Z|[+-]\d\d:?\d\d)?$")
_WITH_ZEROES = re.compile(r"\d+\.0+")
_SHORTENED = re.compile(r"\d(\.\d+)?[eE]\+\d+")
_ORDINAL = re.compile(r"(?<=\d)(st|nd|rd|th)\b", re.IGNORECASE)
_MONTHS_OLD = re.compile(r"^(\d{1,2})\s*(m|mth|mths|month|months|w|wk|wks|weeks?|d|days?)$")


class Unreadable(ValueError):
    """A cell says something, but not what its column is for."""


def is_plain_number(cell: Cell) -> TypeGuard[str]:
    """Whether a cell is text of nothing but digits, as most case numbers are: tidy as it stands."""
    return type(cell) is str and cell.isdecimal() and cell.isascii() and len(cell) <= LONGEST_NUMBER


@lru_cache(maxsize=20_000)
def _clean(text: str) -> str:
    # NFKC turns a no-break space into a space and full-width digits into digits.
    joined = " ".join(unicodedata.normalize("NFKC", text).split())
    return "" if joined.casefold() in BLANK_TOKENS else joined


def text_of(cell: Cell) -> str:
    """The cell as tidy text, "" where it holds nothing.

    >>> text_of("Dana\\xa0 Reed "), text_of(7961370.0), text_of("#N/A")
    ('Dana Reed', '7961370', '')
    """
    if isinstance(cell, str):
        return cell if is_plain_number(cell) else _clean(cell)
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "Yes" if cell else "No"
    if isinstance(cell, float):
        return _text_of_float(cell)
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat() if cell.time() == dt.time() else cell.isoformat(" ")
    return str(cell)


def _text_of_float(number: float) -> str:
    if math.isnan(number) or math.isinf(number):
        return ""
    return str(int(number)) if number.is_integer() else repr(number)


@lru_cache(maxsize=20_000)
def heading_key(heading: str) -> str:
    """A heading without case, quotes, brackets, line breaks and spaces, so that variants agree.

    >>> heading_key("LA In Touch "), heading_key("Child’s Legal\\nStatus")
    ('laintouch', 'childslegalstatus')
    """
    return re.sub(r"[^a-z0-9]", "", unicodedata.normalize("NFKC", heading).lower())


def identifier_of(cell: Cell) -> str:
    """A case number as text: leading zeros kept, "7961370.0" without its ".0".

    A number of more than 15 digits is refused: the spreadsheet has already rounded it, so two
    children could share what is left. As text it is whole and kept.
    """
    if isinstance(cell, float | int) and not isinstance(cell, bool):
        if not float(cell).is_integer():
            raise Unreadable("is not a whole number, so it is not a case number")
        if abs(cell) >= 10**EXACT_DIGITS:
            raise Unreadable(
                "has more than 15 digits and the spreadsheet has rounded it; "
                "export the column as text"
            )
        if cell < 0:
            raise Unreadable("is below zero, so it is not a case number")
        return str(int(cell))
    if isinstance(cell, dt.date | dt.time | dt.timedelta):
        raise Unreadable("is a date, not a case number; export the column as text")
    return _identifier_in(text_of(cell))


def _identifier_in(text: str) -> str:
    if _WITH_ZEROES.fullmatch(text):
        return text.partition(".")[0]
    if _SHORTENED.fullmatch(text):
        raise Unreadable("was shortened by the spreadsheet (1.2E+15); export the column as text")
    if len(text) > LONGEST_NUMBER:
        raise Unreadable("is too long for a case number")
    return text


def date_of(cell: Cell) -> dt.date | None:
    """The date in a cell, day first; None where it holds nothing or a stand-in such as 01/01/1900.

    >>> date_of("16/09/2020"), date_of("2020-09-16 00:00:00"), date_of(44090.0)
    (datetime.date(2020, 9, 16), datetime.date(2020, 9, 16), datetime.date(2020, 9, 16))
    """
    if isinstance(cell, dt.datetime):
        found: dt.date | None = cell.date()
    elif isinstance(cell, dt.date):
        found = cell
    elif isinstance(cell, float | int) and not isinstance(cell, bool):
        found = _date_of_serial(cell)
    elif isinstance(cell, dt.time | dt.timedelta):
        raise Unreadable("is a time, not a date")
    else:
        found = _date_in(text_of(cell))
    if found is None or found in SENTINEL_DATES:
        return None
    if not EARLIEST < found < LATEST:
        raise Unreadable("is not a plausible date")
    return found


def _date_of_serial(number: float) -> dt.date | None:
    if not math.isfinite(number) or number == 0:
        return None
    if int(number) not in EXCEL_SERIALS:
        raise Unreadable("is a number, not a date")
    return EXCEL_DAY_ZERO + dt.timedelta(days=int(number))


@lru_cache(maxsize=20_000)
def _date_in(text: str) -> dt.date | None:
    if not text:
        return None
    if text.isdigit() and len(text) == 5 and int(text) in TEXT_SERIALS:
        return EXCEL_DAY_ZERO + dt.timedelta(days=int(text))
    bare = _ORDINAL.sub("", _TIME_TAIL.sub("", text))
    slashed = re.sub(r"[\s./,-]+", "/", bare.strip())
    if re.fullmatch(r"(19|20)\d{6}", slashed):
        slashed = f"{slashed[:4]}/{slashed[4:6]}/{slashed[6:]}"
    for form in _DATE_FORMATS:
        try:
            return dt.datetime.strptime(slashed, form).date()
        except ValueError:
            continue
    raise Unreadable("is not a date we can read; use day/month/year")


def whole_number_of(cell: Cell) -> int | None:
    """A count, rounded down; None where the cell holds nothing."""
    if isinstance(cell, str):
        text = _clean(cell)
        if not text:
            return None
        try:
            return math.floor(float(text.replace(",", "")))
        except (ValueError, OverflowError):
            raise Unreadable("is not a number") from None
    if isinstance(cell, bool) or not isinstance(cell, float | int):
        if cell is None:
            return None
        raise Unreadable("is not a number")
    return None if math.isnan(cell) or math.isinf(cell) else math.floor(cell)


def age_of(cell: Cell) -> int | None:
    """Age in whole years at the last birthday; -1 for an unborn child.

    >>> age_of(6.138), age_of("<1"), age_of("5 m"), age_of("Unborn"), age_of("12 years")
    (6, 0, 0, -1, 12)
    """
    years = _age_in(_clean(cell).lower()) if isinstance(cell, str) else whole_number_of(cell)
    if years is not None and not -1 <= years <= 120:
        raise Unreadable("is not an age in years")
    return years


def _age_in(text: str) -> int | None:
    if text in ("unborn", "u/b"):
        return -1
    if re.fullmatch(r"<\s*1|under 1|less than 1", text):
        return 0
    months = _MONTHS_OLD.match(text)
    if months:
        return int(months[1]) // 12 if months[2].startswith("m") else 0
    return whole_number_of(re.sub(r"\s*(y|yr|yrs|year|years)( old)?$", "", text))


# Upper ends in whole years, as published age tables have them.
AGE_BANDS = (
    *((-1, "unborn"), (0, "under 1"), (4, "1 to 4"), (9, "5 to 9"), (15, "10 to 15")),
    *((17, "16 to 17"), (20, "18 to 20"), (24, "21 to 24"), (120, "25 and over")),
)


def age_band(age: int | None) -> str:
    """The band an age falls in, "" where the age is not known or beyond any life."""
    if age is None:
        return ""
    return next((band for upper, band in AGE_BANDS if age <= upper), "")


def age_on(born_on: dt.date, day: dt.date) -> int:
    """Age in whole years on a day; -1 before birth (an expected date of birth)."""
    if born_on > day:
        return -1
    return day.year - born_on.year - ((day.month, day.day) < (born_on.month, born_on.day))
