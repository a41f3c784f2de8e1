"""Which rows of the case list may be drawn, and why the others may not."""

from calendar import monthrange
from collections.abc import Callable, Iterator, Sequence
from datetime import date

from goldenthread.method.sampling.design import Design, DesignRefused, day_of
from goldenthread.method.sampling.frame import ID, Frame, FrameRefused
from goldenthread.method.sampling.refusing import listed

NAMED = "named"
EARLIER_WAVE = "earlier_wave"

Rule = tuple[str, Callable[[Sequence[str]], bool]]
"""A reason, and whether it holds for a row."""


def reasons(frame: Frame, design: Design) -> list[str]:
    """Why each row is left out; an empty text where it may be drawn, "named" where somebody did.

    Where several reasons hold the first counts, so that they add up: status, columns in the order
    of the design, audited recently, outside the window, not of the theme, drawn in an earlier wave.

    Raises DesignRefused for a column or case that the list does not have, FrameRefused for a date
    that cannot be read.
    """
    _check_columns(frame, design)
    named = set(design.named)
    if strangers := sorted(named - set(frame.refs)):
        raise DesignRefused(f"named: {listed(strangers)} is not in the case list.")
    found = [NAMED if ref in named else "" for ref in frame.refs]
    for reason, holds in _rules(frame, design):
        for place, row in enumerate(frame.rows):
            if not found[place] and holds(row):
                found[place] = reason
    return found


def _rules(frame: Frame, design: Design) -> Iterator[Rule]:
    exclude = design.exclude
    for status in exclude.statuses:
        yield _among(frame, "status", (status,), status)
    for column, values in exclude.columns.items():
        yield _among(frame, column, values, column)
    if exclude.audited_within_months and exclude.as_at:
        since = months_before(exclude.as_at, exclude.audited_within_months)
        yield (
            "recently_audited",
            _dated(frame, "last_audited_on", lambda day: day is not None and day >= since),
        )
    if exclude.window:
        window = exclude.window
        yield (
            "outside_window",
            _dated(
                frame,
                window.column,
                lambda day: day is None or not window.first <= day <= window.last,
            ),
        )
    for column, values in design.only.items():
        reason, holds = _among(frame, column, values, f"not_{column}")
        yield reason, lambda row, holds=holds: not holds(row)  # type: ignore[misc]
    if design.waves and design.waves.drawn_in:
        place = frame.columns.index(design.waves.drawn_in)
        yield EARLIER_WAVE, lambda row: bool(row[place])


def _among(frame: Frame, column: str, values: tuple[str, ...], reason: str) -> Rule:
    place, meant = frame.columns.index(column), frozenset(values)
    return reason, lambda row: row[place] in meant


def _dated(
    frame: Frame, column: str, holds: Callable[[date | None], bool]
) -> Callable[[Sequence[str]], bool]:
    """A rule about a date; each text is read once, for a long list holds few different dates."""
    place, id_place = frame.columns.index(column), frame.columns.index(ID)
    known = {"": holds(None)}

    def decide(row: Sequence[str]) -> bool:
        text = row[place]
        if text not in known:
            day = day_of(text)
            if day is None:
                raise FrameRefused(f"Case {row[id_place]}: {column} is {text}, which is no date.")
            known[text] = holds(day)
        return known[text]

    return decide


def months_before(day: date, months: int) -> date:
    """The same day of the month so many months earlier, or the last day of a shorter month.

    >>> months_before(date(2026, 8, 31), 6)
    datetime.date(2026, 2, 28)
    """
    whole = 12 * day.year + day.month - 1 - months
    year, month = divmod(whole, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _check_columns(frame: Frame, design: Design) -> None:
    wanted = [("strata", design.strata)]
    wanted += [("exclude", "status")] * bool(design.exclude.statuses)
    wanted += [("exclude", "last_audited_on")] * bool(design.exclude.audited_within_months)
    wanted += [("exclude", column) for column in design.exclude.columns]
    wanted += [("only", column) for column in design.only]
    wanted += [("certain", column) for column in design.certain]
    wanted += [("bounds", level) for level in design.bounds]
    wanted += [("minimum_per_worker", "worker")] * bool(design.minimum_per_worker)
    wanted += [("family", "family_id")] * (design.family != "ignore")
    if design.exclude.window:
        wanted.append(("exclude, window", design.exclude.window.column))
    if design.waves and design.waves.drawn_in:
        wanted.append(("waves", design.waves.drawn_in))
    for key, column in wanted:
        if column not in frame.columns:
            raise DesignRefused(f"{key}: the case list has no column {column}.")
