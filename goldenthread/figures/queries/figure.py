"""What a number is of: a short text that says so, the same on every page and in every paper.

    grades?stage=final&round=autumn&case_type=cp&grade=good

It names a measure and what it was asked with, and is read strictly: whatever is not known is refused,
so that an address can never ask for a figure that the pages do not make.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from urllib.parse import parse_qsl, urlencode

from goldenthread.audits.models import Finding
from goldenthread.figures.queries.actions_by_week import OF_A_WEEK
from goldenthread.figures.queries.answers import DATED, REASONS
from goldenthread.figures.queries.behind import MEETING, Number
from goldenthread.figures.queries.ledger import STAGES as LEDGER_STAGES
from goldenthread.figures.queries.method import OF_MODERATION
from goldenthread.figures.queries.standing import (
    DIMENSIONS,
    FILTERS,
    FLAG,
    JOIN,
    PEOPLE,
    STAGES,
)

A_BAND = re.compile(r"\d{1,4}-\d{0,4}")
LONGEST = 2_000  # a year may have many rounds
A_KEY = re.compile(r"[\w+.-]{0,60}")
A_NUMBER = re.compile(r"[1-9][0-9]?")
A_MONTH = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")
CHANGES = ("n", "changed", "up", "down", "same")
# What a value looks like, and what is said of one that does not.
A_MONTH_SAID = (A_MONTH, "is no month, such as 2026-05")
SHAPES = {
    "month": A_MONTH_SAID, "from": A_MONTH_SAID, "to": A_MONTH_SAID,
    "late": (A_BAND, "says of no days how late"),
    "months": (A_NUMBER, "is no number of months"),
    # The start of the SHA-256 of the words of findings that say the same.
    "words": (re.compile(r"[0-9a-f]{16}"), "names no words"),
}  # fmt: skip
# What came of asking a source, and what moderators answered of somebody's views.
ASKED = ("part", "obtained", "declined", "sought", "unsuitable", "unsaid")
ANSWERS = ("yes", "partly", "no", "na")
# measure -> what it may be "of", the first being meant where nothing is said.
MEASURES: dict[str, tuple[str, ...]] = {
    "grades": (),
    "coverage": (
        "audited", "share", "beside", "open", "practitioners", "waiting", "second", "named",
        "internal", "external", "families", "rounds",
    ),
    "moderation": ("text", "moderated", *CHANGES, "least"),
    "concerns": (),
    "voices": (
        "family", "not_heard", "form", "asked", "on_record", "partly_on_record", "not_on_record", *ASKED,
        *ANSWERS,
    ),
    "actions": ("total", "open", "overdue", "to_check", "closed", "not_done", *OF_A_WEEK),
    "ledger": LEDGER_STAGES,
    "findings": (),
    "connections": ("n", "same", "met", "unmet"),
    "profiles": (),
    "reported": (),
    "answers": (),
    "reaudit": ("pairs", "better", "worse", "same"),
    "stands": ("met", "graded"),
    "selection": ("listed", "could", "drawn", "left_out", "swapped", "draws", "chance", "weight"),
    "tests": ("pairs", "up", "down", "same", "paired_p", *OF_MODERATION),
    "children": ("audited", "not_audited", "listed"),
    "timeliness": (
        "known", "in_time", "late", "late_why", "late_bare", "late_unsaid", "unknown", "na",
    ),
    "themes": ("audits", "rounds"),
    "programme": ("done", "planned", "activities"),
    "ages": ("counted", "out_of_date", "dated", "missing", "undated", "not_needed"),
}  # fmt: skip
OF_A_QUESTION = ("timeliness", "ages", "answers")
# Of these no number is of several rounds together.
OF_ONE = ("children", "profiles", "answers", "selection", "tests", "reaudit", "stands")
ONE_ROUND = ("coverage", "moderation", "concerns", "voices", "findings", "themes", *OF_ONE)
TWO_SECTIONS = "connections are of two sections, first and second"
OF_A_ROW = "a figure of an old report is of one row of one imported file"
OF_MONTHS = "the programme is of months, from one to another"
# What a measure is nothing without, and what is said then.
NEEDED = {
    "connections": {"first": TWO_SECTIONS, "second": TWO_SECTIONS},
    "reported": dict.fromkeys(("source", "row"), OF_A_ROW),
    "children": {"by": "children are counted by a characteristic, and none is named"},
    "ages": {"months": "ages are told from so many months on, and it is not said how many"},
    "themes": {"theme": "findings are counted by a theme, and none is named"},
    "programme": {"from": OF_MONTHS, "to": OF_MONTHS},
}
KEYS = {
    "like", "question", "grade", "before", "scale", "other", "first", "second", "profile", "source", "row",
    "is", "why", "theme",
}  # fmt: skip
# What a measure may be asked with, besides the dimensions.
MORE = {
    "grades": {"stage", "grade", "scale", "limit", "like"},
    "moderation": {"of", "at", "grade", "before"},
    "ledger": {"of", "dropped"},
    "findings": {"kind", "words"},
    "connections": {"of", "stage", "grade", "other", "first", "second"},
    "voices": {"of", "source", "view"},
    "profiles": {"stage", "profile"},
    "reported": {"source", "row"},
    "answers": {"question", "is", "reason", "dated", "given"},
    "selection": {"of", "why"},
    "children": {"of", "by", "group"},
    "actions": {"of", "late", "week"},
    "themes": {"of", "theme", "kind"},
    "programme": {"of", "from", "to"},
    "timeliness": {"of", "question", "like"},
    "ages": {"of", "question", "months"},
}
TRACED = {*DIMENSIONS, FLAG}
# What parts the audits of one round, and so of what a paper says in one section.
PARTS = {"round", "case_type", "audit_type", "service", FLAG}
BY = {
    "grades": TRACED, "ledger": TRACED - {"domain"}, "findings": {"round", "domain"},
    "actions": {"round", "case_type", "team", "domain"},
    "coverage": {*PARTS, "team"}, "moderation": PARTS, "profiles": PARTS, "reported": set(),
    "selection": {"round", "case_type"},
    "connections": {"round", "case_type", "team"},
    "timeliness": {"round", "case_type", "team", "month"}, "ages": {"round", "case_type", "team"},
    "stands": {"round", "domain"},
}  # fmt: skip


@dataclass(eq=False)
class UnknownFigure(Exception):
    """A text that names no figure, and what in it is not known."""

    text: str
    fault: str

    def __str__(self) -> str:
        return f"There is no figure {self.text!r}: {self.fault}."


@dataclass(frozen=True)
class Figure:
    """A measure and what it was asked with. `text` says it."""

    measure: str
    asked: Mapping[str, str]

    @property
    def text(self) -> str:
        return figure_key(self.measure, **self.asked)

    @property
    def of(self) -> str:
        known = MEASURES[self.measure]
        return self.asked.get("of", known[0] if known else "")

    @property
    def stage(self) -> str:
        return self.asked.get("stage", "auditor")

    @property
    def grade(self) -> str:
        """The grade counted; empty for all of them."""
        return "" if self.asked.get("grade") == "n" else self.asked.get("grade", "")

    @property
    def where(self) -> dict[str, str]:
        return {name: value for name, value in self.asked.items() if name in FILTERS}


def figure_key(measure: str, **asked: str | None) -> str:
    """The text of a figure; what is None is left out.

    >>> figure_key("grades", stage="final", round="r1", grade="good")
    'grades?stage=final&round=r1&grade=good'
    """
    return f"{measure}?{urlencode({k: v for k, v in asked.items() if v is not None})}"


def figure_of(text: str) -> Figure:
    """The figure that a text names. Raises UnknownFigure with the first thing that is not known.

    >>> figure_of("concerns?round=autumn").where
    {'round': 'autumn'}
    """
    measure, _, query = text.partition("?")
    if measure not in MEASURES or len(text) > LONGEST:
        raise UnknownFigure(text[:80], f"it begins with none of {', '.join(MEASURES)}")
    try:
        pairs = parse_qsl(query, keep_blank_values=True, strict_parsing=bool(query))
    except ValueError:
        raise UnknownFigure(
            text, "what follows the question mark is no list of KEY=VALUE"
        ) from None
    asked = dict(pairs)
    if len(asked) != len(pairs):
        raise UnknownFigure(text, "something is asked twice")
    if fault := _fault(measure, asked):
        raise UnknownFigure(text, fault)
    return Figure(measure, asked)


def figure_of_number(number: Number) -> Figure:
    """The same of a number as pages count it."""
    what = {"audited": "audited", "covered": "share", "beside": "beside"}.get(number.what)
    if what:
        return Figure("coverage", {"of": what, **number.where})
    if number.what == "moderated":
        asked = {"grade": number.grade, "before": number.before}
        return Figure("moderation", {**number.where, **{k: v for k, v in asked.items() if v}})
    return Figure("grades", {"stage": number.stage, **number.where, "grade": number.grade or "n"})


def _fault(measure: str, asked: Mapping[str, str]) -> str:
    known = BY.get(measure, {"round"}) | MORE.get(measure, {"of"})
    for name, value in asked.items():
        if name in PEOPLE:
            return f"figures are never made by a named person ({name})"
        if name not in known:
            return f"{measure} cannot be asked with {name!r}"
        if fault := _wrong_value(measure, name, value):
            return fault
    return _missing(measure, asked)


def _missing(measure: str, asked: Mapping[str, str]) -> str:
    """What a measure cannot do without."""
    for name, fault in NEEDED.get(measure, {}).items():
        if not asked.get(name):
            return fault
    if fault := _not_together(measure, asked):
        return fault
    if measure in OF_A_QUESTION and not asked.get("question"):
        return f"{measure} is of one question of an audit tool, and none is named"
    round = asked.get("round", "")
    if measure in ONE_ROUND and not round:
        return f"{measure} is of one round, and none is named"
    if (measure in OF_ONE or "view" in asked) and JOIN in round:
        return f"{measure} is of one round, and several are named"
    return ""


def _not_together(measure: str, asked: Mapping[str, str]) -> str:
    """What is only meant with something beside it."""
    if measure == "voices" and not _is_voice(asked):
        return "what came of asking is told of one source, what moderators answered of one view"
    if (asked.get("of") in OF_A_WEEK) != ("week" in asked):
        return f"{', '.join(OF_A_WEEK)} are of a week, named by its Monday, and nothing else is"
    return ""


def _is_voice(asked: Mapping[str, str]) -> bool:
    of = asked.get("of", "")
    return (of in ASKED) == ("source" in asked) and (of in ANSWERS) == ("view" in asked)


def _wrong_value(measure: str, name: str, value: str) -> str:
    choices: dict[str, Iterable[str]] = {
        "of": MEASURES[measure], "stage": STAGES, "at": ("before", "after"), "dropped": ("1",),
        "kind": Finding.Kind.values, "limit": ("low", "high"),
        "reason": REASONS, "dated": DATED, "given": ("1",), "view": ("child", "parent", "carer"),
        "by": ("ethnicity", "disability", "sex", "age_band"),
    }  # fmt: skip
    if measure == "voices":
        choices["source"] = ("child", "parent_carer")
    if name in choices and value not in choices[name]:
        return f"{name} is one of {', '.join(choices[name])}, not {value!r}"
    if name in SHAPES and not SHAPES[name][0].fullmatch(value):
        return f"{value!r} {SHAPES[name][1]}"
    if name == "week" and not _is_monday(value):
        return f"{value!r} is no Monday, such as 2026-05-04"
    if name in KEYS and value not in ("n", MEETING) and not A_KEY.fullmatch(value):
        return f"{value!r} is no {name}"
    return ""


def _is_monday(text: str) -> bool:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return False
    return text == f"{day}" and day.weekday() == 0
