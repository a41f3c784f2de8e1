"""The boxes that an author fills, and the figures that may be named in them."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from goldenthread.reports.build.gathered import Gathered
from goldenthread.reports.build.named import figure_named, is_figure
from goldenthread.reports.build.sentences import (
    Runs,
    actions_said,
    cases_said,
    concerns_said,
    result_said,
)
from goldenthread.writers.document import FigureText, Inline, Text

FIELD = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")
SUMMARY_WORDS = 150


@dataclass
class UnknownField(Exception):
    """A box names a figure that there is not."""

    name: str
    box: str
    fault: str = ""

    def __str__(self) -> str:
        if self.fault:
            return f"{self.box}: there is no figure {{{{{self.name}}}}}: {self.fault}."
        known = ", ".join(FIELDS)
        return f"{self.box}: there is no figure {{{{{self.name}}}}}. Use one of: {known}."


@dataclass(frozen=True)
class Box:
    """One box: a line, a choice or paragraphs. `is_needed` boxes are gaps while they are empty."""

    key: str
    label: str
    kind: str = "text"
    default: str = ""
    hint: str = ""
    choices: Mapping[str, str] = field(default_factory=dict)
    is_needed: bool = False
    most_words: int = 0


OPENING = (
    "For {{round}} we audited {{cases}}. {{result}}. During the audits {{concerns_raised}}. "
    "{{actions_so_far}}."
)
# Boxes that several kinds of paper have.
_BOXES: tuple[Box, ...] = (
    Box(
        "edition", "Version", "choice", "public",
        "The internal version lists every finding with its audit reference.",
        choices={"public": "Public", "internal": "Internal, not for publication"},
    ),
    Box("committee", "Committee", "line", "Children's services scrutiny committee"),
    Box("report_of", "Report of", "line", "Director of children's services"),
    Box(
        "purpose", "The report is for", "choice", "information",
        choices={"information": "Information", "decision": "Decision"},
    ),
    Box("author", "Report author", "line"),
    Box("author_post", "Author's post", "line"),
    Box("contact", "Author's contact", "line"),
    Box(
        "summary", "Summary", default=OPENING, is_needed=True,
        most_words=SUMMARY_WORDS, hint=f"At most {SUMMARY_WORDS} words.",
    ),
    Box(
        "recommendations", "Recommendations", is_needed=True,
        default="Members are asked to note the findings of these audits and what is being done.",
    ),
    Box("background", "Background", hint="Stands before what is said of the method."),
    Box("position", "Current position", hint="Stands after the tables and the chart."),
    Box("strengths", "What is going well", is_needed=True),
    Box("improvements", "What needs to get better", is_needed=True),
    Box("next", "What happens next", is_needed=True),
    Box("options", "Options and proposals", hint="For a decision only."),
    Box("financial", "Financial implications", "line", "None."),
    Box("resource", "Resource implications", "line", "None."),
    Box("legal", "Legal implications", "line", "None."),
    Box("risk", "Risk implications", "line", "None."),
    Box("equalities", "Equalities implications", "line", "None."),
    Box("climate", "Climate implications", "line", "None."),
    Box("security", "Security implications", "line", "None."),
    Box("plan", "What is planned for next year", is_needed=True, hint="Stands before the schedule."),
    Box("conclusion", "Conclusion", is_needed=True),
    Box("appendices", "Appendices", default="None."),
    Box("background_papers", "Background papers", default="None."),
)  # fmt: skip
COMMON = {box.key: box for box in _BOXES}


def common(*keys: str) -> tuple[Box, ...]:
    """The boxes of these keys that several kinds of paper have."""
    return tuple(COMMON[key] for key in keys)


def _good(g: Gathered) -> FigureText:
    if g.total is None:
        key = g.key("grades", stage=g.stage, grade="meeting")
        return FigureText("no cases", key)
    return g.graded(g.total, "meeting", g.total.meeting.text)


def _open(g: Gathered) -> FigureText:
    known = g.coverage.total.open
    return g.number(
        "coverage", "an unknown number of" if known is None else f"{known:,}", of="open"
    )


FIELDS: dict[str, Callable[[Gathered], FigureText | Text | Runs]] = {
    "cases": cases_said,
    "result": result_said,
    "concerns_raised": concerns_said,
    "actions_so_far": actions_said,
    "round": lambda g: Text(g.round.title),
    "audited": lambda g: g.number("coverage", g.audited, of="audited"),
    "open": _open,
    "good_or_better": _good,
    "moderated": lambda g: g.number("moderation", g.moderated.coverage.moderated, of="moderated"),
    "changed": lambda g: g.number("moderation", g.moderated.changed, of="changed"),
    "practitioners": lambda g: g.number(
        "coverage",
        g.coverage.practitioners.audited + g.coverage.practitioners.beside,
        of="practitioners",
    ),
    "family_heard": lambda g: g.number("voices", g.family_heard, of="family"),
    "concerns": lambda g: g.number("concerns", g.concerns or "none"),
    "actions": lambda g: g.number("actions", g.actions.total, of="total"),
    "actions_open": lambda g: g.number("actions", g.actions.open, of="open"),
    "actions_overdue": lambda g: g.number("actions", g.actions.overdue, of="overdue"),
    "actions_closed": lambda g: g.number("actions", g.actions.closed, of="closed"),
}


def filled(text: str, g: Gathered) -> Inline:
    """The text with each {{figure}} in its place."""
    runs: list[Text | FigureText] = []
    for number, part in enumerate(FIELD.split(text)):
        if number % 2 == 0:
            runs += [Text(part)] if part else []
        elif is_figure(part):
            runs.append(figure_named(part, g))
        elif part in FIELDS:
            found = FIELDS[part](g)
            runs += found if isinstance(found, tuple) else (found,)
        else:
            raise UnknownField(part, "The report")
    return tuple(runs)


def paragraphs(text: str, g: Gathered) -> list[Inline]:
    """The paragraphs of a box: an empty line parts them."""
    parts = re.split(r"\n\s*\n", text.replace("\r\n", "\n"))
    return [filled(part.strip(), g) for part in parts if part.strip()]
