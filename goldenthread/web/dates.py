"""A date as people give it: three boxes, or a whole date pasted into the first one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from django import forms
from django.core.exceptions import ValidationError

MONTHS = [f"{date(2000, n, 1):%B}".lower() for n in range(1, 13)]
WEEKDAYS = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"}
EARLIEST_YEAR = 1900


class Parts(NamedTuple):
    """What stands in the three boxes, as typed."""

    day: str = ""
    month: str = ""
    year: str = ""


class DateParts(forms.Widget):
    """Three inputs, NAME-day, NAME-month and NAME-year; markup comes from `fields.field`."""

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Parts | None:
        if name in data:  # a whole date, as a link or a script gives it
            return Parts(str(data[name]).strip())
        parts = Parts(*(str(data.get(f"{name}-{part}") or "").strip() for part in Parts._fields))
        return parts if any(parts) else None

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        names = [name, *(f"{name}-{part}" for part in Parts._fields)]
        return not any(each in data for each in names)

    def format_value(self, value: Any) -> Parts:  # three strings, not one
        if isinstance(value, date):
            return Parts(str(value.day), str(value.month), str(value.year))
        return value if isinstance(value, Parts) else Parts(str(value or ""))

    def id_for_label(self, id_: str, index: str | None = None) -> str:
        return f"{id_}-day"


class DateField(forms.Field):
    """A day in the calendar. Errors name the field's label and say which box is wrong.

    The boxes at fault are in the error's params, under "parts".
    """

    widget = DateParts

    def to_python(self, value: Any) -> date | None:
        if value is None or isinstance(value, date):
            return value
        parts = _unpacked(value)
        if not any(parts):
            return None
        if missing := [name for name in Parts._fields if not getattr(parts, name)]:
            raise self._problem(f"must include a {' and '.join(missing)}", missing)
        if not re.fullmatch(r"\d{4}", parts.year, re.ASCII):
            raise self._problem("must have a year of 4 numbers, such as 2026", ["year"])
        if int(parts.year) < EARLIEST_YEAR:
            raise self._problem(f"must have a year from {EARLIEST_YEAR} on", ["year"])
        try:
            return date(int(parts.year), _month(parts.month), _number(parts.day))
        except ValueError:
            raise self._problem("must be a real date, such as 27 3 2026", Parts._fields) from None

    def _problem(self, what: str, parts: Any) -> ValidationError:
        return ValidationError(
            f"{self.label or 'Date'} {what}", code="date", params={"parts": tuple(parts)}
        )


def _unpacked(parts: Parts) -> Parts:
    """A whole date in the day box, spread over the three: 27/03/2026, 2026-03-27, 27 March 2026."""
    if parts.month or parts.year:
        return parts
    words = re.findall(r"\d+|[^\W\d_]+", parts.day)
    ordinals = {"st", "nd", "rd", "th", "of"}
    words = [word for word in words if word.lower() not in ordinals]
    if len(words) == 4 and words[0].lower()[:3] in WEEKDAYS:
        words = words[1:]
    if len(words) != 3:
        return parts
    return Parts(*reversed(words)) if len(words[0]) == 4 else Parts(*words)


def _month(text: str) -> int:
    """The number of a month given as 3, 03, Mar or March; ValueError if it is none of these."""
    if text.isdecimal():
        return _number(text)
    matches = [n for n, name in enumerate(MONTHS, 1) if name.startswith(text.lower())]
    if len(text) < 3 or len(matches) != 1:
        raise ValueError(text)
    return matches[0]


def _number(text: str) -> int:
    """One or two digits; int() alone would take 1_0 and +7 as well."""
    if not re.fullmatch(r"\d{1,2}", text):
        raise ValueError(text)
    return int(text)
