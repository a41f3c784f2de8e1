"""A council's own form as sections and questions: what each line of it seems to be, for a person to check.

It guesses from words alone, says where it is unsure and why, and decides nothing.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from goldenthread.tools.form.questions import QUESTION_TYPES

MOST_LINES, LONGEST = 300, 300
SECTION, HINT, LEAVE_OUT = "section", "hint", "leave_out"
KINDS = (SECTION, *QUESTION_TYPES, HINT, LEAVE_OUT)
YES_NO, PARTLY = {"yes", "no"}, {"partly", "partially", "in part"}
NOT_APPLICABLE = {"n/a", "na", "not applicable"}
GRADES = {
    "outstanding", "good", "requires improvement", "requires improvement to be good", "ri", "inadequate",
    "met", "partially met", "not met", "does not meet good",
}  # fmt: skip
# Said on the case list, and never asked for again.
ON_THE_LIST = re.compile(
    r"(case (number|id|ref\w*)|(child|young person|social worker|worker|auditor|manager|team)('s)? ?(name|id)?"
    r"|questions?|answers?|responses?|scores?|rating|name of .{2,30}|date of birth|dob|team|service|signature|signed|date of audit)\s*:?",
    re.I,
)
ASKED = re.compile(
    r"(is|are|was|were|has|have|had|does|do|did|can|could|should|how|what|when|who|why|which|where|to what extent)\b",
    re.I,
)
NUMBERED = re.compile(r"(?:q(?:uestion)?\s*)?\(?(\d+(?:\.\d+)*|[a-z])[.):]\s+|(\d+\.\d+)\s+", re.I)
HEADED = re.compile(r"(section|part|domain|standard)\s+\w+\b", re.I)
IN_WORDS = re.compile(
    r"(comments?|evidence|analysis|summary|strengths?|areas? (for|to)|rationale|reasons?|explain|describe|notes?)\b", re.I
)  # fmt: skip
DATED = re.compile(r"(when (was|were|did)|date\b|last (seen|visit|updated))", re.I)
COUNTED = re.compile(r"(how many|number of)\b", re.I)
CHOICES = re.compile(r"\s*(?:[/|;☐☑□▢○●\t\n]|\s{3,})\s*")


@dataclass(frozen=True)
class Guess:
    """One line of the form: its words, what it seems to be, and why that is unsure, "" where it is not."""

    words: str
    kind: str
    unsure: str = ""
    may_be_not_applicable: bool = False

    @property
    def is_question(self) -> bool:
        return self.kind in QUESTION_TYPES


@dataclass(frozen=True)
class PaperForm:
    """What was read; `left_over` is how many lines stood beyond those that are read."""

    lines: tuple[Guess, ...]
    left_over: int = 0

    @property
    def questions(self) -> int:
        return sum(line.is_question for line in self.lines)

    @property
    def unsure(self) -> int:
        return sum(bool(line.unsure) for line in self.lines)


def paper_form(lines: Iterable[str]) -> PaperForm:
    """What each line seems to be. Lines that only give answers say what the question before is answered by.

    >>> form = paper_form(["Visits", "1. Was the child seen?", "Yes / No / N/A"])
    >>> [(line.kind, line.words) for line in form.lines]
    [('section', 'Visits'), ('yes_no', 'Was the child seen?')]
    """
    said = [" ".join(line.split(" ")).strip() for line in lines]
    said = [line for line in said if re.search(r"[^\W_]", line)]
    found: list[Guess] = []
    for line in said[:MOST_LINES]:
        answers = _answers(line)
        if answers and found and found[-1].kind != LEAVE_OUT:
            found[-1] = _answered(found[-1], answers)
        elif not answers:
            found.append(_guess(line, found))
    return PaperForm(tuple(found), max(0, len(said) - MOST_LINES))


def _answers(line: str) -> set[str]:
    """The answers that a line gives to choose from; nothing where it says anything else."""
    if line.lower() in YES_NO | NOT_APPLICABLE | GRADES | PARTLY:
        return {line.lower()}
    line = re.sub(r"\bn\s*/\s*a\b", "na", line, flags=re.I)
    words = {word.strip(" .:()").lower() for word in CHOICES.split(line)} - {""}
    known = YES_NO | PARTLY | NOT_APPLICABLE | GRADES
    return words if len(words) > 1 and words & known and len(words - known) == 0 else set()


def _answered(question: Guess, answers: set[str]) -> Guess:
    may_be_na = question.may_be_not_applicable or bool(answers & NOT_APPLICABLE)
    kind = question.kind
    if answers & GRADES:
        kind = "grade"
    elif answers & PARTLY:
        kind = "yes_partly_no"
    elif answers & YES_NO and kind != "yes_partly_no":
        kind = "yes_no"
    unsure = question.unsure
    if not question.is_question:
        unsure = "Answers stand beside it, though it does not read as a question."
    return replace(question, kind=kind, may_be_not_applicable=may_be_na, unsure=unsure)


def _guess(line: str, before: list[Guess]) -> Guess:
    numbered = NUMBERED.match(line)
    words = line[numbered.end() :] if numbered else line
    if len(words) > LONGEST:
        cut = words[: LONGEST - 1].rsplit(" ", 1)[0]
        return Guess(f"{cut}…", HINT, "It is longer than a question may be, and was cut.")
    if ON_THE_LIST.fullmatch(words):
        return Guess(words, LEAVE_OUT)
    if "?" in words or (ASKED.match(words) and len(words.split()) > 3):
        return Guess(words, _type(words))
    if IN_WORDS.match(words):
        return Guess(words.rstrip(": "), "text")
    return _no_question(words, is_numbered=bool(numbered), before=before)


def _no_question(words: str, *, is_numbered: bool, before: list[Guess]) -> Guess:
    """A heading, or words that do not read as a question."""
    if HEADED.match(words) or (words.isupper() and len(words) > 3):
        return Guess(words.capitalize() if words.isupper() else words, SECTION)
    if len(words.split()) <= 6 and not words.endswith((".", ";", ",")):
        in_section = is_numbered and any(each.kind == SECTION for each in before)
        unsure = "It may be a section, or a question." if in_section else ""
        return Guess(words.rstrip(": "), SECTION, unsure)
    if is_numbered:
        return Guess(words, _type(words), "It is numbered, but does not read as a question.")
    return Guess(words, HINT)


def _type(words: str) -> str:
    if COUNTED.match(words):
        return "number"
    if DATED.match(words):
        return "date"
    first = words.split(maxsplit=1)[0].lower()
    yes_no = (
        "is",
        "are",
        "was",
        "were",
        "has",
        "have",
        "had",
        "does",
        "do",
        "did",
        "can",
        "could",
        "should",
    )
    return "yes_no" if first in yes_no else "text"


def sections(lines: Iterable[Guess]) -> list[dict[str, object]]:
    """The sections that confirmed lines make, as the format keeps them, without keys."""
    made: list[dict[str, object]] = []
    questions: list[dict[str, object]] = []
    for line in lines:
        if line.kind == LEAVE_OUT or not line.words.strip():
            continue
        if line.kind == SECTION or not made:
            questions = []
            title = line.words if line.kind == SECTION else "Questions"
            made.append({"title": title, "kind": "domain", "questions": questions})
            if line.kind == SECTION:
                continue
        if line.kind == HINT:
            place = questions[-1] if questions else made[-1]
            place["hint"] = f"{place.get('hint', '')} {line.words}".strip()
        else:
            questions.append(_question(line))
    return [section for section in made if section["questions"]]


def _question(line: Guess) -> dict[str, object]:
    made: dict[str, object] = {"type": line.kind, "label": line.words}
    if line.may_be_not_applicable:
        made["may_be_not_applicable"] = True
    if line.kind == "months_since":
        made["limit_months"] = 12
    if line.kind == "grade":
        made["text_label"] = "Why?"
    return made
