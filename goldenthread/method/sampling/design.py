"""The design of a draw: what is asked for, as a person wrote it down.

A design is a tree of texts, lists and mappings, as a design file holds it. ``design_of`` reads the
tree and refuses, in one sentence, what it cannot mean. Whether a case list can give what is asked
is another matter (``drawing``).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from fractions import Fraction
from typing import Any, Literal

from goldenthread.method.sampling.refusing import Refused, listed

Family = Literal["once", "together", "ignore"]
Values = Mapping[str, tuple[str, ...]]
"""Columns, each with the texts that are meant."""

FAMILIES: tuple[Family, ...] = ("once", "together", "ignore")
WAYS = ("proportional", "equal", "neyman")
LEVELS = ("team", "service")
MOST = 9_999_999
LONGEST = 600  # months
DATES = ("%Y-%m-%d", "%d/%m/%Y")


class DesignRefused(Refused):
    """A design that means nothing, or contradicts itself."""


@dataclass(frozen=True)
class Neyman:
    """How different the cases of each type are from each other: variances by type."""

    minimum: int = 1
    maximum: int | None = None
    variances: Mapping[str, Fraction] = field(default_factory=dict)


@dataclass(frozen=True)
class Window:
    """The dates that a column must lie between, both included."""

    column: str
    first: date
    last: date


@dataclass(frozen=True)
class Exclude:
    """Cases that are left out. ``columns``: with one of these texts, each column its own reason."""

    statuses: tuple[str, ...] = ()
    audited_within_months: int = 0
    as_at: date | None = None
    columns: Values = field(default_factory=dict)
    window: Window | None = None


@dataclass(frozen=True)
class Waves:
    """A cycle of draws that covers every case once. ``drawn_in``: the column that holds the wave in
    which a case has been drawn already; without it the earlier waves are drawn over again."""

    count: int
    draw: int
    drawn_in: str = ""


@dataclass(frozen=True)
class Detect:
    """As many cases as show at least one of its kind, if ``percent`` of all cases are of it."""

    percent: Fraction
    confidence: Fraction = Fraction(95)


@dataclass(frozen=True)
class Design:
    """What is asked for. Of ``size``, ``percent`` and ``detect`` at most one is set."""

    document: Mapping[str, Any]
    strata: str = "status"
    size: int | None = None
    percent: Fraction | None = None
    detect: Detect | None = None
    quotas: Mapping[str, int] | None = None
    way: str = "proportional"
    neyman: Neyman = field(default_factory=Neyman)
    minimum_per_worker: int = 0
    bounds: Mapping[str, Mapping[str, tuple[int, int]]] = field(default_factory=dict)
    family: Family = "ignore"
    exclude: Exclude = field(default_factory=Exclude)
    only: Values = field(default_factory=dict)
    named: tuple[str, ...] = ()
    certain: Values = field(default_factory=dict)
    waves: Waves | None = None
    programme: str = ""


def design_of(tree: object) -> Design:
    """The design that a tree of texts means. Numbers may stand in it as numbers.

    Raises DesignRefused.

    >>> design_of({"size": "31", "quotas": "equal"}).way
    'equal'
    """
    top = _Part("the design", tree, KEYS)
    asked: dict[str, Any] = {key: read(top, key) for key, read in KEYS.items() if key in top.tree}
    for name in ("size", "quotas"):
        asked |= asked.pop(name, {})
    design = Design(document=_texts_only(top.tree), **asked)
    _check_size(design)
    if design.neyman.variances and design.way != "neyman":
        raise DesignRefused("neyman: it needs quotas: neyman.")
    return design


def _check_size(design: Design) -> None:
    ways = [design.size is not None, design.percent is not None, design.detect is not None]
    if sum(ways) > 1:
        raise DesignRefused("The design gives the size in more than one way; keep one of them.")
    if design.quotas is None:
        if not any(ways) and design.waves is None:
            raise DesignRefused("The design says no size: give size, quotas, detect or waves.")
        return
    total = sum(design.quotas.values())
    if design.percent is not None or design.detect is not None:
        raise DesignRefused("quotas: numbers for each type already say the size.")
    if design.size not in (None, total):
        raise DesignRefused(f"quotas: they add up to {total}, the size is {design.size}.")
    if total == 0:
        raise DesignRefused("quotas: they ask for no case at all.")


class _Part:
    """A mapping in the tree, with the words that say where it stands."""

    def __init__(self, where: str, tree: object, keys: Mapping[str, Any] | None = None) -> None:
        self.where = where
        if not isinstance(tree, Mapping) or not all(isinstance(key, str) for key in tree):
            raise DesignRefused(f"In {where} keys with values are expected.")
        if keys is not None and (unknown := sorted(set(tree) - set(keys))):
            said = "stands an unknown key" if len(unknown) == 1 else "stand unknown keys"
            known = ", ".join(sorted(keys))
            raise DesignRefused(f"In {where} {said}: {listed(unknown)}. Known: {known}.")
        self.tree: Mapping[str, Any] = tree

    def part(self, key: str, keys: Mapping[str, Any] | None = None) -> "_Part":
        return _Part(
            key if self.where == "the design" else f"{self.where}, {key}", self.tree[key], keys
        )

    def refuse(self, key: str, wanted: str) -> DesignRefused:
        where = "" if self.where == "the design" else f"{self.where}, "
        return DesignRefused(f"{where}{key}: {wanted}, not {_shown(self.tree[key])}.")

    def text(self, key: str) -> str:
        value = self.tree[key]
        if not isinstance(value, str) or not value.strip():
            raise self.refuse(key, "a text is expected")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        value = self.tree[key]
        values = value if isinstance(value, list | tuple) else [value]
        if not all(isinstance(each, str | int) and str(each) for each in values):
            raise self.refuse(key, "a text or a list of texts is expected")
        return tuple(map(str, values))

    def whole(self, key: str, least: int = 0, most: int = MOST) -> int:
        text = str(self.tree[key])
        is_number = text.isascii() and text.isdigit() and len(text) <= len(str(MOST))
        if not is_number or not least <= int(text) <= most:
            raise self.refuse(key, f"a whole number from {least} to {most} is expected")
        return int(text)

    def number(self, key: str, least: int, most: int) -> Fraction:
        try:
            found = Fraction(str(self.tree[key]).removesuffix("%"))
        except (ValueError, ZeroDivisionError):
            found = Fraction(-1)
        if not least < found <= most:
            raise self.refuse(key, f"a number above {least} and up to {most} is expected")
        return found

    def day(self, key: str) -> date:
        found = day_of(str(self.tree[key]))
        if found is None:
            raise self.refuse(key, "a date such as 2026-11-01 is expected")
        return found

    def one_of(self, key: str, choices: Sequence[str]) -> str:
        if self.tree[key] not in choices:
            raise self.refuse(key, f"one of {', '.join(choices)} is expected")
        return str(self.tree[key])


def day_of(text: str) -> date | None:
    """A date as 2026-11-01 or 01/11/2026.

    >>> day_of("01/11/2026")
    datetime.date(2026, 11, 1)
    """
    for layout in DATES:
        try:
            return datetime.strptime(text, layout).date()
        except ValueError:
            continue
    return None


def _shown(value: object) -> str:
    if isinstance(value, Mapping):
        return "keys with values"
    if isinstance(value, list | tuple):
        return "a list"
    return str(value) or "nothing"


def _size(part: _Part, key: str) -> dict[str, object]:
    if part.tree[key] == "all":
        return {"percent": Fraction(100)}
    if str(part.tree[key]).endswith("%"):
        return {"percent": part.number(key, 0, 100)}
    return {"size": part.whole(key, 1)}


def _quotas(part: _Part, key: str) -> dict[str, object]:
    if not isinstance(part.tree[key], Mapping):
        return {"way": part.one_of(key, WAYS)}
    quotas = part.part(key)
    return {"quotas": {stratum: quotas.whole(stratum) for stratum in quotas.tree}}


def _neyman(part: _Part, key: str) -> Neyman:
    known = dict.fromkeys(("minimum", "maximum", "last_round", "deviations"))
    held = part.part(key, known)
    if "last_round" in held.tree and "deviations" in held.tree:
        raise DesignRefused("neyman: give last_round or deviations, not both.")
    least = held.whole("minimum") if "minimum" in held.tree else 1
    most = held.whole("maximum", max(least, 1)) if "maximum" in held.tree else None
    if "deviations" in held.tree:
        given = held.part("deviations")
        return Neyman(least, most, {h: given.number(h, 0, 1) ** 2 for h in given.tree})
    if "last_round" not in held.tree:
        return Neyman(least, most)
    given = held.part("last_round")
    return Neyman(least, most, {h: _variance(*_pair(given, h)) for h in given.tree})


def _variance(part: int, whole: int) -> Fraction:
    """p(1 - p), p shrunk towards a half so that no type seems to be all alike."""
    p = Fraction(part + 1, whole + 2)
    return p * (1 - p)


def _pair(part: _Part, key: str) -> tuple[int, int]:
    value = part.tree[key]
    if isinstance(value, list | tuple) and len(value) == 2:
        both = _Part(f"{part.where}, {key}", {"first": value[0], "second": value[1]})
        first, second = both.whole("first"), both.whole("second")
        if first <= second:
            return first, second
    raise part.refuse(key, "two whole numbers are expected, the smaller one first")


def _bounds(part: _Part, key: str) -> Mapping[str, Mapping[str, tuple[int, int]]]:
    held = part.part(key, dict.fromkeys(LEVELS))
    levels = {level: held.part(level) for level in held.tree}
    return {
        level: {name: _pair(inner, name) for name in inner.tree} for level, inner in levels.items()
    }


def _values(part: _Part, key: str) -> Values:
    held = part.part(key)
    return {column: held.texts(column) for column in held.tree}


def _exclude(part: _Part, key: str) -> Exclude:
    known = dict.fromkeys(("statuses", "audited_within_months", "as_at", "columns", "window"))
    held = part.part(key, known)
    months = (
        held.whole("audited_within_months", 0, LONGEST)
        if "audited_within_months" in held.tree
        else 0
    )
    as_at = held.day("as_at") if "as_at" in held.tree else None
    if months and as_at is None:
        raise DesignRefused(
            "exclude: audited_within_months needs as_at, the day it is counted from."
        )
    return Exclude(
        statuses=held.texts("statuses") if "statuses" in held.tree else (),
        audited_within_months=months,
        as_at=as_at,
        columns=_values(held, "columns") if "columns" in held.tree else {},
        window=_window(held) if "window" in held.tree else None,
    )


def _window(held: _Part) -> Window:
    window = held.part("window", dict.fromkeys(("column", "from", "to")))
    if missing := [key for key in ("column", "from", "to") if key not in window.tree]:
        raise DesignRefused(f"{window.where}: it needs {listed(missing)}.")
    found = Window(window.text("column"), window.day("from"), window.day("to"))
    if found.first > found.last:
        raise DesignRefused(f"{window.where}: it ends before it begins.")
    return found


def _waves(part: _Part, key: str) -> Waves:
    held = part.part(key, dict.fromkeys(("count", "draw", "drawn_in")))
    if missing := [key for key in ("count", "draw") if key not in held.tree]:
        raise DesignRefused(f"waves: it needs {listed(missing)}.")
    waves = Waves(
        held.whole("count", 2),
        held.whole("draw", 1),
        held.text("drawn_in") if "drawn_in" in held.tree else "",
    )
    if waves.draw > waves.count:
        raise DesignRefused(f"waves: there is no draw {waves.draw} of {waves.count}.")
    return waves


def _detect(part: _Part, key: str) -> Detect:
    held = part.part(key, dict.fromkeys(("percent", "confidence")))
    if "percent" not in held.tree:
        raise DesignRefused("detect: it needs percent.")
    confidence = held.number("confidence", 0, 100) if "confidence" in held.tree else Fraction(95)
    if confidence == 100:
        raise DesignRefused("detect, confidence: only a census is certain; give less than 100.")
    return Detect(held.number("percent", 0, 100), confidence)


def _programme(part: _Part, key: str) -> str:
    if "|" in part.text(key):
        raise part.refuse(key, "a text without | is expected")
    return part.text(key)


KEYS: Mapping[str, Callable[[_Part, str], Any]] = {
    "strata": _Part.text,
    "size": _size,
    "detect": _detect,
    "quotas": _quotas,
    "neyman": _neyman,
    "minimum_per_worker": lambda part, key: part.whole(key),
    "bounds": _bounds,
    "family": lambda part, key: part.one_of(key, FAMILIES),
    "exclude": _exclude,
    "only": _values,
    "named": _Part.texts,
    "certain": _values,
    "waves": _waves,
    "programme": _programme,
}


def _texts_only(value: Any) -> Any:
    """The tree with every number as text, so that one design has one form."""
    if isinstance(value, Mapping):
        return {key: _texts_only(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_texts_only(each) for each in value]
    return str(value)
